"""What the engine made of a message: one shape, whichever engine it was."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_NEARLY = 0.1


@dataclass(frozen=True)
class Understanding:
    """Intents with their confidence (0..1), as the engine ranked them. Empty when no engine was asked."""

    ranking: Mapping[str, float] = field(default_factory=dict)

    @classmethod
    def of_parse(cls, parsed: Mapping[str, Any]) -> "Understanding":
        """Read the engine's parse data (`intent_ranking`)."""
        ranking = parsed.get("intent_ranking") or [parsed.get("intent") or {}]
        return cls({row["name"]: float(row.get("confidence") or 0.0) for row in ranking if row.get("name")})

    @property
    def top(self) -> str | None:
        """The likeliest intent."""
        return max(self.ranking, key=lambda name: self.ranking[name], default=None)

    def nearly(self, intent: str) -> bool:
        """Whether this intent is about as likely as the likeliest."""
        return self.sure_of(intent) > 0 and self.sure_of(self.top or intent) - self.sure_of(intent) <= _NEARLY

    def sure_of(self, intent: str) -> float:
        """How sure the engine is of one intent."""
        return self.ranking.get(intent, 0.0)
