"""A call's words in turns: what recognisers heard and what the operator typed, each turn with its speaker."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from bot.calls import asking
from bot.calls.spoken import written

CALLER, OPERATOR = "caller", "operator"
SPEAKERS = (CALLER, OPERATOR)
_REST_OF_NUMBER = re.compile(r"[\s0-9零〇一二三四五六七八九幺洞勾拐两个Xx叉,，、.。嗯呃啊-]+")
_LINES = re.compile(r"\n+")
# Characters: what is said in fewer belongs to what is said next. People ask in the middle of a story that takes minutes.
_STRETCH = 30
_ASKED = re.compile(r"^(?:问|话务员|坐席|我)[:：]\s*")


@dataclass(frozen=True)
class Said:
    """One utterance as it stands now."""

    utterance_id: str
    speaker: str
    text: str
    final: bool = True


@dataclass(frozen=True)
class Turn:
    """What one speaker said without being interrupted. `asks`: the slot that the words before it asked for, or that labels it."""

    key: str
    speaker: str
    text: str
    asks: str | None = None
    labelled: bool = False
    final: bool = True
    # Said before an earlier form of this call was filed: it tells who calls, but no longer of what.
    before: bool = False
    # The utterances that it was said in, where there were several.
    pieces: tuple[str, ...] = ()

    @property
    def first(self) -> str:
        """The first breath: what answers a question is said at once."""
        return _written(self.pieces[0]) if self.pieces else self.plain

    @property
    def later(self) -> str:
        """What was said after the first breath; empty for nothing, and for the rest of a number."""
        rest = "，".join(piece for piece in self.pieces[1:] if not _REST_OF_NUMBER.fullmatch(piece))
        return _written(rest)

    @property
    def plain(self) -> str:
        """The words with numbers and addresses of e-mail written out."""
        return _written(self.text)

    @property
    def stretches(self) -> tuple[str, ...]:
        """The same in stretches of some utterances each: what was asked in one is not drowned by all the others, nor read again with them."""
        found: list[str] = []
        for piece in self.pieces or (self.text,):
            if found and len(found[-1]) < _STRETCH:
                found[-1] = _together(found[-1], piece)
            else:
                found.append(piece)
        return tuple(map(_written, found))


@lru_cache(maxsize=4096)
def _written(text: str) -> str:
    return written(text)


def turns(heard: Sequence[Said], typed: str, cut: tuple[int, int] = (0, 0)) -> list[Turn]:
    """Everything said, in order; the operator's notes come last, since whoever types corrects what was heard.

    `cut`: how many utterances and lines of notes were there when the last form of this call was filed.
    """
    lines = _LINES.split(typed)
    old = [*_asked(list(_spoken(heard[: cut[0]]))), *_typed(lines[: cut[1]], 0)]
    new = [*_asked(list(_spoken(heard[cut[0] :]))), *_typed(lines[cut[1] :], cut[1])]
    return [replace(turn, before=True) for turn in old] + new


def lines_of(typed: str) -> int:
    """How many lines of notes there are."""
    return len(_LINES.split(typed)) if typed.strip() else 0


def _spoken(heard: Iterable[Said]) -> Iterator[Turn]:
    """Utterances of one speaker that follow one another are one turn: a number is often cut in two."""
    open_turn: Turn | None = None
    for said in heard:
        if not said.text.strip():
            continue
        if open_turn is not None and open_turn.speaker == said.speaker:
            pieces = (*(open_turn.pieces or (open_turn.text,)), said.text.strip())
            text = _together(open_turn.text, said.text)
            open_turn = Turn(open_turn.key, said.speaker, text, final=open_turn.final and said.final, pieces=pieces)
            continue
        if open_turn is not None:
            yield open_turn
        open_turn = Turn(said.utterance_id, said.speaker, said.text.strip(), final=said.final)
    if open_turn is not None:
        yield open_turn


def _together(before: str, more: str) -> str:
    """Two pieces of one breath: a comma stands between them unless there is a sign already."""
    return f"{before}{'' if before[-1:] in '，。！？；,.!?;' else '，'}{more.strip()}"


def _asked(spoken: Sequence[Turn]) -> Iterator[Turn]:
    open_slot: str | None = None
    for turn in spoken:
        if turn.speaker == OPERATOR:
            open_slot = asking.slot_asked(turn.plain)
            yield turn
        else:
            yield replace(turn, asks=open_slot)


def _typed(lines: Sequence[str], first: int) -> Iterator[Turn]:
    """Notes line by line: «问：…» is the operator speaking, «电话：…» labels what the caller said."""
    open_slot: str | None = None
    for number, line in enumerate((line.strip() for line in lines), first):
        if not line:
            continue
        key = f"typed:{number}"
        if (question := _ASKED.sub("", line)) != line:
            open_slot = asking.slot_asked(question)
            yield Turn(key, OPERATOR, question)
            continue
        labels = list(asking.labelled(line))
        for part, (slot, value) in enumerate(labels):
            yield Turn(f"{key}.{part}", CALLER, value, slot or open_slot, labelled=slot is not None)
        open_slot = None
