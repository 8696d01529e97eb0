"""The rooms of the staff pages: where each lies, what it is called, and what an account must be allowed to do to see it.

A new room is one more line here; the header of every page and the way in after signing in follow it.
"""

from dataclasses import dataclass

from bot.people.models import Staff
from bot.people.service import Action, Role, may


@dataclass(frozen=True)
class Room:
    """One room: its address, its name, the permission it needs, and the role whose first room it is wherever it stands in the list."""

    path: str
    title: str
    needs: Action
    home_of: Role | None = None


# In the order of the header. Who signs in comes to the first one that is open to the account.
ROOMS: tuple[Room, ...] = (
    Room("/agency", "工单", Action.VIEW),
    Room("/oversight", "监督", Action.ASSESS, Role.OVERSIGHT),
    Room("/hotline", "接听来电", Action.TAKE_CALLS, Role.OPERATOR),
    Room("/hotline/callbacks", "回访", Action.TAKE_CALLS),
    Room("/staff/chats", "人工对话", Action.CHAT),
    Room("/knowledge", "知识", Action.EDIT_KNOWLEDGE),
    Room("/staff/people", "账号", Action.MANAGE_STAFF),
    Room("/staff/audit", "审计记录", Action.SEE_AUDIT),
)
ACCOUNT = "/staff/account"
_FIRST_PARTS = frozenset(path.split("/")[1] for path in (ACCOUNT, *(room.path for room in ROOMS)))


def is_inside(path: str) -> bool:
    """Whether a path is one of the staff pages'."""
    return path.startswith("/") and path.split("/")[1] in _FIRST_PARTS


def rooms_of(staff: Staff) -> list[Room]:
    """The rooms open to this account."""
    return [room for room in ROOMS if may(staff, room.needs)]


def first_room(staff: Staff) -> str:
    """Where this account goes after signing in; its own page when no room is open to it."""
    rooms = rooms_of(staff)
    return next((room.path for room in rooms if room.home_of == staff.role), rooms[0].path if rooms else ACCOUNT)
