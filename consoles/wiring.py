"""The staff pages as one router."""

from fastapi import APIRouter

from consoles.agency import routes as agency
from consoles.chats import routes as chat_routes
from consoles.chats.chats import Chats
from consoles.console import Console
from consoles.guard import Guard
from consoles.hotline import routes as hotline
from consoles.hotline.telephone import Telephone
from consoles.knowledge import routes as knowledge
from consoles.knowledge.room import Editing
from consoles.oversight import routes as oversight
from consoles.people import account, audit, factor, people, sign_in

__all__ = ["Chats", "Console", "Editing", "Telephone", "router"]


def router(
    console: Console, chats: Chats | None = None, telephone: Telephone | None = None, editing: Editing | None = None
) -> APIRouter:
    """Every room of the staff pages for one desk; their files are served at /static/consoles from `consoles/static`.

    `chats`: what operators talk with citizens by, `telephone`: what they take calls by, `editing`: the knowledge that may be
    edited. A desk put together without one of them has no such room.
    """
    guard = Guard(console)
    whole = APIRouter(include_in_schema=False)
    for part in (sign_in, factor, account, people, audit):
        whole.include_router(part.router(console, guard))
    if chats is not None:
        whole.include_router(chat_routes.router(console, chats, guard))
    whole.include_router(agency.router(console, guard))
    whole.include_router(oversight.router(console, guard))
    if telephone is not None:
        whole.include_router(hotline.router(console, guard, telephone))
    if editing is not None:
        whole.include_router(knowledge.router(console, guard, editing))
    return whole
