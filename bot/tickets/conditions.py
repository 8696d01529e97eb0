"""What an act needs beside the right status. Each condition reads, refuses with one sentence that names the rule, or passes.

Nothing here changes a ticket: what an act fills in by itself (a date to correct by …) comes back as its data.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.clock.service import Event, LegalBasis, PeriodOverrides, add_workdays, deadline
from bot.clock.wording import day_zh
from bot.tickets import history
from bot.tickets.channels import channel_of, names_one
from bot.tickets.lifecycle import ACT_WORDS, Act, LifecycleError
from bot.tickets.models import Ticket, TicketEvent
from bot.tickets.watching import Watch

CORRECTION, REPLY, FEES = "政府信息公开条例第三十条", "政府信息公开条例第三十三条", "政府信息公开条例第四十二条"
# Of another place, and so no law here; it says best what hotlines do about disputes, and is named as such.
_DISPUTES = "参照潍坊市12345政务服务便民热线条例第二十二条"
_CHANNELS = "参照潍坊市12345政务服务便民热线条例第十九条"
WHOM = ("third_party", "agency")


class TicketError(ValueError):
    """A request about a ticket that cannot be granted; one Chinese sentence."""


@dataclass(frozen=True)
class Attempt:
    """An act that somebody wants to do, with all that decides whether it may be. `rule` is the one its kind follows."""

    ticket: Ticket
    act: Act
    day: dt.date
    actor: str
    text: str
    data: Mapping[str, Any]
    rule: LegalBasis
    overrides: PeriodOverrides | None
    watch: Watch

    @property
    def events(self) -> Sequence[TicketEvent]:
        """What happened so far."""
        return self.ticket.events

    @property
    def words(self) -> str:
        """What the act is called."""
        return ACT_WORDS[self.act]


Filled = dict[str, Any]
Condition = Callable[[Attempt], Filled]


def check_order(attempt: Attempt, today: dt.date) -> None:
    """Days go forward, from the receipt on, up to today; LifecycleError names the rule."""
    day, rule = attempt.day, attempt.rule
    before = attempt.events[-1] if attempt.events else None
    if day > today:
        raise LifecycleError(f"{day_zh(day)}还没有到，不能提前登记“{attempt.words}”：期限按实际发生之日计算（{rule}）。")
    if before is not None and day < attempt.ticket.received_on:
        received = day_zh(attempt.ticket.received_on)
        raise LifecycleError(f"“{attempt.words}”不能早于收到之日（{received}）：期限从收到之日起算（{rule}）。")
    if before is not None and day < before.on:
        last = f"上一步“{ACT_WORDS[Act(before.act)]}”是{day_zh(before.on)}"
        raise LifecycleError(f"日期要按先后登记：{last}，“{attempt.words}”不能登记在{day_zh(day)}（{rule}）。")


def fill(attempt: Attempt) -> Filled:
    """The data of the act, completed; LifecycleError or TicketError when it may not be."""
    condition = _CONDITIONS.get(attempt.act)
    return dict(attempt.data) | (condition(attempt) if condition else {})


def _correction(attempt: Attempt) -> Filled:
    if history.last(attempt.events, Act.ASK_CORRECTION):
        raise LifecycleError(f"补正只能一次性告知，不能再要求一次（{CORRECTION}）。")
    return {"answer_by": _until(attempt, "answer_by", attempt.watch.correction_workdays, CORRECTION)}


def _until(attempt: Attempt, name: str, workdays: int, rule: object) -> str:
    """The last day that was set, or so many working days from now; a limit must leave at least a day."""
    given = attempt.data.get(name)
    if not given:
        return add_workdays(attempt.day, workdays)[0].isoformat()
    until = _day(given)
    if until <= attempt.day:
        raise TicketError(f"“{attempt.words}”要给对方留出合理的时间，最后期限应在{day_zh(attempt.day)}之后（{rule}）。")
    return until.isoformat()


def _day(value: object) -> dt.date:
    try:
        return dt.date.fromisoformat(str(value))
    except ValueError as error:
        raise TicketError("日期请写成 2026-12-01 这样。") from error


def _consult(attempt: Attempt) -> Filled:
    if attempt.data.get("whom") not in WHOM:
        raise TicketError("请写明征求谁的意见：第三方，还是其他机关（政府信息公开条例第三十二条、第三十四条）。")
    return {}


def _asked_extension(attempt: Attempt) -> Filled:
    if history.asked_extension(attempt.events):
        raise LifecycleError(f"已经提请过延长期限，请等负责人决定（{attempt.rule}）。")
    _workdays(attempt, None)
    return {}


def _extend(attempt: Attempt) -> Filled:
    asked = history.asked_extension(attempt.events)
    if asked is not None and asked.actor == attempt.actor:
        raise LifecycleError(f"延长期限要经负责人同意，不能由提请的人自己批准（{attempt.rule}）。")
    return {"workdays": _workdays(attempt, asked)} | ({"asked_by": asked.actor} if asked else {})


def _workdays(attempt: Attempt, asked: TicketEvent | None) -> int:
    days = attempt.data.get("workdays", asked.data.get("workdays") if asked else None)
    if type(days) is not int or days < 1:
        raise TicketError(f"延长期限必须写明延长几个工作日，且至少1个（{attempt.rule}）。")
    return days


def _decline(attempt: Attempt) -> Filled:
    asked = history.asked_extension(attempt.events)
    if asked is None:
        raise LifecycleError(f"没有等待决定的延长提请，不能“{attempt.words}”（{attempt.rule}）。")
    if asked.actor == attempt.actor:
        raise LifecycleError(f"延长提请要由负责人决定，不能由提请的人自己决定（{attempt.rule}）。")
    return {"asked_by": asked.actor}


def _ask_fee(attempt: Attempt) -> Filled:
    if history.last(attempt.events, Act.ASK_FEE):
        raise LifecycleError(f"收费通知已经发出，不能再发一次（{FEES}）。")
    amount = attempt.data.get("amount")
    if type(amount) is not int or amount < 1:
        raise TicketError(f"请写明收费的金额（整数元）和依据（{FEES}）。")
    until = deadline("fee_notice", [Event("received", attempt.day)], attempt.overrides).due_on
    return {"amount": amount, "pay_by": until.isoformat() if until else None}


def _pay_fee(attempt: Attempt) -> Filled:
    if history.fee_until(attempt.events) is None:
        raise LifecycleError(f"没有待缴的费用，不能“{attempt.words}”（{FEES}）。")
    return {}


def _give_up(attempt: Attempt) -> Filled:
    correction, fee = history.correction_until(attempt.events), history.fee_until(attempt.events)
    if correction is not None and attempt.day > correction:
        return {"outcome": "3.6.1"}
    if fee is not None and attempt.day > fee:
        return {"outcome": "3.6.2"}
    if correction is not None:
        raise LifecycleError(f"补正期限到{day_zh(correction)}才满，现在还不能视为放弃申请（{CORRECTION}）。")
    if fee is not None:
        raise LifecycleError(f"缴费期限到{day_zh(fee)}才满，现在还不能视为放弃申请（{FEES}）。")
    raise LifecycleError(f"没有逾期未补正，也没有逾期未缴费，不能视为放弃申请（{CORRECTION}）。")


def _return(attempt: Attempt) -> Filled:
    if history.dispute_decided(attempt.events):
        raise LifecycleError(f"由谁承办已经确定，不能再次退回，请按职责办理（{_DISPUTES}）。")
    return {}


def _reassign(attempt: Attempt) -> Filled:
    to = attempt.data.get("to")
    if not isinstance(to, str) or not to.strip():
        raise TicketError("请写明改派到哪个单位。")
    return {"from": attempt.data.get("from") or attempt.ticket.agency, "to": to.strip()}


def _assign(attempt: Attempt) -> Filled:
    """`to` is a login, or None for nobody; whether it is one of the agency's clerks is for whoever asks to see."""
    to = attempt.data.get("to")
    if to is not None and (not isinstance(to, str) or not to.strip()):
        raise TicketError("请选择分给谁办理。")
    if to == attempt.ticket.assigned_to:
        raise TicketError("工单已经由这位同事办理。" if to else "工单本来就没有分给谁。")
    return {"from": attempt.ticket.assigned_to, "to": to}


