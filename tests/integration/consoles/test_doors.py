"""Every address of the staff pages: no form without the session's secret, no page in a frame, nobody without signing in."""

import re

import pytest
from fastapi.routing import APIRoute

from tests.integration.consoles.conftest import Desk

# What stands before a session is checked by where the form came from (test_sign_in.py).
_NO_SESSION_YET = {"/staff/sign-in", "/staff/sign-in/code"}


def _routes(desk: Desk, method: str) -> list[str]:
    found: list[str] = []

    def walk(routes: list) -> None:
        for route in routes:
            if isinstance(route, APIRoute) and method in route.methods:
                found.append(route.path)
            walk(getattr(getattr(route, "original_router", None), "routes", None) or getattr(route, "routes", None) or [])

    walk(desk.app.router.routes)
    return sorted({path for path in found if path.startswith(("/staff", "/agency", "/oversight"))})


def _address(path: str, number: str) -> str:
    names = {"number": number, "act": "sign", "file_id": "0" * 32, "login": "ours"}
    return re.sub(r"\{(\w+)(?::\w+)?\}", lambda found: names.get(found[1], "1"), path)


def test_no_form_anywhere_does_anything_without_the_sessions_secret(desk):
    number, everybody = desk.file(), [desk.signed_in(login) for login in ("ours", "office", "oversight", "admin")]
    paths = [path for path in _routes(desk, "POST") if path not in _NO_SESSION_YET]
    assert len(paths) > 20
    for path in paths:
        sent = {"text": "x", "ticket": number, "act": "sign", "csrf": "wrong"}
        statuses = {clerk.browser.post(_address(path, number), data=sent).status_code for clerk in everybody}
        # Where a page is not there for somebody that is said first; for whom it is there, the form is refused.
        assert 403 in statuses <= {403, 404}, path
    assert desk.ticket(number).status == "dispatched"


def test_nobody_gets_anywhere_without_signing_in(desk):
    number = desk.file()
    for method in ("GET", "POST"):
        for path in _routes(desk, method):
            if path in _NO_SESSION_YET or path.endswith(("/_what}", "/{_act}")):
                continue
            answer = desk.browser().request(method, _address(path, number))
            assert answer.status_code == 303 and number not in answer.text, (method, path)


@pytest.mark.parametrize("login", ["ours", "office", "oversight", "admin"])
def test_no_page_can_be_framed_kept_or_filled_with_foreign_script(desk, login):
    number, clerk = desk.file(), desk.signed_in(login)
    for path in _routes(desk, "GET"):
        headers = clerk.page(_address(path, number)).headers
        assert headers["x-frame-options"] == "DENY" and headers["cache-control"] == "no-store", path
        policy = headers["content-security-policy"]
        assert "frame-ancestors 'none'" in policy and "default-src 'none'" in policy and "unsafe" not in policy, path
        assert headers["x-content-type-options"] == "nosniff", path
