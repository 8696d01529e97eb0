"""Who may do what: one table of roles, and which agency's tickets an account reaches."""

from enum import StrEnum

from bot.people.models import Staff
from bot.tickets.lifecycle import Act
from bot.tickets.models import Ticket


class Role(StrEnum):
    """What somebody works as."""

    CLERK = "clerk"
    HEAD = "head"
    OPERATOR = "operator"
    EDITOR = "editor"
    OVERSIGHT = "oversight"
    ADMIN = "admin"


ROLE_WORDS = {
    Role.CLERK: "承办人员",
    Role.HEAD: "公开机构负责人",
    Role.OPERATOR: "热线话务员",
    Role.EDITOR: "知识编辑",
    Role.OVERSIGHT: "监督人员",
    Role.ADMIN: "系统管理员",
}


class Action(StrEnum):
    """What can be permitted. Acts on a ticket bear the same name as in the lifecycle."""

    VIEW = "view"
    VIEW_PERSONAL = "view_personal"
    SIGN = "sign"
    ASK_CORRECTION = "ask_correction"
    CORRECT = "correct"
    GIVE_UP = "give_up"
    CONSULT = "consult"
    OPINION = "opinion"
    EXTEND = "extend"
    RETURN = "return"
    REASSIGN = "reassign"
    ANSWER = "answer"
    ARCHIVE = "archive"
    REDO = "redo"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    TRANSFER = "transfer"
    MANAGE_STAFF = "manage_staff"


_WORKS = frozenset({Role.CLERK, Role.HEAD})
_SEES = _WORKS | {Role.OVERSIGHT}
GRANTS: dict[Action, frozenset[Role]] = {
    Action.VIEW: _SEES,
    Action.VIEW_PERSONAL: _WORKS,
    Action.SIGN: _WORKS,
    Action.ASK_CORRECTION: _WORKS,
    Action.CORRECT: _WORKS,
    Action.GIVE_UP: _WORKS,
    Action.CONSULT: _WORKS,
    Action.OPINION: _WORKS,
    # 政府信息公开条例 art. 33(2): the head of the disclosure office agrees to an extension.
    Action.EXTEND: frozenset({Role.HEAD}),
    Action.RETURN: _WORKS,
    Action.REASSIGN: frozenset({Role.HEAD, Role.OVERSIGHT}),
    Action.ANSWER: _WORKS,
    Action.ARCHIVE: _WORKS,
    Action.REDO: _WORKS,
    Action.REFUSE: _WORKS,
    Action.WITHDRAW: _WORKS,
    Action.TRANSFER: _WORKS,
    Action.MANAGE_STAFF: frozenset({Role.ADMIN}),
}
# Which agency is responsible is not for one of the agencies to say: only who looks after the whole place decides it.
_WHOLE_PLACE = frozenset({Action.REASSIGN})
_ALL_AGENCIES = frozenset({Role.HEAD, Role.OVERSIGHT})


def sees_every_agency(staff: Staff) -> bool:
    """Whether this account looks after the whole place: oversight, or the head of its disclosure office (no agency)."""
    return staff.agency is None and Role(staff.role) in _ALL_AGENCIES


def may(staff: Staff, action: Action, ticket: Ticket | None = None) -> bool:
    """Whether this account may do `action`, to `ticket` where it is about one."""
    if not staff.active or Role(staff.role) not in GRANTS[action]:
        return False
    everywhere = sees_every_agency(staff)
    if action in _WHOLE_PLACE and not everywhere:
        return False
    return ticket is None or everywhere or (staff.agency is not None and ticket.agency == staff.agency)


def action_for(act: Act) -> Action | None:
    """The permission that an act on a ticket needs; None for acts that no member of staff does by hand."""
    return Action(act.value) if act.value in set(Action) else None
