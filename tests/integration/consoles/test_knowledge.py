"""The knowledge editor's pages: from a question that nobody could answer to the answer, and for nobody else."""

import datetime as dt
import re
import time

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from bot.clock.service import today
from bot.conversations.models import Unanswered
from bot.knowledge.editing.following import EditedKnowledge
from bot.knowledge.flags import flag
from bot.knowledge.importing.service import Importer
from bot.knowledge.service import Knowledge
from bot.people.service import add_staff
from consoles.knowledge.topics import words_of
from consoles.wiring import Console, Editing, router
from tests.integration.consoles.conftest import PASSWORD, PROFILE, Desk
from tests.integration.knowledge.conftest import FIXTURES

FORMS = "公开的文件能翻译成盲文吗\n盲人看不了文件咋整\n视力残疾人怎么看公开的信息\n眼睛看不见能不能给个有声的\n有没有给盲人用的版本\n残障人士查阅信息有帮助吗"
ENTRY = {"topic": "oral", "questions": FORMS, "answer": "可以请公开工作机构帮您念、帮您填。", "citations": "政府信息公开条例｜第二十九条", "outcome": "answered"}
NOTICE = "枞阳县无人机管理办法\n枞政办〔2025〕9号\n第一条 为了管好无人机，制定本办法。\n第二条 无人机拍摄的资料由县档案馆保管十年。\n"


class Editor:
    """A browser in which somebody is signed in to the editor's pages."""

    def __init__(self, browser: TestClient) -> None:
        self.browser = browser

    def page(self, address: str):
        return self.browser.get(address)

    def post(self, address: str, on: str = "/knowledge/imports", **fields: object):
        csrf = re.search(r'name="csrf" value="([^"]*)"', self.page(on).text)[1]
        return self.browser.post(address, data={"csrf": csrf, **fields})


@pytest.fixture
def knowledge(desk: Desk) -> EditedKnowledge:
    return EditedKnowledge(Knowledge.load(FIXTURES, "zongyang", {"枞阳": "zongyang"}, imports=desk.files / "imported"), desk.database)


@pytest.fixture
def app(desk: Desk, knowledge: EditedKnowledge) -> FastAPI:
    with desk.database.write() as session:
        add_staff(session, "editor", "editor", password=PASSWORD)
    app = FastAPI()
    editing = Editing(knowledge, lambda: Importer(desk.files / "imported", knowledge.library.sources, {"枞阳": "zongyang"}, today()), {"zongyang": "枞阳县"})
    app.include_router(router(Console(desk.database, desk.tickets, PROFILE, desk.files), editing=editing))
    return app


def signed_in(app: FastAPI, login: str) -> Editor:
    browser = TestClient(app, base_url="http://desk.test", follow_redirects=False)
    assert browser.post("/staff/sign-in", data={"login": login, "password": PASSWORD}).status_code == 303
    return Editor(browser)


@pytest.fixture
def editor(app: FastAPI) -> Editor:
    return signed_in(app, "editor")


def ask_in_vain(desk: Desk, *texts: str) -> None:
    with desk.database.write() as session:
        session.add_all([Unanswered(text=text) for text in texts])


def test_a_question_becomes_an_answer_without_training_again(desk: Desk, knowledge: EditedKnowledge, editor: Editor):
    ask_in_vain(desk, "盲人看不了文件咋整", "盲人看不了文件怎么整", "高铁几点开")
    page = editor.page("/knowledge/unanswered").text
    assert "问过 2 次" in page
    ids = re.findall(r'name="question" value="(\d+)"', page)[:2]
    begun = editor.post("/knowledge/unanswered", step="new", question=ids)
    form = editor.page(begun.headers["location"]).text
    assert "盲人看不了文件咋整" in form
    entry_id = re.search(r'action="/knowledge/entries/([^/]+)/edit"', form)[1]
    checked = editor.post(f"/knowledge/entries/{entry_id}/edit", step="check", question=ids, **ENTRY)
    assert "没有发现问题" in checked.text
    published = editor.post(f"/knowledge/entries/{entry_id}/edit", step="publish", question=ids, note="新的", **ENTRY)
    assert published.headers["location"] == f"/knowledge/entries/{entry_id}?done=published"
    knowledge.catch_up()
    assert "帮您念" in editor.page("/knowledge?q=盲人看不了文件怎么办").text
    assert "问过 1 次" in editor.page("/knowledge/unanswered").text
    assert "帮您念" in editor.page(published.headers["location"]).text


