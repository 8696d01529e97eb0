"""Guessing a ticket's query code is slowed by number, whichever way it is tried and however the number is written."""

import asyncio
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from bot.conversations.replies import TicketCard
from bot.store import Database
from bot.tickets.service import MOST_TRIES
from channels import problems
from channels.web import tickets as ticket_api
from tests.support.clocks import PaceClock
from tests.support.desk import Talk, make_desk, open_talk
from tests.support.people import NAME, PHONE

SAID = {
    "description": "镇上的垃圾站两个星期没有人清运，气味很大，附近的人都受影响。", "place": "枞阳镇渡江路", "target_agency": "不清楚", "anonymous": "不匿名",
    "applicant_name": NAME, "contact_phone": PHONE, "occurred_at": "上周", "attachments": "没有", "review": "确认",
}  # fmt: skip


@pytest.fixture
def talk(database: Database, tmp_path: Path) -> Talk:
    return open_talk(database, tmp_path)


@pytest.fixture
def card(talk: Talk) -> TicketCard:
    """A complaint that somebody else has filed."""
    reply = asyncio.run(talk.through("我要投诉"))
    while reply.outcome != "filed":
        reply = asyncio.run(talk.through(SAID[reply.asks or ""]))
    assert reply.ticket is not None and reply.ticket.query_code
    return reply.ticket


def wrong(card: TicketCard, number: int) -> str:
    """A code that is not the ticket's."""
    return f"{(int(card.query_code or 0) + number + 1) % 100_000_000:08d}"


def page(database: Database, home: Path) -> TestClient:
    app = FastAPI()
    problems.install(app)
    desk = make_desk(database, home)
    app.include_router(ticket_api.router(ticket_api.Lookup(database, desk.tickets, home)))
    return TestClient(app)


def test_another_spelling_of_the_number_is_no_further_try(database: Database, tmp_path: Path, card: TicketCard):
    client, number = page(database, tmp_path), card.number
    spellings = [number, number.lower(), *(f"{number[:place]} {number[place:]}" for place in range(1, len(number)))]
    tries = [spellings[place % len(spellings)] for place in range(MOST_TRIES + 5)]
    answers = [client.get(f"/api/tickets/{spelling}", params={"code": wrong(card, place)}) for place, spelling in enumerate(tries)]
    assert [answer.status_code for answer in answers] == [404] * MOST_TRIES + [429] * 5
    assert client.get(f"/api/tickets/{number}", params={"code": card.query_code}).status_code == 429


def test_the_chat_is_no_way_to_try_more(database: Database, tmp_path: Path, card: TicketCard, monkeypatch: pytest.MonkeyPatch):
    clock = PaceClock(monkeypatch)
    stranger = open_talk(database, tmp_path)
    replies = [asyncio.run(stranger.through(f"查进度 {card.number} {wrong(card, place)}")) for place in range(MOST_TRIES)]
    assert {reply.ticket for reply in replies} == {None}
    assert asyncio.run(stranger.through(f"查进度 {card.number} {card.query_code}")).ticket is None
    clock.at += 120
    opened = asyncio.run(stranger.through(f"查进度 {card.number} {card.query_code}"))
    assert opened.ticket is not None and opened.ticket.number == card.number


def test_who_tries_too_often_uses_up_nobody_elses_tries(database: Database, tmp_path: Path, card: TicketCard, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(ticket_api, "TRIES_OF_ADDRESS", 3)
    client = page(database, tmp_path)
    answers = [client.get("/api/tickets/T20260101001", params={"code": "00000000"}) for _ in range(3)]
    answers += [client.get(f"/api/tickets/{card.number}", params={"code": wrong(card, place)}) for place in range(MOST_TRIES)]
    assert [answer.status_code for answer in answers] == [404] * 3 + [429] * MOST_TRIES
    monkeypatch.setattr(ticket_api, "TRIES_OF_ADDRESS", 120)
    client = page(database, tmp_path)  # another address, as it were
    assert client.get(f"/api/tickets/{card.number}", params={"code": card.query_code}).status_code == 200
