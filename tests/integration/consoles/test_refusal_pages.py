"""Whoever opens an address that leads nowhere, or sends too much, reads a page with a way on; a program reads what it always read."""

from collections.abc import Iterator

import httpx
import pytest

from tests.support.served import ServedDesk, served_desk

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.fixture
def served(sqlite, tmp_path) -> Iterator[ServedDesk]:
    with served_desk(sqlite, tmp_path) as desk:
        yield desk


@pytest.mark.parametrize("path", ["/knowledge/documents", "/staff/nowhere", "/no/such/page"])
def test_an_address_that_leads_nowhere_has_a_way_on(served, path):
    page = httpx.get(served.url + path, headers=BROWSER, trust_env=False)
    assert page.status_code == 404 and page.headers["content-type"].startswith("text/html")
    assert "没有这个页面" in page.text and all(f'href="{way}"' in page.text for way in ("/", "/ticket", "/staff"))


def test_a_form_that_is_too_large_is_told_in_words(served):
    page = httpx.post(f"{served.url}/agency/tickets/G20260101001/acts/answer", content=b"x" * (11 * 1024 * 1024), headers=BROWSER, trust_env=False)
    assert page.status_code == 413 and page.headers["content-type"].startswith("text/html")
    assert "内容太大，请缩小后再发。" in page.text and "请返回上一页看看" in page.text


@pytest.mark.parametrize(("path", "headers"), [("/api/nothing", BROWSER), ("/no/such/page", {"Accept": "*/*"})])
def test_programs_are_answered_as_ever(served, path, headers):
    answer = httpx.get(served.url + path, headers=headers, trust_env=False)
    assert (answer.status_code, answer.json()) == (404, {"error": {"code": "not_found", "message": "没有找到。"}})
