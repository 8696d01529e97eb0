"""Conversations that need a person reach those who look after the whole place, and nobody else."""

from bot.conversations import service
from bot.conversations.models import Conversation
from tests.integration.consoles.conftest import PHONE, Desk, hidden


def call_for_help(desk: Desk) -> None:
    """A citizen's dangerous words, as the inbox keeps them."""
    with desk.database.write() as session:
        session.add(Conversation(id="c" * 32, channel="web"))
        session.flush()
        service.add_citizen_message(session, "c" * 32, f"不想活了，电话{PHONE}", None)
        service.alert(session, "c" * 32, "suicide")


def test_an_alert_is_shown_with_masked_words_and_can_be_closed(desk: Desk):
    call_for_help(desk)
    office = desk.signed_in("office")
    page = office.page("/staff/alerts")
    assert "有轻生的话" in page.text
    assert "不想活了" in page.text
    assert PHONE not in page.text
    answer = office.browser.post("/staff/alerts/1", data={"csrf": hidden(page.text, "csrf")})
    assert answer.status_code == 303
    assert "现在没有需要关注的对话" in office.page("/staff/alerts").text


def test_a_clerk_of_an_agency_does_not_see_it(desk: Desk):
    call_for_help(desk)
    clerk = desk.signed_in("ours")
    assert clerk.page("/staff/alerts").status_code == 404
    assert "需要关注" not in clerk.page("/agency").text
