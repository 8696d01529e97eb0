"""From an operator's form to a ticket: checked whole, filed once, or joined to a matter that is handled already."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.calls import line
from bot.calls.assist import Assist
from bot.calls.hearing import form_of, open_slots
from bot.calls.models import OPEN_STATES, Call, CallTicket
from bot.calls.sheet import MARKS, Sheet
from bot.delivery.staff import StaffDesk, agency
from bot.filing.checks import SlotError, other_document
from bot.filing.form import Form
from bot.filing.offices import Offices
from bot.filing.slots import EXTRA, FORMS, NOT_GIVEN, Slot, matter_slot
from bot.filing.submit import ticket_of
from bot.people.audit import TICKET_FILED, audit
from bot.people.masking import mask_phone, mask_text
from bot.tickets.kinds import WORDS, Kind
from bot.tickets.lifecycle import ENDED, Act, Status
from bot.tickets.models import Ticket
from bot.tickets.service import Filed, Tickets, due_sentence, find
from bot.tickets.service import Filing as NewTicket

CHANNEL = "hotline"
URGENT_NOTICE, AGAIN_NOTICE = "staff_urgent", "staff_called_again"
FILED, JOINED, REPEATED = "filed", "joined", "repeated"
_CONTACTS = ("contact_phone", "contact_address", "email")
# Beside a kind's own slots: what is kept when it was said.
_BESIDE = ("postal_code", "contact_address", "email", "id_type", "callback_preference", *MARKS)
_ORAL = "申请要用书面形式（网上、信件均可）。来电人书写确有困难的，请勾选“书写有困难，代为填写”，由您代填（政府信息公开条例第二十九条）。"
_NAMED = "申请信息公开要写明姓名和身份证明，不能匿名（政府信息公开条例第二十九条）。"
_REACHABLE = "电话、地址、邮箱至少要留一样，才能把答复送到（政府信息公开条例第二十九条）。"


class FilingRefused(ValueError):
    """A form that cannot be filed as it stands: one sentence for each field that keeps it from it."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__("；".join(faults.values()))
        self.faults = dict(faults)


@dataclass(frozen=True)
class Shown:
    """What stood on the screen when the key was pressed: that, and not what the words have become since, is filed."""

    sheet: int
    kind: Kind
    values: Mapping[str, str]
    agency: str


@dataclass(frozen=True)
class Receipt:
    """What is read out to the caller. `joined_to`: the number of the ticket that this one went into."""

    number: str
    query_code: str
    kind: str
    agency: str
    due: str
    joined_to: str = ""

    @property
    def kind_title(self) -> str:
        """The kind in words."""
        return WORDS[Kind(self.kind)].title


