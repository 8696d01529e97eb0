"""How sure an answer is: the chance that the message is for the knowledge base, times the chance that the best entry is right.

The coefficients are fitted by `bench/knowledge.py --calibrate` on question forms left out one at a time; right is an entry
that rests on a clause of the form's own entry. They are kept here, so that a new entry needs no fitting.
"""

import math
from dataclasses import dataclass

THRESHOLD = 0.22
"""Below this nothing is answered."""
SURE = 0.4
"""From here on a part of a message may be answered by itself."""
DOUBTFUL = 0.75
"""Below this chance to be the right entry the next likely one is told beside it, where it fits nearly as well."""
BELONGS = 0.5
"""A message that belongs here with at least this chance, but fits no entry well, is asked back with choices."""
_NEVER = 0.001
_FAINT = 0.08  # what most messages from outside do not even have; stories told without our words reach hardly more
_ALONE = (-1.07, (4.62, -1.99, 4.18))
_HEARD = (0.25, (4.71, -2.62, 2.8, 0.39))
_RIGHT = (-0.8, (1.55, 1.47, 8.35))


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
        return (self.score, self.outside, self.domain)

    def of_right(self) -> tuple[float, float, float]:
        """In the order of the fitted weights."""
        return (self.nearest, self.score, self.margin)


def belongs(evidence: Evidence, asked: float | None = None) -> float:
    """The estimated chance (0..1) that the message is a question for the knowledge base.

    `asked`: the chance (0..1) that another classifier, trained on other examples, gives it; the two are wrong about
    different messages, so that together they are right far more often than either.
    """
    if asked is None:
        return _logistic(_ALONE, evidence.of_domain())
    return _logistic(_HEARD, (*evidence.of_domain(), log_odds(asked)))


def right(evidence: Evidence) -> float:
    """The estimated chance (0..1) that the best label is the right one, if any is."""
    return _logistic(_RIGHT, evidence.of_right()) if evidence.score >= _FAINT else 0.0


def confidence(evidence: Evidence, asked: float | None = None) -> float:
    """The estimated chance (0..1) that the best label answers the message."""
    return belongs(evidence, asked) * right(evidence)


def log_odds(chance: float) -> float:
    """Of a chance that is never taken for certain."""
    kept = min(max(chance, _NEVER), 1 - _NEVER)
    return math.log(kept / (1 - kept))


def _logistic(fitted: tuple[float, tuple[float, ...]], values: tuple[float, ...]) -> float:
    intercept, weights = fitted
    return 1.0 / (1.0 + math.exp(-(intercept + sum(weight * value for weight, value in zip(weights, values, strict=True)))))
