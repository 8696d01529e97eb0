"""What a change would do to questions that citizens really asked, before anybody hears it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from bot.knowledge.models import Answer
from bot.knowledge.service import Knowledge


@dataclass(frozen=True)
class Changed:
    """A question that would be answered otherwise. None: not answered."""

    question: str
    now: Answer | None
    then: Answer | None


@dataclass(frozen=True)
class Preview:
    """The questions looked at, those that would change, and those that the entry itself would answer."""

    looked_at: int
    changed: tuple[Changed, ...]
    answered: tuple[Changed, ...]


def compare(
    now: Knowledge, then: Knowledge, questions: Sequence[str], entry_id: str, today: date, told: Callable[[int], None] = lambda _: None
) -> Preview:
    """Ask both. `told` hears how many questions were asked so far."""
    changed: list[Changed] = []
    for number, question in enumerate(questions, 1):
        one = Changed(question, now.answer(question, today=today), then.answer(question, today=today))
        if _said(one.now) != _said(one.then):
            changed.append(one)
        told(number)
    answers = tuple(one for one in changed if one.then is not None and entry_id in one.then.entry_id.split("+"))
    return Preview(len(questions), tuple(one for one in changed if one not in answers), answers)


def _said(answer: Answer | None) -> tuple[str, str] | None:
    return None if answer is None else (answer.outcome, answer.text)


def distinct(questions: Iterable[str], most: int) -> list[str]:
    """The first `most` different questions, longest-known first; numbers and single words ask nothing."""
    found = dict.fromkeys(question.strip() for question in questions if len(question.strip()) >= 4 and not question.strip().isdigit())
    return list(found)[:most]
