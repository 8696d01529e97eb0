"""The inside listener: what the engine calls opens with the shared secret only, and is not there for anybody else."""

import pytest
from fastapi.testclient import TestClient

from actions.server import SECRET_HEADER
from bot.conversations.inbox import Inbox
from mingbai.app import inside_app


def nobody() -> Inbox:
    raise AssertionError("no action may be reached")


@pytest.mark.parametrize("given", [None, b"", b"wrong", b"s3cret ", "密".encode(), b"\xff\xfe"])
def test_without_the_secret_there_is_no_such_address(given: bytes | None):
    client = TestClient(inside_app(nobody, "s3cret"))
    headers = {} if given is None else {SECRET_HEADER.encode(): given}
    assert client.post("/actions", headers=headers, json={"next_action": "action_answer"}).status_code == 404


def test_with_it_the_engine_is_heard():
    client = TestClient(inside_app(nobody, "s3cret"))
    heard = client.post("/actions", headers={SECRET_HEADER: "s3cret"}, json={"next_action": "action_none", "tracker": {}, "domain": {}})
    assert heard.status_code == 404 and "action_none" in heard.text
