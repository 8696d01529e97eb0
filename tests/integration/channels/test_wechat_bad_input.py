"""What must not get past WeChat's webhook: a 4xx or `success`, a line in the log without anybody's data, never a 500."""

import random
import socket
import time
from urllib.parse import urlencode, urlsplit

import httpx
import pytest
from structlog.testing import capture_logs

from bot.conversations.models import Message
from channels.wechat import signing
from tests.support import fake_wechat
from tests.support.fake_wechat import AES_KEY, TOKEN, FakeWechat, Follower, encrypt, signature
from tests.support.outside import OutsideDesk, outside_desk
from tests.support.people import PHONE

QUESTION = "申请信息公开多久能答复"


def message(openid: str = "o1", **fields: str | int) -> dict[str, str | int]:
    return {
        "ToUserName": "gh_1", "FromUserName": openid, "CreateTime": int(time.time()), "MsgType": "text", "Content": QUESTION,
        "MsgId": random.getrandbits(60), **fields,
    }  # fmt: skip


def post(desk: OutsideDesk, query: dict[str, str], body: bytes) -> httpx.Response:
    return httpx.post(f"{desk.url}/channels/wechat?{urlencode(query)}", content=body, trust_env=False, timeout=30)


def refused(answer: httpx.Response, desk: OutsideDesk) -> None:
    """A refusal, and nothing of it was taken in."""
    assert 400 <= answer.status_code < 500, (answer.status_code, answer.text)
    assert answer.json()["error"]["message"].endswith("。")
    assert [row for row in desk.rows(Message) if row.author == "citizen"] == []


# — who is speaking ————————————————————————————————————————————————————————


@pytest.mark.parametrize("how", ["missing", "wrong", "empty"])
def test_only_what_wechat_signed_gets_in(wechat: FakeWechat, desk: OutsideDesk, how: str):
    signed = ("msg_signature" if wechat.aes else "signature", "timestamp", "nonce")
    for spoilt in signed:
        query, body = wechat.packed(message())
        kept = {name: value for name, value in query.items() if name != spoilt}
        wrong = {"missing": {}, "wrong": {spoilt: query[spoilt][::-1] + "0"}, "empty": {spoilt: ""}}[how]
        refused(post(desk, kept | wrong, body), desk)


def test_in_safe_mode_the_plain_signature_opens_nothing(sqlite, tmp_path):
    safe, plain = FakeWechat(aes=True), FakeWechat()
    with outside_desk(sqlite, tmp_path, **fake_wechat.settings(safe)) as desk:
        refused(post(desk, *plain.packed(message())), desk)
        query, body = safe.packed(message())
        stamp, nonce = query["timestamp"], query["nonce"]
        refused(post(desk, {**query, "msg_signature": signature(TOKEN, stamp, nonce)}, body), desk)
    safe.close()
    plain.close()


def test_a_compatible_push_is_read_from_its_encrypted_half(sqlite, tmp_path):
    safe = FakeWechat(aes=True)
    with outside_desk(sqlite, tmp_path, **fake_wechat.settings(safe)) as desk:
        query, body = safe.packed(message(Content="我要投诉"))
        forged = body.replace(b"<xml>", b"<xml><MsgType>text</MsgType><FromUserName>o9</FromUserName><Content>evil</Content>", 1)
        assert post(desk, query, forged).status_code == 200
        assert [row.content["text"] for row in desk.rows(Message) if row.author == "citizen"] == ["我要投诉"]
    safe.close()


def test_an_encrypted_push_to_a_desk_without_the_key_is_refused_and_the_log_says_what_is_missing(plain: FakeWechat, desk: OutsideDesk):
    safe = FakeWechat(aes=True)
    query, body = safe.packed(message())
    with capture_logs() as logs:
        refused(post(desk, query, body), desk)
    assert [line["code"] for line in logs] == ["aes_key_missing"]
    safe.close()


@pytest.mark.parametrize("seconds", [-400, 400])
def test_a_stale_request_is_refused(plain: FakeWechat, desk: OutsideDesk, seconds: int):
    _, body = plain.packed(message())
    stamp, nonce = str(int(time.time()) + seconds), "n"
    refused(post(desk, {"signature": signature(TOKEN, stamp, nonce), "timestamp": stamp, "nonce": nonce}, body), desk)


@pytest.mark.parametrize("stamp", ["", "abc", "١٢٣", "9" * 30, "-1", "1e9"])
def test_an_odd_timestamp_is_refused(plain: FakeWechat, desk: OutsideDesk, stamp: str):
    _, body = plain.packed(message())
    refused(post(desk, {"signature": signature(TOKEN, stamp, "n"), "timestamp": stamp, "nonce": "n"}, body), desk)


def test_a_copy_of_a_request_does_nothing_twice_and_later_is_refused(monkeypatch, wechat: FakeWechat, desk: OutsideDesk):
    query, body = wechat.packed(message())
    first, again = post(desk, query, body), post(desk, query, body)
    assert first.status_code == again.status_code == 200
    assert len([row for row in desk.rows(Message) if row.author == "citizen"]) == 1
    monkeypatch.setattr(signing, "_GOOD_FOR_SECONDS", 0.0)
    assert post(desk, query, body).status_code == 403


def test_another_body_under_a_copied_signature_is_refused(monkeypatch, plain: FakeWechat, desk: OutsideDesk):
    monkeypatch.setattr(signing, "_SAME_MOMENT_SECONDS", 0.0)
    query, body = plain.packed(message())
    assert post(desk, query, body).status_code == 200
    _, other = plain.packed(message("o2", Content="我要投诉"))
    assert post(desk, query, other).status_code == 403
    assert [row.content["text"] for row in desk.rows(Message) if row.author == "citizen"] == [QUESTION]