def test_hours_are_those_of_the_clock_on_the_wall(desk: Desk, editor: Editor):
    with desk.database.write() as session:
        session.add(Unanswered(text="盲人看不了文件咋整", at=dt.datetime(2026, 9, 14, 20, 5, tzinfo=dt.UTC)))
    assert "最近 <time datetime=\"2026-09-14T20:05:00+00:00\">09-15 04:05</time>" in editor.page("/knowledge/unanswered").text


def test_a_question_is_added_to_an_answer_that_there_is(desk: Desk, editor: Editor):
    ask_in_vain(desk, "外省户口的能不能要材料")
    ids = re.findall(r'name="question" value="(\d+)"', editor.page("/knowledge/unanswered").text)
    assert editor.post("/knowledge/unanswered", step="add", entry="nothing", question=ids).headers["location"].endswith("done=unknown")
    added = editor.post("/knowledge/unanswered", step="add", entry="who-may-apply", question=ids)
    form = editor.page(added.headers["location"]).text
    assert "外省户口的能不能要材料" in form
    assert "谁可以申请信息公开" in form


def test_answers_and_topics_are_chosen_by_what_they_are_called(desk: Desk, editor: Editor, knowledge: EditedKnowledge):
    ask_in_vain(desk, "外省户口的能不能要材料")
    entries = knowledge.library.entries
    assert entries
    waiting, form = editor.page("/knowledge/unanswered").text, editor.page("/knowledge/entries/new").text
    assert all(f'<option value="{one.id}">{one.questions[0]}</option>' in waiting for one in entries)
    assert '<option value="this-desk" selected>本服务台</option>' in form
    assert words_of("time_limits", {}) == "答复期限" and words_of("local-there", {"there": "某县"}) == "某县本地的规定"
    assert words_of("something-new", {}) == "something-new"


def test_what_is_wrong_with_a_draft_is_said_and_what_was_written_stays(editor: Editor):
    wrong = editor.post("/knowledge/entries/own-x1/edit", step="publish", **{**ENTRY, "answer": "30个工作日内念给您听。"})
    assert wrong.status_code == 409
    assert "30个工作日" in wrong.text
    assert "盲人看不了文件咋整" in wrong.text
    assert "30个工作日内念给您听" in editor.page("/knowledge/entries/own-x1/edit").text


def test_a_draft_is_tried_on_what_was_asked(desk: Desk, editor: Editor):
    ask_in_vain(desk, "眼睛看不见有没有有声的")
    tried = editor.post("/knowledge/entries/own-x2/edit", step="preview", **ENTRY)
    ends = time.monotonic() + 60
    while 'http-equiv="refresh"' in (page := editor.page(tried.headers["location"]).text) and time.monotonic() < ends:
        time.sleep(0.1)
    assert "会由这条回答的" in page
    assert "眼睛看不见有没有有声的" in page


def test_withdrawing_wants_a_reason_and_undoing_puts_back(editor: Editor, knowledge: EditedKnowledge):
    assert editor.post("/knowledge/entries/oral/withdraw", note="").status_code == 409
    assert editor.post("/knowledge/entries/oral/withdraw", note="过时").status_code == 303
    assert "过时" in editor.page("/knowledge/entries/oral").text
    assert editor.post("/knowledge/entries/oral/undo").status_code == 303
    knowledge.catch_up()
    assert "oral" in knowledge.library.by_id


