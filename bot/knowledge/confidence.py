"""How sure an answer is: the chance that the best entry is the right one, from how it stands out.

The coefficients are fitted by `bench/knowledge.py --calibrate` on question forms left out one at a time (with their
whole entry left out for the questions that nothing should answer) and kept here, so that a new entry needs no fitting.
"""

import math
from dataclasses import dataclass

THRESHOLD = 0.5
"""Below this the knowledge base says nothing."""
SURE = 0.75
"""From here on an answer may stand without asking back and a part of a message may be answered by itself."""
_INTERCEPT = -5.0
_WEIGHTS = (10.0, 4.0, 6.0, -6.0)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a ranking says of its best label."""

    nearest: float
    score: float
    margin: float
    outside: float

    def as_tuple(self) -> tuple[float, float, float, float]:
        """In the order of the fitted weights."""
        return (self.nearest, self.score, self.margin, self.outside)


def confidence(evidence: Evidence) -> float:
    """The estimated chance (0..1) that the best label answers the question."""
    total = _INTERCEPT + sum(weight * value for weight, value in zip(_WEIGHTS, evidence.as_tuple(), strict=True))
    return 1.0 / (1.0 + math.exp(-total))
