"""No form of the staff pages is taken without its session's secret, whichever page it belongs to and whoever sends it."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts

from mingbai.app import public_app
from tests.integration.consoles.conftest import Desk
from tests.support.desk import EngineDouble, make_desk

# Where no session of staff holds a secret yet, and the doors of citizens, channels and other programs.
_OTHERS = ("/staff/sign-in", "/ticket", "/api/", "/channels/")


def addresses(app: FastAPI) -> list[str]:
    """Every address to which staff send forms, its blanks filled in."""
    found = (context.route for context in iter_route_contexts(app.routes))
    routes = [route for route in found if isinstance(route, APIRoute) and "POST" in route.methods]
    return [re.sub(r"\{[^}]+\}", "1", route.path) for route in routes if not route.path.startswith(_OTHERS)]


@pytest.fixture
def whole(desk: Desk, tmp_path: Path) -> FastAPI:
    """All the staff pages, with the rooms for chats, calls and knowledge."""
    whole = make_desk(desk.database, tmp_path)
    return public_app(whole, whole.inbox(EngineDouble()), lambda: "ok")


def test_a_form_without_the_secret_is_refused_on_every_page(desk: Desk, whole: FastAPI):
    desk = replace(desk, app=whole)
    browsers = [desk.signed_in(login).browser for login in ("ours", "office", "oversight", "operator", "admin")]
    refused, taken = set(), []
    for address in addresses(desk.app):
        for browser in browsers:
            answer = browser.post(address, data={"csrf": "x"})
            if answer.status_code == 403:
                refused.add(address)
            elif answer.status_code != 404:
                taken.append((address, answer.status_code))
    assert not taken
    assert refused == set(addresses(desk.app)) and len(refused) > 20
