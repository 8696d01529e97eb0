"""How sure an answer is: the chance that the message is for the knowledge base, times the chance that the best entry is right.

The coefficients are fitted by `bench/knowledge.py --calibrate` on question forms left out one at a time; right is an entry
that rests on a clause of the form's own entry. They are kept here, so that a new entry needs no fitting.
"""

import math
from dataclasses import dataclass

THRESHOLD = 0.27
"""Below this nothing is answered."""
SURE = 0.4
"""From here on a part of a message may be answered by itself."""
BELONGS = 0.5
"""A message that belongs here with at least this chance, but fits no entry well, is asked back with choices."""
_ASKED = 2.0  # log odds: another classifier, trained on other examples, took the message for a question
_DOMAIN = (-1.15, (4.78, 1.55, -0.43))
_RIGHT = (-0.71, (1.0, 2.12, 8.29))


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a ranking says of its best label: `margin` to the next one that says something else."""

    nearest: float
    score: float
    margin: float
    outside: float
    domain: float

    def of_domain(self) -> tuple[float, float, float]:
        """In the order of the fitted weights."""
        return (self.domain, self.nearest, self.outside)

    def of_right(self) -> tuple[float, float, float]:
        """In the order of the fitted weights."""
        return (self.nearest, self.score, self.margin)


def belongs(evidence: Evidence, asked: bool = False) -> float:
    """The estimated chance (0..1) that the message is a question for the knowledge base; `asked`: somebody else says it is."""
    return _logistic((_DOMAIN[0] + (_ASKED if asked else 0.0), _DOMAIN[1]), evidence.of_domain())


def confidence(evidence: Evidence, asked: bool = False) -> float:
    """The estimated chance (0..1) that the best label answers the message."""
    return belongs(evidence, asked) * _logistic(_RIGHT, evidence.of_right())


def _logistic(fitted: tuple[float, tuple[float, ...]], values: tuple[float, ...]) -> float:
    intercept, weights = fitted
    return 1.0 / (1.0 + math.exp(-(intercept + sum(weight * value for weight, value in zip(weights, values, strict=True)))))
