"""What a call is about: the caller's own words on the matter, without greetings, without what answers another question."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.calls import asking, pieces
from bot.calls.hearing import Heard, bare, only_lives, quoted
from bot.calls.transcript import CALLER, Turn
from bot.filing import checks, corrections, demands, extract, remarks
from bot.filing.slots import matter_slot
from bot.tickets.kinds import Kind

# Whether the knowledge has an answer to these words: then they ask about the rules and tell of no matter.
Answered = Callable[[str], bool]

# What asks for the matter: the slots of the forms, and «能说得再具体些吗».
MATTER_SLOTS = frozenset({"info_description", "description", asking.MATTER})
_LEAST = 2
_EXCUSE = 16  # «我眼睛看不清不会写字»: in more characters something else is said as well
_FULL = 8  # an answer of so many characters to «what document?» stands for what was said before it


def told(turns: Sequence[Turn], answered: Answered) -> list[Turn]:
    """The turns that tell of the matter. Questions about the rules count only where nothing else was said."""
    telling = [told for turn in turns if turn.speaker == CALLER and not turn.before and (told := _telling(turn)) is not None]
    return [turn for turn in telling if turn.asks in MATTER_SLOTS or not all(map(answered, turn.stretches))] or telling


def _telling(turn: Turn) -> Turn | None:
    """A turn as far as it may tell of the matter: of an answer to another question only what was added to it."""
    if turn.asks in (None, asking.KIND) or turn.asks in MATTER_SLOTS:
        return turn if remarks.has_meaning(turn.text) else None
    if remarks.addition(turn.plain) is not None:
        return turn
    return replace(turn, text=turn.later, asks=None, pieces=()) if len(turn.later) >= _FULL else None


def matter(turns: Sequence[Turn], kind: Kind, answered: Answered) -> Heard | None:
    """The matter as the form keeps it; None while nothing was said of it."""
    account: list[str] = []
    last = ""
    for turn in told(turns, answered):
        if (said := _piece(turn, kind, answered)) and not any(said in piece for piece in account):
            account = _with(account, said, turn, kind)
            last = turn.text
    if not account:
        return None
    return Heard("；".join(account)[: checks.MAX_DESCRIPTION], quoted(last, account[-1]))


def _piece(turn: Turn, kind: Kind, answered: Answered) -> str:
    text = remarks.addition(turn.plain) or turn.plain
    if turn.asks in MATTER_SLOTS and (remarks.points_above(text) or remarks.is_none(text) or remarks.is_confirm(text)):
        return ""
    parts = re.split(r"(?<=[,，。;；!！?？\n])\s*", text)
    telling = [part for part in parts if _tells(part.strip(" ,，。;；!！\n"), answered)] if len(parts) > 1 else parts
    if kind is Kind.APPLICATION:  # why somebody else writes it down, and where one lives, is no part of what is asked for
        telling = [part for part in telling if (len(part) > _EXCUSE or not demands.needs_writing_help(part)) and not only_lives(part.strip(" ,，。;；"))]
    said = extract.matter(bare("".join(telling)), kind)
    return said if len(said) >= _LEAST else ""


def _tells(part: str, answered: Answered) -> bool:
    """Whether a part of a turn belongs to the account: not where it was alone, and no question about the rules."""
    return pieces.where(part) is None and not (remarks.is_question(part) and answered(part))


def _with(account: list[str], said: str, turn: Turn, kind: Kind) -> list[str]:
    """The account with one more piece: a correction or a fuller answer stands for what was there, anything else is added."""
    change = corrections.read(said, kind, {matter_slot(kind): account[-1]}) if account and corrections.sounds_like_one(said) else None
    if change is not None and change.slot == matter_slot(kind) and change.value:
        return [*account[:-1], f"{account[-1]}；{change.value}" if change.append else change.value]
    if kind is Kind.APPLICATION and turn.asks in MATTER_SLOTS and len(said) >= _FULL:
        return [said]
    return [*(piece for piece in account if piece not in said), said]


def account(turns: Sequence[Turn], kind: Kind, answered: Answered, waiting: Sequence[str] = ()) -> str:
    """Everything told of matters, where «还有…» begins a new piece still saying so, for `Offices.matters` to tell them apart.

    `waiting`: matters told before the last form was filed, and not filed yet.
    """
    told_now: list[str] = []
    for turn in told(turns, answered):
        if (said := _piece(turn, kind, answered)) and not any(said in piece for piece in told_now):
            told_now.append(f"另外，{said}" if told_now and remarks.addition(turn.plain) else said)
    spoken = "；".join(told_now)
    return "；另外，".join([*(words for words in waiting if words not in spoken), *([spoken] if spoken else [])])


def mentioned(turns: Sequence[Turn], kind: Kind, answered: Answered) -> list[str]:
    """What was said about the matter, first words first, for finding the agency."""
    return [piece for turn in told(turns, answered) if (piece := _piece(turn, kind, answered))]
