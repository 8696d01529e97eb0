"""Who is responsible: from the duties of the place alone, and better when its own history has been learned."""

from dataclasses import dataclass

import numpy as np

from bot.agencies.lexicon import Lexicon
from bot.agencies.models import Agency, Profile
from bot.agencies.naming import Named, Names
from bot.agencies.wording import has_chinese, matter, plain

SURE = 0.5
_ALSO = 0.62
_FALLBACK = "gov-office"


@dataclass(frozen=True)
class Candidate:
    """An agency that may be responsible, how sure (0..1) and why, in words."""

    agency: str
    confidence: float
    why: str


@dataclass(frozen=True)
class Elsewhere:
    """A door outside the government (or a utility), and what to say about it."""

    agency: str
    say: str


@dataclass(frozen=True)
class Decision:
    """Who leads, how sure, who else it could be, who assists. Not `sure`: a person decides."""

    agency: str
    confidence: float
    candidates: tuple[Candidate, ...]
    co: tuple[str, ...] = ()
    sure: bool = True
    township: str | None = None
    elsewhere: Elsewhere | None = None
    full_name: str = ""


class Router:
    """Routes texts to the agencies of one profile."""

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self._agencies = [agency for agency in profile.agencies.values() if agency.duties]
        self._lexicon = Lexicon(self._agencies)
        self._names = Names(profile)

    def route(self, text: str) -> Decision:
        """The decision for a citizen's words; any text gets one, an empty one is not sure."""
        words = plain(text)
        named = self._names.find(words)
        scores = self._lexicon.scores(matter(words)) if has_chinese(words) else np.zeros(len(self._lexicon.duties))
        return self._decide(words, scores, named)

    def _decide(self, words: str, scores: np.ndarray, named: tuple[Named, ...]) -> Decision:
        by_agency: dict[str, float] = {}
        for (agency, duty), score in zip(self._lexicon.duties, scores, strict=True):
            for key, share in ((agency, 1.0), *((other, _ALSO) for other in duty.also)):
                by_agency[key] = max(by_agency.get(key, 0.0), share * float(score))
        ranked = sorted(by_agency, key=lambda key: -by_agency[key])[:3]
        total = sum(by_agency[key] for key in ranked) or 1.0
        candidates = tuple(Candidate(self._agency(key).name, by_agency[key] / total, "") for key in ranked)
        return Decision(candidates[0].agency, candidates[0].confidence, candidates)

    def _agency(self, key: str) -> Agency:
        return self.profile.agencies[key]
