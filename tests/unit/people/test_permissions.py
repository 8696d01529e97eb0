"""Who may do what, as tables."""

import pytest

from bot.people.models import Staff
from bot.people.permissions import GRANTS, ROLE_WORDS, Action, Role, action_for, may, sees_every_agency
from bot.tickets.lifecycle import BY_THE_DESK, Act
from bot.tickets.models import Ticket

OURS, THEIRS = Ticket(agency="县交通运输局"), Ticket(agency="县教育体育局")


def _staff(role: str, agency: str | None = None, active: bool = True) -> Staff:
    return Staff(login="somebody", name="某人", role=role, agency=agency, active=active)


@pytest.mark.parametrize(
    ("role", "agency", "action", "ours", "theirs"),
    [
        ("clerk", "县交通运输局", Action.VIEW, True, False),
        ("clerk", "县交通运输局", Action.ANSWER, True, False),
        ("clerk", "县交通运输局", Action.EXTEND, False, False),
        ("clerk", "县交通运输局", Action.REASSIGN, False, False),
        ("clerk", None, Action.VIEW, False, False),
        ("head", "县交通运输局", Action.EXTEND, True, False),
        ("head", "县交通运输局", Action.REASSIGN, False, False),
        ("head", None, Action.EXTEND, True, True),
        ("head", None, Action.REASSIGN, True, True),
        ("oversight", None, Action.VIEW, True, True),
        ("oversight", None, Action.REASSIGN, True, True),
        ("oversight", None, Action.ANSWER, False, False),
        ("oversight", None, Action.VIEW_PERSONAL, False, False),
        ("oversight", "县交通运输局", Action.VIEW, True, False),
        ("operator", None, Action.VIEW, False, False),
        ("clerk", "县交通运输局", Action.ASK_EXTENSION, True, False),
        ("clerk", "县交通运输局", Action.DECLINE_EXTENSION, False, False),
        ("head", "县交通运输局", Action.SET_CO, False, False),
        ("head", None, Action.SET_CO, True, True),
        ("head", "县交通运输局", Action.CALL_BACK, False, False),
        ("head", None, Action.CALL_BACK, True, True),
        ("oversight", None, Action.CALL_BACK, True, True),
        ("oversight", None, Action.URGE, True, True),
        ("head", None, Action.URGE, False, False),
        ("clerk", "县交通运输局", Action.ANSWER_URGE, True, False),
        ("oversight", None, Action.ANSWER_URGE, False, False),
        ("clerk", "县交通运输局", Action.CO_REPORT, False, False),
        ("head", None, Action.DISPATCH, True, True),
        ("clerk", "县交通运输局", Action.DISPATCH, False, False),
        ("editor", None, Action.VIEW, False, False),
        ("admin", None, Action.VIEW, False, False),
        ("admin", None, Action.VIEW_PERSONAL, False, False),
        ("head", None, Action.TAKE_CALLS, False, False),
        ("oversight", None, Action.TAKE_CALLS, False, False),
        ("head", "县交通运输局", Action.OVERSEE, False, False),
        ("head", "县交通运输局", Action.ASSESS, True, False),
        ("head", None, Action.OVERSEE, True, True),
        ("oversight", None, Action.OVERSEE, True, True),
        ("clerk", "县交通运输局", Action.ASSESS, False, False),
    ],
)
def test_roles_reach_what_they_should(role, agency, action, ours, theirs):
    staff = _staff(role, agency)
    assert (may(staff, action, OURS), may(staff, action, THEIRS)) == (ours, theirs)


def test_a_closed_account_may_nothing():
    for role in Role:
        assert not any(may(_staff(role, active=False), action) for action in Action)


def test_every_action_is_granted_to_somebody_and_every_role_has_words():
    assert set(GRANTS) == set(Action) and all(GRANTS.values())
    assert set(ROLE_WORDS) == set(Role)


def test_what_the_desk_does_by_itself_no_account_may():
    assert {act for act in Act if action_for(act) is None} == BY_THE_DESK


def test_a_co_agency_sees_and_reports_and_nothing_else():
    led_elsewhere = Ticket(agency="县教育体育局", co_agencies=["县交通运输局"])
    clerk = _staff("clerk", "县交通运输局")
    assert {action for action in Action if may(clerk, action, led_elsewhere)} == {Action.VIEW, Action.CO_REPORT}


@pytest.mark.parametrize(("status", "reached"), [("answered", True), ("called_back", True), ("signed", False), ("archived", False)])
def test_an_operator_reaches_what_is_to_be_called_back_about(status, reached):
    ticket, operator = Ticket(agency="县教育体育局", status=status), _staff("operator", "热线中心")
    wanted = {Action.VIEW, Action.VIEW_PERSONAL, Action.CALL_BACK} if reached else set()
    about_tickets = set(Action) - {Action.CHAT, Action.TAKE_CALLS}
    assert {action for action in about_tickets if may(operator, action, ticket)} == wanted


def test_permissions_for_acts_bear_the_names_of_acts():
    assert set(Action) - set(Act) == {
        Action.VIEW, Action.VIEW_PERSONAL, Action.CHAT, Action.TAKE_CALLS, Action.MANAGE_STAFF, Action.ASSESS, Action.OVERSEE,
        Action.EDIT_KNOWLEDGE, Action.SEE_AUDIT,
    }
    assert [action_for(act) for act in (Act.SIGN, Act.EXTEND)] == [Action.SIGN, Action.EXTEND]


@pytest.mark.parametrize(("role", "agency", "everything"), [("head", None, True), ("oversight", None, True), ("clerk", None, False),
                                                            ("admin", None, False), ("operator", None, False), ("head", "县交通运输局", False)])
def test_who_sees_every_agency(role, agency, everything):
    assert sees_every_agency(_staff(role, agency)) is everything
