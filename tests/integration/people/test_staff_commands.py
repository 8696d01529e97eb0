"""`mingbai staff` as the two IT people of a county use it."""

import io
import json
from pathlib import Path

import pytest

from tests.support.command_line import CommandLine, Done


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    return CommandLine(monkeypatch, capsys)


def _staff(line: CommandLine, home: Path, *words: str, says: str = "") -> Done:
    with line.monkeypatch.context() as changed:
        changed.setattr("sys.stdin", io.StringIO(says))
        return line.run(home, "staff", *words)


def _accounts(line: CommandLine, home: Path) -> dict[str, dict]:
    return {one["login"]: one for one in json.loads(_staff(line, home, "list", "--json").out)}


def test_an_accounts_whole_life(line: CommandLine, tmp_path: Path):
    made = json.loads(_staff(line, tmp_path, "add", "admin", "--role", "admin", "--json").out)
    assert len(made["password"]) == 16
    given = json.loads(_staff(line, tmp_path, "add", "wang", "--role", "clerk", "--agency", "交通局", "--json", says="a-password-of-ones-own\n").out)
    assert "password" not in given and given["agency"] == "县交通运输局"
    assert set(_accounts(line, tmp_path)) == {"admin", "wang"}
    wang = _accounts(line, tmp_path)["wang"]
    assert (wang["state"], wang["second_factor"], wang["password_given"], wang["last_signed_in"]) == ("open", False, True, None)
    assert _staff(line, tmp_path, "disable", "wang").code == 0 and _accounts(line, tmp_path)["wang"]["state"] == "closed"
    assert _staff(line, tmp_path, "enable", "wang").code == 0 and _accounts(line, tmp_path)["wang"]["state"] == "open"
    assert len(json.loads(_staff(line, tmp_path, "reset-password", "wang", "--json").out)["password"]) == 16
    assert json.loads(_staff(line, tmp_path, "reset-password", "wang", "--json", says="another-password\n").out) == {"login": "wang"}
    for act in ("unlock", "reset-2fa"):
        assert _staff(line, tmp_path, act, "wang").code == 0
    assert "王" not in _staff(line, tmp_path, "list").err and "wang" in _staff(line, tmp_path, "list").out


@pytest.mark.parametrize("words", [["disable", "nobody"], ["unlock", "no body"], ["reset-2fa", ""], ["reset-password", "nobody"]])
def test_what_is_not_there_is_said_in_one_sentence(line: CommandLine, tmp_path: Path, words: list[str]):
    done = _staff(line, tmp_path, *words)
    assert done.code == 1 and "这个账号" in done.err and "Traceback" not in done.err
    told = json.loads(_staff(line, tmp_path, *words, "--json").out)
    assert told["error"]["code"] == "refused"


def test_the_last_administrator_and_a_short_password_are_refused(line: CommandLine, tmp_path: Path):
    _staff(line, tmp_path, "add", "admin", "--role", "admin")
    assert "最后一个系统管理员" in _staff(line, tmp_path, "disable", "admin").err
    assert "密码应为" in _staff(line, tmp_path, "reset-password", "admin", says="short\n").err


def test_misuse_is_told_apart_from_failure(line: CommandLine, tmp_path: Path):
    for words in (["disable"], ["add", "x"], ["nonsense"], ["add", "somebody", "--role", "king"]):
        assert _staff(line, tmp_path, *words).code == 2
