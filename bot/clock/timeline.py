"""What happened to a matter, in order → what counts for its due date. Pure: no clock, no store, no calendar of its own.

The walk refuses what the Regulation does not allow and leaves a `Timeline`; `due` turns that into a date.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from bot.clock.calendar import WorkingCalendar
from bot.clock.models import EVENT_TYPES, Event, LegalBasis, Period, PeriodOverrides, TimelineError
from bot.clock.periods import period
from bot.clock.wording import cite, day_zh

REGULATION = "政府信息公开条例"
REPLY = LegalBasis(REGULATION, "第三十三条")
CORRECTION = LegalBasis(REGULATION, "第三十条")
RECEIPT = LegalBasis(REGULATION, "第三十一条")
OPINION_BASIS = {"third_party": LegalBasis(REGULATION, "第三十二条"), "agency": LegalBasis(REGULATION, "第三十四条")}
ASKED_NAME = {"third_party": "第三方", "agency": "其他机关"}

_APPLICATION_ONLY = frozenset(EVENT_TYPES) - {"received", "extended"}
# The kinds that live inside an application and see its events.
_APPLICATION_KINDS = ("application", "correction_notice")


@dataclass(frozen=True, slots=True)
class Consultation:
    """A letter asking for an opinion. `expires_on` is the last day to answer it; silence ends it there."""

    asked: str
    sent_on: date
    expires_on: date
    party: str | None
    replied_on: date | None = None
    lapsed_on: date | None = None

    @property
    def open(self) -> bool:
        """Neither answered nor recorded as lapsed."""
        return self.replied_on is None and self.lapsed_on is None

    @property
    def paused_until(self) -> date:
        """The last day that does not count: the day the opinion came, at the latest the day it expired."""
        return self.expires_on if self.replied_on is None else min(self.replied_on, self.expires_on)

    def is_from(self, asked: str | None, party: str | None) -> bool:
        """Whether a reply of this sort and party can answer it; what is not said (None) fits all."""
        return asked in (None, self.asked) and (party is None or party == self.party)


@dataclass(frozen=True, slots=True)
class Timeline:
    """What the events come to. `start` is the day the running count starts from (itself not counted)."""

    kind: str
    period: Period
    received: date
    start: date
    correction_requested: date | None = None
    correction_received: date | None = None
    consultations: tuple[Consultation, ...] = ()
    extended_by: int = 0
    extended_on: date | None = None
    dropped_extension: bool = False
    notice_period: Period | None = None

    @property
    def awaiting_correction(self) -> bool:
        """A correction was asked for and has not come: no reply period runs (art. 30)."""
        return self.correction_requested is not None and self.correction_received is None

    @property
    def counted_from(self) -> date:
        """The day the count starts from: a corrected application does not move its correction notice's own limit."""
        return self.received if self.kind == "correction_notice" else self.start

    @property
    def workdays(self) -> int:
        """Working days to count from `counted_from`."""
        return self.period.workdays + self.extended_by


def walk(
    kind: str,
    events: Sequence[Event],
    calendar: WorkingCalendar,
    overrides: PeriodOverrides | None = None,
    today: date | None = None,
) -> Timeline:
    """Check the events and reduce them. They must be in order, the receipt first.

    With `today` given, a later event is refused too. Raises TimelineError with the rule and its article.
    """
    limit = period(kind, overrides)
    _check_order(limit, events, today)
    state = Timeline(kind, limit, events[0].on, events[0].on, notice_period=_notice_period(kind, overrides))
    walker = _Walker(calendar, overrides)
    for event in events[1:]:
        state = walker.step(state, event)
    return state


def due(timeline: Timeline, calendar: WorkingCalendar) -> date | None:
    """The last day to act, or None while a correction is outstanding.

    It is the n-th working day after the start that no consultation takes out of the count (art. 33).
    """
    if timeline.kind == "correction_notice":
        return calendar.add(timeline.counted_from, timeline.workdays)
    if timeline.awaiting_correction:
        return None
    return counted_day(calendar, timeline.start, timeline.workdays, pauses(timeline))


