"""The queue on both databases: how a citizen gets in, and out again by himself."""


import pytest

from bot.conversations.handover import words
from bot.conversations.handover.lifecycle import State
from bot.conversations.handover.service import HandoverError
from tests.support.desk import Talk
from tests.support.handover import COMPLAINT, EVENING, MORNING, NONSENSE, at, do, entry_of, number_of, say
from tests.support.people import NAME, PHONE

# — the way in —


def test_who_asks_for_a_person_hears_the_place_and_the_number(talk: Talk, other: Talk):
    talk.engine.fails = other.engine.fails = "before"
    with at(MORNING) as clock:
        first = say(talk, "转人工")
        clock.shift(60)
        second = say(other, "我要找人工")
    assert [reply.outcome for reply in first] == [reply.outcome for reply in second] == ["handed_over"]
    assert "您排在第一位" in first[0].text and "您前面还有 1 位" in second[0].text
    assert all("12345" in reply[0].text and words.STOP_WAITING in reply[0].text for reply in (first, second))
    assert [entry_of(one).ahead for one in (talk, other)] == [0, 1]


def test_asking_again_changes_no_place_and_makes_no_second_wish(talk: Talk):
    talk.engine.fails = "before"
    with at(MORNING):
        say(talk, "转人工")
        number = number_of(talk)
        again = say(talk, "转人工")
    assert "还在为您排人工的队" in again[0].text
    assert number_of(talk) == number


def test_who_waits_is_still_answered_by_the_desk(talk: Talk):
    talk.engine.fails = "before"
    with at(MORNING):
        say(talk, "转人工")
        answer = say(talk, "申请信息公开多久能答复")
    assert answer[0].outcome == "answered"
    assert entry_of(talk).state is State.WAITING


def test_after_hours_the_citizen_hears_when_and_may_leave_a_ticket(talk: Talk):
    talk.engine.fails = "before"
    with at(EVENING):
        reply = say(talk, "转人工")[0]
    assert "2026年9月15日（星期二）8:30" in reply.text
    assert [option.label for option in reply.options] == ["登记成咨询", "登记成投诉", "不等了"]
    assert entry_of(talk).state is State.WAITING


def test_a_ticket_filed_after_hours_replaces_the_wait(talk: Talk):
    talk.engine.fails = "before"
    with at(EVENING):
        say(talk, "转人工")
        said = say(talk, *COMPLAINT, "枞阳镇莲花小区门口", "每天晚上", NAME, PHONE, "确认")
    assert [reply.outcome for reply in said] == ["handed_over", "filed"]
    assert entry_of(talk) is None


def test_a_ticket_filed_while_somebody_is_at_work_does_not_end_the_wait(talk: Talk):
    talk.engine.fails = "before"
    with at(MORNING):
        say(talk, "转人工")
        said = say(talk, *COMPLAINT, "枞阳镇莲花小区门口", "每天晚上", NAME, PHONE, "确认")
    assert said[-1].outcome == "filed"
    assert entry_of(talk).state is State.WAITING


def test_unsure_twice_in_a_row_calls_a_person(talk: Talk):
    with at(MORNING):
        once = say(talk, NONSENSE[0])
        twice = say(talk, NONSENSE[1])
    assert [reply.outcome for reply in once] == ["clarify"]
    assert [reply.outcome for reply in twice] == ["clarify", "handed_over"]
    assert entry_of(talk).reasons == ("unsure",)


def test_unsure_with_a_good_answer_between_calls_nobody(talk: Talk):
    with at(MORNING):
        say(talk, NONSENSE[0], "申请信息公开多久能答复")
        last = say(talk, NONSENSE[1])
    assert [reply.outcome for reply in last] == ["clarify"]
    assert entry_of(talk) is None


def test_after_hours_the_question_nobody_could_answer_can_be_filed_as_it_was_asked(talk: Talk):
    with at(EVENING):
        said = say(talk, NONSENSE[0], f"{NONSENSE[1]} {PHONE}")
    option = said[-1].options[0]
    assert option.text.startswith(f"咨询：{NONSENSE[1]}") and PHONE not in option.text


def test_danger_goes_before_those_who_waited_longer_and_says_nothing_of_a_queue(talk: Talk, other: Talk):
    other.engine.fails = "before"
    with at(MORNING) as clock:
        say(other, "转人工")
        clock.shift(600)
        said = say(talk, "厨房着火了，快来人")
    assert [reply.outcome for reply in said] == ["safety"]
    assert (entry_of(talk).ahead, entry_of(other).ahead) == (0, 1)
    assert entry_of(talk).urgent


def test_a_second_danger_is_added_to_the_first(talk: Talk):
    with at(MORNING):
        say(talk, "厨房着火了，快来人", "再不处理就同归于尽", "厨房着火了，快来人")
    assert entry_of(talk).reasons == ("fire", "threat")


# — stop waiting —


def test_who_stops_waiting_leaves_the_queue_and_goes_on_with_his_form(talk: Talk):
    with at(MORNING):
        say(talk, *COMPLAINT)
        say(talk, "转人工")
        said = say(talk, "不等了")
    assert (said[0].outcome, said[-1].asks) == ("cancelled", "place")
    assert entry_of(talk) is None


def test_the_same_words_mean_nothing_to_whoever_waits_for_nobody(talk: Talk):
    assert all(reply.outcome != "cancelled" for reply in say(talk, "不等了"))


def test_a_citizen_is_never_held_by_a_silent_operator(talk: Talk):
    talk.engine.fails = "before"
    with at(MORNING):
        say(talk, "转人工")
        do(talk, "take")
        said = say(talk, "转回服务台")
        assert said[0].text == words.LEFT_PERSON
        assert say(talk, "申请信息公开多久能答复")[0].outcome == "answered"
    with pytest.raises(HandoverError, match="不在您手里"):
        do(talk, "say", "op-a", "您好", "k1")
