"""Matters to route: `text` and the acceptable agencies (`agency_any`); the router of the place is asked, without a history."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.agencies.service import Router


@dataclass(frozen=True)
class Routed:
    """One matter, and the router's first three agencies."""

    case: Mapping[str, Any]
    named: Sequence[str]

    def hit(self, among: int) -> bool:
        """Whether an acceptable agency is among the first so many."""
        return any(_same(name, wanted) for name in self.named[:among] for wanted in self.case["agency_any"])

    def __str__(self) -> str:
        return f"{self.case['id']} {self.case['text']}\n  named: {list(self.named)}\n  expected one of: {self.case['agency_any']}"


def route(router: Router, case: Mapping[str, Any]) -> Routed:
    """Route one matter."""
    decision = router.route(case["text"])
    return Routed(case, [candidate.agency for candidate in decision.candidates][:3] or [decision.agency or ""])


def figures(routed: Sequence[Routed]) -> dict[str, float]:
    """Share right at first, and among three."""
    return {
        "matters": len(routed),
        "first_share": round(sum(one.hit(1) for one in routed) / len(routed), 4),
        "in_three_share": round(sum(one.hit(3) for one in routed) / len(routed), 4),
    }


def _same(one: str, other: str) -> bool:
    one, other = one.lstrip("县市州区"), other.lstrip("县市州区")
    return one in other or other in one or (one.endswith("人民政府") and other.endswith("人民政府"))
