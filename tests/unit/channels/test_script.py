"""The widget goes out as one script, whole, and is sent again only when it changed."""

import re
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from bot.agencies.service import load_profile
from channels.web import pages
from channels.web.script import PARTS, widget

PROFILE = load_profile(Path(__file__).resolve().parents[3] / "profiles" / "zongyang.yml")


@pytest.fixture
def browser() -> TestClient:
    app = FastAPI()
    app.include_router(pages.router(PROFILE, None))
    return TestClient(app)


def test_every_part_is_in_it_in_the_order_of_the_names():
    said = widget().body.decode()
    places = [said.index(part.read_text("utf-8")) for part in sorted(PARTS.glob("*.js"))]
    assert places == sorted(places)
    assert len(places) > 5


def test_it_is_one_closed_script():
    said = re.sub(r"/\*.*?\*/", "", widget().body.decode(), flags=re.DOTALL).strip()
    assert said.startswith("(() => {")
    assert said.endswith("})();")


@pytest.mark.parametrize("address", ["/widget.js", "/static/web/widget.js"])
def test_a_browser_that_has_it_gets_no_more_than_that(browser: TestClient, address: str):
    first = browser.get(address)
    assert first.headers["content-type"].startswith("text/javascript")
    assert first.headers["cross-origin-resource-policy"] == "cross-origin"
    again = browser.get(address, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert browser.get(address, headers={"If-None-Match": '"old"'}).status_code == 200
