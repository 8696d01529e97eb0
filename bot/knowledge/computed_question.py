"""What a question for a last day holds, and how a worked out day is told, in Chinese or English, with its articles."""

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date

from bot.knowledge.asked import Said
from bot.knowledge.models import Answer, Citation, Library
from bot.knowledge.said import SaidDate

_MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]
CONFIRMED = re.compile(r"(?<![没未不])(?:确认|核对|核实|对上|认了|对得上)|confirm")
SIGNED = re.compile(r"签收|已签|签了|收到|收的|收了我|收件|receiv|signed")
HANDED_IN = re.compile(r"交|递|寄|送|提|申请|ems|快递|submit|hand|sent|filed|appl|mailed|posted")
_RECEIPT_WORDS = (CONFIRMED, SIGNED, HANDED_IN)
# At the window the day of handing in counts, whatever was confirmed later.
_IN_PERSON = re.compile(r"当面|窗口|大厅|柜台|现场")
_BY_POST = re.compile(r"签收|快递|寄|挂号|ems|网上|传真|邮")
_ASKS_IF_PASSED = re.compile(
    r"超|逾|过期|过没过|过了没|算拖|拖着|还没(?:信|回|答|给|动)|没动静|没消息"
    r"|[来赶]得及|来不来得及|[来赶]不及|赶得上|赶趟|还有[没冇戏]|[晚迟]了[没吗]|overdue|passed|late\b"
)
# The day of knowing of an act, from which remedies run.
_KNEW = re.compile(r"拿到|收[到的着下]|签收|接到|到手|送[到来]|receiv|got\b")


@dataclass(frozen=True, slots=True)
class Question:
    """A cleaned text with digits, its dates, and what may be used to answer it."""

    text: str
    said: tuple[SaidDate, ...]
    today: date
    library: Library
    places: AbstractSet[str | None]
    english: bool = False

    def live(self, title: str) -> bool:
        """Whether a rule of this source may be used."""
        source = self.library.sources.get(title)
        return source is not None and source.live(self.today)

    def nearest(self, words: re.Pattern[str]) -> SaidDate:
        """The date said just before one of the words, else just after."""
        places = [found.start() for found in words.finditer(self.text)]
        return min(self.said, key=lambda one: _distance(one, places))

    def knew(self) -> SaidDate:
        """The day on which a letter came to hand, from which remedies run; else the first day said."""
        return self.nearest(_KNEW) if _KNEW.search(self.text) else min(self.said, key=lambda one: one.on)

    def start(self) -> SaidDate:
        """The date that counts: the one nearest to the word of receiving, else of handing in, else the first."""
        in_person = _IN_PERSON.search(self.text) and not _BY_POST.search(self.text)
        ways = _RECEIPT_WORDS[::-1] if in_person else _RECEIPT_WORDS
        words = next((words for words in ways if words.search(self.text)), None)
        return self.said[0] if words is None else self.nearest(words)


def _distance(one: SaidDate, places: Sequence[int]) -> int:
    after = [at - one.end for at in places if at >= one.end]
    return min(after) if after else min((one.start - at + 20 for at in places), default=999)


def passed(question: Question, due: date, unless: Said = ("", "")) -> list[Said]:
    """Told when the citizen asks whether the day is over; `unless`: what may have moved it."""
    if not _ASKS_IF_PASSED.search(question.text):
        return []
    on = max([one.on for one in question.said[1:]] or [question.today])
    if on > due:
        but = (f"（{unless[0]}另算）", f", unless {unless[1]}") if unless[0] else ("", "")
        return [(f"到{zh(on)}，已经过了期限{but[0]}。", f"On {en(on)} the time limit had passed{but[1]}.")]
    return [(f"到{zh(on)}，还没有过期限。", f"On {en(on)} the time limit had not passed.")]


def told(
    question: Question, start: SaidDate, first: Said, lines: Sequence[Said], provisional: bool, *bases: tuple[str, str]
) -> Answer:
    """The answer: the day first, then how it comes about, then what had to be assumed."""
    said = [first, *lines]
    if start.month_assumed:
        said.append((f"您没有说月份，这里按{start.on.month}月{start.on.day}日算。", f"You named no month; {en(start.on)} is taken."))
    if start.year_assumed:
        said.append((f"您没有说年份，这里按{start.on.year}年算。", f"You named no year; {start.on.year} is taken."))
    if provisional:
        said.append(
            ("算到的年份还没有公布放假安排，这个日期是暂定的，以国务院办公厅的通知为准。", "The holidays of that year are not announced yet, so the date is provisional.")
        )  # fmt: skip
    citations = tuple(dict.fromkeys(Citation(source, article) for source, article in bases))
    return Answer("\n".join(one[question.english] for one in said), citations, 0.97, "computed-date")


def together(answers: list[Answer]) -> Answer | None:
    """One answer as it is; several numbered, with the articles of all."""
    if len(answers) < 2:
        return answers[0] if answers else None
    text = "\n\n".join(f"{number}. {answer.text}" for number, answer in enumerate(answers, 1))
    return replace(answers[0], text=text, citations=tuple(dict.fromkeys(cited for answer in answers for cited in answer.citations)))


def zh(day: date) -> str:
    """2026年4月8日."""
    return f"{day.year}年{day.month}月{day.day}日"


def en(day: date) -> str:
    """8 April 2026."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
