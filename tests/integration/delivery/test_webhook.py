"""Notices to an agency's own systems: signed, told apart from repeats, and tried again only where that may help."""

import hashlib
import hmac
import json

import pytest

from bot.delivery.service import Addressee, Outgoing
from bot.delivery.worker import CannotSend
from channels.webhook.signed import WebhookSender
from channels.webhook.wecom import WecomSender
from tests.support.fake_hook import FakeHook, fake_hook
from tests.support.running import free_port

SECRET = "made-up-secret"
DATA = {"number": "T20261126001", "kind": "投诉", "agency": "县城市管理局", "due": "最迟 2026年12月17日 前答复。"}
TEXT = "新工单 T20261126001（投诉）转到县城市管理局，请签收。"


@pytest.fixture
def hook():
    with fake_hook() as server:
        yield server


def notice(url: str, channel: str = "webhook", text: str = TEXT) -> Outgoing:
    address = {"url": url, "secret": SECRET} if channel == "webhook" else {"url": url}
    return Outgoing(3, "ticket/T20261126001/2/agency:县城市管理局@webhook", Addressee(channel, address=address), "staff_dispatched", text, DATA)


def test_a_notice_is_signed_over_its_time_and_body(hook: FakeHook):
    WebhookSender().send(notice(hook.url))
    [taken] = hook.taken
    expected = hmac.new(SECRET.encode(), taken.headers["X-Mingbai-Timestamp"].encode() + b"." + taken.body, hashlib.sha256).hexdigest()
    assert taken.headers["X-Mingbai-Signature"] == f"sha256={expected}"
    assert (taken.json["number"], taken.json["agency"], taken.json["text"]) == ("T20261126001", "县城市管理局", TEXT)


def test_a_repeat_bears_the_same_key(hook: FakeHook):
    for _ in range(2):
        WebhookSender().send(notice(hook.url))
    assert len({taken.headers["Idempotency-Key"] for taken in hook.taken}) == 1


@pytest.mark.parametrize(("status", "final"), [(400, True), (401, True), (404, True), (302, True), (408, False), (500, False), (503, False)])
def test_a_refusal_ends_it_and_trouble_does_not(hook: FakeHook, status: int, final: bool):
    hook.answers = [(status, {"Location": "http://127.0.0.1:1/"}, b"")]
    with pytest.raises(CannotSend) as refused:
        WebhookSender().send(notice(hook.url))
    assert refused.value.final is final
    assert SECRET not in str(refused.value)


@pytest.mark.parametrize(("asked", "seconds"), [("7", 7), ("", 60), ("99999999", 3_600), ("soon", 60)])
def test_too_many_waits_as_long_as_asked(hook: FakeHook, asked: str, seconds: int):
    hook.answers = [(429, {"Retry-After": asked}, b"")]
    with pytest.raises(CannotSend) as waiting:
        WebhookSender().send(notice(hook.url))
    assert waiting.value.wait is not None
    assert waiting.value.wait.total_seconds() == seconds


def test_a_system_that_is_away_is_tried_again():
    with pytest.raises(CannotSend) as away:
        WebhookSender().send(notice(f"http://127.0.0.1:{free_port()}/"))
    assert not away.value.final


def robot_says(hook: FakeHook, code: int) -> None:
    hook.answers = [(200, {}, json.dumps({"errcode": code, "errmsg": "…"}).encode())]


def test_the_group_robot_gets_its_own_format(hook: FakeHook):
    robot_says(hook, 0)
    WecomSender().send(notice(f"{hook.url}/cgi-bin/webhook/send?key=k", "wecom"))
    assert hook.taken[0].path == "/cgi-bin/webhook/send?key=k"
    assert hook.taken[0].json == {"msgtype": "text", "text": {"content": TEXT}}


def test_a_long_notice_is_cut_to_what_the_robot_takes(hook: FakeHook):
    robot_says(hook, 0)
    WecomSender().send(notice(hook.url, "wecom", "字" * 2_000))
    content = hook.taken[0].json["text"]["content"]
    assert len(content.encode()) <= 2_048
    assert content.endswith("字…")


@pytest.mark.parametrize(("code", "final"), [(93000, True), (-1, False)])
def test_the_robots_errcode_decides(hook: FakeHook, code: int, final: bool):
    robot_says(hook, code)
    with pytest.raises(CannotSend) as refused:
        WecomSender().send(notice(hook.url, "wecom"))
    assert (refused.value.final, refused.value.wait) == (final, None)


def test_twenty_a_minute_are_enough_for_the_robot(hook: FakeHook):
    robot_says(hook, 45009)
    with pytest.raises(CannotSend) as waiting:
        WecomSender().send(notice(hook.url, "wecom"))
    assert waiting.value.wait is not None


@pytest.mark.parametrize("answer", [b"", b"<html>", b"[]", b'{"errcode": null}'])
def test_an_answer_that_says_nothing_is_trouble_not_success(hook: FakeHook, answer: bytes):
    hook.answers = [(200, {}, answer)]
    with pytest.raises(CannotSend):
        WecomSender().send(notice(hook.url, "wecom"))
