"""What an operator wrote and chose on a call's screen: kept beside the words, and always before them."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from bot.filing.slots import EXTRA, FORMS
from bot.tickets.kinds import Kind

# Marks on a ticket that the operator sets or the words suggest; beside the slots that are asked for.
MARKS = ("anonymous", "urgent", "on_behalf_of", "oral_help")
_KNOWN = frozenset({slot.name for slots in FORMS.values() for slot in slots} | set(EXTRA) | set(MARKS))
MAX_TYPED, MAX_VALUE, MAX_DONE = 20_000, 4_000, 200


class SheetError(ValueError):
    """Something on the screen that cannot be kept; one Chinese sentence."""


@dataclass(frozen=True)
class Done:
    """Something the operator did with a suggestion: an answer read out, a question asked, a danger passed on, news told."""

    what: str
    key: str
    title: str = ""


@dataclass(frozen=True)
class Sheet:
    """The screen's own part of a call.

    `number` counts the forms of one call: each is filed once. `kind` and `agency` are empty until the operator chooses.
    `cut` is how far utterances and notes had come when the form before was filed.
    `waiting` are matters that were told before the form before was filed, and have no ticket yet; the first of them is this form's.
    `own` holds what the operator wrote into a field (empty: left out on purpose); nothing that is heard later changes it.
    """

    typed: str = ""
    kind: str = ""
    agency: str = ""
    own: Mapping[str, str] = field(default_factory=dict)
    number: int = 1
    cut: tuple[int, int] = (0, 0)
    done: tuple[Done, ...] = ()
    waiting: tuple[str, ...] = ()

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Sheet":
        """What a row keeps."""
        return cls(
            typed=kept.get("typed", ""), kind=kept.get("kind", ""), agency=kept.get("agency", ""), own=dict(kept.get("own", {})),
            number=kept.get("number", 1), cut=tuple(kept.get("cut", (0, 0))), done=tuple(Done(**one) for one in kept.get("done", ())),
            waiting=tuple(kept.get("waiting", ())),
        )

    def kept(self) -> dict[str, Any]:
        """What a row keeps of it."""
        return {**asdict(self), "cut": list(self.cut), "waiting": list(self.waiting)}

    def changed(self, change: "Change") -> "Sheet":
        """The sheet after the operator wrote or chose something; SheetError when it cannot be kept."""
        typed = self.typed if change.typed is None else _fitting(change.typed, MAX_TYPED, "记录")
        own = dict(self.own)
        for slot, value in change.own.items():
            if slot not in _KNOWN:
                raise SheetError("没有这一项，请刷新页面后再试。")
            if value is None:
                own.pop(slot, None)
            else:
                own[slot] = _fitting(value, MAX_VALUE, "这一项")
        kind = self.kind if change.kind is None else change.kind
        if kind and kind not in set(Kind):
            raise SheetError("没有这一类工单，请重新选择。")
        agency = self.agency if change.agency is None else change.agency.strip()[:80]
        return replace(self, typed=typed, own=own, kind=kind, agency=agency)

    def with_done(self, done: Done) -> "Sheet":
        """The sheet with one more thing done; the same thing twice is one."""
        return self if done in self.done or len(self.done) >= MAX_DONE else replace(self, done=(*self.done, done))

    def has_done(self, what: str, key: str) -> bool:
        """Whether this was done."""
        return any(one.what == what and one.key == key for one in self.done)

    def next(self, utterances: int, lines: int, kind: str = "", waiting: Sequence[str] = ()) -> "Sheet":
        """A form for the next matter: of `kind` for one that was told already and waits, else for what comes after the words so far."""
        return replace(
            self, number=self.number + 1, cut=(utterances, lines), kind=kind if waiting else "", agency="", own={}, waiting=tuple(waiting)
        )


@dataclass(frozen=True)
class Change:
    """What the screen sends: None leaves a thing as it is; in `own`, None gives a field back to the words."""

    typed: str | None = None
    kind: str | None = None
    agency: str | None = None
    own: Mapping[str, str | None] = field(default_factory=dict)


def _fitting(text: str, most: int, what: str) -> str:
    if len(text) > most:
        raise SheetError(f"{what}最多 {most} 个字，请只留要点。")
    return text.replace("\r\n", "\n").replace("\0", "")