def _set_co(attempt: Attempt) -> Filled:
    agencies = attempt.data.get("agencies")
    if not isinstance(agencies, (list, tuple)) or not all(isinstance(name, str) and name.strip() for name in agencies):
        raise TicketError("请写明协办单位（可以有几个，也可以没有）。")
    if attempt.ticket.agency in agencies:
        raise TicketError(f"{attempt.ticket.agency}是主办单位，不能同时是协办单位（{_DISPUTES}）。")
    return {"agencies": list(dict.fromkeys(name.strip() for name in agencies))}


def _co_report(attempt: Attempt) -> Filled:
    agency = attempt.data.get("agency")
    if not attempt.ticket.co_agencies:
        raise LifecycleError(f"这张工单没有协办单位（{_DISPUTES}）。")
    if agency not in attempt.ticket.co_agencies:
        raise TicketError(f"{agency or '这个单位'}不是这张工单的协办单位，不能反馈；答复由主办单位作出（{_DISPUTES}）。")
    return {}


def _call_back(attempt: Attempt) -> Filled:
    said = {name: attempt.data.get(name) for name in ("satisfied", "solved")}
    if not set(said) <= set(attempt.data) or any(value not in (True, False, None) or type(value) is int for value in said.values()):
        raise TicketError("请登记回访结果：是否满意、是否解决（没有联系上的，两项都写“未答”）。")
    return said


