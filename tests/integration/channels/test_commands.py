"""What the command line says of channels and sets at their other side."""

import json

import pytest

from tests.support import fake_telegram, fake_wechat
from tests.support.command_line import CommandLine, Done
from tests.support.fake_telegram import SECRET, FakeTelegram
from tests.support.fake_wechat import FakeWechat
from tests.support.serving import Answer

BASE = "https://desk.example.gov.cn"


@pytest.fixture
def cli(monkeypatch, capsys) -> CommandLine:
    return CommandLine(monkeypatch, capsys)


def use(monkeypatch: pytest.MonkeyPatch, **settings: str) -> None:
    for name, value in settings.items():
        monkeypatch.setenv(f"MINGBAI_{name.upper()}", value)


@pytest.fixture
def telegram(monkeypatch):
    fake = FakeTelegram()
    use(monkeypatch, public_url=BASE, **fake_telegram.settings(fake))
    yield fake
    fake.close()


def test_the_webhook_is_set_with_its_secret_and_taken_back(telegram: FakeTelegram, cli: CommandLine, tmp_path):
    done = cli.run(tmp_path, "telegram", "webhook", "--json")
    assert (done.code, json.loads(done.out)["url"]) == (0, f"{BASE}/channels/telegram")
    assert telegram.webhook["secret_token"] == SECRET
    assert {"message", "callback_query", "edited_message", "my_chat_member"} <= set(telegram.webhook["allowed_updates"])
    assert cli.run(tmp_path, "telegram", "webhook", "--clear").code == 0
    assert telegram.webhook == {}


def test_a_refusal_is_one_sentence_without_the_token(telegram: FakeTelegram, cli: CommandLine, tmp_path, monkeypatch):
    use(monkeypatch, telegram_bot_token="111:wrong")
    done = cli.run(tmp_path, "telegram", "webhook")
    assert done.code == 1 and "MINGBAI_TELEGRAM_BOT_TOKEN" in done.out and "111:wrong" not in done.out + done.err
    use(monkeypatch, telegram_api_base="http://127.0.0.1:9")
    done = cli.run(tmp_path, "telegram", "webhook")
    assert done.code == 1 and "连不上" in done.out


@pytest.mark.parametrize("url", ["", "http://desk.example.gov.cn"])
def test_without_an_https_address_there_is_nothing_to_set(telegram: FakeTelegram, cli: CommandLine, tmp_path, monkeypatch, url: str):
    use(monkeypatch, public_url=url)
    done = cli.run(tmp_path, "telegram", "webhook")
    assert done.code == 1 and "MINGBAI_PUBLIC_URL" in done.out


def test_the_menu_command_says_what_wechat_refused(monkeypatch, cli: CommandLine, tmp_path):
    fake = FakeWechat()
    use(monkeypatch, public_url=BASE, **fake_wechat.settings(fake))
    fake.troubles = [Answer({"errcode": 40164, "errmsg": "invalid ip"})]
    done = cli.run(tmp_path, "wechat", "menu")
    assert done.code == 1 and "40164" in done.out
    fake.close()


def channel_line(done: Done, title: str) -> dict:
    [found] = [line for line in json.loads(done.out) if line["what"] == title]
    return found


@pytest.mark.parametrize(
    ("settings", "fine", "off", "says"),
    [
        ({}, True, True, "MINGBAI_WECHAT_APP_ID"),
        ({"wechat_app_id": "wx1", "wechat_token": "t"}, False, False, "还缺 MINGBAI_WECHAT_APP_SECRET"),
        ({"wechat_app_id": "wx1", "wechat_app_secret": "the-secret", "wechat_token": "t", "wechat_aes_key": "short"}, False, False, "MINGBAI_WECHAT_AES_KEY"),
        ({"wechat_app_id": "wx1", "wechat_app_secret": "the-secret", "wechat_token": "t", "wechat_template_fields": "x=thing1"}, False, False, "MINGBAI_WECHAT_TEMPLATE_FIELDS"),
        ({"wechat_app_id": "wx1", "wechat_app_secret": "the-secret", "wechat_token": "t"}, True, False, "明文模式"),
        ({"wechat_app_id": "wx1", "wechat_app_secret": "the-secret", "wechat_token": "t", "public_url": "desk"}, False, False, "MINGBAI_PUBLIC_URL"),
    ],
)
def test_doctor_names_what_a_channel_lacks(monkeypatch, cli: CommandLine, tmp_path, settings: dict, fine: bool, off: bool, says: str):
    use(monkeypatch, **settings)
    line = channel_line(cli.run(tmp_path, "doctor", "--json"), "微信公众号")
    assert (line["fine"], line["off"]) == (fine, off)
    assert says in line["says"]
    assert "the-secret" not in line["says"], "no setting's value is shown"


def test_doctor_knows_telegram_too(monkeypatch, cli: CommandLine, tmp_path):
    use(monkeypatch, telegram_bot_token="1:a", telegram_secret_token="not allowed!")
    line = channel_line(cli.run(tmp_path, "doctor", "--json"), "Telegram")
    assert not line["fine"] and "MINGBAI_TELEGRAM_SECRET_TOKEN" in line["says"] and "not allowed" not in line["says"]
