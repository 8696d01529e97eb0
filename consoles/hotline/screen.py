"""A call's screen as its template and its live updates show it: every part by a key, so that it keeps its place."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from bot.agencies.service import Profile
from bot.calls.assist import CALLER_ID, Assist
from bot.calls.filing import choices_of
from bot.calls.hearing import form_of
from bot.calls.models import Call
from bot.calls.service import Screen
from bot.calls.wanting import LOOKUP, UNCLEAR
from bot.filing.slots import EXTRA, Slot, matter_slot
from bot.people.masking import mask_phone
from bot.tickets.kinds import WORDS, Kind
from bot.tickets.service import due_sentence
from consoles.pages import macros

_LOCAL = ZoneInfo("Asia/Shanghai")
_ANSWERS, _QUESTIONS, _AGENCIES, _SAID = 3, 3, 3, 80
_PARTS = "hotline/parts.html"
_LONG = frozenset({"description", "info_description"})
_BESIDE = ("postal_code", "contact_address", "email", "id_type", "callback_preference")
MARK_TITLES = {"anonymous": "匿名，不留姓名和号码", "urgent": "加急", "oral_help": "书写有困难，代为填写"}
MARK_VALUES = {"anonymous": "yes", "urgent": "是", "oral_help": "是（书写有困难，代为填写）"}


@dataclass(frozen=True)
class Field:
    """One row of the form. `shown` is what stands in it: the caller's own number is masked."""

    slot: str
    title: str
    shown: str
    quote: str
    own: bool
    required: bool
    long: bool
    options: tuple[tuple[str, str], ...] = ()

    @property
    def source(self) -> str:
        """Where the value came from, in words."""
        if self.own:
            return "您填写的"
        if self.quote == CALLER_ID:
            return CALLER_ID
        return f"来电人说：“{self.quote}”" if self.quote and self.shown else ""


@dataclass(frozen=True)
class Mark:
    """A mark on the ticket with the words that suggest it."""

    slot: str
    title: str
    on: bool
    quote: str
    own: bool


@dataclass(frozen=True)
class Piece:
    """A part of a text, and whether it tells of danger."""

    text: str
    danger: bool


@dataclass(frozen=True)
class Line:
    """One utterance as the screen shows it."""

    key: str
    speaker: str
    pieces: tuple[Piece, ...]
    final: bool


@dataclass(frozen=True)
class Choice:
    """An agency to pick, with the reason; `on`: it is the one that stands in the form."""

    name: str
    why: str
    share: int
    on: bool


@dataclass(frozen=True)
class Say:
    """Something to read out: what led to it, the words, the clauses."""

    key: str
    title: str
    text: str
    citations: tuple[Any, ...]
    entry: str = ""
    done: bool = False


def fields(screen: Screen) -> list[Field]:
    """The rows of the form, in its order; the agency has a place of its own."""
    assist = screen.assist
    values = assist.values
    slots = [slot for slot in form_of(assist.kind, values) if slot.name != "target_agency"]
    named = {slot.name for slot in slots}
    slots += [EXTRA[name] for name in _BESIDE if name not in named and values.get(name)]
    return [_field(slot, screen) for slot in slots]


def _field(slot: Slot, screen: Screen) -> Field:
    heard = screen.assist.fields.get(slot.name)
    value = heard.value if heard else ""
    masked = mask_phone(value) if heard and heard.quote == CALLER_ID else value
    options = tuple(choices_of(slot).items())
    return Field(
        slot.name, slot.title, masked, heard.quote if heard else "", slot.name in screen.assist.own, not slot.optional, slot.name in _LONG, options
    )


def marks(screen: Screen) -> list[Mark]:
    """The marks that this kind of ticket may bear."""
    assist = screen.assist
    hidden = {"anonymous"} if assist.kind is Kind.APPLICATION else {"oral_help"}
    return [_mark(name, title, assist) for name, title in MARK_TITLES.items() if name not in hidden]


def _mark(name: str, title: str, assist: Assist) -> Mark:
    heard = assist.fields.get(name)
    quote = heard.quote if heard and heard.value and name not in assist.own else ""
    return Mark(name, title, bool(heard and heard.value), quote, name in assist.own)


def behalf(screen: Screen) -> Field:
    """For whom somebody else calls."""
    heard = screen.assist.fields.get("on_behalf_of")
    return Field(
        "on_behalf_of", "代谁来电", heard.value if heard else "", heard.quote if heard else "", "on_behalf_of" in screen.assist.own, False, False
    )


def says(screen: Screen) -> list[Say]:
    """What there is to read out, the latest first."""
    found = [
        Say(one.key, one.asked, one.answer.text, one.answer.citations, one.key, screen.sheet.has_done("answer", one.key))
        for one in screen.assist.answers[:_ANSWERS]
    ]
    if (told := screen.assist.explanation) is not None:
        found.insert(0 if not found else 1, Say("explain", told.title, told.text, told.citations, "", screen.sheet.has_done("answer", "explain")))
    return found[:_ANSWERS]