def test_a_wrong_answer_that_was_flagged_is_shown_and_closed(desk: Desk, editor: Editor):
    with desk.database.write() as session:
        flag(session, "oral", "operator", "我不会写字", "说得太长")
    page = editor.page("/knowledge/flags").text
    assert "说得太长" in page
    assert editor.post(re.search(r'action="(/knowledge/flags/\d+)"', page)[1]).status_code == 303
    assert "说得太长" not in editor.page("/knowledge/flags").text


def test_a_source_shows_what_rests_on_it_and_may_die(editor: Editor):
    address = "/knowledge/sources/政府信息公开条例"
    assert "谁可以申请信息公开" in editor.page(address).text
    assert "还引用着" in editor.post(address, dead_on="2026-01-01").text
    assert editor.post(address, dead_on="soon").status_code == 409
    assert editor.post(address, clauses="没有冒号").status_code == 409
    assert editor.page("/knowledge/sources/没有这个").status_code == 404


def upload(editor: Editor, name: str, data: bytes, **fields: str):
    csrf = re.search(r'name="csrf" value="([^"]*)"', editor.page("/knowledge/imports").text)[1]
    return editor.browser.post("/knowledge/imports", data={"csrf": csrf, **fields}, files={"file": (name, data)})


def test_a_document_is_taken_in_and_let_go(editor: Editor, desk: Desk):
    done = upload(editor, "办法.txt", NOTICE.encode(), place="zongyang")
    assert "第二条" in done.text
    page = editor.page("/knowledge/imports").text
    assert "枞阳县无人机管理办法" in page
    assert "2 条" in page
    assert editor.post(re.search(r'action="(/knowledge/imports/[^"]+/remove)"', page)[1]).status_code == 303
    assert list((desk.files / "imported").glob("*.yml")) == []


@pytest.mark.parametrize("name", ["关于印发办法的通知" * 15 + ".txt", "...txt", "a/b.txt"])
def test_a_document_is_taken_in_whatever_its_name(editor: Editor, name: str):
    done = upload(editor, name, NOTICE.encode(), place="zongyang")
    assert done.status_code == 200 and "第二条" in done.text


@pytest.mark.parametrize(("name", "data"), [("空.txt", b""), ("坏.pdf", b"%PDF-1.4 broken"), ("程序.exe", b"MZ\x90\x00"), ("../../x.txt", b"")])
def test_a_document_that_cannot_be_read_is_refused_with_one_sentence(editor: Editor, name: str, data: bytes):
    refused = upload(editor, name, data)
    assert refused.status_code == 409
    assert 'role="alert"' in refused.text


@pytest.mark.parametrize("login", ["ours", "office", "oversight", "operator", "admin"])
def test_for_everybody_else_the_pages_are_not_there(app: FastAPI, login: str):
    other = signed_in(app, login)
    for address in ("/knowledge", "/knowledge/entries", "/knowledge/entries/oral", "/knowledge/unanswered", "/knowledge/imports"):
        assert other.page(address).status_code == 404


def test_a_form_of_another_site_changes_nothing(editor: Editor, knowledge: EditedKnowledge):
    assert editor.browser.post("/knowledge/entries/oral/withdraw", data={"csrf": "wrong", "note": "x"}).status_code == 403
    assert editor.browser.post("/knowledge/imports", data={"csrf": "wrong"}, files={"file": ("a.txt", NOTICE.encode())}).status_code == 403
    knowledge.catch_up()
    assert "oral" in knowledge.library.by_id


def test_addresses_of_nothing(editor: Editor):
    assert editor.page("/knowledge/entries/nothing-here").status_code == 404
    assert editor.page("/knowledge/entries/nothing-here/edit").status_code == 404
    assert editor.page("/knowledge/entries/nothing-here/preview").status_code == 404
    assert editor.post("/knowledge/imports/nothing/remove").status_code == 404
    assert editor.page("/knowledge/entries?page=99999&q=%00").status_code == 200
