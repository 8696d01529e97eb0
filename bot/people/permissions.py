"""Who may do what: one table of roles, and which agency's tickets an account reaches."""

from enum import StrEnum

from bot.people.models import Staff
from bot.tickets.lifecycle import Act, Status
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
    CONFIRM = "confirm"
    DISPATCH = "dispatch"
    SIGN = "sign"
    ASSIGN = "assign"
    ASK_CORRECTION = "ask_correction"
    CORRECT = "correct"
    GIVE_UP = "give_up"
    CONSULT = "consult"
    OPINION = "opinion"
    ASK_EXTENSION = "ask_extension"
    EXTEND = "extend"
    DECLINE_EXTENSION = "decline_extension"
    ASK_FEE = "ask_fee"
    PAY_FEE = "pay_fee"
    RETURN = "return"
    REASSIGN = "reassign"
    SET_CO = "set_co"
    CO_REPORT = "co_report"
    ANSWER = "answer"
    CALL_BACK = "call_back"
    REDO = "redo"
    ARCHIVE = "archive"
    REFUSE = "refuse"
    MERGE = "merge"
    WITHDRAW = "withdraw"
    TRANSFER = "transfer"
    URGE = "urge"
    ANSWER_URGE = "answer_urge"
    CHAT = "chat"
    TAKE_CALLS = "take_calls"
    ASSESS = "assess"
    OVERSEE = "oversee"
    EDIT_KNOWLEDGE = "edit_knowledge"
    MANAGE_STAFF = "manage_staff"
    SEE_AUDIT = "see_audit"


_WORKS = frozenset({Role.CLERK, Role.HEAD})
_HEAD = frozenset({Role.HEAD})
_PLACE = frozenset({Role.HEAD, Role.OVERSIGHT})
_BY_ROLES: dict[frozenset[Role], frozenset[Action]] = {
    frozenset({Role.CLERK, Role.HEAD, Role.OVERSIGHT, Role.OPERATOR}): frozenset({Action.VIEW}),
    frozenset({Role.CLERK, Role.HEAD, Role.OPERATOR}): frozenset({Action.VIEW_PERSONAL}),
    _WORKS: frozenset(
        {
            Action.CONFIRM, Action.SIGN, Action.ASSIGN, Action.ASK_CORRECTION, Action.CORRECT, Action.GIVE_UP, Action.CONSULT, Action.OPINION,
            Action.ASK_EXTENSION, Action.ASK_FEE, Action.PAY_FEE, Action.RETURN, Action.CO_REPORT, Action.ANSWER, Action.REDO,
            Action.ARCHIVE, Action.REFUSE, Action.MERGE, Action.WITHDRAW, Action.TRANSFER, Action.ANSWER_URGE,
        }
    ),
    # 政府信息公开条例 art. 33(2): the head of the disclosure office agrees to an extension.
    _HEAD: frozenset({Action.EXTEND, Action.DECLINE_EXTENSION}),
    # The whole place's numbers and its register; a head with an agency sees that agency's (see `assessed_agency`).
    _PLACE: frozenset({Action.DISPATCH, Action.REASSIGN, Action.SET_CO, Action.ASSESS, Action.OVERSEE}),
    _PLACE | {Role.OPERATOR}: frozenset({Action.CALL_BACK, Action.CHAT}),
    frozenset({Role.OVERSIGHT}): frozenset({Action.URGE}),
    # Taking calls includes filing for the caller, and the state (never the person) of the caller's own tickets.
    frozenset({Role.OPERATOR}): frozenset({Action.TAKE_CALLS}),
    frozenset({Role.EDITOR}): frozenset({Action.EDIT_KNOWLEDGE}),
    frozenset({Role.ADMIN}): frozenset({Action.MANAGE_STAFF}),
    frozenset({Role.ADMIN, Role.OVERSIGHT}): frozenset({Action.SEE_AUDIT}),
}
GRANTS: dict[Action, frozenset[Role]] = {action: roles for roles, actions in _BY_ROLES.items() for action in actions}
# Which agency is responsible, and whether the citizen is content, is not for one of the agencies to say.
_WHOLE_PLACE = frozenset({Action.DISPATCH, Action.REASSIGN, Action.SET_CO, Action.CALL_BACK, Action.CHAT, Action.OVERSEE})
# What an agency may do about a ticket that another one leads; only the lead answers.
_CO_AGENCY = frozenset({Action.VIEW, Action.CO_REPORT})
# Operators see what is to be called back about, wherever it was answered, and nothing else.
CALLED_ABOUT = frozenset({Status.ANSWERED, Status.CALLED_BACK})


def sees_every_agency(staff: Staff) -> bool:
    """Whether this account looks after the whole place: oversight, or the head of its disclosure office (no agency)."""
    return staff.agency is None and Role(staff.role) in _PLACE


def assessed_agency(staff: Staff) -> str | None:
    """The one agency whose numbers this account sees; None: everybody's."""
    return None if sees_every_agency(staff) else staff.agency or ""


def may(staff: Staff, action: Action, ticket: Ticket | None = None) -> bool:
    """Whether this account may do `action`, to `ticket` where it is about one."""
    if not staff.active or Role(staff.role) not in GRANTS[action]:
        return False
    if action in _WHOLE_PLACE and not (sees_every_agency(staff) or Role(staff.role) is Role.OPERATOR):
        return False
    return ticket is None or _reaches(staff, action, ticket)


def _reaches(staff: Staff, action: Action, ticket: Ticket) -> bool:
    if Role(staff.role) is Role.OPERATOR:
        return ticket.status in CALLED_ABOUT
    if sees_every_agency(staff):
        return True
    if staff.agency is None:
        return False
    if action in _CO_AGENCY and staff.agency in (ticket.co_agencies or ()):
        return True
    return action is not Action.CO_REPORT and ticket.agency == staff.agency


def action_for(act: Act) -> Action | None:
    """The permission that an act on a ticket needs; None for acts that no member of staff does by hand."""
    return Action(act.value) if act.value in set(Action) else None
