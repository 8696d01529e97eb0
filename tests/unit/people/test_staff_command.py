"""`mingbai staff add`."""

import json
import os

import pytest
from typer.testing import CliRunner

from bot.people.service import SignInError, authenticate
from bot.store import Database
from mingbai.commands import staff
from mingbai.commands.staff import staff_app


@pytest.fixture
def run(sqlite: Database, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("mingbai.wiring.open_database", lambda: sqlite)
    return lambda *words, typed="": CliRunner().invoke(staff_app, ["add", *words], input=typed)


def test_a_password_is_made_and_printed_once(run, sqlite):
    done = run("wangban", "--role", "clerk", "--agency", "交通局", "--name", "王办事", "--json")
    made = json.loads(done.output)
    assert done.exit_code == 0 and made["agency"] == "县交通运输局" and made["name"] == "王办事"
    assert authenticate(sqlite, "wangban", made["password"]).agency == "县交通运输局"


def test_a_given_password_is_not_repeated(run, sqlite):
    done = run("lisi", "--role", "head", typed="a-password-of-mine\n")
    assert done.exit_code == 0 and "a-password-of-mine" not in done.output
    assert authenticate(sqlite, "lisi", "a-password-of-mine").role == "head"


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("lisi", "--role", "clerk", "--agency", "火星局"), "没有“火星局”这个单位"),
        (("lisi", "--role", "clerk", "--agency", "人民法院"), "没有“人民法院”这个单位"),
        (("lisi", "--role", "clerk"), "必须写明所属单位"),
    ],
)
def test_what_cannot_be_made_is_refused_in_words(run, sqlite, words, why):
    done = run(*words, "--json")
    assert done.exit_code == 1 and why in json.loads(done.output)["error"]["message"]
    with pytest.raises(SignInError):
        authenticate(sqlite, "lisi", "")


def test_misuse_is_told_from_refusal(run):
    assert run("lisi").exit_code == 2
    assert run("lisi", "--role", "boss").exit_code == 2


def test_a_pipe_that_stays_open_does_not_hold_the_command_up(monkeypatch):
    reading, writing = os.pipe()
    monkeypatch.setattr(staff, "_WAIT_SECONDS", 0.1)
    with os.fdopen(reading) as pipe, os.fdopen(writing, "w") as writer:
        monkeypatch.setattr("sys.stdin", pipe)
        assert staff._given_password() is None
        writer.write("a-password-of-mine\n")
        writer.flush()
        assert staff._given_password() == "a-password-of-mine"
