"""The account's menu."""

import json

import pytest
import yaml

from channels.wechat.menu import OWN, MenuError, load
from tests.support.command_line import CommandLine
from tests.support.fake_wechat import FakeWechat, settings

BASE = "https://desk.example.gov.cn"


def test_the_desks_own_menu_keeps_to_the_limits():
    menu = load(OWN, BASE)["button"]
    assert 1 <= len(menu) <= 3
    for button in menu:
        assert 1 <= len(button["sub_button"]) <= 5 and len(button["name"]) <= 4
        assert all(len(one["name"]) <= 7 for one in button["sub_button"])
    leaves = [one for button in menu for one in button["sub_button"]]
    assert {"type": "view", "name": "凭编号查询", "url": f"{BASE}/ticket"} in leaves
    assert all(one["type"] == "view" or len(one["key"].encode()) <= 128 for one in leaves)


def test_without_a_public_address_no_page_is_offered():
    assert "view" not in json.dumps(load(OWN, ""))


def entry(**more: object) -> dict[str, object]:
    return {"name": "投诉", "say": "我要投诉"} | more


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([], "1 到 3"), ([entry()] * 4, "1 到 3"), ("x", "1 到 3"), ([entry(name="五个汉字了")], "最多 4"), ([entry(name="")], "没有名称"), (["x"], "没有名称"),
        ([{"name": "办", "below": [entry()] * 6}], "1 到 5"), ([{"name": "办", "below": []}], "1 到 5"), ([{"name": "办"}], "say"),
        ([{"name": "办", "below": [entry(name="一共是八个汉字呀")]}], "最多 7"), ([entry(say="字" * 43)], "太长"), ([entry(open="/ticket")], "say"),
        ([{"name": "网", "open": "https://x"}], "open"),
    ],
)  # fmt: skip
def test_a_menu_that_wechat_would_refuse_is_one_sentence(tmp_path, rows: object, said: str):
    file = tmp_path / "menu.yml"
    file.write_text(yaml.safe_dump(rows, allow_unicode=True), "utf-8")
    with pytest.raises(MenuError, match=said):
        load(file, BASE)


@pytest.mark.parametrize("content", [b"\xff\xfe", b"a: [", b"- &a [*a]"])
def test_a_broken_file_is_one_sentence(tmp_path, content: bytes):
    file = tmp_path / "menu.yml"
    file.write_bytes(content)
    with pytest.raises(MenuError, match="。"):
        load(file, BASE)


@pytest.fixture
def cli(monkeypatch, capsys) -> CommandLine:
    return CommandLine(monkeypatch, capsys)


def test_the_command_sets_the_menu(monkeypatch, cli: CommandLine, tmp_path):
    fake = FakeWechat()
    for name, value in {**settings(fake), "public_url": BASE}.items():
        monkeypatch.setenv(f"MINGBAI_{name.upper()}", value)
    done = cli.run(tmp_path, "wechat", "menu", "--json")
    assert (done.code, json.loads(done.out)["set"]) == (0, True)
    assert fake.menu == load(OWN, BASE)
    fake.troubles = []
    fake.revoke_tokens()
    assert cli.run(tmp_path, "wechat", "menu").code == 0, "a token that somebody else replaced"
    fake.close()


def test_without_settings_the_command_says_what_is_missing(cli: CommandLine, tmp_path):
    done = cli.run(tmp_path, "wechat", "menu")
    assert done.code == 1 and "MINGBAI_WECHAT_APP_SECRET" in done.out
    assert cli.run(tmp_path, "wechat", "menu", "--check").code == 0