class Desk:
    """Files what operators send, by the rules of `bot.filing` and `bot.tickets`."""

    def __init__(self, tickets: Tickets, offices: Offices, staff: StaffDesk | None = None) -> None:
        self._tickets = tickets
        self._offices = offices
        self._staff = staff or StaffDesk()

    def file(self, session: Session, call: Call, assist: Assist, shown: Shown) -> Receipt:
        """File the form of a locked call; the same sheet again answers the receipt that there is. FilingRefused says what is missing."""
        if (known := self._known(session, call, shown.sheet)) is not None:
            return known
        filing = self._filing(call, assist, shown)
        filed = self._tickets.file(session, filing)
        self._urge(session, filed, filing)
        receipt = Receipt(filed.number, filed.query_code, filed.kind, filed.agency, due_sentence(filed.due_on, filed.provisional))
        return self._done(session, call, assist, shown, filed.ticket_id, FILED, receipt)

    def join(self, session: Session, call: Call, assist: Assist, shown: Shown, number: str) -> Receipt:
        """Let the form go into a ticket about the same matter: another citizen's is joined, the caller's own is only asked after."""
        if (known := self._known(session, call, shown.sheet)) is not None:
            return known
        main = find(session, number)
        if main is None or main.kind != shown.kind or Status(main.status) in ENDED or shown.kind is Kind.APPLICATION:
            raise FilingRefused({"join": "这张工单不能并入，请刷新后再选。"})
        if main.phone_key is not None and main.phone_key == call.caller_key:
            return self._called_again(session, call, assist, shown, main)
        filed = self._tickets.file(session, replace(self._filing(call, assist, shown), confirmed=False))
        ticket = session.get_one(Ticket, filed.ticket_id)
        self._tickets.act(session, ticket, Act.MERGE, f"staff:{call.operator}", data={"main": main.number})
        receipt = Receipt(filed.number, filed.query_code, filed.kind, main.agency, due_sentence(main.due_on, main.provisional), main.number)
        return self._done(session, call, assist, shown, filed.ticket_id, JOINED, receipt)

    def _called_again(self, session: Session, call: Call, assist: Assist, shown: Shown, main: Ticket) -> Receipt:
        """The caller's own matter is not filed twice: its agency hears that the caller has called about it again."""
        words = {"number": main.number, "text": mask_text(shown.values.get(matter_slot(shown.kind), ""))[:200]}
        self._staff.tell(session, f"call/{call.id}/{shown.sheet}", agency(main.agency), AGAIN_NOTICE, words, main.id)
        receipt = Receipt(main.number, "", main.kind, main.agency, due_sentence(main.due_on, main.provisional), main.number)
        return self._done(session, call, assist, shown, main.id, REPEATED, receipt)

    # — once ——————————————————————————————————————————————————————————————

    def _known(self, session: Session, call: Call, sheet: int) -> Receipt | None:
        row = session.scalar(select(CallTicket).where(CallTicket.call_id == call.id, CallTicket.sheet == sheet))
        if row is not None and row.receipt:
            return Receipt(**row.receipt)
        if call.state not in OPEN_STATES:
            raise FilingRefused({"call": "通话已经办结，不能再提交。"})
        if sheet != Sheet.of(call.sheet).number:
            raise FilingRefused({"sheet": "页面上的表单已经更新，请看过最新内容后再提交。"})
        return None

    def _done(self, session: Session, call: Call, assist: Assist, shown: Shown, ticket_id: int, how: str, receipt: Receipt) -> Receipt:
        anonymous = shown.values.get("anonymous") == "yes"
        row = CallTicket(call_id=call.id, sheet=shown.sheet, ticket_id=ticket_id, how=how, anonymous=anonymous, receipt=receipt.__dict__)
        session.add(row)
        line.next_form(session, call, shown.kind, self._waiting(assist, shown))
        audit(session, str(call.operator), TICKET_FILED, receipt.number, how)
        session.flush()
        return receipt

    def _waiting(self, assist: Assist, shown: Shown) -> list[str]:
        """What else was told and may be filed, unless it stood in this form."""
        filed = shown.values.get(matter_slot(shown.kind), "")
        return [one.words for one in assist.others if one.words not in filed and self._offices.may_take(one.decision)]

    def _urge(self, session: Session, filed: Filed, filing: NewTicket) -> None:
        if filing.matter.get("urgent"):
            words = {"number": filed.number, "kind": WORDS[filed.kind].title, "agency": filed.agency}
            self._staff.tell(session, f"urgent/{filed.number}", agency(filed.agency), URGENT_NOTICE, words, filed.ticket_id, "red")

    # — checking ——————————————————————————————————————————————————————————

    def _filing(self, call: Call, assist: Assist, shown: Shown) -> NewTicket:
        answers, faults = self._checked(call, shown)
        office = self._offices.named(shown.agency)
        if office is None:
            faults["agency"] = _elsewhere(assist) or "请选择承办单位。"
        if faults:
            raise FilingRefused(faults)
        form = Form(shown.kind, None, answers)
        filing = ticket_of(self._offices, form, None, CHANNEL)
        helping = assist.decision.co if assist.decision and shown.kind is not Kind.APPLICATION else ()
        return replace(filing, agency=str(office), co_agencies=[name for name in helping if name != office])

    def _checked(self, call: Call, shown: Shown) -> tuple[dict[str, str], dict[str, str]]:
        """The answers as they are kept, and what is wrong with the others."""
        answers: dict[str, str] = {}
        faults: dict[str, str] = {}
        for slot in _slots(shown.kind):
            value = _full(slot.name, shown.values.get(slot.name, NOT_GIVEN).strip(), call)
            if not value:
                continue
            try:
                answers[slot.name] = _valid(slot, value, shown.values.get("id_type", ""))
            except SlotError as error:
                faults[slot.name] = str(error)
        if answers.get("anonymous") == "yes":
            answers.pop("applicant_name", None)
        idle = {slot.name for slot in FORMS[shown.kind]} - {slot.name for slot in form_of(shown.kind, answers)}
        answers = {name: value for name, value in answers.items() if name not in idle}
        return answers, {**_lacking(shown.kind, answers, faults), **faults}


