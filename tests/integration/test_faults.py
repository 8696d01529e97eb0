"""What goes wrong around a desk: each wrong setting, lost key, broken file or full disk is one sentence, and nothing is made worse."""

import json
import os
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy.exc import OperationalError

from bot.people.service import add_staff
from bot.store import Database, utc_now, vault
from channels import problems
from tests.integration.test_backups import file_application
from tests.support.command_line import CommandLine, Done
from tests.support.running import free_port


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    monkeypatch.setenv("MINGBAI_PORT", str(free_port()))
    return CommandLine(monkeypatch, capsys)


@pytest.fixture
def used(tmp_path: Path) -> Path:
    """The home of a desk with staff and a ticket."""
    home, before = tmp_path / "used", vault.current()
    vault.use(vault.Vault.at(home / "keys" / "data.key"))
    database = Database(f"sqlite:///{home / 'mingbai.db'}")
    database.migrate()
    file_application(database, home)
    with database.write() as session:
        add_staff(session, "wang", "oversight")
    database.close()
    vault.use(before)
    return home


def finding(done: Done, what: str) -> dict[str, object]:
    return next(one for one in json.loads(done.out) if one["what"] == what)


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("MINGBAI_PORT", "abc", "应是整数"),
        ("MINGBAI_PORT", "99999", "65535"),
        ("MINGBAI_BEHIND_PROXY", "yesplease", "true 或 false"),
        ("MINGBAI_SMTP_SECURITY", "ssl", "starttls"),
        ("MINGBAI_REQUIRE_2FA", "boss", "boss"),
        ("MINGBAI_DATABASE_URL", "mysql://desk@127.0.0.1/desk", "postgresql://"),
        ("MINGBAI_DATABASE_URL", "postgresql://desk:hidden-word@127.0.0.1:1/desk", "连不上"),
        ("MINGBAI_PROFILE", "nowhere", "nowhere"),
    ],
)
def test_a_wrong_setting_is_one_sentence_that_names_it(line: CommandLine, tmp_path: Path, name: str, value: str, says: str):
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "settings.env").write_text(f"{name}={value}\n", encoding="utf-8")
    with line.monkeypatch.context() as changed:
        changed.delenv("MINGBAI_PORT")
        words = ("ask", "你好") if name == "MINGBAI_PROFILE" else ("staff", "list")
        done = line.run(tmp_path / "home", *words, database_url=value if "DATABASE" in name else "")
    assert done.code == 1 and says in done.out, done.out + done.err
    assert "Traceback" not in done.err and "hidden-word" not in done.out


def test_settings_that_are_not_utf8_are_told(line: CommandLine, tmp_path: Path):
    (tmp_path / "settings.env").write_bytes("# 设置\n".encode("gbk"))
    done = line.run(tmp_path, "doctor")
    assert done.code == 1 and "UTF-8" in done.out


def test_a_lost_key_is_never_replaced_by_a_new_one(line: CommandLine, used: Path):
    kept = (used / "keys" / "data.key").read_bytes()
    (used / "keys" / "data.key").unlink()
    for command in (("staff", "list"), ("backup", str(used.parent / "b")), ("doctor",)):
        done = line.run(used, *command)
        assert done.code == 1 and "密钥" in done.out, command
        assert not (used / "keys" / "data.key").exists()
    (used / "keys" / "data.key").write_bytes(kept)
    assert line.run(used, "staff", "list").code == 0


@pytest.mark.parametrize("key", ["00" * 32, "no key at all"])
def test_another_key_is_told_before_anything_is_sealed_with_it(line: CommandLine, used: Path, key: str):
    (used / "keys" / "data.key").write_text(key, encoding="ascii")
    for command in (("staff", "list"), ("doctor",)):
        done = line.run(used, *command)
        assert done.code == 1 and "密钥文件" in done.out


def test_doctor_makes_neither_key_nor_tables(line: CommandLine, tmp_path: Path):
    line.run(tmp_path / "new", "doctor", "--json")
    assert [path.name for path in (tmp_path / "new").iterdir()] == []


