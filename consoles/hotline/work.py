"""What the call screen's script asks of the desk: keep this, note that, show the number, file. Each answers the screen as it then is."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from bot.calls import line
from bot.calls.filing import FilingRefused, Receipt, Shown
from bot.calls.line import CallError
from bot.calls.models import Call
from bot.calls.service import Calls
from bot.calls.sheet import MARKS, Change, Done, SheetError
from bot.knowledge.flags import flag
from bot.people.audit import PERSONAL_SEEN, audit
from bot.people.service import Action, SignedIn, may
from bot.tickets.kinds import Kind
from bot.tickets.service import TicketConflict, TicketError
from channels.problems import Problem
from consoles.console import Console
from consoles.hotline.live import DESK, Live
from consoles.hotline.screen import MARK_VALUES, update

Act = Callable[[SignedIn, str, dict[str, Any]], dict[str, Any]]
_WHATS = frozenset({"answer", "asked", "danger", "news"})


class Work:
    """Everything that is done on a call's screen. Another's call is answered like one that there is not."""

    def __init__(self, console: Console, calls: Calls, live: Live) -> None:
        self._database = console.database
        self._calls = calls
        self._live = live

    def acts(self) -> Mapping[str, Act]:
        """The acts by the last part of their address."""
        return {
            "sheet": self.sheet, "done": self.done, "number": self.number, "flag": self.flag, "file": self.file, "join": self.join,
            "end": self.end, "back": self.back,
        }  # fmt: skip

    def sheet(self, present: SignedIn, call_id: str, sent: dict[str, Any]) -> dict[str, Any]:
        """Keep what was typed and chosen; the disk need not be waited for, the next key press comes in a moment."""
        wanted = Change(
            typed=_text(sent, "typed"), kind=_text(sent, "kind"), agency=_text(sent, "agency"), own=_own(sent.get("own"))
        )
        with self._database.write_ahead() as session:
            call = self._mine(session, present, call_id)
            try:
                line.change(call, wanted)
            except SheetError as error:
                raise Problem(422, "refused", str(error)) from error
        # Reading takes longer than keeping, and nobody who writes need wait for it.
        with self._database.read() as session:
            answer = update(self._calls.screen(session, call))
        self._live.ring(call_id)
        return answer

    def done(self, present: SignedIn, call_id: str, sent: dict[str, Any]) -> dict[str, Any]:
        """Note that something was read out, asked, passed on or told."""
        what, key = _text(sent, "what") or "", _text(sent, "key") or ""
        with self._database.write() as session:
            call = self._mine(session, present, call_id)
            if what not in _WHATS or not key:
                raise Problem(422, "invalid_request")
            line.note(call, Done(what, key[:80], (_text(sent, "title") or "")[:200]))
            session.flush()
            return update(self._calls.screen(session, call))

    def number(self, present: SignedIn, call_id: str, _sent: dict[str, Any]) -> dict[str, Any]:
        """The caller's number in full; written down before it is shown."""
        with self._database.write() as session:
            call = self._mine(session, present, call_id)
            audit(session, present.staff, PERSONAL_SEEN, detail=f"来电号码 {call.id}")
            return {"number": str(call.caller or "")}

    def flag(self, present: SignedIn, call_id: str, sent: dict[str, Any]) -> dict[str, Any]:
        """Tell the knowledge editor that an answer was wrong."""
        entry = _text(sent, "entry") or ""
        with self._database.write() as session:
            call = self._mine(session, present, call_id)
            asked = next((one.asked for one in self._calls.screen(session, call).assist.answers if one.key == entry), None)
            if asked is None:
                raise Problem(422, "invalid_request", "这条答复已经不在屏幕上了，请刷新后再试。")
            flag(session, entry, present.staff.login, asked, (_text(sent, "remark") or "")[:400])
        return {"flagged": entry}

    def file(self, present: SignedIn, call_id: str, sent: dict[str, Any]) -> dict[str, Any]:
        """File what the screen shows."""
        return self._filed(present, call_id, lambda session, call: self._calls.file(session, call, _shown(sent)))

    def join(self, present: SignedIn, call_id: str, sent: dict[str, Any]) -> dict[str, Any]:
        """Let it go into a ticket about the same."""
        number = _text(sent, "number") or ""
        return self._filed(present, call_id, lambda session, call: self._calls.join(session, call, _shown(sent), number))

    def _filed(self, present: SignedIn, call_id: str, act: Callable[[Session, Call], Receipt]) -> dict[str, Any]:
        try:
            with self._database.write() as session:
                call = self._mine(session, present, call_id)
                receipt = act(session, call)
                answer = update(self._calls.screen(session, call))
        except FilingRefused as refused:
            return {"faults": refused.faults}
        except (TicketConflict, TicketError, ValueError) as error:
            raise Problem(409, "refused", str(error)) from error
        self._live.ring(call_id)
        return {**answer, "filed": receipt.number}

    def end(self, present: SignedIn, call_id: str, _sent: dict[str, Any]) -> dict[str, Any]:
        """The line is free; what follows is the summary."""
        with self._database.write() as session:
            line.hang_up(session, self._mine(session, present, call_id))
        self._live.ring(call_id)
        return {"next": f"/hotline/calls/{call_id}"}

    def back(self, present: SignedIn, call_id: str, _sent: dict[str, Any]) -> dict[str, Any]:
        """Somebody else has to take it on."""
        with self._database.write() as session:
            try:
                line.give_back(session, self._mine(session, present, call_id))
            except CallError as error:
                raise Problem(409, "refused", str(error)) from error
        self._live.ring(DESK)
        return {"next": "/hotline"}

    def _mine(self, session: Session, present: SignedIn, call_id: str) -> Call:
        call = line.own(session, call_id, present.staff.login, lock=True) if may(present.staff, Action.TAKE_CALLS) else None
        if call is None:
            raise Problem(404, "not_found", "没有这个通话。")
        return call


def _text(sent: Mapping[str, Any], name: str) -> str | None:
    value = sent.get(name)
    return value.replace("\0", "") if isinstance(value, str) else None


def _own(sent: Any) -> dict[str, str | None]:
    if not isinstance(sent, dict):
        return {}
    values = {str(slot): value for slot, value in sent.items() if value is None or isinstance(value, str)}
    return {slot: meant(slot, value) if value else value for slot, value in values.items()}


def meant(slot: str, value: str) -> str:
    """A ticked box's value as the form keeps it."""
    return MARK_VALUES.get(slot, value) if slot in MARKS else value


def _shown(sent: Mapping[str, Any]) -> Shown:
    values, kind, sheet = sent.get("values"), _text(sent, "kind"), sent.get("sheet")
    if not isinstance(values, dict) or kind not in set(Kind) or type(sheet) is not int:
        raise Problem(422, "invalid_request")
    plain = {str(slot): meant(str(slot), value) if value else "" for slot, value in values.items() if isinstance(value, str)}
    return Shown(sheet, Kind(kind), plain, _text(sent, "agency") or "")