def _slots(kind: Kind) -> list[Slot]:
    own = list({slot.name: slot for slot in FORMS[kind]}.values())
    named = {slot.name for slot in own}
    return own + [Slot("anonymous", "匿名", "")] + [slot for name, slot in EXTRA.items() if name in _BESIDE and name not in named]


def _full(name: str, value: str, call: Call) -> str:
    """The caller's own number stands masked on the screen; what comes back masked means it."""
    return str(call.caller) if name == "contact_phone" and call.caller and value == mask_phone(call.caller) else value


def _valid(slot: Slot, value: str, id_type: str) -> str:
    if slot.choices:
        if value not in choices_of(slot):
            raise SlotError(f"{slot.title}请从列表里选。")
        return value
    if slot.name == "id_number" and id_type not in ("", "居民身份证"):
        return other_document(value)
    return slot.check(value) if slot.check else value


def choices_of(slot: Slot) -> dict[str, str]:
    """The values that a choice may have, as they are kept, each with its label."""
    kept = {"个人": "citizen", "单位": "organization"} if slot.name == "applicant_type" else {}
    return {kept.get(value, value): label for label, value in slot.choices}


def _lacking(kind: Kind, answers: Mapping[str, str], faults: Mapping[str, str]) -> dict[str, str]:
    """What the form must have and has not."""
    lacking = {
        slot.name: f"请补充“{slot.title}”。"
        for slot in open_slots(kind, answers)
        if not slot.optional and slot.name not in faults
    }
    if kind is not Kind.APPLICATION:
        return lacking
    if answers.get("anonymous") == "yes":
        lacking["anonymous"] = _NAMED
    if not answers.get("oral_help"):
        lacking["oral_help"] = _ORAL
    if not any(answers.get(name) for name in _CONTACTS) and not set(_CONTACTS) & set(faults):
        lacking["contact_phone"] = _REACHABLE
    return lacking


def _elsewhere(assist: Assist) -> str:
    found = assist.decision.elsewhere if assist.decision else None
    return found.say if found else ""


def receipts(session: Session, call: Call) -> list[Receipt]:
    """The receipts of this call, while it is open."""
    rows = session.scalars(select(CallTicket).where(CallTicket.call_id == call.id).order_by(CallTicket.sheet))
    return [Receipt(**row.receipt) for row in rows if row.receipt]


def tickets_of(session: Session, call: Call) -> list[tuple[str, Ticket]]:
    """Everything that came of a call, in order, and how: filed, joined, repeated."""
    query = select(CallTicket.how, Ticket).join(Ticket, Ticket.id == CallTicket.ticket_id)
    return [(how, ticket) for how, ticket in session.execute(query.where(CallTicket.call_id == call.id).order_by(CallTicket.sheet))]
