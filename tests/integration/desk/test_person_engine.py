"""A person in a conversation, before the real engine: it is silent while somebody of the staff has the word, and answers again afterwards."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import psutil
import pytest

from bot.conversations.handover import words
from mingbai.settings import ROOT
from tests.support.running import Citizen, Clerk, RunningDesk, new_id, running_desk, until

# Only the engine understands this: without it the desk says that it is not there.
GREETING = "你好呀"


@pytest.fixture(scope="module")
def at_work(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDesk]:
    """A desk whose people are there day and night: tests run at any hour."""
    home = tmp_path_factory.mktemp("person") / "home"
    place = (ROOT / "profiles" / "zongyang.yml").read_text("utf-8")
    hours = "hours: {days: 每天, morning: 0:00—12:00, afternoon: 12:00—24:00,"
    always, changed = re.subn(r"^hours: \{days: [^,]+, morning: [^,]+, afternoon: [^,]+,", hours, place, flags=re.MULTILINE)
    assert changed == 1
    (home / "profiles").mkdir(parents=True)
    (home / "profiles" / "zongyang.yml").write_text(always, "utf-8")
    with running_desk(home) as running:
        yield running


class Operator(Clerk):
    """One of the staff with the conversations' pages."""

    def waiting(self) -> str:
        """The conversation that stands first in the queue."""
        return until(lambda: (re.findall(r'action="/staff/chats/(\d+)/take"', self._page("/staff/chats")) or [""])[0], 10, "somebody waits")

    def do(self, number: str, act: str, **fields: str) -> None:
        """Send one of a conversation's forms."""
        csrf = re.search(r'name="csrf" value="([^"]*)"', self._page(f"/staff/chats/{number}"))
        answer = self.client.post(f"/staff/chats/{number}/{act}", data={"csrf": csrf[1] if csrf else "", **fields})
        assert answer.status_code == 303, answer.text

    def _page(self, path: str) -> str:
        return self.client.get(path).text


@contextmanager
def standing_still(process: psutil.Process) -> Iterator[None]:
    """Inside, the process answers nothing."""
    process.suspend()
    try:
        yield
    finally:
        process.resume()


def said(citizen: Citizen) -> list[str]:
    return [message["text"] for message in citizen.history()]


def test_the_engine_is_silent_while_a_person_has_the_conversation_and_answers_after_the_hand_back(at_work: RunningDesk):
    citizen, operator = Citizen(at_work), Operator(at_work, "operator")
    assert citizen.through(GREETING)["outcome"] == "smalltalk"
    assert citizen.through("转人工")["outcome"] == "handed_over"
    number = operator.waiting()
    operator.do(number, "take")
    assert words.TAKEN in said(citizen)

    with standing_still(at_work.engine):  # whatever is answered now, the engine did not answer it
        assert citizen.through(GREETING)["text"] == words.PASSED_ON
        operator.do(number, "say", text="您好，我是王话务，请说", key=new_id())
        assert "您好，我是王话务，请说" in said(citizen)
        assert citizen.post("申请信息公开多久能答复").json()["replies"] == [], "nobody answers beside the person"

    operator.do(number, "hand-back")
    assert words.HANDED_BACK in said(citizen)
    assert citizen.through(GREETING)["outcome"] == "smalltalk"
    answer = citizen.through("申请信息公开多久能答复")
    assert (answer["outcome"], answer["citations"][0]["article"]) == ("answered", "第三十三条")


def test_the_conversation_of_another_goes_on_with_the_engine(at_work: RunningDesk):
    with_person, alone, operator = Citizen(at_work), Citizen(at_work), Operator(at_work, "operator")
    with_person.say("转人工")
    number = operator.waiting()
    operator.do(number, "take")
    assert alone.through(GREETING)["outcome"] == "smalltalk"
    with_person.say(words.BACK_TO_DESK)  # the citizen too may end it
    assert with_person.through(GREETING)["outcome"] == "smalltalk"
