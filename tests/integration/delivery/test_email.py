"""Letters over real SMTP: what they bear, and what a refusal means for trying again."""

import pytest

from bot.delivery.service import Addressee, Outgoing
from bot.delivery.worker import CannotSend
from channels.email.sender import EmailSender, Mailbox
from tests.support.fake_mail import FakeMail, fake_mail
from tests.support.people import EMAIL
from tests.support.running import free_port

DATA = {"kind": "投诉", "number": "T20261126001", "agency": "县城市管理局", "text": "已责令整改。"}
NOTICE = Outgoing(7, "ticket/T20261126001/9/citizen", Addressee("email", address=EMAIL), "answered", "县城市管理局答复如下：已责令整改。", DATA)


@pytest.fixture
def mail():
    with fake_mail() as server:
        yield server


def sender(port: int) -> EmailSender:
    return EmailSender(Mailbox("127.0.0.1", port, "desk@example.com", security="none"), "枞阳县")


def test_a_letter_bears_the_words_and_no_matter_in_its_subject(mail: FakeMail):
    sender(mail.port).send(NOTICE)
    [letter] = mail.letters
    assert letter["To"] == EMAIL
    assert letter["Subject"] == "【枞阳县政府信息公开服务台】工单 T20261126001 已有答复"
    assert "已责令整改" in letter.get_content()
    assert letter["Auto-Submitted"] == "auto-generated"


def test_a_repeat_is_the_same_letter_to_a_mail_reader(mail: FakeMail):
    sender(mail.port).send(NOTICE)
    sender(mail.port).send(NOTICE)
    first, second = mail.letters
    assert first["Message-ID"] == second["Message-ID"]


@pytest.mark.parametrize(("answer", "final"), [("550 no such user", True), ("452 mailbox full", False)])
def test_a_refused_address_ends_it_and_a_full_one_does_not(mail: FakeMail, answer: str, final: bool):
    mail.refuse[EMAIL] = answer
    with pytest.raises(CannotSend) as refused:
        sender(mail.port).send(NOTICE)
    assert refused.value.final is final
    assert EMAIL not in str(refused.value)


@pytest.mark.parametrize(("answer", "final"), [("554 spam", True), ("451 try later", False)])
def test_a_refused_letter(mail: FakeMail, answer: str, final: bool):
    mail.answer = answer
    with pytest.raises(CannotSend) as refused:
        sender(mail.port).send(NOTICE)
    assert refused.value.final is final


@pytest.mark.parametrize("farewell", ["250 OK", "421 too busy", "500 what?"])
def test_a_letter_that_was_taken_is_sent_whatever_the_server_says_afterwards(mail: FakeMail, farewell: str):
    mail.farewell = farewell
    sender(mail.port).send(NOTICE)
    assert len(mail.letters) == 1


def test_a_server_that_cannot_encrypt_is_left_and_tried_again(mail: FakeMail):
    guarded = EmailSender(Mailbox("127.0.0.1", mail.port, "desk@example.com"), "枞阳县")
    with pytest.raises(CannotSend) as bare:
        guarded.send(NOTICE)
    assert not bare.value.final and mail.letters == []


def test_a_server_that_is_away_is_tried_again():
    with pytest.raises(CannotSend) as away:
        sender(free_port()).send(NOTICE)
    assert not away.value.final


def test_without_an_address_there_is_nothing_to_try(mail: FakeMail):
    with pytest.raises(CannotSend) as nobody:
        sender(mail.port).send(Outgoing(1, "k", Addressee("email"), "answered", "…", DATA))
    assert nobody.value.final