def test_doctor_names_a_slip_of_the_pen_in_the_settings(line: CommandLine, tmp_path: Path):
    (tmp_path / "settings.env").write_text("MINGBAI_PROFLE=dayao\nMINGBAI_SMTP_HOST=\n", encoding="utf-8")
    found = finding(line.run(tmp_path, "doctor", "--json"), "设置")
    assert not found["fine"] and "MINGBAI_PROFLE（是不是 MINGBAI_PROFILE？）" in str(found["says"]) and "SMTP" not in str(found["says"])


@pytest.mark.parametrize(("what", "name"), [("知识库", "knowledge/imported/rule.yml"), ("工作日历", "calendars/2027.yml"), ("地方资料", "profiles/zongyang.yml")])
def test_doctor_names_a_broken_file_of_the_home_and_other_commands_do_too(line: CommandLine, tmp_path: Path, what: str, name: str):
    (tmp_path / name).parent.mkdir(parents=True)
    (tmp_path / name).write_text("a: [\n", encoding="utf-8")
    found = finding(line.run(tmp_path, "doctor", "--json"), what)
    assert not found["fine"] and Path(name).name in str(found["says"])
    done = line.run(tmp_path, "up")
    assert done.code == 1 and Path(name).name in done.out


def test_doctor_sees_a_clock_that_was_set_back(line: CommandLine, used: Path):
    import datetime as dt

    from sqlalchemy import update

    from bot.conversations.models import Message

    assert finding(line.run(used, "doctor", "--json"), "数据库")["fine"]
    database = Database(f"sqlite:///{used / 'mingbai.db'}")
    with database.write() as session:
        session.execute(update(Message).values(at=utc_now() + dt.timedelta(days=2)))
    database.close()
    found = finding(line.run(used, "doctor", "--json"), "数据库")
    assert not found["fine"] and "校时" in str(found["says"])


def test_a_store_of_a_later_version_is_left_alone(line: CommandLine, used: Path):
    database = Database(f"sqlite:///{used / 'mingbai.db'}")
    with database.write() as session:
        session.connection().exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    database.close()
    done = line.run(used, "staff", "list")
    assert done.code == 1 and "更新版本" in done.out
    assert not finding(line.run(used, "doctor", "--json"), "数据库")["fine"]


def test_a_store_that_is_no_database_is_told(line: CommandLine, tmp_path: Path):
    (tmp_path / "mingbai.db").write_bytes(b"not a database at all" * 200)
    done = line.run(tmp_path, "staff", "list")
    assert done.code == 1 and "数据库文件坏了" in done.out


def test_a_home_that_is_a_file_is_told(line: CommandLine, tmp_path: Path):
    (tmp_path / "home").write_text("")
    assert "不是一个目录" in line.run(tmp_path / "home", "staff", "list").out
    assert not finding(line.run(tmp_path / "home", "doctor", "--json"), "磁盘")["fine"]


def test_an_address_that_is_not_this_machines_is_not_called_a_taken_port(line: CommandLine, tmp_path: Path):
    line.monkeypatch.setenv("MINGBAI_HOST", "192.0.2.1")
    done = line.run(tmp_path, "up")
    assert done.code == 1 and "MINGBAI_HOST" in done.out and "占用" not in done.out


def test_a_calendar_is_imported_into_the_home_wherever_the_command_is_run(line: CommandLine, tmp_path: Path):
    notice = Path("bot/clock/calendars/2026.yml").read_text(encoding="utf-8")
    (tmp_path / "2026.yml").write_text(notice, encoding="utf-8")
    (tmp_path / "elsewhere").mkdir()
    before = Path.cwd()
    os.chdir(tmp_path / "elsewhere")
    try:
        done = line.run(tmp_path / "home", "calendar", "import", str(tmp_path / "2026.yml"))
    finally:
        os.chdir(before)
    assert done.code == 0 and (tmp_path / "home" / "calendars" / "2026.yml").exists()
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_nobody_is_told_that_words_were_kept_while_the_store_is_gone():
    app = FastAPI()
    problems.install(app)

    @app.get("/")
    def broken() -> None:
        raise OperationalError("INSERT secret", {}, Exception("connection refused"))

    answer = TestClient(app, raise_server_exceptions=False).get("/")
    assert answer.status_code == 503 and answer.json()["error"]["code"] == "store_unreachable"
    assert "没有记下" in answer.json()["error"]["message"] and "secret" not in answer.text
    assert answer.headers["Retry-After"]
