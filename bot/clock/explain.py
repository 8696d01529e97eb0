"""Why a due date is what it is, line by line, for the citizen who asks."""

from collections.abc import Iterator
from datetime import date

from bot.clock.calendar import WorkingCalendar
from bot.clock.models import NOT_KNOWN_HERE, LegalBasis
from bot.clock.timeline import (
    ASKED_NAME,
    CORRECTION,
    OPINION_BASIS,
    RECEIPT,
    REPLY,
    Consultation,
    Timeline,
    pauses,
)
from bot.clock.wording import cite, day_zh, next_day, span_zh

HOLIDAYS = LegalBasis("全国年节及纪念日放假办法", "第二条")


def explain(timeline: Timeline, due_on: date | None, calendar: WorkingCalendar) -> tuple[str, ...]:
    """The lines, in the order the sum is done."""
    lines = [*_receipt(timeline), *_correction(timeline, calendar)]
    if due_on is None:
        return (*lines, _waiting())
    lines += [*_limit(timeline, calendar), *_consultations(timeline, due_on, calendar), *_extension(timeline)]
    lines += [*_holidays(timeline, due_on, calendar), *_provisional(timeline, due_on, calendar)]
    return (*lines, _result(timeline, due_on))


def bases(timeline: Timeline, due_on: date | None, provisional: bool) -> tuple[LegalBasis, ...]:
    """Every rule the sum used, once each."""
    used = [timeline.period.basis]
    if timeline.correction_requested is not None:
        used.append(CORRECTION)
    if timeline.kind == "application" and due_on is not None:
        used += [OPINION_BASIS[one.asked] for one in timeline.consultations]
        used += [REPLY] if timeline.consultations else []
    if timeline.extended_by:
        used.append(timeline.period.extension_basis or timeline.period.basis)
    if provisional:
        used.append(HOLIDAYS)
    return tuple(dict.fromkeys(used))


def _receipt(timeline: Timeline) -> Iterator[str]:
    if timeline.kind in ("application", "correction_notice"):
        yield f"{day_zh(timeline.received)}收到申请{cite(RECEIPT)}。"
    else:
        yield f"{day_zh(timeline.received)}收到。"


def _correction(timeline: Timeline, calendar: WorkingCalendar) -> Iterator[str]:
    if timeline.correction_requested is None or timeline.notice_period is None:
        return
    asked = timeline.correction_requested
    yield f"{day_zh(asked)}请申请人补正{cite(CORRECTION)}。"
    limit = calendar.add(timeline.received, timeline.notice_period.workdays)
    if asked > limit:
        yield f"补正应在{day_zh(limit)}之前（含当天）告知，这次告知晚了{cite(timeline.notice_period.basis)}。"
    if timeline.kind == "application" and timeline.correction_received is not None:
        yield f"{day_zh(timeline.correction_received)}收到补正的申请，答复期限从这一天重新算起{cite(CORRECTION)}。"
    if timeline.dropped_extension:
        yield f"补正之前的延长随原来的期限一起作废{cite(CORRECTION)}。"


def _waiting() -> str:
    return f"正在等申请人补正，现在不计算答复期限；收到补正的申请后重新算起{cite(CORRECTION)}。"


def _limit(timeline: Timeline, calendar: WorkingCalendar) -> Iterator[str]:
    limit, start = timeline.period, timeline.counted_from
    yield f"{limit.label}是{limit.workdays}个工作日{cite(limit.basis)}。"
    if limit.basis.borrowed:
        yield NOT_KNOWN_HERE
    yield f"{day_zh(start)}当天不算，从下一个工作日{day_zh(calendar.add(start, 1))}开始数；周末和放假的日子不算。"


def _consultations(timeline: Timeline, due_on: date, calendar: WorkingCalendar) -> Iterator[str]:
    if timeline.kind != "application":
        return
    for one in timeline.consultations:
        yield _asked(one) + _pause(one)
    if len(timeline.consultations) > 1:
        out = sum(_counted_out(timeline, calendar, pause, due_on) for pause in pauses(timeline))
        yield f"几次征求意见的日子重叠的只扣一次，到期之前一共扣除{out}个工作日{cite(REPLY)}。"


def _asked(one: Consultation) -> str:
    who = ASKED_NAME[one.asked] + (f"（{one.party}）" if one.party else "")
    return f"{day_zh(one.sent_on)}书面征求{who}的意见，"


def _pause(one: Consultation) -> str:
    rule = cite(OPINION_BASIS[one.asked], REPLY)
    out = _span(one)
    if one.replied_on is not None and one.replied_on <= one.expires_on:
        return f"{day_zh(one.replied_on)}收到意见，{out}{rule}。"
    if one.replied_on is not None:
        return f"{day_zh(one.expires_on)}期限届满，意见到{day_zh(one.replied_on)}才来，{out}{rule}。"
    if one.lapsed_on is not None:
        return f"到{day_zh(one.expires_on)}期限届满没有收到意见，{out}{rule}。"
    return f"还没有收到意见，先按{day_zh(one.expires_on)}期限届满推算，{out}；意见提前到了，到期日也会提前{rule}。"


def _span(one: Consultation) -> str:
    if one.paused_until <= one.sent_on:
        return "当天就有结果，没有要扣除的日子"
    return f"{span_zh(next_day(one.sent_on), one.paused_until)}不计入期限"


def _counted_out(timeline: Timeline, calendar: WorkingCalendar, pause: tuple[date, date], due_on: date) -> int:
    first, last = max(pause[0], timeline.start), min(pause[1], due_on)
    return calendar.count(first, last) if last > first else 0


def _extension(timeline: Timeline) -> Iterator[str]:
    if not timeline.extended_by or timeline.extended_on is None:
        return
    basis = timeline.period.extension_basis or timeline.period.basis
    if timeline.kind == "application":
        yield (
            f"{day_zh(timeline.extended_on)}经政府信息公开工作机构负责人同意并告知申请人，"
            f"答复期限延长{timeline.extended_by}个工作日{cite(basis)}。"
        )
    else:
        yield f"{day_zh(timeline.extended_on)}因情况复杂，期限延长{timeline.extended_by}个工作日{cite(basis)}。"


def _holidays(timeline: Timeline, due_on: date, calendar: WorkingCalendar) -> Iterator[str]:
    start = timeline.counted_from
    off = calendar.days_off(start, due_on)
    worked = calendar.made_up(start, due_on)
    if off:
        spans = "、".join(f"{span_zh(first, last)}{name}放假" for first, last, name in off)
        yield f"其间{spans}，不计。"
    if worked:
        yield f"其间{'、'.join(day_zh(day) for day, _ in worked)}调休上班，照常计算。"
    years = {day.year for first, last, _ in off for day in (first, last)} | {day.year for day, _ in worked}
    notices = [calendar.notices[year].citation for year in sorted(years) if year in calendar.notices]
    if notices:
        yield f"放假和调休按{'、'.join(notices)}。"


def _provisional(timeline: Timeline, due_on: date, calendar: WorkingCalendar) -> Iterator[str]:
    years = [year for year in range(timeline.counted_from.year, due_on.year + 1) if year in calendar.provisional_years]
    for year in years:
        yield (
            f"国务院办公厅{year}年的放假通知还没有公布，{year}年的日子暂按周末和法定节日推算，"
            f"到期日是暂定的，通知公布后重新计算{cite(HOLIDAYS)}。"
        )


def _result(timeline: Timeline, due_on: date) -> str:
    return f"数满{timeline.workdays}个工作日是{day_zh(due_on)}，最迟在这一天{timeline.period.act}。"