def pauses(timeline: Timeline) -> list[tuple[date, date]]:
    """The union of the consultations as (day sent, last day not counted): days after the first up to the second."""
    merged: list[tuple[date, date]] = []
    for sent, until in sorted((one.sent_on, one.paused_until) for one in timeline.consultations):
        if merged and sent <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], until))
        else:
            merged.append((sent, until))
    return merged


def counted_day(calendar: WorkingCalendar, start: date, workdays: int, out: Sequence[tuple[date, date]]) -> date:
    """The n-th working day after `start` outside the sorted, separate pauses `out`."""
    index, left = calendar.rank(start), workdays
    for sent, until in out:
        pause_from, pause_to = max(calendar.rank(sent), index), calendar.rank(until)
        if pause_to <= index:
            continue
        if left <= pause_from - index:
            break
        left -= pause_from - index
        index = pause_to
    return calendar.day_at(index + left - 1)


def _notice_period(kind: str, overrides: PeriodOverrides | None) -> Period | None:
    return period("correction_notice", overrides) if kind in _APPLICATION_KINDS else None


def _check_order(limit: Period, events: Sequence[Event], today: date | None) -> None:
    if not events:
        raise TimelineError(f"没有收到日，无法计算：期限从收到之日起算{cite(limit.basis)}。")
    receipts = [event for event in events if event.type == "received"]
    if not receipts:
        raise TimelineError(f"没有收到日，无法计算：期限从收到之日起算{cite(limit.basis)}。")
    if len(receipts) > 1:
        raise TimelineError(f"收到只能登记一次，这里有{len(receipts)}次：期限从收到之日起算{cite(limit.basis)}。")
    if events[0].type != "received" or any(event.on < receipts[0].on for event in events):
        raise TimelineError(f"收到之前不会有别的事项，请核对日期：期限从收到之日起算{cite(limit.basis)}。")
    for before, after in pairwise(events):
        if after.on < before.on:
            raise TimelineError(
                f"事项没有按时间先后排列：{day_zh(after.on)}排在{day_zh(before.on)}之后，期限须依次推算{cite(limit.basis)}。"
            )
    if today is not None and events[-1].on > today:
        raise TimelineError(f"{day_zh(events[-1].on)}还没有到，不能提前登记：期限按实际发生之日计算{cite(limit.basis)}。")


