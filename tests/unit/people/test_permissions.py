"""Who may do what, as tables."""

import pytest

from bot.people.models import Staff
from bot.people.permissions import GRANTS, ROLE_WORDS, Action, Role, action_for, may, sees_every_agency
from bot.tickets.lifecycle import Act
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
        ("editor", None, Action.VIEW, False, False),
        ("admin", None, Action.VIEW, False, False),
        ("admin", None, Action.VIEW_PERSONAL, False, False),
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
    assert action_for(Act.RECEIVE) is None and action_for(Act.DISPATCH) is None


def test_permissions_for_acts_bear_the_names_of_acts():
    assert set(Action) - set(Act) == {Action.VIEW, Action.VIEW_PERSONAL, Action.MANAGE_STAFF}
    assert [action_for(act) for act in (Act.SIGN, Act.EXTEND)] == [Action.SIGN, Action.EXTEND]


@pytest.mark.parametrize(("role", "agency", "everything"), [("head", None, True), ("oversight", None, True), ("clerk", None, False),
                                                            ("admin", None, False), ("head", "县交通运输局", False)])
def test_who_sees_every_agency(role, agency, everything):
    assert sees_every_agency(_staff(role, agency)) is everything
