"""The operators' pages as plain forms, on both databases: the queue, one conversation, the roles, what is written down."""

import asyncio
import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from bot.conversations import service
from bot.conversations.handover import words
from bot.conversations.handover.canned import canned_answers
from bot.conversations.models import Attachment
from bot.people.models import AuditEntry
from bot.store import Database
from tests.integration.consoles.chat_floor import Floor, open_floor
from tests.integration.consoles.conftest import Clerk, hidden
from tests.support.handover import MORNING, at, do, entry_of, history, number_of
from tests.support.people import ID_NUMBER, NAME, PHONE

SCRIPT = {"X-Requested-With": "script"}
OFFICE = ("operator", "second", "oversight", "office")
OTHERS = ("ours", "ours-head", "editor", "admin")


@pytest.fixture
def floor(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Floor:
    return open_floor(database, tmp_path, monkeypatch)


def send(clerk: Clerk, number: int, act: str, *, script: bool = False, **fields: str):
    """Send a form of the conversation's page as it is now."""
    csrf = hidden(clerk.page("/staff/chats").text, "csrf")
    return clerk.browser.post(f"/staff/chats/{number}/{act}", data={"csrf": csrf, **fields}, headers=SCRIPT if script else {})


def part(page: str, heading: str) -> str:
    """One part of the list."""
    found = re.search(rf'<section class="part-of-queue[^>]*aria-labelledby="{heading}".*?</section>', page, re.DOTALL)
    return found[0] if found else ""


# — who sees it —


@pytest.mark.parametrize("login", OFFICE)
def test_those_who_talk_with_citizens_have_the_room(floor: Floor, login: str):
    clerk = floor.operator(login)
    assert clerk.page("/staff/chats").status_code == 200
    assert 'href="/staff/chats">人工对话' in clerk.page("/staff/account").text


@pytest.mark.parametrize("login", OTHERS)
def test_for_everybody_else_it_is_not_there(floor: Floor, login: str):
    number = number_of(floor.talk("转人工"))
    clerk = floor.operator(login)
    for address in ("/staff/chats", f"/staff/chats/{number}", "/staff/chats/canned", "/staff/chats/stream"):
        assert clerk.page(address).status_code == 404
    assert "人工对话" not in clerk.page("/staff/account").text


def test_without_signing_in_every_address_leads_to_the_door(floor: Floor):
    browser = TestClient(floor.app, base_url="http://desk.test", follow_redirects=False)
    for address in ("/staff/chats", "/staff/chats/1", "/staff/chats/stream", "/staff/chats/canned"):
        assert browser.get(address).headers["location"].startswith("/staff/sign-in")


def test_the_old_address_leads_here(floor: Floor):
    assert floor.operator().page("/staff/alerts").headers["location"] == "/staff/chats"


@pytest.mark.parametrize("address", ["/staff/chats/999", "/staff/chats/99999999999999999999", "/staff/chats/0"])
def test_a_conversation_that_is_not_there_is_not_found(floor: Floor, address: str):
    clerk = floor.operator()
    assert clerk.page(address).status_code == 404
    assert send(clerk, int(address.rsplit("/", 1)[1]), "take").status_code == 404


# — the list —


def test_the_list_shows_danger_first_then_who_waits_longest_with_reason_and_time(floor: Floor):
    with at(MORNING) as clock:
        person = floor.talk("申请信息公开多久能答复", "转人工")
        clock.shift(300)
        danger = floor.talk("厨房着火了，快来人")
        clock.shift(60)
        page = part(floor.operator().page("/staff/chats").text, "q-waiting")
    assert re.findall(r'<a href="/staff/chats/(\d+)"', page) == [str(number_of(danger)), str(number_of(person))]
    assert page.index("火情") < page.index("市民要求人工")
    assert "已等 6分钟" in page and "已等 1分钟" in page
    assert "厨房着火了" in page and "申请信息公开多久能答复" in page and "转人工" not in page


def test_a_conversation_of_a_colleague_is_shown_with_his_name_and_cannot_be_written_in(floor: Floor):
    talk = floor.talk("转人工")
    do(talk, "take", "second")
    clerk = floor.operator()
    assert "李话务" in part(clerk.page("/staff/chats").text, "q-others")
    page = clerk.page(f"/staff/chats/{number_of(talk)}").text
    assert "李话务正在接待，您可以看，不能回复。" in page and "<textarea" not in page
    for act in ("say", "hand-back", "give-back", "close", "take"):
        answer = send(clerk, number_of(talk), act, text="您好")
        assert answer.status_code == 409
        assert 'role="alert"' in answer.text
    assert entry_of(talk).taken_by == "second"
    assert all(item["from"] != "operator" for item in history(talk))


# — one conversation —


def test_taking_speaking_and_handing_back_with_plain_forms(floor: Floor):
    talk = floor.talk("我要投诉", "楼下烧烤摊每天半夜冒黑烟，熏得没法睡觉", "转人工")
    number, clerk = number_of(talk), floor.operator()
    taken = send(clerk, number, "take")
    assert taken.headers["location"] == f"/staff/chats/{number}"
    page = clerk.page(f"/staff/chats/{number}").text
    assert "黑烟" in page and "投诉，正在问：地点" in page
    said = send(clerk, number, "say", text="请您说一下具体位置", key=hidden(page, "key"))
    assert said.status_code == 303
    assert history(talk)[-1]["text"] == "请您说一下具体位置"
    assert send(clerk, number, "hand-back").headers["location"] == "/staff/chats"
    assert (history(talk)[-2]["text"], history(talk)[-1]["asks"]) == (words.HANDED_BACK, "place")
    assert f"对话 {number}<" in part(clerk.page("/staff/chats").text, "q-ended")


def test_a_second_operator_who_takes_it_too_hears_who_has_it(floor: Floor):
    number = number_of(floor.talk("转人工"))
    first, second = floor.operator(), floor.operator("second")
    assert send(first, number, "take").status_code == 303
    refused = send(second, number, "take")
    assert refused.status_code == 409
    assert "这个对话现在由王话务接待" in refused.text


def test_words_that_could_not_be_said_are_still_in_the_box(floor: Floor):
    talk = floor.talk("转人工")
    number, clerk = number_of(talk), floor.operator()
    send(clerk, number, "take")
    empty = send(clerk, number, "say", text="   ", key="k")
    assert empty.status_code == 409 and "消息是空的" in empty.text
    long = send(clerk, number, "say", text="好" * 5001, key="k")
    assert "太长" in long.text and "好" * 5001 in long.text


def test_the_same_form_sent_twice_says_it_once(floor: Floor):
    talk = floor.talk("转人工")
    number, clerk = number_of(talk), floor.operator()
    send(clerk, number, "take")
    for _ in range(2):
        assert send(clerk, number, "say", text="您好", key="one").status_code == 303
    assert [item["text"] for item in history(talk) if item["from"] == "operator"] == ["您好"]


def test_a_script_hears_how_it_went_without_a_page(floor: Floor):
    talk = floor.talk("转人工")
    number, clerk = number_of(talk), floor.operator()
    refused = send(clerk, number, "say", script=True, text="您好", key="k")
    assert refused.status_code == 409 and "不在您手里" in refused.json()["error"]
    send(clerk, number, "take")
    assert send(clerk, number, "say", script=True, text="您好", key="k").json() == {"onward": f"/staff/chats/{number}#reply"}


@pytest.mark.parametrize("act", ["take", "say", "hand-back", "give-back", "close", "typing", "look"])
def test_a_form_from_elsewhere_does_nothing(floor: Floor, act: str):
    talk = floor.talk("转人工")
    answer = floor.operator().browser.post(f"/staff/chats/{number_of(talk)}/{act}", data={"csrf": "guessed", "text": "您好"})
    assert answer.status_code == 403
    assert entry_of(talk).taken_by is None


def test_personal_numbers_and_query_codes_are_hidden(floor: Floor):
    talk = floor.talk("我要投诉", "楼下烧烤摊每天半夜冒黑烟，熏得没法睡觉", "枞阳镇莲花小区门口", "每天晚上", NAME, PHONE, "确认", f"转人工，身份证{ID_NUMBER}")
    asyncio.run(talk.say("转人工"))
    code = next(item["ticket"]["query_code"] for item in history(talk) if item.get("ticket"))
    page = floor.operator().page(f"/staff/chats/{number_of(talk)}").text
    assert "查询码：········" in page
    assert not [secret for secret in (PHONE, ID_NUMBER, code) if secret in page]


def test_a_long_history_is_shown_in_pages(floor: Floor):
    talk = floor.talk("转人工")
    with floor.database.write() as session:
        for n in range(120):
            service.add_file_message(session, talk.conversation_id, {"text": f"第{n}句"}, None)
    clerk, number = floor.operator(), number_of(talk)
    last = clerk.page(f"/staff/chats/{number}").text
    assert "第119句" in last and "第19句" not in last
    earlier = re.search(r'href="(/staff/chats/\d+\?before=\d+)"', last)
    assert earlier and "第19句" in clerk.page(earlier[1]).text


def test_files_are_for_those_who_may_see_what_is_personal_and_opening_one_is_written_down(floor: Floor):
    talk = floor.talk("转人工")
    (floor.home / "files").mkdir()
    (floor.home / "files" / ("f" * 32)).write_bytes(b"%PDF-1.4")
    with floor.database.write() as session:
        session.add(Attachment(id="f" * 32, conversation_id=talk.conversation_id, name="现场.pdf", media_type="application/pdf", size=8))
        content = {"text": "现场.pdf", "attachments": [{"id": "f" * 32, "name": "现场.pdf", "size": 8}]}
        service.add_file_message(session, talk.conversation_id, content, None)
    address = f"/staff/chats/{number_of(talk)}/files/{'f' * 32}"
    assert address in floor.operator().page(f"/staff/chats/{number_of(talk)}").text
    opened = floor.operator().page(address)
    assert (opened.content, opened.headers["content-security-policy"]) == (b"%PDF-1.4", "sandbox; default-src 'none'")
    assert opened.headers["content-disposition"].startswith("attachment")
    assert address not in floor.operator("oversight").page(f"/staff/chats/{number_of(talk)}").text
    assert floor.operator("oversight").page(address).status_code == 404
    other = floor.talk("转人工")
    assert floor.operator().page(f"/staff/chats/{number_of(other)}/files/{'f' * 32}").status_code == 404
    with floor.database.read() as session:
        assert list(session.scalars(select(AuditEntry.detail).where(AuditEntry.what == "file_opened"))) == ["f" * 32]


def test_looking_and_acting_are_written_down_without_a_word_of_what_was_said(floor: Floor):
    number = number_of(floor.talk("转人工"))
    clerk = floor.operator()
    clerk.page(f"/staff/chats/{number}")
    send(clerk, number, "take")
    send(clerk, number, "close", note="已电话联系")
    with floor.database.read() as session:
        rows = session.execute(select(AuditEntry.who, AuditEntry.what, AuditEntry.detail).where(AuditEntry.what.like("chat_%")).order_by(AuditEntry.id)).all()
    assert [tuple(row) for row in rows] == [
        ("operator", "chat_opened", f"handover {number}"), ("operator", "chat_act", f"take handover {number}"),
        ("operator", "chat_act", f"close handover {number}"),
    ]  # fmt: skip


# — answers at hand —


def test_an_answer_with_its_source_is_put_into_the_reply_and_not_sent(floor: Floor):
    talk = floor.talk("申请信息公开多久能答复", "转人工")
    number, clerk = number_of(talk), floor.operator()
    send(clerk, number, "take")
    before = history(talk)
    found = send(clerk, number, "look", q="申请信息公开要收费吗")
    assert "第四十二条" in found.text
    picked = send(clerk, number, "look", q="申请信息公开要收费吗", pick="0").text
    box = re.search(r"<textarea id=\"text\".*?>(.*?)</textarea>", picked, re.DOTALL)
    assert box and "依据：《政府信息公开条例》第四十二条" in box[1]
    assert history(talk) == before


def test_what_the_citizen_said_last_is_looked_up_by_itself(floor: Floor):
    talk = floor.talk("转人工", "申请信息公开要收费吗")
    clerk, number = floor.operator(), number_of(talk)
    send(clerk, number, "take")
    assert "第四十二条" in part_of_tools(clerk.page(f"/staff/chats/{number}").text)


def part_of_tools(page: str) -> str:
    return page[page.index('aria-label="工具"') :]


def test_a_script_gets_the_answers_alone_and_nothing_stands_in_an_address(floor: Floor):
    number, clerk = number_of(floor.talk("转人工")), floor.operator()
    send(clerk, number, "take")
    answer = send(clerk, number, "look", script=True, q="申请信息公开要收费吗")
    assert "第四十二条" in answer.text and "<html" not in answer.text
    assert "?q=" not in answer.text
    assert "没有查到" in send(clerk, number, "look", script=True, q="\u0001呣").text


# — canned answers —


def test_canned_answers_are_filled_in_from_the_profile_and_can_be_changed(floor: Floor):
    number, clerk = number_of(floor.talk("转人工")), floor.operator()
    send(clerk, number, "take")
    assert "您也可以拨打 12345政务服务便民热线" in clerk.page(f"/staff/chats/{number}").text
    csrf = hidden(clerk.page("/staff/chats/canned").text, "csrf")
    fields = {"csrf": csrf, "title": ["问好", "", "窗口"], "text": ["您好，请讲。", "", "办公时间：{hours}"]}
    assert clerk.browser.post("/staff/chats/canned", data=fields).status_code == 303
    page = clerk.page(f"/staff/chats/{number}").text
    assert "您好，请讲。" in page and "办公时间：周一至周五" in page and "拨打 12345" not in part_of_tools(page)


@pytest.mark.parametrize(
    ("titles", "texts", "why"),
    [(["问好"], [""], "名称和内容"), (["长" * 21], ["您好"], "太长了"), (["问好"], ["长" * 501], "太长了"), (["问"] * 31, ["您好"] * 31, "最多 30 条")],
)
def test_a_list_that_cannot_be_kept_changes_nothing_and_stays_on_the_page(floor: Floor, titles: list[str], texts: list[str], why: str):
    clerk = floor.operator()
    with floor.database.read() as session:
        before = canned_answers(session)
    csrf = hidden(clerk.page("/staff/chats/canned").text, "csrf")
    answer = clerk.browser.post("/staff/chats/canned", data={"csrf": csrf, "title": titles, "text": texts})
    assert answer.status_code == 422 and why in answer.text and (texts[0] or titles[0]) in answer.text
    with floor.database.read() as session:
        assert canned_answers(session) == before
