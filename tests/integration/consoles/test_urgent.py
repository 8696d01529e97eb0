"""Oversight's page of what cannot wait: emergencies with their clock, hot topics with their tickets."""

import datetime as dt
import re

import pytest

from bot.oversight.models import HotTopic, HotTopicTicket
from bot.store import utc_now
from bot.tickets.kinds import Kind
from tests.integration.consoles.conftest import Clerk, Desk

PAGE = "/oversight/urgent"


@pytest.fixture
def oversight(desk: Desk) -> Clerk:
    return desk.signed_in("oversight")


def post(clerk: Clerk, address: str, **fields: str):
    csrf = re.search(r'name="csrf" value="([^"]*)"', clerk.page(PAGE).text)[1]
    return clerk.browser.post(address, data={"csrf": csrf, **fields})


def raised(clerk: Clerk, **fields: str) -> str:
    answer = post(clerk, PAGE, title="自来水有异味", why="城西多个小区反映", **fields)
    assert answer.status_code == 303, answer.text
    return re.search(r"/oversight/urgent/(\d+)/close", clerk.page(PAGE).text)[1]


def test_an_emergency_is_raised_by_hand_met_and_closed(oversight: Clerk):
    number = raised(oversight)
    page = oversight.page(PAGE).text
    assert "还剩 4小时5" in page
    assert "还剩 23小时5" in page
    assert "应急事项" in oversight.page("/oversight").text
    assert post(oversight, f"{PAGE}/{number}/mark", duty="word", text="已停用二号水源，发布通报").status_code == 303
    assert "已停用二号水源" in oversight.page(PAGE).text
    assert post(oversight, f"{PAGE}/{number}/close", text="水质已恢复").status_code == 303
    assert "现在没有应急事项" in oversight.page(PAGE).text


def test_a_limit_that_has_passed_is_said_in_words(oversight: Clerk):
    local = (utc_now() + dt.timedelta(hours=8) - dt.timedelta(hours=6)).strftime("%Y-%m-%dT%H:%M")
    raised(oversight, at=local)
    assert "已超过 1小时" in oversight.page(PAGE).text


@pytest.mark.parametrize(
    ("fields", "told"),
    [({"title": ""}, "名称"), ({"at": "后天"}, "时间"), ({"at": "2999-01-01T00:00"}, "不能晚于现在"), ({"why": "短"}, "情况")],
)
def test_what_cannot_be_is_refused_with_one_sentence(oversight: Clerk, fields: dict[str, str], told: str):
    answer = post(oversight, PAGE, **{"title": "自来水有异味", "why": "城西多个小区反映", **fields})
    assert answer.status_code == 409
    assert told in answer.text


def test_a_duty_is_done_once(oversight: Clerk):
    number = raised(oversight)
    post(oversight, f"{PAGE}/{number}/mark", duty="word", text="已发布通报")
    assert "已经登记过" in post(oversight, f"{PAGE}/{number}/mark", duty="word", text="又发布通报").text
    assert post(oversight, f"{PAGE}/{number}/mark", duty="nothing", text="又发布通报").status_code == 409
    assert post(oversight, f"{PAGE}/999999/close", text="没有这件").status_code == 409


def hot_topic(desk: Desk) -> tuple[int, str]:
    number = desk.file(Kind.COMPLAINT, title="小区停水三天")
    with desk.database.write() as session:
        topic = HotTopic(
            title="小区停水三天", place="莲花小区", agency="县水利局", first_at=utc_now(), last_at=utc_now(), tickets=1, reporters=9, hot_since=utc_now(), marks=b"",
        )
        session.add(topic)
        session.flush()
        session.add(HotTopicTicket(topic_id=topic.id, ticket_id=desk.ticket(number).id, at=utc_now(), reporter="k"))
        return topic.id, number


def test_a_hot_topic_shows_its_tickets_and_may_become_an_emergency_or_be_closed(desk: Desk, oversight: Clerk):
    topic, number = hot_topic(desk)
    assert "小区停水三天" in oversight.page(PAGE).text
    assert "9 人反映" in oversight.page("/oversight").text
    assert number in oversight.page(f"/oversight/topics/{topic}").text
    raised(oversight, topic=str(topic))
    assert f"/oversight/topics/{topic}" in oversight.page(PAGE).text
    assert post(oversight, f"/oversight/topics/{topic}/close", why="已处理").status_code == 303
    assert "小区停水三天" not in oversight.page("/oversight").text
    assert oversight.page("/oversight/topics/999999").status_code == 404


@pytest.mark.parametrize("login", ["ours", "ours-head", "operator", "admin"])
def test_for_others_the_page_is_not_there(desk: Desk, login: str):
    other = desk.signed_in(login)
    assert other.page(PAGE).status_code == 404
    assert other.browser.post(PAGE, data={"title": "x"}).status_code in (403, 404)
