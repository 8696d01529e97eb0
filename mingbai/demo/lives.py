"""What becomes of made-up tickets: a plan of acts with their days, for each kind, up to today.

A plan only says what somebody would try; whether it may be is for the lifecycle and the clock, which refuse what the law does not allow.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

from bot.clock.service import add_workdays, is_workday, today
from bot.tickets.kinds import Kind
from bot.tickets.lifecycle import Act
from bot.tickets.outcomes import ANY_BLANK, outcome_of

# Stand for agencies until a plan is used for a ticket: who has it, and another.
AGENCY, OTHER = "⟦承办单位⟧", "⟦另一单位⟧"
CLERK, HEAD, OVERSIGHT, OPERATOR = "staff:demo-clerk", "staff:demo-head", "staff:demo-oversight", "staff:demo-operator"
CITIZEN = "citizen"
# Rarely a ticket is forgotten: it lies overdue until somebody finds it.
_FORGOTTEN = 0.002


@dataclass(frozen=True)
class Step:
    """One act of a plan."""

    act: Act
    on: dt.date
    actor: str
    text: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


def plan(random: Random, kind: Kind, received: dt.date) -> list[Step]:
    """What happens to a ticket of this kind that came on this day; nothing after today."""
    return [step for step in _STORIES[kind](random, received) if step.on <= today()]


def _later(day: dt.date, workdays: int) -> dt.date:
    """So many working days on; 0: the same day, or the next on which offices work."""
    return day if workdays == 0 and is_workday(day) else add_workdays(day, max(workdays, 1))[0]


def _spread(random: Random, middle: float, most: int) -> int:
    """Working days as they are in life: mostly few, sometimes many."""
    return min(most, max(1, round(random.lognormvariate(0, 0.55) * middle)))


def _signed(random: Random, received: dt.date) -> Iterator[Step]:
    """Until the agency works on it: signed for at once as a rule, now and then sent back and decided upon."""
    day = max(received, _later(received, random.choices((0, 1, 2, 4), (55, 33, 9, 3))[0]))
    moved = random.random() < 0.03
    if moved:
        yield Step(Act.RETURN, day, CLERK, "经核对职责清单，该事项不属于本单位职责。")
        day = _later(day, random.randrange(1, 3))
        yield Step(Act.REASSIGN, day, OVERSIGHT, "按职责清单确定承办单位。", {"to": random.choice((OTHER, OTHER, AGENCY))})
        day = _later(day, 1)
    yield Step(Act.SIGN, day, CLERK)
    if not moved and random.random() < 0.04:
        yield Step(Act.SET_CO, day, OVERSIGHT, "", {"agencies": [OTHER]})
        yield Step(Act.CO_REPORT, _later(day, random.randrange(1, 4)), CLERK, "已派人到现场查看，由我单位负责的部分已处理。", {"agency": OTHER})


def _hotline(random: Random, received: dt.date, limit: int, answers: Mapping[str, int]) -> Iterator[Step]:
    """A complaint, a consultation or a suggestion: signed for, perhaps urged, answered, called back, archived."""
    if random.random() < 0.015:
        yield Step(Act.WITHDRAW, _later(received, random.randrange(0, 4)), CITIZEN)
        return
    if random.random() < 0.02:
        channel = {"channel": random.choice(("court", "petition", "arbitration"))}
        yield Step(random.choice((Act.REFUSE, Act.TRANSFER)), _later(received, 1), CLERK, "经核实，该事项已进入其他法定程序。", channel)
        return
    steps = list(_signed(random, received))
    yield from steps
    if random.random() < _FORGOTTEN:
        return
    took = _spread(random, limit * 0.5, round(limit * 1.6)) if random.random() < 0.12 else _spread(random, limit * 0.4, limit)
    day = max(steps[-1].on, _later(received, took))
    if took > limit * 0.7 and random.random() < 0.35:
        urged = max(steps[-1].on, _later(received, round(limit * 0.7)))
        yield Step(Act.URGE, urged, OVERSIGHT, "请抓紧办理并说明进展。", {"form": random.choices(("daily", "listed", "summons"), (90, 8, 2))[0]})
        if random.random() < 0.85:
            yield Step(Act.ANSWER_URGE, min(day, _later(urged, random.randrange(1, 4))), CLERK, "已现场核查，正在安排处理。")
    yield _answer(random, Kind.COMPLAINT, day, answers)
    yield from _afterwards(random, day, answers)


def _afterwards(random: Random, answered: dt.date, answers: Mapping[str, int]) -> Iterator[Step]:
    """Called back, done again where the citizen is not content, archived."""
    day = answered
    if random.random() < 0.72:
        day = _later(day, random.randrange(1, 6))
        content, solved = _said(random, 0.88), _said(random, 0.85)
        yield Step(Act.CALL_BACK, day, OPERATOR, "", {"satisfied": content, "solved": solved})
        if (content is False or solved is False) and random.random() < 0.5:
            yield Step(Act.REDO, day, CLERK)
            day = _later(day, random.randrange(2, 9))
            yield _answer(random, Kind.COMPLAINT, day, answers)
            yield Step(Act.CALL_BACK, _later(day, 2), OPERATOR, "", {"satisfied": _said(random, 0.7), "solved": _said(random, 0.75)})
            day = _later(day, 2)
    if random.random() < 0.97:
        yield Step(Act.ARCHIVE, _later(day, random.randrange(1, 8)), CLERK)


def _said(random: Random, share: float) -> bool | None:
    return None if random.random() < 0.08 else random.random() < share


def _complaint(random: Random, received: dt.date) -> Iterator[Step]:
    return _hotline(random, received, 15, {"solved": 62, "partly": 14, "explained": 24})


def _consultation(random: Random, received: dt.date) -> Iterator[Step]:
    return _hotline(random, received, 10, {"replied": 86, "explained": 14})


def _suggestion(random: Random, received: dt.date) -> Iterator[Step]:
    if random.random() < 0.1:
        signed = list(_signed(random, received))
        asked = signed[-1].on
        yield from signed
        yield Step(Act.ASK_EXTENSION, asked, CLERK, "涉及多个单位，需要现场踏勘。", {"workdays": 8})
        decided = _later(asked, 1)
        yield Step(random.choice((Act.EXTEND, Act.EXTEND, Act.DECLINE_EXTENSION)), decided, HEAD, "情况复杂，按规定办理。")
        day = _later(decided, random.randrange(2, 6))
        yield _answer(random, Kind.SUGGESTION, day, _SUGGESTED)
        yield from _afterwards(random, day, _SUGGESTED)
        return
    yield from _hotline(random, received, 7, _SUGGESTED)


_SUGGESTED = {"adopted": 42, "partly_adopted": 26, "not_adopted": 32}
_DISCLOSED = {
    "3.1": 46, "3.2": 7, "3.3.4": 3, "3.3.5": 3, "3.3.6": 4, "3.3.7": 2, "3.3.8": 3, "3.4.1": 19, "3.4.2": 3, "3.5.1": 5, "3.5.2": 2, "3.5.3": 1, "3.6.3": 2,
}


def _application(random: Random, received: dt.date) -> Iterator[Step]:
    """An application with what the Regulation has between its receipt and its answer."""
    if random.random() < 0.03:
        yield Step(Act.WITHDRAW, _later(received, random.randrange(1, 8)), CITIZEN)
        return
    steps = list(_signed(random, received))
    yield from steps
    day, outcomes = steps[-1].on, dict(_DISCLOSED)
    if random.random() < 0.12:
        day = max(day, _later(received, random.randrange(2, 7)))
        until = _later(day, 10)
        yield Step(Act.ASK_CORRECTION, day, CLERK, "请写明所需文件的年份、名称或文号，以便查找。", {"answer_by": until.isoformat()})
        if random.random() < 0.2:
            yield Step(Act.GIVE_UP, until + dt.timedelta(days=random.randrange(1, 6)), CLERK)
            return
        day = _later(day, random.randrange(1, 9))
        yield Step(Act.CORRECT, day, CITIZEN, "补充：2024年，文件名称以公示为准。")
        outcomes["3.4.3"] = 8
    if random.random() < 0.08:
        yield from _consulted(random, day)
        day = _later(day, 16)
    if random.random() < 0.01:
        yield Step(Act.ASK_FEE, day, CLERK, "本月申请数量超过规定，按件计收。", {"amount": 100 * random.randrange(1, 9)})
        day = _later(day, random.randrange(1, 6))
        yield Step(Act.PAY_FEE, day, CITIZEN, "已缴纳。")
    if random.random() < 0.09:
        day = _later(day, random.randrange(3, 9))
        yield Step(Act.ASK_EXTENSION, day, CLERK, "材料较多，需要向多个单位核实。", {"workdays": random.choice((10, 15, 20))})
        day = _later(day, 1)
        yield Step(random.choice((Act.EXTEND, Act.EXTEND, Act.EXTEND, Act.DECLINE_EXTENSION)), day, HEAD, "同意按规定办理，并告知申请人。")
    if random.random() >= _FORGOTTEN:
        late = random.random() < 0.015
        answered = _later(day, _spread(random, 9, 18) + (20 if late else 0))
        yield _answer(random, Kind.APPLICATION, answered, outcomes)
        yield Step(Act.ARCHIVE, _later(answered, random.randrange(3, 15)), CLERK)


def _consulted(random: Random, day: dt.date) -> Iterator[Step]:
    party = random.choice(("演示建设有限公司", "演示环保科技有限公司", "演示物业服务有限公司"))
    yield Step(Act.CONSULT, day, CLERK, "征求是否同意公开的意见。", {"whom": "third_party", "party": party})
    if random.random() < 0.75:
        yield Step(Act.OPINION, _later(day, random.randrange(3, 14)), CLERK, "同意公开", {"whom": "third_party", "party": party})
    else:
        yield Step(Act.OPINION, _later(day, 16), CLERK, "逾期未提出意见", {"whom": "third_party", "party": party, "lapsed": True})


_FILLED = (
    "经现场核查并与有关方面核实，相关情况属实，已安排专人处理完毕，并做了回查。",
    "接到转办后，工作人员当天到现场查看，已要求责任方限期整改，目前已整改到位。",
    "经查阅有关文件和台账，现将办理的情况和依据逐项说明如上，请您知悉。",
    "该事项已列入本月工作计划，先采取了临时措施，后续进展会继续告知您。",
)


def _answer(random: Random, kind: Kind, day: dt.date, outcomes: Mapping[str, int]) -> Step:
    code = random.choices(list(outcomes), list(outcomes.values()))[0]
    outcome = outcome_of(kind, code) or outcome_of(Kind.CONSULTATION, code) or outcome_of(Kind.SUGGESTION, code)
    variant = random.choice(outcome.variants) if outcome and outcome.variants else None
    draft = variant.draft if variant else outcome.draft if outcome else ""
    data = {"outcome": code} | ({"variant": variant.key} if variant else {})
    return Step(Act.ANSWER, day, CLERK, _without_blanks(random, draft), data)


def _without_blanks(random: Random, draft: str) -> str:
    words = draft
    while (start := words.find(ANY_BLANK)) >= 0:
        words = f"{words[:start]}{random.choice(_FILLED)}{words[words.index('）', start) + 1:]}"
    return words


_STORIES: Mapping[Kind, Callable[[Random, dt.date], Iterator[Step]]] = {
    Kind.COMPLAINT: _complaint,
    Kind.CONSULTATION: _consultation,
    Kind.SUGGESTION: _suggestion,
    Kind.APPLICATION: _application,
}
