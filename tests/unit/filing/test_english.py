"""Citizens who write English."""

import pytest

from bot.conversations.replies import Reply
from bot.filing import choosing, english, remarks
from bot.filing.checks import other_document, other_paper
from bot.filing.form import Form
from bot.filing.slots import slot_of
from bot.tickets.kinds import Kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("I want to apply for government information disclosure", Kind.APPLICATION),
        ("I'd like to see the 2023 budget report of the county", Kind.APPLICATION),
        ("I need the environmental impact approval of the chemical plant", Kind.APPLICATION),
        ("please help me request the contract for the road works", Kind.APPLICATION),
        ("I want to complain about the noise from the karaoke bar", Kind.COMPLAINT),
        ("I would like to suggest a crossing near the school", Kind.SUGGESTION),
        ("how do I apply for information?", None),
        ("Can I request documents by e-mail", None),
        ("Is there a fee", None),
        ("My request was refused, what can I do?", None),
        ("hello", None),
    ],
)
def test_what_is_to_be_filed(text: str, kind: Kind | None):
    assert english.wants(text) is kind


def test_the_matter_is_what_is_left_of_the_wish():
    assert english.matter("I want to apply for government information disclosure") == ""
    assert english.matter("I want to complain about the noise from the karaoke bar") == "the noise from the karaoke bar"


@pytest.mark.parametrize(
    ("slot", "words", "value"),
    [
        ("applicant_type", "as an individual", "citizen"), ("applicant_type", "for a company", "organization"), ("delivery_form", "on paper please", "纸质"),
        ("delivery_form", "electronic", "电子"), ("delivery_way", "by post", "邮寄"), ("delivery_way", "I will pick it up", "自行领取"), ("delivery_way", "by email", "电子邮件"),
    ],
)
def test_choices_are_understood(slot: str, words: str, value: str):
    found = slot_of(Kind.APPLICATION, slot)
    assert found is not None
    assert choosing.choose(found, words) == value


def test_a_passport_is_a_document():
    assert other_paper("passport E12345678") == "护照"
    assert other_document("passport number E12345678") == "E12345678"


@pytest.mark.parametrize("words", ["not sure", "none", "I don't know", "skip"])
def test_what_is_left_out(words: str):
    assert remarks.is_none(words)


def test_questions_are_told_in_both_languages_only_to_who_writes_english():
    form, reply = Form(Kind.COMPLAINT, "place", {}), Reply("请问是在什么地方？", "asked", asks="place")
    assert english.beside(form, reply) == reply
    english.note(form)
    assert "Where is it?" in english.beside(form, reply).text
    assert english.beside(form, english.beside(form, reply)).text.count("Where is it?") == 1


@pytest.mark.parametrize(
    ("text", "kind", "matter"),
    [
        ("I want to make a suggestion", Kind.SUGGESTION, ""), ("I want to make a complaint", Kind.COMPLAINT, ""),
        ("I want to consult an agency", Kind.CONSULTATION, ""), ("I want to consult an agency about the school fees", Kind.CONSULTATION, "the school fees"),
        ("I want to apply for information disclosure", Kind.APPLICATION, ""),
    ],
)
def test_what_the_buttons_say_begins_a_form_and_is_no_matter_of_its_own(text: str, kind: Kind, matter: str):
    assert english.wants(text) is kind
    assert english.matter(text) == matter


@pytest.mark.parametrize("text", ["Where does my ticket stand?", "what is the status of my application", "I want to track my complaint", "how is my request going"])
def test_the_state_of_a_ticket_is_asked(text: str):
    assert english.tracks(text)


@pytest.mark.parametrize("text", ["How long does my application take?", "my request was refused, can I appeal", "how do I file my complaint", "What is a ticket?"])
def test_a_rule_is_no_state_of_a_ticket(text: str):
    assert not english.tracks(text)
