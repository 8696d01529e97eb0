"""What others ask of calls: one place's calls with everything that reads, files and finishes them."""

import datetime as dt
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Protocol

from sqlalchemy.orm import Session

from bot.calls import closing, earlier, line
from bot.calls.assist import Assist, Assistant
from bot.calls.closing import RingBack
from bot.calls.earlier import Earlier
from bot.calls.filing import Desk, Receipt, Shown, receipts
from bot.calls.models import Call
from bot.calls.sheet import Sheet
from bot.calls.transcript import Said, Turn, turns
from bot.calls.wanting import Wishes
from bot.clock.service import PeriodOverrides
from bot.delivery.staff import StaffDesk
from bot.filing.offices import Offices
from bot.knowledge.service import Knowledge
from bot.people.masking import mask_text
from bot.store import Database
from bot.tickets.kinds import Kind
from bot.tickets.lifecycle import STATUS_WORDS, Status
from bot.tickets.service import Tickets

_ALIKE = 3
_REMEMBERED = 1_000
_WORTH_LOOKING = 6  # characters: a matter told in fewer is like everything


class Alike(Protocol):
    """An open ticket about a like matter (`bot.tickets.similar`)."""

    @property
    def number(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def agency(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def received_on(self) -> dt.date: ...


# (session, text, kind, how many) → open tickets about a like matter, the likest first.
Similar = Callable[[Session, str, str, int], Sequence[Alike]]


def nothing_alike(_session: Session, _text: str, _kind: str, _most: int) -> Sequence[Alike]:
    """A desk that compares no tickets."""
    return ()


@dataclass(frozen=True)
class AlikeShown:
    """A like ticket as the operator sees it; `own`: the caller's."""

    number: str
    title: str
    agency: str
    status: str
    received_on: dt.date
    own: bool


@dataclass(frozen=True)
class Screen:
    """What an operator's screen shows of one call while it goes on, as of `revision`."""

    call: Call
    revision: int
    sheet: Sheet
    heard: tuple[Said, ...]
    turns: tuple[Turn, ...]
    assist: Assist
    alike: tuple[AlikeShown, ...]
    asked_about: Earlier | None
    receipts: tuple[Receipt, ...]


@dataclass
class Calls:
    """The telephone of one place. `talk`: the conversation's training examples, which tell kinds of callers apart."""

    knowledge: Knowledge
    offices: Offices
    tickets: Tickets
    overrides: PeriodOverrides | None
    talk: Path
    similar: Similar = nothing_alike
    staff: StaffDesk | None = None
    _alike_before: dict[str, tuple[AlikeShown, ...]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @cached_property
    def assistant(self) -> Assistant:
        """What reads the words; learning to takes some tenths of a second, once."""
        with self._lock:
            found = self.__dict__.get("assistant")
            return found or Assistant(self.knowledge, self.offices, Wishes(self.talk), self.overrides)

    @cached_property
    def desk(self) -> Desk:
        """What files and joins."""
        return Desk(self.tickets, self.offices, self.staff)

    def screen(self, session: Session, call: Call, heard: Sequence[Said] | None = None) -> Screen:
        """The screen of an open call as it is now. The caller's earlier tickets do not change with the words: see `earlier`.

        `heard`: the call's utterances, where they were read already.
        """
        heard, sheet = line.utterances(session, call.id) if heard is None else heard, Sheet.of(call.sheet)
        spoken = turns(heard, sheet.typed, sheet.cut)
        assist = self.assistant.read(call.id, spoken, sheet, call.caller)
        return Screen(
            call, call.revision, sheet, tuple(heard), tuple(spoken), assist, self._alike(session, call, spoken, assist),
            earlier.asked_about(session, self.tickets, spoken), tuple(receipts(session, call)) if sheet.number > 1 else (),
        )  # fmt: skip

    def earlier(self, session: Session, call: Call) -> list[Earlier]:
        """The caller's earlier tickets and where they stand."""
        return earlier.of_caller(session, self.tickets, call)

    def _alike(self, session: Session, call: Call, turns: Sequence[Turn], assist: Assist) -> tuple[AlikeShown, ...]:
        """Open tickets about the same; a disclosure application is everybody's own and joins nothing."""
        if assist.kind is Kind.APPLICATION or len(assist.matter) < _WORTH_LOOKING:
            return ()
        words = "，".join(filter(None, (assist.matter, assist.values.get("place", ""))))
        # Half a word is compared with nothing: what was alike before it is alike still.
        if not all(turn.final for turn in turns):
            return self._alike_before.get(call.id, ())
        found = self.similar(session, words, assist.kind, _ALIKE)
        own = earlier.own_among(session, call, [one.number for one in found])
        self._alike_before[call.id] = shown = tuple(
            AlikeShown(one.number, mask_text(one.title), one.agency, STATUS_WORDS[Status(one.status)].title, one.received_on, one.number in own)
            for one in found
        )
        if len(self._alike_before) > _REMEMBERED:
            self._alike_before.pop(next(iter(self._alike_before)))
        return shown

    def file(self, session: Session, call: Call, shown: Shown) -> Receipt:
        """File what the screen showed; FilingRefused says what is missing. The same form again answers the same receipt."""
        return self.desk.file(session, call, self._read(session, call), shown)

    def join(self, session: Session, call: Call, shown: Shown, number: str) -> Receipt:
        """Let what the screen showed go into a ticket about the same; FilingRefused when it cannot."""
        return self.desk.join(session, call, self._read(session, call), shown, number)

    def _read(self, session: Session, call: Call) -> Assist:
        return self.assistant.read(call.id, line.turns_of(session, call), Sheet.of(call.sheet), call.caller)

    def draft_summary(self, session: Session, call: Call) -> str:
        """The summary of a call for the operator to look over."""
        return closing.draft(session, self.assistant, call)

    def ring_back(self, session: Session, call: Call) -> RingBack:
        """Which number the caller is to be rung back on, and whether it was asked for."""
        return closing.ring_back(session, self.assistant, call)

    def close(self, session: Session, call: Call, summary: str | None = None) -> None:
        """Finish a call."""
        closing.close(session, self.assistant, call, summary)

    def put_away(self, database: Database) -> int:
        """Calls that rang too long are missed, calls that nobody finished are closed, old words are deleted; how many were touched."""
        assistant = self.assistant
        with database.read() as session:
            if not closing.anything_left(session):
                return 0
        with database.write() as session:
            return closing.put_away(session, assistant) + closing.forget(session)