# — what is said ———————————————————————————————————————————————————————————

BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><xml><Content>&b;</Content></xml>'
BODIES = {
    "empty": b"", "an empty message": b"<xml></xml>", "not xml": b"hello", "json": b'{"MsgType":"text"}', "noise": bytes(range(256)),
    "entities": BOMB, "external entity": b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><xml><Content>&f;</Content></xml>',
    "deep": b"<xml>" + b"<a>" * 20_000, "html": b"<html><body>x</body></html>", "utf-16": "<xml></xml>".encode("utf-16"),
    "giant": b"<xml><Content>" + b"a" * 300_000 + b"</Content></xml>",
    "no sender": b"<xml><MsgType>text</MsgType><Content>x</Content></xml>", "empty sender": b"<xml><FromUserName/><MsgType>text</MsgType></xml>",
    "no type": b"<xml><FromUserName>o1</FromUserName></xml>",
}  # fmt: skip


@pytest.mark.parametrize("name", BODIES)
def test_a_body_that_is_no_message_is_a_4xx(plain: FakeWechat, desk: OutsideDesk, name: str):
    query, _ = plain.packed(message())
    refused(post(desk, query, BODIES[name]), desk)


@pytest.mark.parametrize("cut", [5, 50, 150, -10])
def test_a_message_that_was_cut_off_is_a_4xx(wechat: FakeWechat, desk: OutsideDesk, cut: int):
    query, body = wechat.packed(message())
    refused(post(desk, query, body[:cut]), desk)


@pytest.mark.parametrize("name", BODIES)
def test_an_envelope_with_something_else_inside_is_a_4xx(sqlite, tmp_path, name: str):
    safe = FakeWechat(aes=True)
    with outside_desk(sqlite, tmp_path, **fake_wechat.settings(safe)) as desk:
        inside = BODIES[name].decode("latin-1") if name != "giant" else "x"
        refused(sealed(desk, encrypt(inside)), desk)
    safe.close()


def sealed(desk: OutsideDesk, cipher: str) -> httpx.Response:
    """A push with this cipher, rightly signed."""
    stamp, nonce = str(int(time.time())), str(random.getrandbits(40))
    query = {"timestamp": stamp, "nonce": nonce, "msg_signature": signature(TOKEN, stamp, nonce, cipher), "encrypt_type": "aes"}
    return post(desk, query, f"<xml><Encrypt><![CDATA[{cipher}]]></Encrypt></xml>".encode())


@pytest.mark.parametrize(
    "cipher",
    ["", "x", "A" * 43, "AAAA", "é", encrypt("<xml></xml>", app_id="wx-another"), encrypt("<xml></xml>", key=AES_KEY[::-1]), encrypt("x" * 40)[:-24],
     encrypt("x" * 40)[4:]],
    ids=["empty", "short", "no base64", "one block", "not ascii", "another account", "another key", "cut off", "shifted"],
)  # fmt: skip
def test_a_cipher_that_cannot_be_opened_is_a_4xx(sqlite, tmp_path, cipher: str):
    safe = FakeWechat(aes=True)
    with outside_desk(sqlite, tmp_path, **fake_wechat.settings(safe)) as desk:
        refused(sealed(desk, cipher), desk)
    safe.close()


def test_a_hundred_megabytes_are_refused_without_being_kept(plain: FakeWechat, desk: OutsideDesk):
    query, _ = plain.packed(message())

    def much():
        for _ in range(100):
            yield b"a" * 1024 * 1024

    try:
        answer = httpx.post(f"{desk.url}/channels/wechat?{urlencode(query)}", content=much(), trust_env=False, timeout=60)
    except httpx.TransportError:
        return  # hung up on, as such a sender may be
    assert answer.status_code == 413


def test_a_sender_that_stops_in_the_middle_holds_nobody_up(plain: FakeWechat, desk: OutsideDesk):
    query, body = plain.packed(message())
    place = urlsplit(desk.url)
    with socket.create_connection((place.hostname, place.port)) as line:
        line.sendall(f"POST /channels/wechat?{urlencode(query)} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body[:40])
    assert Follower(plain).say("你好")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_a_4xx(plain: FakeWechat, desk: OutsideDesk, method: str):
    assert httpx.request(method, f"{desk.url}/channels/wechat", trust_env=False).status_code == 405


def test_channels_that_are_off_are_not_there(sqlite, tmp_path):
    with outside_desk(sqlite, tmp_path) as desk:
        for name in ("wechat", "telegram", "nonsense", "web"):
            for method in ("GET", "POST"):
                answer = httpx.request(method, f"{desk.url}/channels/{name}", trust_env=False)
                assert answer.status_code == 404 and answer.json()["error"]["code"] == "not_found"


def test_a_channel_set_by_half_stays_off_and_the_log_names_what_is_missing(sqlite, tmp_path):
    with capture_logs() as logs, outside_desk(sqlite, tmp_path, wechat_app_id="wx1", wechat_token="t") as desk:
        assert httpx.get(f"{desk.url}/channels/wechat", trust_env=False).status_code == 404
    assert any("MINGBAI_WECHAT_APP_SECRET" in str(line.get("why")) for line in logs)


def test_refusals_and_answers_leave_nobodys_data_in_the_log(wechat: FakeWechat, desk: OutsideDesk, follower: Follower):
    query, body = wechat.packed(message(follower.openid, Content=f"我的电话{PHONE}"))
    with capture_logs() as logs:
        post(desk, {**query, "msg_signature": "0", "signature": "0"}, body)
        follower.say(f"我的电话{PHONE}")
        follower.send("hologram", Secret=PHONE)
        desk.deliver()
    told = str(logs)
    assert "webhook.refused" in told
    for private in (PHONE, follower.openid, TOKEN):
        assert private not in told
