"""The public page of numbers: right, without anybody in it, the same for all of five minutes."""

import csv
import datetime as dt
import io
import re

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from bot.clock.service import add_workdays
from bot.oversight.folding import fold
from bot.oversight.public import public_numbers
from bot.tickets.kinds import Kind
from bot.tickets.lifecycle import Act
from channels.web import statistics
from tests.integration.consoles.conftest import PROFILE
from tests.support.people import NAME, PHONE
from tests.support.tickets import AGENCY, TICKETS, filed, on

TODAY = dt.date(2026, 11, 26)
ANSWER = "已派人修好，今后每周巡查一次。"


@pytest.fixture
def lived(database):
    """Twelve complaints of October answered after 3 to 8 working days (the last two late), 3 suggestions, 6 consultations of today."""
    october = dt.date(2026, 10, 12)
    with database.write() as session:
        for number in range(12):
            ticket = filed(session, TICKETS, Kind.COMPLAINT, october)
            day = add_workdays(october, 3 + number // 2 if number < 10 else 17)[0]
            with on(day):
                TICKETS.act(session, ticket, Act.SIGN, "staff:a")
                TICKETS.answer(session, ticket, "staff:a", "solved", ANSWER)
        for _ in range(3):
            filed(session, TICKETS, Kind.SUGGESTION, october)
        for _ in range(6):
            filed(session, TICKETS, Kind.CONSULTATION, TODAY)
    return database


@pytest.fixture
def visitor(lived) -> TestClient:
    app = FastAPI()
    app.include_router(statistics.router(PROFILE, lived))
    return TestClient(app)


def cells(page: str, words: str) -> list[str]:
    row = re.search(rf'<tr><th scope="row">{words}</th>(.*?)</tr>', page, re.DOTALL)[1]
    return [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL)]


def test_numbers_are_right_small_ones_held_back_and_today_not_yet_counted(visitor, lived):
    with on(TODAY):
        page = visitor.get("/statistics").text
    assert cells(page, "2026年10月") == ["", "约10", "0", "12", "0", "少于5"]
    assert cells(page, "2026年11月") == ["", "0", "0", "0", "0", "0"] and "2025年11月" in page and "2025年10月" not in page
    assert cells(page, "投诉") == ["12", "83%", "", "5", "17"] and cells(page, "意见建议")[:2] == ["少于5", "—"]
    with on(TODAY + dt.timedelta(days=1)), lived.read() as session:
        assert str(public_numbers(session, TODAY + dt.timedelta(days=1)).kind_sums[Kind.CONSULTATION]) == "6"


def test_it_is_the_same_after_adding_up(visitor, lived):
    with on(TODAY):
        before = visitor.get("/statistics").text
        fold(lived, TODAY)
        app = FastAPI()
        app.include_router(statistics.router(PROFILE, lived))
        assert TestClient(app).get("/statistics").text == before


def test_nobody_and_no_agency_is_in_it(visitor):
    with on(TODAY):
        whole = visitor.get("/statistics").text + visitor.get("/statistics.csv").text
    for words in (NAME, PHONE, AGENCY, "道路改造", "<script>"):
        assert words not in whole


def test_visitors_cost_one_count(visitor, monkeypatch):
    counted = []
    real = statistics.public_numbers
    monkeypatch.setattr(statistics, "public_numbers", lambda *args: counted.append(1) or real(*args))
    with on(TODAY):
        for _ in range(5):
            assert visitor.get("/statistics").status_code == 200
    with on(TODAY + dt.timedelta(days=1)):
        assert "约" in visitor.get("/statistics").text
    assert len(counted) == 2


def test_as_a_file(visitor):
    with on(TODAY):
        saved = visitor.get("/statistics.csv")
    rows = list(csv.DictReader(io.StringIO(saved.content.decode("utf-8-sig"))))
    assert len(rows) == 14 and rows[-2]["月份"] == "2026-11" and rows[11]["投诉"] == "12" and rows[11]["意见建议"] == "少于5"
    assert rows[-1]["合计"] == "约10"


def test_an_empty_desk_has_a_page_too(database):
    app = FastAPI()
    app.include_router(statistics.router(PROFILE, database))
    assert "<b>0</b> 件收到" in TestClient(app).get("/statistics").text
