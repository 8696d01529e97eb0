"""The staff pages as one router."""

from fastapi import APIRouter

from consoles import alerts, sign_in
from consoles.agency import routes as agency
from consoles.console import Console
from consoles.guard import Guard
from consoles.oversight import routes as oversight

__all__ = ["Console", "router"]


def router(console: Console) -> APIRouter:
    """Signing in and the agency console for one desk; their files are served at /static/consoles from `consoles/static`."""
    guard = Guard(console)
    whole = APIRouter(include_in_schema=False)
    whole.include_router(sign_in.router(console, guard))
    whole.include_router(alerts.router(console, guard))
    whole.include_router(agency.router(console, guard))
    whole.include_router(oversight.router(console, guard))
    return whole
