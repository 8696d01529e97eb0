"""The kinds of answer a clerk chooses from: every outcome, and within a row the cases that the law treats apart."""

from dataclasses import dataclass

from bot.tickets.kinds import Kind
from bot.tickets.outcomes import Outcome, closing, outcomes_for

_BETWEEN = "/"


@dataclass(frozen=True)
class Choice:
    """One line of the list; `value` names outcome and case («3.4.1/not_found»), `closing` is added to the answer."""

    value: str
    title: str
    draft: str
    closing: str


def groups(kind: Kind) -> dict[str, list[Choice]]:
    """What an answer to this kind can be, by group, in the order of the annual report."""
    found: dict[str, list[Choice]] = {}
    for outcome in outcomes_for(kind):
        found.setdefault(outcome.group, []).extend(_choices(outcome))
    return found


def choice_of(kind: Kind, value: str) -> Choice | None:
    """The choice with this value; an outcome named without its case is its first one."""
    every = [choice for group in groups(kind).values() for choice in group]
    return next((choice for choice in every if value in (choice.value, parts(choice.value)[0])), None)


def parts(value: str) -> tuple[str, str | None]:
    """The outcome's code and the case within it."""
    code, _, variant = value.partition(_BETWEEN)
    return code, variant or None


def _choices(outcome: Outcome) -> list[Choice]:
    if not outcome.variants:
        return [Choice(outcome.code, outcome.title, outcome.draft, closing(outcome))]
    return [
        Choice(f"{outcome.code}{_BETWEEN}{one.key}", f"{outcome.title}（{one.title}）", one.draft, closing(outcome, one.key))
        for one in outcome.variants
    ]
