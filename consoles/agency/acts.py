"""What a clerk does to a ticket: who may, which fields its form has, and doing it in one transaction."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified
from sqlalchemy.orm.exc import StaleDataError

from bot.agencies.service import Directory, Profile
from bot.clock.service import TimelineError
from bot.delivery import notices
from bot.people.models import Staff
from bot.people.permissions import action_for
from bot.people.service import may
from bot.tickets.kinds import WORDS, Kind
from bot.tickets.lifecycle import ACT_WORDS, Act, LifecycleError, Status, possible_acts
from bot.tickets.models import Ticket
from bot.tickets.service import TicketError, Tickets

MAX_TEXT = 20_000
STALE = "工单刚刚被别人改动，请看过最新情况后再提交；您写的内容还在下面。"
# Kept with an event: the version that its form was made from, so that the same form is known again.
_FORM = "form_version"
REFUSALS = (TimelineError, LifecycleError, TicketError)


class ActRefused(ValueError):
    """What was asked cannot be done; one Chinese sentence."""


class Stale(ActRefused):
    """Somebody changed the ticket since the form was made."""


@dataclass(frozen=True)
class Form:
    """What a clerk sent: the ticket's version that the page showed, and the fields."""

    act: Act
    version: int
    text: str
    fields: Mapping[str, str]


@dataclass(frozen=True)
class ActForm:
    """An act as it is offered: its title, what it means, and what its words are called (None: no words)."""

    act: Act
    title: str
    hint: str
    text_label: str | None = None
    serious: bool = False


_FORMS: tuple[ActForm, ...] = (
    ActForm(Act.SIGN, "签收", "签收后开始办理，系统会告诉申请人。"),
    ActForm(Act.ANSWER, "答复", "选好答复类型，写好内容，预览后再发送。"),
    ActForm(
        Act.ASK_CORRECTION, "告知补正",
        "应在收到申请之日起 7 个工作日内一次性告知，说明需要补正的事项和合理的补正期限（政府信息公开条例第三十条）。",
        "要补正什么、什么时候之前补正",
    ),
    ActForm(Act.CORRECT, "收到补正", "答复期限自收到补正之日起重新计算（政府信息公开条例第三十条）。", "补正的内容"),
    ActForm(Act.CONSULT, "征求意见", "所需时间不计入答复期限（政府信息公开条例第三十二条、第三十四条）。", "说明（可以不写）"),
    ActForm(Act.OPINION, "收到意见", "登记收到的意见；逾期 15 个工作日没有回复的，登记为期满。", "意见要点（可以不写）"),
    ActForm(
        Act.EXTEND, "延长期限", "经公开工作机构负责人同意，可以延长一次，并告知申请人。", "为什么延长（会告知申请人）"
    ),
    ActForm(Act.RETURN, "退回", "不属于本单位职责的，写明理由退回，由公开机构重新分派。", "退回的理由", serious=True),
    ActForm(Act.REASSIGN, "改派", "改由另一个单位办理，系统会告诉申请人。", "改派的理由（可以不写）"),
    ActForm(Act.REFUSE, "不予受理", "写明理由和申请人可以走的渠道。", "不予受理的理由和可走的渠道", serious=True),
    ActForm(Act.TRANSFER, "转办", "转信访、应急等其他法定渠道办理。", "转到哪里、怎么联系", serious=True),
    ActForm(Act.WITHDRAW, "撤回", "申请人要求撤回时登记。", "申请人怎样提出撤回的（可以不写）", serious=True),
    ActForm(Act.GIVE_UP, "视为放弃", "申请人无正当理由逾期不补正的，视为放弃申请（政府信息公开条例第三十条）。", "说明（可以不写）", serious=True),
    ActForm(Act.REDO, "重新办理", "申请人对结果不满意时，重新办理。", "说明（可以不写）"),
    ActForm(Act.ARCHIVE, "归档", "答复已经送达，材料齐全，归档。"),
)


_RESERVED = {
    Act.EXTEND: "延长期限由公开工作机构负责人办理（政府信息公开条例第三十三条）。",
    Act.REASSIGN: "改派由政务公开机构负责人或监督人员决定。",
}


def reserved(staff: Staff, ticket: Ticket) -> list[str]:
    """What could be done now, but by somebody else: one sentence each."""
    possible = possible_acts(Kind(ticket.kind), Status(ticket.status))
    return [words for act, words in _RESERVED.items() if act in possible and not permitted(staff, act, ticket)]


def offered(staff: Staff, ticket: Ticket) -> list[ActForm]:
    """The acts that the table allows now and this account may do, the usual ones first."""
    possible = possible_acts(Kind(ticket.kind), Status(ticket.status))
    return [form for form in _FORMS if form.act in possible and permitted(staff, form.act, ticket)]


