"""The word lists: each has its use, none says a word twice, and a word that is added is heard wherever its meaning counts."""

import re
from pathlib import Path

import pytest

from bot.conversations import wishes
from bot.conversations.handover.words import stops_waiting
from bot.filing import extract, remarks, speech
from bot.tickets.kinds import Kind

BOT = Path(speech.__file__).parents[1]
USED = set(re.findall(r"""(?:said|words)\(['"](\w+)['"]\)""", "".join(path.read_text("utf-8") for path in BOT.rglob("*.py"))))


def test_every_list_is_used_and_every_list_that_is_used_is_there():
    assert set(speech._lists()) == USED


@pytest.mark.parametrize("name", sorted(USED))
def test_a_list_says_no_word_twice(name: str):
    listed = speech.words(name)
    assert listed and len(listed) == len(set(listed))


def test_the_longer_word_is_heard_first():
    assert re.match(speech.said("confirm"), "确认提交").group() == "确认提交"


@pytest.mark.parametrize("word", speech.words("let_be"))
def test_that_it_is_to_be_dropped_is_heard_wherever_it_is_said(word: str):
    assert remarks.is_cancel(word) and remarks.is_cancel(f"{word}，不投诉了")
    assert wishes.changes_mind(word)
    assert wishes.withdraws(f"撤回投诉，{word}")
    assert stops_waiting(f"{word}，不等了")
    assert remarks.switches_to(f"{word}，我投诉吧", Kind.APPLICATION) is Kind.COMPLAINT
    assert extract.as_whom(f"{word}，还是个人吧") == "citizen"


@pytest.mark.parametrize("word", speech.words("nothing") + speech.words("no_idea"))
def test_that_there_is_nothing_to_give_is_heard(word: str):
    assert remarks.is_none(word)


@pytest.mark.parametrize("word", speech.words("confirm"))
def test_yes_is_heard(word: str):
    assert remarks.is_confirm(word)


@pytest.mark.parametrize("verb", speech.words("no_more_of"))
def test_what_is_no_longer_to_be_done_ends_the_filing(verb: str):
    assert remarks.is_cancel(f"不{verb}了") and not remarks.is_cancel(f"他们不{verb}了没人管")