def choices(screen: Screen) -> list[Choice]:
    """The agencies that come into question."""
    decision = screen.assist.decision
    found = (Choice(one.agency, one.why, round(one.confidence * 100), one.agency == screen.assist.agency) for one in (decision.candidates if decision else ()))
    return [one for one in found if one.share or one.on][:_AGENCIES]


def heard(screen: Screen) -> list[Line]:
    """The last utterances, with the words of danger marked."""
    quotes = [alarm.quote for alarm in screen.assist.alarms]
    return [Line(one.utterance_id, one.speaker, tuple(_pieces(one.text, quotes)), one.final) for one in screen.heard[-_SAID:]]


def _pieces(text: str, quotes: Sequence[str]) -> Iterator[Piece]:
    quote = next((quote for quote in quotes if quote and quote in text), None)
    if quote is None:
        yield Piece(text, False)
        return
    before, _, after = text.partition(quote)
    yield from (piece for piece in (Piece(before, False), Piece(quote, True), Piece(after, False)) if piece.text)


def headline(screen: Screen) -> dict[str, Any]:
    """What the caller wants, who would deal with it, and by when it would be answered if it were filed now."""
    assist = screen.assist
    elsewhere = assist.decision.elsewhere if assist.decision else None
    return {
        "agency": assist.agency, "instead": f"该找{elsewhere.agency}" if elsewhere else "", "office": "受理" if assist.kind is Kind.APPLICATION else "承办",
        "wants": assist.wants.title, "clear": assist.wants.what != UNCLEAR, "quote": assist.wants.quote, "lookup": assist.wants.what == LOOKUP,
        "due": due_sentence(assist.due.due_on, assist.due.provisional), "why": assist.due.explanation,
        "basis": "、".join(basis.titled for basis in assist.due.legal_basis[:1]), "kind": WORDS[assist.kind].title,
    }  # fmt: skip


def values(screen: Screen, profile: Profile) -> dict[str, Any]:
    """Everything that the call's template shows."""
    return {
        "call": screen.call, "screen": screen, "kinds": WORDS, "fields": fields(screen), "marks": marks(screen), "behalf": behalf(screen),
        "says": says(screen), "questions": screen.assist.questions[:_QUESTIONS], "choices": choices(screen), "lines": heard(screen),
        "headline": headline(screen), "agencies": agencies(profile), "others": screen.assist.others, "caller": caller(screen.call), "matter_slot": matter_slot(screen.assist.kind),
    }  # fmt: skip


@lru_cache(maxsize=4096)
def _html(part: str, one: object) -> str:
    """A part of the page. From one word to the next most of them stay as they are."""
    return str(getattr(macros(_PARTS), part)(one))


def update(screen: Screen) -> dict[str, Any]:
    """What a live update carries: parts by key, rendered as the page itself renders them."""
    parts, for_whom = macros(_PARTS), behalf(screen)
    return {
        "revision": screen.revision,
        "state": screen.call.state,
        "sheet": screen.sheet.number,
        "kind": screen.assist.kind,
        "chosen": screen.assist.chosen,
        "agency": screen.assist.agency,
        "alarms": [{"key": alarm.name, "html": _html("alarm", alarm)} for alarm in screen.assist.alarms],
        "headline": str(parts.headline(headline(screen))),
        "says": [{"key": say.key, "html": _html("say_row", say), "pane": _html("say_pane", say), "done": say.done} for say in says(screen)],
        "questions": [{"key": one.slot, "html": _html("question", one)} for one in screen.assist.questions[:_QUESTIONS]],
        "choices": [{"key": one.name, "html": _html("choice", one)} for one in choices(screen)],
        "lines": [{"key": one.key, "html": _html("line", one)} for one in heard(screen)],
        "alike": [{"key": one.number, "html": _html("alike", one)} for one in screen.alike],
        "others": str(parts.others(screen.assist.others)),
        "asked_about": str(parts.earlier(screen.asked_about)) if screen.asked_about else "",
        "fields": [
            {"slot": one.slot, "value": one.shown, "own": one.own, "source": one.source, "html": _html("field", one)} for one in fields(screen)
        ],
        "marks": [{"slot": one.slot, "on": one.on, "quote": one.quote, "html": _html("mark", one)} for one in marks(screen)],
        "behalf": {"value": for_whom.shown, "source": for_whom.source, "own": for_whom.own, "html": _html("field", for_whom)},
        "read_back": screen.assist.read_back,
        "receipts": [{"key": one.number, "html": str(parts.receipt(one))} for one in screen.receipts],
        "more": len(screen.assist.questions),
    }


def caller(call: Call) -> str:
    """The caller's number, masked; empty for none."""
    return mask_phone(str(call.caller)) if call.caller else ""


def agencies(profile: Profile) -> list[str]:
    """Every agency that may be sent a ticket."""
    return [agency.name for agency in profile.agencies.values() if not agency.is_elsewhere]


def clock(at: dt.datetime | None) -> str:
    """An instant as the place's clocks show it."""
    return at.astimezone(_LOCAL).strftime("%H:%M") if at else ""


def changed(shown: Mapping[str, str], now: Mapping[str, str]) -> dict[str, str]:
    """The fields that somebody wrote into, of a form that was sent whole: those that differ from what stood there."""
    return {slot: value for slot, value in now.items() if value != shown.get(slot, "")}