def _redo(attempt: Attempt) -> Filled:
    if not history.unsatisfied(attempt.events):
        raise LifecycleError(f"申请人没有表示不满意或未解决，不需要重新办理；请先登记回访（{attempt.rule}）。")
    return {}


def _turn_away(attempt: Attempt) -> Filled:
    """Not accepted, or sent elsewhere: the right channel is named, chosen from the list or in the clerk's words."""
    code = attempt.data.get("channel")
    channel = channel_of(code)
    if code and channel is None:
        raise TicketError(f"不认识“{code}”这个渠道，请从列表中选择。")
    if channel is not None and channel.code == "none" and attempt.act is Act.TRANSFER:
        raise TicketError(f"转办要写明转到哪个渠道（{_CHANNELS}）。")
    if channel is None and not names_one(attempt.text):
        raise TicketError(f"“{attempt.words}”要告诉申请人应当走哪个渠道，请选择或写明（{_CHANNELS}）。")
    return {"channel": channel.code} if channel else {}


def _attached(attempt: Attempt) -> Filled:
    if not attempt.data.get("number"):
        raise TicketError("请写明并入的是哪张工单。")
    return {}


def _urge(attempt: Attempt) -> Filled:
    form = attempt.data.get("form", "daily")
    if form not in URGE_FORMS:
        raise TicketError("催办的形式请从列表中选择。")
    return {"form": form, "answer_by": _until(attempt, "answer_by", attempt.watch.urge_workdays, attempt.rule)}


def _answer_urge(attempt: Attempt) -> Filled:
    if not any(history.open_urgings(attempt.events)):
        raise LifecycleError(f"没有等待答复的催办（{attempt.rule}）。")
    return {}


# The forms of 潍坊条例 art. 26: in the day's work, on a list that hangs out, by summoning those responsible.
URGE_FORMS = {"daily": "日常督办", "listed": "挂牌督办", "summons": "约谈督办"}
_CONDITIONS: Mapping[Act, Condition] = {
    Act.ASK_CORRECTION: _correction,
    Act.CONSULT: _consult,
    Act.OPINION: _consult,
    Act.ASK_EXTENSION: _asked_extension,
    Act.EXTEND: _extend,
    Act.DECLINE_EXTENSION: _decline,
    Act.ASK_FEE: _ask_fee,
    Act.PAY_FEE: _pay_fee,
    Act.GIVE_UP: _give_up,
    Act.RETURN: _return,
    Act.REASSIGN: _reassign,
    Act.ASSIGN: _assign,
    Act.SET_CO: _set_co,
    Act.CO_REPORT: _co_report,
    Act.CALL_BACK: _call_back,
    Act.REDO: _redo,
    Act.REFUSE: _turn_away,
    Act.TRANSFER: _turn_away,
    Act.ATTACH: _attached,
    Act.URGE: _urge,
    Act.ANSWER_URGE: _answer_urge,
}
