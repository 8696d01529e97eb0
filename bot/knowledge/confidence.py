"""How sure an answer is: the chance that the best entry is the right one, from how it stands out.

The coefficients are fitted by `bench/knowledge.py --calibrate` on question forms left out one at a time; right is an entry
that rests on a clause of the form's own entry. They are kept here, so that a new entry needs no fitting.
"""

import math
from dataclasses import dataclass

THRESHOLD = 0.4
"""Below this the knowledge base says nothing."""
SURE = 0.5
"""From here on an answer may stand without asking back and a part of a message may be answered by itself."""
_INTERCEPT = -1.94
_WEIGHTS = (-1.27, 9.19, -0.91, -1.83, 1.14)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a ranking says of its best label."""

    nearest: float
    score: float
    margin: float
    outside: float
    domain: float

    def as_tuple(self) -> tuple[float, float, float, float, float]:
        """In the order of the fitted weights."""
        return (self.nearest, self.score, self.margin, self.outside, self.domain)


def confidence(evidence: Evidence) -> float:
    """The estimated chance (0..1) that the best label answers the question."""
    total = _INTERCEPT + sum(weight * value for weight, value in zip(_WEIGHTS, evidence.as_tuple(), strict=True))
    return 1.0 / (1.0 + math.exp(-total))
