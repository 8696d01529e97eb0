"""Two matters in one message: the citizen hears who does which, and both are filed, one after the other."""

import asyncio

import pytest
from sqlalchemy import select

from bot.filing.models import Draft
from bot.tickets.models import Ticket
from tests.support.desk import Talk, open_talk
from tests.support.people import NAME, PHONE

BOTH = "我们村路烂了三年没人修，还有低保也给我停了"
PLACE, WHEN = "枞阳镇莲花村", "三年前"


@pytest.fixture
def talk(database, tmp_path) -> Talk:
    return open_talk(database, tmp_path)


def say(talk: Talk, text: str) -> list:
    return asyncio.run(talk.say(text))


def filed(talk: Talk) -> list[tuple[str, str, str]]:
    with talk.desk.database.read() as session:
        rows = session.scalars(select(Ticket).order_by(Ticket.id)).all()
        return [(row.agency, row.matter["description"], row.applicant.get("contact_phone", "")) for row in rows]


def drafts(talk: Talk) -> int:
    with talk.desk.database.read() as session:
        return len(session.scalars(select(Draft)).all())


def test_both_matters_are_told_apart_and_both_are_filed(talk: Talk):
    overview, asked = say(talk, f"我要投诉，{BOTH}")
    assert "两件事" in overview.text and "县交通运输局" in overview.text and "县民政局" in overview.text
    assert asked.asks == "place"
    for text in (PLACE, WHEN, NAME, PHONE):
        last = say(talk, text)[-1]
    assert last.asks == "review" and "低保" not in last.text.split("内容")[1].split("地点")[0]
    receipt, following = say(talk, "确认")
    assert receipt.ticket.agency == "县交通运输局"
    assert "低保也给我停了" in following.text and following.asks in ("description", "place")
    while last.asks != "review" or drafts(talk) == 0 or "低保" not in last.text:
        last = say(talk, {"place": PLACE, "occurred_at": "上个月", "description": "就这些"}[following.asks])[-1]
        following = last
    assert PHONE not in last.text and NAME in last.text  # who files is not asked again
    (second,) = say(talk, "确认")
    assert second.ticket.agency == "县民政局"
    assert [(agency, phone) for agency, _, phone in filed(talk)] == [("县交通运输局", PHONE), ("县民政局", PHONE)]
    assert drafts(talk) == 0


def test_the_matter_may_be_told_when_it_is_asked_for(talk: Talk):
    say(talk, "我要投诉")
    overview, asked = say(talk, BOTH)
    assert "县民政局" in overview.text and asked.asks == "place"


def test_what_is_one_matter_for_the_citizen_is_put_together_again(talk: Talk):
    say(talk, f"我要投诉，{BOTH}")
    say(talk, "其实是一件事")
    for text in (PLACE, WHEN, NAME, PHONE):
        last = say(talk, text)[-1]
    assert last.asks == "review" and "路烂了" in last.text and "低保" in last.text
    assert len(say(talk, "确认")) == 1
    assert len(filed(talk)) == 1


def test_another_matter_that_comes_up_in_the_middle_waits_its_turn(talk: Talk):
    say(talk, "我要投诉，我们村路烂了三年没人修")
    (told,) = say(talk, "还有，低保也给我停了")
    assert "县民政局" in told.text and told.asks == "place"
    for text in (PLACE, WHEN, NAME, PHONE):
        last = say(talk, text)[-1]
    assert "低保" not in last.text
    _, following = say(talk, "确认")
    assert "低保也给我停了" in following.text


def test_more_of_the_same_matter_in_the_middle_stays_with_it(talk: Talk):
    say(talk, "我要投诉，我们村路烂了三年没人修")
    say(talk, "还有，桥上护栏也撞断了")
    for text in (PLACE, WHEN, NAME, PHONE):
        last = say(talk, text)[-1]
    assert last.asks == "review" and "护栏" in last.text


def test_a_court_matter_beside_gets_its_door_and_the_other_is_filed(talk: Talk):
    overview, asked = say(talk, "我要投诉，法院判了不给执行，还有村里低保也停了")
    assert "12368" in overview.text and "县民政局" in overview.text
    assert asked.asks in ("description", "place")


def test_cancelling_drops_what_waits_too(talk: Talk):
    say(talk, f"我要投诉，{BOTH}")
    (gone,) = say(talk, "取消")
    assert gone.outcome == "cancelled" and drafts(talk) == 0 and filed(talk) == []


def test_a_question_beside_a_matter_is_answered_and_not_filed(talk: Talk):
    said = say(talk, "我要投诉，楼下烧烤摊每天半夜冒黑烟熏得没法睡觉。另外申请信息公开多久能答复？")
    assert said[0].citations and said[-1].asks == "place"
    for text in (PLACE, WHEN, NAME, PHONE):
        last = say(talk, text)[-1]
    assert last.asks == "review" and "多久" not in last.text