def permitted(staff: Staff, act: Act, ticket: Ticket) -> bool:
    """Whether this account may do this act to this ticket at all."""
    action = action_for(act)
    return action is not None and may(staff, action, ticket)


@dataclass(frozen=True)
class Preview:
    """An answer as the citizen will read it, and the words that will be kept."""

    notice: str
    words: str


class Desk:
    """Does what clerks ask, by the rules of `bot.tickets`."""

    def __init__(self, tickets: Tickets, profile: Profile) -> None:
        self._tickets = tickets
        self._directory = Directory(profile)

    def do(self, session: Session, staff: Staff, ticket: Ticket, form: Form) -> None:
        """Do the act in the caller's transaction. ActRefused says why not; a form sent twice does nothing the second time."""
        if not permitted(staff, form.act, ticket):
            raise ActRefused(f"您的账号不能“{ACT_WORDS[form.act]}”。")
        if _already_done(staff, ticket, form):
            return
        if ticket.version != form.version:
            raise Stale(STALE)
        # Not every act changes a column of the ticket itself; the version must move with every one of them.
        flag_modified(ticket, "status")
        _refusing(lambda: self._act(session, staff, ticket, form))

    def preview(self, session: Session, staff: Staff, ticket: Ticket, form: Form) -> Preview:
        """What the answer would be: it is made like the real one in the caller's transaction, which must be rolled back."""
        self.do(session, staff, ticket, form)
        words = ticket.events[-1].text
        data = {"kind": WORDS[Kind(ticket.kind)].title, "number": ticket.number, "agency": ticket.agency, "text": words}
        return Preview(notices.text_of("answered", data), words)

    def _act(self, session: Session, staff: Staff, ticket: Ticket, form: Form) -> None:
        if len(form.text) > MAX_TEXT:
            raise ActRefused(f"内容太长，请控制在 {MAX_TEXT} 字以内。")
        if form.act is Act.ANSWER:
            self._tickets.answer(session, ticket, actor_of(staff), form.fields.get("outcome", ""), form.text)
        else:
            self._tickets.act(session, ticket, form.act, actor_of(staff), form.text, self._data(ticket, form))
        event = ticket.events[-1]
        event.data = {**event.data, _FORM: form.version}
        session.flush()

    def _data(self, ticket: Ticket, form: Form) -> dict[str, Any]:
        match form.act:
            case Act.CONSULT:
                return {"whom": _whom(form), "party": _party(form)}
            case Act.OPINION:
                return {"whom": _whom(form), "party": _party(form), "lapsed": form.fields.get("lapsed") == "yes"}
            case Act.EXTEND:
                return {"workdays": _workdays(form)}
            case Act.REASSIGN:
                return self._reassign(ticket, form)
        return {}

    def _reassign(self, ticket: Ticket, form: Form) -> dict[str, Any]:
        found = self._directory.find(form.fields.get("agency", ""))
        if found is None or found.is_elsewhere:
            raise ActRefused("请选择改派到哪个单位。")
        if found.name == ticket.agency:
            raise ActRefused(f"工单已经在{found.name}，请选择另一个单位。")
        data = {"from": ticket.agency, "to": found.name}
        ticket.agency = found.name
        return data


def actor_of(staff: Staff) -> str:
    """How a ticket's history names this account; never the same as the desk or a citizen."""
    return f"staff:{staff.login}"


def _refusing(act: Callable[[], None]) -> None:
    try:
        act()
    except REFUSALS as error:
        raise ActRefused(str(error)) from error
    except (StaleDataError, IntegrityError) as error:
        raise Stale(STALE) from error


def _already_done(staff: Staff, ticket: Ticket, form: Form) -> bool:
    """Whether the last thing on the ticket came of this very form, sent a moment ago."""
    last = ticket.events[-1]
    same_form = last.data.get(_FORM) == form.version and last.act == form.act and last.actor == actor_of(staff)
    return same_form and last.text.startswith(form.text.strip())


def _whom(form: Form) -> str:
    whom = form.fields.get("whom", "")
    if whom not in ("third_party", "agency"):
        raise ActRefused("请选择征求谁的意见：第三方，还是其他机关。")
    return whom


def _party(form: Form) -> str:
    party = form.fields.get("party", "").strip()
    if not party:
        raise ActRefused("请写明对方的名称。")
    return party[:80]


def _workdays(form: Form) -> int:
    days = _number(form.fields.get("workdays"))
    if days is None or days < 1:
        raise ActRefused("请写明延长几个工作日（整数）。")
    return days


def _number(text: str | None) -> int | None:
    return int(text) if text and text.strip().isascii() and text.strip().isdigit() and len(text.strip()) < 6 else None