class _Walker:
    """One step for each type of event; every step answers a new Timeline."""

    def __init__(self, calendar: WorkingCalendar, overrides: PeriodOverrides | None) -> None:
        self._calendar = calendar
        self._overrides = overrides
        self._steps: Mapping[str, Callable[[Timeline, Event], Timeline]] = {
            "correction_requested": self._correction_requested,
            "correction_received": self._correction_received,
            "third_party_consulted": self._consulted,
            "agency_consulted": self._consulted,
            "third_party_replied": self._replied,
            "agency_replied": self._replied,
            "lapsed": self._lapsed,
            "extended": self._extended,
        }

    def step(self, state: Timeline, event: Event) -> Timeline:
        """The timeline after one more event."""
        if event.type not in self._steps:
            raise TimelineError(f"不认识“{event.type}”这种事项，期限只按法定事项计算{cite(state.period.basis)}。")
        if event.type in _APPLICATION_ONLY and state.kind not in _APPLICATION_KINDS:
            raise TimelineError(
                f"补正和征求意见只用于政府信息公开申请{cite(CORRECTION, REPLY)}，"
                f"{state.period.label}不因此变动{cite(state.period.basis)}。"
            )
        return self._steps[event.type](state, event)

    def _correction_requested(self, state: Timeline, event: Event) -> Timeline:
        if state.correction_requested is not None:
            raise TimelineError(f"补正只能一次性告知，不能再要求一次{cite(CORRECTION)}。")
        self._check_running(state, event, "要求补正", CORRECTION)
        return replace(state, correction_requested=event.on)

    def _correction_received(self, state: Timeline, event: Event) -> Timeline:
        if not state.awaiting_correction:
            raise TimelineError(f"没有待补正的申请，不能登记收到补正：先告知补正，才有补正{cite(CORRECTION)}。")
        # The reply period runs anew, and with it the extension of the old one is gone.
        return replace(
            state,
            correction_received=event.on,
            start=event.on,
            extended_by=0,
            extended_on=None,
            dropped_extension=state.extended_on is not None,
        )

    def _consulted(self, state: Timeline, event: Event) -> Timeline:
        asked = event.type.removesuffix("_consulted")
        if event.party is not None and any(one.open and one.is_from(asked, event.party) for one in state.consultations):
            raise TimelineError(f"正在征求{event.party}的意见，不能重复登记{cite(OPINION_BASIS[asked])}。")
        opinion = period(f"{asked}_opinion", self._overrides)
        letter = Consultation(asked, event.on, self._calendar.add(event.on, opinion.workdays), event.party)
        return replace(state, consultations=(*state.consultations, letter))

    def _replied(self, state: Timeline, event: Event) -> Timeline:
        asked = event.type.removesuffix("_replied")
        index = self._waiting(state, asked, event.party)
        if index is None:
            # An opinion that comes after the lapse changes nothing: the days are already back in the count.
            if any(one.lapsed_on is not None and one.is_from(asked, event.party) for one in state.consultations):
                return state
            who = event.party or ASKED_NAME[asked]
            raise TimelineError(f"没有征求过{who}的意见，不能登记收到意见：先书面征求，才有答复{cite(OPINION_BASIS[asked])}。")
        return self._with(state, index, replace(state.consultations[index], replied_on=event.on))

    def _lapsed(self, state: Timeline, event: Event) -> Timeline:
        index = self._waiting(state, None, event.party)
        if index is None:
            raise TimelineError(
                f"没有正在等待的征求意见，谈不上逾期{cite(OPINION_BASIS['third_party'], OPINION_BASIS['agency'])}。"
            )
        waiting = state.consultations[index]
        if event.on < waiting.expires_on:
            raise TimelineError(
                f"征求意见的期限到{day_zh(waiting.expires_on)}才满，"
                f"{day_zh(event.on)}还不能算逾期{cite(OPINION_BASIS[waiting.asked])}。"
            )
        return self._with(state, index, replace(waiting, lapsed_on=event.on))

    def _extended(self, state: Timeline, event: Event) -> Timeline:
        limit = state.period
        basis = limit.extension_basis or limit.basis
        if limit.extension == 0:
            raise TimelineError(f"{limit.label}是{limit.workdays}个工作日，没有延长的规定{cite(limit.basis)}。")
        if state.extended_on is not None:
            raise TimelineError(f"期限只能延长一次，{day_zh(state.extended_on)}已经延长过{cite(basis)}。")
        if event.workdays is None or event.workdays < 1:
            raise TimelineError(f"延长期限必须写明延长几个工作日，且至少1个{cite(basis)}。")
        if event.workdays > limit.extension:
            longest = limit.workdays + limit.extension
            raise TimelineError(
                f"延长的期限最长不得超过{limit.extension}个工作日（合计{longest}个），这里是{event.workdays}个{cite(basis)}。"
            )
        self._check_running(state, event, "延长期限", basis)
        return replace(state, extended_by=event.workdays, extended_on=event.on)

    def _check_running(self, state: Timeline, event: Event, act: str, basis: LegalBasis) -> None:
        if state.kind == "correction_notice":
            return
        due_on = due(state, self._calendar)
        if due_on is None:
            raise TimelineError(f"正在等待补正，答复期限没有开始计算，不能{act}{cite(CORRECTION)}。")
        if event.on > due_on:
            raise TimelineError(f"{state.period.label}已于{day_zh(due_on)}届满，不能再{act}{cite(basis)}。")

    @staticmethod
    def _waiting(state: Timeline, asked: str | None, party: str | None) -> int | None:
        """The letter an answer belongs to: the earliest open one it fits."""
        fitting = (n for n, one in enumerate(state.consultations) if one.open and one.is_from(asked, party))
        return next(fitting, None)

    @staticmethod
    def _with(state: Timeline, index: int, changed: Consultation) -> Timeline:
        letters = list(state.consultations)
        letters[index] = changed
        return replace(state, consultations=tuple(letters))
