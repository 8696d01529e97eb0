"""The table, held against a literal one: every kind, every status, every act."""

from itertools import product

import pytest

from bot.tickets.kinds import Kind
from bot.tickets.lifecycle import (
    ACT_WORDS,
    ANSWERED,
    BY_THE_DESK,
    ENDED,
    OPEN,
    STATUS_WORDS,
    Act,
    LifecycleError,
    Status,
    next_status,
    possible_acts,
    rule_of,
)

# act: {from: to} for every kind; then what applications alone, and the other three kinds alone, have beside it.
_OPEN = ("received", "confirmed", "dispatched", "signed", "correcting", "consulting", "disputed")
_PLACED = ("dispatched", "signed", "correcting", "consulting", "disputed")
_EARLY = ("received", "confirmed", "dispatched", "signed", "disputed")


def _stay(*statuses: str) -> dict[str, str]:
    return {status: status for status in statuses}


def _to(target: str, *statuses: str) -> dict[str, str]:
    return dict.fromkeys(statuses, target)


COMMON = {
    "receive": {},
    "confirm": {"received": "confirmed"},
    "dispatch": {"confirmed": "dispatched"},
    "sign": {"dispatched": "signed"},
    "return": {"dispatched": "disputed", "signed": "disputed"},
    "reassign": {"dispatched": "dispatched", "disputed": "dispatched"},
    "set_co": _stay(*_PLACED),
    "co_report": _stay(*_PLACED),
    "answer": {"signed": "answered", "consulting": "answered"},
    "call_back": {"answered": "called_back"},
    "archive": {"answered": "archived", "called_back": "archived"},
    "withdraw": _to("withdrawn", *_OPEN),
    "urge": _stay(*_PLACED),
    "assign": _stay(*_PLACED, "answered", "called_back"),
    "answer_urge": _stay(*_PLACED, "answered", "called_back"),
    "add": _stay(*_OPEN, "answered", "called_back"),
    "ask_after": _stay(*_OPEN),
    "recalculate": _stay(*_OPEN),
}
EXTENDABLE = {act: _stay("signed", "consulting") for act in ("ask_extension", "extend", "decline_extension")}
APPLICATION = {
    **EXTENDABLE,
    "ask_correction": {"signed": "correcting", "consulting": "correcting"},
    "correct": {"correcting": "signed"},
    "consult": {"signed": "consulting", "consulting": "consulting"},
    "opinion": {"consulting": "signed", "correcting": "correcting"},
    "ask_fee": _stay("signed", "consulting"),
    "pay_fee": _stay("signed", "consulting"),
    "give_up": _to("given_up", "signed", "consulting", "correcting"),
}
HOTLINE = {
    "redo": {"called_back": "signed"},
    "refuse": _to("refused", *_EARLY),
    "transfer": _to("transferred", *_EARLY),
    "merge": _to("merged", *_EARLY),
    "resume": {"merged": "dispatched"},
    "attach": _stay(*_OPEN, "answered", "called_back"),
}
LITERAL = {
    Kind.APPLICATION: {**COMMON, **APPLICATION},
    Kind.COMPLAINT: {**COMMON, **HOTLINE},
    Kind.CONSULTATION: {**COMMON, **HOTLINE},
    Kind.SUGGESTION: {**COMMON, **HOTLINE, **EXTENDABLE},
}


@pytest.mark.parametrize("kind", list(Kind))
def test_what_is_not_in_the_table_cannot_happen(kind):
    for status, act in product(Status, Act):
        expected = LITERAL[kind].get(act, {}).get(status)
        if expected is not None:
            assert next_status(kind, status, act) == expected, (status, act)
            continue
        with pytest.raises(LifecycleError, match=r"“.+”.*（(?:.+第.+条|参照.+意见二)）。$"):
            next_status(kind, status, act)


@pytest.mark.parametrize("kind", list(Kind))
def test_what_is_possible_is_what_the_table_has(kind):
    for status in Status:
        assert set(possible_acts(kind, status)) == {act for act in Act if status in LITERAL[kind].get(act, {})}


def test_while_another_opinion_is_awaited_the_ticket_keeps_waiting():
    for act, status in ((Act.OPINION, Status.CONSULTING), (Act.CORRECT, Status.CORRECTING)):
        assert next_status(Kind.APPLICATION, status, act, asking=True) is Status.CONSULTING
    assert next_status(Kind.APPLICATION, Status.CORRECTING, Act.OPINION, asking=True) is Status.CORRECTING


def test_every_status_is_open_answered_or_ended_and_can_be_reached():
    assert set(Status) == OPEN | ANSWERED | ENDED and not OPEN & (ANSWERED | ENDED)
    for kind in Kind:
        reached, new = set(), {"received"}
        while new:
            reached |= new
            new = {to for moves in LITERAL[kind].values() for at, to in moves.items() if at in reached} - reached
        never = {Kind.APPLICATION: {"refused", "merged", "transferred"}}.get(kind, {"correcting", "consulting", "given_up"})
        assert set(Status) - reached == never


def test_nobody_moves_what_has_ended_and_the_desk_only_what_loses_its_main_ticket():
    for kind, status in product(Kind, ENDED):
        resumed = status is Status.MERGED and kind is not Kind.APPLICATION
        assert possible_acts(kind, status) == ((Act.RESUME,) if resumed else ())
    assert Act.RESUME in BY_THE_DESK


def test_everything_has_words_and_every_kind_a_rule():
    assert set(STATUS_WORDS) == set(Status) and set(ACT_WORDS) == set(Act)
    assert len(set(ACT_WORDS.values())) == len(Act)
    assert all(rule_of(kind).article for kind in Kind)
    assert BY_THE_DESK.issubset(Act)
