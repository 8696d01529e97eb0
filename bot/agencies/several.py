"""Several matters in one message, each with the agency that is responsible for it.

A message is taken apart where it says itself that another matter begins (还有, 另外, 第二 …), or where in a short one something is
put beside something else («路灯坏了，低保也停了»); and only when the sides are different agencies' business: a story told in many
sentences stays one matter.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.agencies.joints import MOST, Cut, bare_cuts, counted, of_both, pieces
from bot.agencies.router import SURE, Decision

__all__ = ["LONGEST", "MOST", "Matter", "matters", "pieces", "tells_several"]

Route = Callable[[str], Decision]

LONGEST = 240  # characters: in a long letter what is numbered are the points of one story, and a person reads it anyway
_NEAR = 0.2  # the share from which an agency counts as one that the matter may be meant for


@dataclass(frozen=True)
class _Measure:
    """How well two matters have to be told apart: the weaker side, the stronger, and each in the message as a whole (shares, 0..1)."""

    weaker: float
    stronger: float
    seen: float


_SAID = _Measure(0.3, SURE, 0.0)  # where the message says itself that there are two
_UNSAID = _Measure(SURE, 0.75, 0.02)  # where it only puts one beside the other («也停了», «门口的…»)
_PLAIN = _Measure(0.8, 0.8, 0.0)  # where nothing tells but the matters themselves


@dataclass(frozen=True)
class Matter:
    """One matter of a message: its own words, and who is responsible for it."""

    words: str
    decision: Decision


def matters(text: str, route: Route) -> tuple[Matter, ...]:
    """The matters of a message in its order; one, with the message as it is, where it cannot surely be taken apart."""
    parts = pieces(text) if len(text) <= LONGEST else []
    found = tuple(_merged([Matter(part, route(part)) for part in parts], route)) if len(parts) > 1 else ()
    if len(found) < 2 and len(text) <= LONGEST:
        found = _bare(text, route)
    return found if len(found) > 1 else (Matter(text, route(text)),)


def tells_several(text: str) -> bool:
    """Whether the message's own words say that it holds more than one matter («另外…», «两件事», «一是…»)."""
    return counted(text) or len(pieces(text)) > 1


def _bare(text: str, route: Route) -> tuple[Matter, ...]:
    """The matters of a short message that has no word between them; empty when they are one."""
    said = counted(text) or bool(of_both(text))
    for cut in [Cut(of_both(text), beside=True), *bare_cuts(text)]:
        measure = _SAID if said else _UNSAID if cut.beside else _PLAIN
        found = tuple(Matter(part, route(part)) for part in cut.parts)
        if len(found) > 1 and all(_apart(one, other, measure) and _seen(one, other, route, measure) for one, other in pairwise(found)):
            return found
    return ()


def _merged(found: Sequence[Matter], route: Route) -> list[Matter]:
    """Neighbours that are not surely different matters go together."""
    kept: list[Matter] = []
    for matter in found:
        if kept and not _apart(kept[-1], matter, _SAID):
            whole = f"{kept[-1].words}，{matter.words}"
            kept[-1] = Matter(whole, route(whole))
        else:
            kept.append(matter)
    return kept


def _apart(one: Matter, other: Matter, measure: _Measure) -> bool:
    first, second = one.decision, other.decision
    weaker, stronger = sorted((first, second), key=lambda decision: decision.confidence)
    if stronger.confidence < measure.stronger or weaker.confidence < measure.weaker:
        return False
    helpers = weaker.confidence < _UNSAID.stronger  # who only helps with a matter does not make two plain ones the same
    return first.agency not in _doors(second, helpers) and second.agency not in _doors(first, helpers) and _overlap(first, second) < _NEAR


def _seen(one: Matter, other: Matter, route: Route, measure: _Measure) -> bool:
    """Whether both are still to be seen in the whole: what only tells more of a matter is drowned by it."""
    whole = route(f"{one.words}，{other.words}")
    shares = {candidate.agency: candidate.confidence for candidate in whole.candidates}
    return min(shares.get(side.decision.agency, 0.0) for side in (one, other)) >= measure.seen


def _overlap(one: Decision, other: Decision) -> float:
    """How much of what both could be is the same agencies' business, 0..1."""
    shares = {candidate.agency: candidate.confidence for candidate in one.candidates}
    return sum(min(shares.get(candidate.agency, 0.0), candidate.confidence) for candidate in other.candidates)


def _doors(decision: Decision, helpers: bool) -> set[str]:
    """Whoever may be the right door for a matter just as well, and with `helpers` who helps with it."""
    near = {candidate.agency for candidate in decision.candidates if candidate.confidence > _NEAR}
    return near | {decision.agency, *(decision.co if helpers else ())}
