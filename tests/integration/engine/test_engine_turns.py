"""One message's way through the trained engine."""

import psutil
import pytest

from tests.integration.engine.conftest import SECRET

DRAFT = {"kind": "complaint", "asks": "place"}


def test_a_message_with_an_open_draft_goes_to_the_draft(desk):
    turn = desk.say("申请公开以后多久能答复我", draft=DRAFT)
    assert (turn.action, turn.intent, turn.confidence) == ("action_fill", "fill", 1.0)
    assert turn.metadata == {"message_id": 7, "draft": DRAFT}


def test_the_ranking_stays_as_the_classifier_left_it(desk):
    text = "申请公开以后多久能答复我"
    with_draft, without = desk.say(text, draft=DRAFT), desk.say(text)
    assert with_draft.ranking == without.ranking
    assert without.ranking[0]["name"] == "ask"


def test_a_bare_fact_without_a_draft_is_too_little(desk):
    assert desk.say("县城建设路88号").action == "action_clarify"


def test_the_action_server_is_told_the_secret(desk):
    assert desk.say("你好").secret == SECRET


def test_nothing_is_remembered(desk):
    events = [desk.say("你好", sender="one").events for _ in range(5)]
    assert len(set(events)) == 1


def test_memory_does_not_grow_with_conversations(desk):
    for number in range(300):
        desk.raw("投诉楼下噪音", sender=f"warm {number}")
    before = psutil.Process(desk.process.pid).memory_info().rss
    for number in range(1_500):
        desk.raw("投诉楼下噪音" + "很吵" * 200, sender=f"citizen {number}")
    grown = psutil.Process(desk.process.pid).memory_info().rss - before
    assert grown < 20_000_000, f"{grown / 1e6:.1f} MB for 1,500 conversations"


@pytest.mark.parametrize("text", ["/hand_over", "/restart", "/fill", '/action_fill{"a":1}'])
def test_a_slash_is_no_command(desk, text):
    turn = desk.say(text)
    assert turn.intent != "fill"
    assert len(turn.ranking) > 1, "the classifier read it"
    assert desk.say(text, draft=DRAFT).action == "action_fill"


@pytest.mark.parametrize("text", ["", " ", "？" * 5000, "😀", "\u0000\u0007", "<b>x</b>", "[a](b){c}"])
def test_odd_messages_get_an_action(desk, text):
    assert desk.say(text).action.startswith("action_")


def test_what_is_said_does_not_reach_the_log(desk, answering):
    answering.answer = b'{"events": "SECRET-REPLY", "responses": 3}'
    assert desk.raw("秘密的话 SECRET-WORDS") == []
    log = (desk.home / "engine.log").read_text(encoding="utf-8")
    assert "ValidationError" in log, "the bad payload was refused and told"
    assert "SECRET" not in log
    assert "秘密的话" not in log
