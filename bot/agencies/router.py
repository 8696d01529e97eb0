"""Who is responsible: from the duties of the place alone, and better when its own history has been learned."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from bot.agencies.lexicon import Lexicon
from bot.agencies.models import Agency, Duty, Profile
from bot.agencies.naming import Named, Names, Role, meant, without_spots
from bot.agencies.phrases import Margins, PhraseModel
from bot.agencies.reasons import NOTHING, why
from bot.agencies.wording import chinese, matter, plain

SURE = 0.5  # below this a person decides
_LEAST = 2  # different Chinese characters
_ALSO = 0.62  # what a duty's score is worth for an agency that may be the door just as well
_SCALE = 40.0  # lexicon scores against margins of the classifier
_SHARPNESS = 2.75  # from totals to shares, so that what is called sure (0.5 and more) is right more than 9 times in 10
_WORTH = {Role.ASKED: 4.0, Role.NAMED: 1.5, Role.PASSING: 0.2}  # what naming one agency is worth
_AMONG = {Role.ASKED: 1.8, Role.NAMED: 1.0, Role.PASSING: 0.2}  # the same when several are named: then the duties decide
_IN_CHARGE, _PLACE, _NEARBY = 4.0, 0.4, 0.3
_ABOUT_OFFICES = "discipline"  # «民警收钱» names the police but is not theirs
_HISTORY, _TELLING = 2.0, 0.3
_FALLBACK = "gov-office"


class History(Protocol):
    """What a place's own past messages say: a share (0..1) for each agency id."""

    def shares(self, text: str) -> Mapping[str, float]: ...


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
    """Who leads (`agency`), how sure, who else it could be, who assists (`co`). Not `sure`: a person decides.

    `township` is where the matter belongs by place; `elsewhere` is set when the lead is no office of the government.
    """

    agency: str
    confidence: float
    candidates: tuple[Candidate, ...]
    co: tuple[str, ...] = ()
    sure: bool = True
    township: str | None = None
    elsewhere: Elsewhere | None = None
    full_name: str = ""
    agency_id: str = ""


