"""No form of the staff pages is taken without its session's secret, whichever page it belongs to and whoever sends it."""

import re

from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts

from tests.integration.consoles.conftest import Desk

# Where no session holds a secret yet, or the code is still to be given: these ask whether the form came from this site.
_AT_THE_DOOR = ("/staff/sign-in",)


def addresses(app: FastAPI) -> list[str]:
    """Every address to which staff send forms, its blanks filled in."""
    found = (context.route for context in iter_route_contexts(app.routes))
    routes = [route for route in found if isinstance(route, APIRoute) and "POST" in route.methods]
    return [re.sub(r"\{\w+\}", "1", route.path) for route in routes if not route.path.startswith((*_AT_THE_DOOR, "/api/"))]


def test_a_form_without_the_secret_is_refused_on_every_page(desk: Desk):
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
