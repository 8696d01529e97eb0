"""Several matters in one message, each with the agency that is responsible for it.

A message is taken apart only where it says itself that another matter begins (还有, 另外, 第二 …), and only when both sides are
surely different agencies' business: a story told in many sentences stays one matter.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.agencies.router import SURE, Decision
from bot.agencies.wording import chinese

Route = Callable[[str], Decision]

MOST = 4  # matters of one message; what is told beyond them stays with the last
LONGEST = 240  # characters: in a long letter what is numbered are the points of one story, and a person reads it anyway
_LEAST = 4  # Chinese characters: fewer tell no matter
_ONE = r"(?:[一二两三四1-4]?(?:件|个|桩|样|码)(?:事情?|问题|情况)?)"
_BEGINS = (
    rf"(?:还有|另外|此外|再有|再就是|再者|顺便|对了|除此之外|除了这(?:个|件事?))(?:呢|啊|呀)?(?:{_ONE}|的)?(?:就是|的是|是)?"
    rf"|(?:再|另|还有?另?|又有?另?){_ONE}(?:就是|是)?"
)
_NUMBERED = (
    r"(?:第[一二三四1-4](?![章节条款项次天批季者届期号轮名手方人])[个件点样桩]?|其[一二三四]|[一二三四]是|[一二三四](?=[、,，.．:：])|[1-4](?=[、．.:：)）](?!\d))"
    r"|[(（][一二三四1-4][)）]|[①②③④])(?:事情?|问题)?"
)
_JOINT = re.compile(rf"(?:^|(?<=[,，。.;；!！?？~、:：\s]))(?:{_BEGINS}|{_NUMBERED})[,，、:：.．)）\s]*")
# Speech comes without any mark: there the words alone have to tell.
_SPOKEN = re.compile(rf"(?:{_BEGINS})")
_MARK = re.compile(r"[,，。.;；!！?？、:：\s]")
# What goes on about somebody or something just named is no other matter.
_GOES_ON = re.compile(r"(?:[他她它其该]|这|那|结果|所以|因为|而且|但|可是)")
_SHARED_LEAD = re.compile(
    r"^(?:我|俺|咱)?们?(?:要|想|来)?(?:投诉|反映|举报|咨询|说|问|有)?(?:[两二三几23](?:件|桩|码|个(?=事|问题))(?:事情?|问题|情况)?)[了呢啊要想找您你们反映投诉]{0,6}[,，:：。.\s]*"
)
# Who counts the matters («两件事», «还有一件事») need not tell each so well: what is not sure (SURE) will do then.
_COUNTED = re.compile(rf"{_SHARED_LEAD.pattern}|(?:第[二2]|另|还有|再)(?:外)?[一]?(?:件|桩|个(?=事|问题|就是|[,，:：]))")
_LIKELY = 0.3
_NEAR = 0.2  # the share from which an agency counts as one that the matter may be meant for
_END = " ,，。.;；、:：!！\n"


@dataclass(frozen=True)
class Matter:
    """One matter of a message: its own words, and who is responsible for it."""

    words: str
    decision: Decision


def matters(text: str, route: Route) -> tuple[Matter, ...]:
    """The matters of a message in its order; one, with the message as it is, where it cannot surely be taken apart."""
    parts = pieces(text) if len(text) <= LONGEST else []
    least = _LIKELY if _COUNTED.search(text.strip(_END)) else SURE
    found = _merged([Matter(part, route(part)) for part in parts], route, least)
    return tuple(found) if len(found) > 1 else (Matter(text, route(text)),)


def pieces(text: str) -> list[str]:
    """A message cut where it says that something else begins; what is too short to be a matter stays with what is before it."""
    found: list[str] = []
    told = _SHARED_LEAD.sub("", text.strip(_END), count=1)
    joint = _JOINT if _MARK.search(told) else _SPOKEN
    for piece in (part.strip(_END) for part in joint.split(told)):
        if found and (min(len(chinese(piece)), len(chinese(found[-1]))) < _LEAST or len(found) == MOST or _GOES_ON.match(piece)):
            found[-1] = f"{found[-1]}，{piece}".strip(_END)
        elif piece:
            found.append(piece)
    return found


def _merged(found: Sequence[Matter], route: Route, least: float) -> list[Matter]:
    """Neighbours that are not surely different matters go together."""
    kept: list[Matter] = []
    for matter in found:
        if kept and not _apart(kept[-1], matter, least):
            whole = f"{kept[-1].words}，{matter.words}"
            kept[-1] = Matter(whole, route(whole))
        else:
            kept.append(matter)
    return kept


def _apart(one: Matter, other: Matter, least: float) -> bool:
    first, second = one.decision, other.decision
    if min(first.confidence, second.confidence) < least or not (first.sure or second.sure):
        return False
    return first.agency not in _doors(second) and second.agency not in _doors(first) and _overlap(first, second) < _NEAR


def _overlap(one: Decision, other: Decision) -> float:
    """How much of what both could be is the same agencies' business, 0..1."""
    shares = {candidate.agency: candidate.confidence for candidate in one.candidates}
    return sum(min(shares.get(candidate.agency, 0.0), candidate.confidence) for candidate in other.candidates)


def _doors(decision: Decision) -> set[str]:
    """Whoever may be the right door for a matter just as well, or helps with it."""
    near = {candidate.agency for candidate in decision.candidates if candidate.confidence > _NEAR}
    return near | {decision.agency, *decision.co}
