"""Switching the place is one setting: through the same conversation each place answers with its own names, numbers and rules."""

import asyncio
from functools import lru_cache

import pytest

from bot.agencies.service import load_profile
from bot.conversations import service
from bot.filing.offices import Offices
from bot.knowledge.service import Knowledge
from mingbai.settings import ROOT, Settings
from mingbai.wiring import assemble, load_knowledge
from tests.support.desk import EngineDouble, Talk
from tests.support.people import NAME, PHONE


@lru_cache(maxsize=1)
def _place(place: str) -> tuple[Offices, Knowledge]:
    profile = load_profile(ROOT / "profiles" / f"{place}.yml")
    return Offices.of(profile), load_knowledge(profile)


def _talk(database, home, place: str) -> Talk:
    chosen = Settings(home=home, profile=place)
    desk = assemble(chosen, database, *_place(place))
    engine = EngineDouble()
    inbox = desk.inbox(engine)
    engine.inbox = lambda: inbox
    with database.write() as session:
        opened = service.open_with_token(session, "web")
    return Talk(desk, inbox, engine, opened.conversation_id)


@pytest.mark.parametrize(
    ("place", "office", "asked", "number"),
    [
        ("zongyang", "县民政局", "投诉电话是多少", "12345"),
        ("zhuzhou", "市民政局", "市长热线是多少", "12345"),
        ("chuxiong", "州民政局", "96128是什么电话", "96128"),
        ("huantai", "县民政局", "投诉电话是多少", "8212345"),
        ("dayao", "县民政局", "市民热线是多少", "12345"),
    ],
)
def test_each_place_speaks_for_itself(database, tmp_path, place, office, asked, number):
    talk = _talk(database, tmp_path, place)
    assert number in asyncio.run(talk.through(asked)).text
    filed = asyncio.run(talk.through("我要投诉", "我家的低保上个月被停了，村里说不知道原因", "没有具体地点", "上个月", NAME, PHONE, "确认"))
    assert filed.outcome == "filed" and filed.ticket.agency == office
    ruled = "枞阳县全面推进政务公开工作实施细则" if place == "zongyang" else "参照国务院办公厅关于加强政府网站信息内容建设的意见"
    assert ruled in {cite.source for cite in filed.citations}
    assert place == "zongyang" or "枞阳" not in filed.text