class Router:
    """Routes texts to the agencies of one profile. Building it takes about half a second; a decision some milliseconds."""

    def __init__(self, profile: Profile, history: History | None = None) -> None:
        self.profile = profile
        self._history = history
        agencies = [agency for agency in profile.agencies.values() if agency.duties]
        if len(agencies) < 2:
            raise ValueError(f"{profile.path or profile.id}：至少要有两个写了职责的机构，才能判断由谁办理")
        self._ids = [agency.id for agency in agencies]
        self._places = {key: index for index, key in enumerate(self._ids)}
        self._lexicon = Lexicon(agencies)
        self._phrases = PhraseModel(agencies)
        self._names = Names(profile)
        self._doors = self._all_doors()

    def route(self, text: str) -> Decision:
        """The decision for a citizen's words. Any text gets one; what cannot be judged is not sure and says so."""
        words = plain(text)
        found = self._names.find(words)
        about = matter(without_spots(words, found))
        if len(set(chinese(about))) < _LEAST and not meant(found):
            return self._unknown("说得太少，看不出是什么事，请人工判断" if chinese(words) else "没有中文内容，请人工判断")
        learned = self._history.shares(about) if self._history else {}
        known = _Known(words, self._lexicon.scores(about), self._phrases.margins(about), meant(found), learned)
        return self._decision(known, self._totals(known))

    def _all_doors(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        rows = [
            (self._places[key], index, share)
            for index, (lead, duty) in enumerate(self._lexicon.duties)
            for key, share in ((lead, 1.0), *((other, _ALSO) for other in duty.also))
            if key in self._places
        ]
        agencies, duties, shares = zip(*rows, strict=True)
        return np.array(agencies), np.array(duties), np.array(shares)

    def _totals(self, known: "_Known") -> dict[str, float]:
        agencies, duties, shares = self._doors
        best = np.zeros(len(self._ids))
        np.maximum.at(best, agencies, shares * known.scores[duties] / _SCALE)
        totals = dict(zip(self._ids, map(float, best + known.near.agencies), strict=True))
        for key, share in known.learned.items():
            totals[key] = totals.get(key, -1.0) + _HISTORY * share
        asked = any(name.role is Role.ASKED for name in known.named)
        accused = not asked and max(totals, key=lambda key: totals[key]) == _ABOUT_OFFICES
        for key, more in _named_outright(known.named).items():
            totals[key] = totals.get(key, -0.5) + (0.0 if accused else more)
        return totals

    def _decision(self, known: "_Known", totals: dict[str, float]) -> Decision:
        town = next((name.agency for name in known.named if name.agency.id.startswith("town:")), None)
        totals = self._with_town(totals, town)
        ranked = sorted(totals, key=lambda key: -totals[key])
        confidence = _confidence([totals[key] for key in ranked])
        duties = {key: self._best_duty(key, known) for key in ranked[:3]}
        candidates = tuple(
            Candidate(self._agency(key).name, round(confidence[index], 4), self._why(key, duties[key], known))
            for index, key in enumerate(ranked[:3])
        )
        lead, duty = self._agency(ranked[0]), duties[ranked[0]]
        return Decision(
            agency=lead.name,
            confidence=candidates[0].confidence,
            candidates=candidates,
            co=self._co(lead, duty, town),
            sure=candidates[0].confidence >= SURE and candidates[0].why != NOTHING,
            township=self._township(lead, duty, town),
            elsewhere=Elsewhere(lead.name, lead.instead) if lead.instead else None,
            full_name=lead.full_name,
            agency_id=lead.id,
        )

    def _with_town(self, totals: dict[str, float], town: Agency | None) -> dict[str, float]:
        """A township named stands for townships in general: it is answered by its own name."""
        if town is None:
            return totals
        own = totals.pop(town.id, -0.5)
        return {**{key: value for key, value in totals.items() if key != "township"}, town.id: max(own, totals.get("township", -1.0) + _NEARBY)}

    def _best_duty(self, key: str, known: "_Known") -> Duty | None:
        """The duty that speaks most for an agency, its own or one it shares; none when no word of it is there."""
        place = self._places.get("township" if key.startswith("town:") else key)
        if place is None:
            return None
        agencies, duties, shares = self._doors
        worth = shares * known.scores[duties] / _SCALE + shares + known.near.duties[duties]
        rows = np.flatnonzero((agencies == place) & (known.scores[duties] > 0))
        return self._lexicon.duties[duties[rows[worth[rows].argmax()]]][1] if rows.size else None

    def _why(self, key: str, duty: Duty | None, known: "_Known") -> str:
        outright = next((name.name for name in known.named if name.agency.id == key), None)
        hits = self._lexicon.words(duty, known.words) if duty else ()
        return why(self.profile, self._agency(key), duty, hits, outright, known.learned.get(key, 0.0) > _TELLING)

    def _co(self, lead: Agency, duty: Duty | None, town: Agency | None) -> tuple[str, ...]:
        if duty is None:
            return ()
        keys = [town.id if town and key == "township" else key for key in (*duty.co, *duty.also)]
        return tuple(dict.fromkeys(self._agency(key).name for key in keys if key != lead.id and not self._agency(key).is_elsewhere))

    def _township(self, lead: Agency, duty: Duty | None, town: Agency | None) -> str | None:
        if town is not None:
            return town.name
        local = lead.id == "township" or (duty is not None and "township" in (*duty.also, *duty.co))
        return self._agency("township").name if local and "township" in self.profile.agencies else None

    def _unknown(self, reason: str) -> Decision:
        agency = self._agency(_FALLBACK if _FALLBACK in self.profile.agencies else self._ids[0])
        candidate = Candidate(agency.name, 0.0, reason)
        return Decision(agency.name, 0.0, (candidate,), sure=False, full_name=agency.full_name, agency_id=agency.id)

    def _agency(self, key: str) -> Agency:
        return self.profile.agencies[key]


@dataclass(frozen=True)
class _Known:
    """What is known of one text: its words, a score and a margin a duty, who is named in it, what history says."""

    words: str
    scores: np.ndarray
    near: Margins
    named: tuple[Named, ...]
    learned: Mapping[str, float]


def _named_outright(named: tuple[Named, ...]) -> dict[str, float]:
    """What naming an agency is worth: one that is asked decides; among several the duties do, with a lean to the one asked for."""
    offices = [name for name in named if name.agency.kind != "township"]
    worth = _WORTH if len(offices) == 1 else _AMONG
    found = {name.agency.id: worth[name.role] for name in offices}
    for name in named:
        if name.agency.kind == "township":
            in_charge = name.role is Role.ASKED and name.name.endswith(("政府", "办事处", "街道办"))
            found[name.agency.id] = _IN_CHARGE if in_charge and not offices else _PLACE
    return found


def _confidence(totals: list[float]) -> list[float]:
    powers = np.exp(_SHARPNESS * (np.array(totals) - max(totals)))
    return [float(value) for value in powers / powers.sum()]
