"""`mingbai ask` and `mingbai doctor` as scripts use them."""

import json
from pathlib import Path

import pytest

from tests.support.command_line import CommandLine
from tests.support.running import free_port

REPLY = {"id", "text", "outcome", "citations", "asks", "options", "ticket"}


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    monkeypatch.setenv("MINGBAI_PORT", str(free_port()))
    return CommandLine(monkeypatch, capsys)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One home for all, so that what the knowledge is read into is kept from one command to the next."""
    return tmp_path_factory.mktemp("commands")


def test_ask_answers_one_reply(line: CommandLine, home: Path):
    done = line.run(home, "ask", "申请信息公开多久能答复", "--json")
    reply = json.loads(done.out)
    assert done.code == 0 and set(reply) >= REPLY
    assert reply["outcome"] == "answered" and {"source": "政府信息公开条例", "article": "第三十三条"}.items() <= reply["citations"][0].items()


def test_ask_tells_people_the_source(line: CommandLine, home: Path):
    done = line.run(home, "ask", "申请信息公开多久能答复")
    assert done.code == 0 and "《政府信息公开条例》第三十三条" in done.out


@pytest.mark.parametrize(("asked", "told", "outcome"), [("快递丢了不赔", "12305", "redirected"), ("想学急救证找谁", "县红十字会", "clarify")])
def test_ask_names_the_door_of_what_it_cannot_answer(line: CommandLine, home: Path, asked: str, told: str, outcome: str):
    reply = json.loads(line.run(home, "ask", asked, "--json").out)
    assert told in reply["text"] and reply["outcome"] == outcome


def test_ask_meets_danger_first(line: CommandLine, home: Path):
    reply = json.loads(line.run(home, "ask", "楼上着火了", "--json").out)
    assert reply["outcome"] == "safety" and "119" in reply["text"]


def test_ask_tells_the_number_beside_the_answer_where_danger_is_in_doubt(line: CommandLine, home: Path):
    reply = json.loads(line.run(home, "ask", "弟弟自杀的事派出所出过情况说明，家属能不能申请公开", "--json").out)
    assert "12356" in reply["text"].splitlines()[0] and reply["outcome"] == "answered" and reply["citations"]


def test_ask_answers_a_file_line_by_line_with_its_ids(line: CommandLine, home: Path, tmp_path):
    asked = [{"id": "b", "text": "申请公开要交钱吗"}, {"id": 7, "text": "明天下雨吗"}, {"text": "多久答复"}]
    (tmp_path / "in.jsonl").write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in asked) + "\n\n", encoding="utf-8")
    done = line.run(home, "ask", "--file", str(tmp_path / "in.jsonl"), "--json")
    told = [json.loads(row) for row in done.out.splitlines()]
    assert done.code == 0 and [row["id"] for row in told] == ["b", 7, None]
    assert all(set(row) >= REPLY for row in told)


def test_ask_goes_on_after_a_line_that_is_none(line: CommandLine, home: Path, tmp_path):
    (tmp_path / "in.jsonl").write_text('{"id": 1, "text": "多久答复"}\nnot json\n[]\n{"id": 4}\n{"id": 5, "text": "多久答复"}\n', encoding="utf-8")
    done = line.run(home, "ask", "--file", str(tmp_path / "in.jsonl"), "--json")
    told = [json.loads(row) for row in done.out.splitlines()]
    assert done.code == 1 and "Traceback" not in done.err
    assert [row["id"] for row in told] == [1, None, None, 4, 5]
    assert [("error" in row) for row in told] == [False, True, True, True, False]


@pytest.mark.parametrize("words", [["ask"], ["ask", "x", "--file", "y"], ["ask", "--file", "/no/such/file"], ["nothing"], ["doctor", "--no"]])
def test_misuse_is_told_apart_from_failure(line: CommandLine, home: Path, words: list[str]):
    assert line.run(home, *words).code == 2


def test_the_doctor_looks_at_everything_and_tells_programs(line: CommandLine, home: Path):
    done = line.run(home, "doctor", "--json")
    found = {finding["what"]: finding for finding in json.loads(done.out)}
    assert {"引擎环境", "地方资料", "知识库", "数据库", "磁盘", "服务台", "微信公众号", "Telegram"} <= set(found)
    assert all(set(finding) == {"what", "fine", "off", "says"} and finding["says"] for finding in found.values())
    assert found["服务台"]["off"] and found["Telegram"]["off"] and "MINGBAI_TELEGRAM_BOT_TOKEN" in found["Telegram"]["says"]
    assert done.code == (0 if all(finding["fine"] for finding in found.values()) else 1)


def test_the_doctor_finds_what_is_broken(line: CommandLine, home: Path):
    done = line.run(home, "doctor", "--json", database_url="postgresql://nobody@127.0.0.1:1/none")
    store = next(finding for finding in json.loads(done.out) if finding["what"] == "数据库")
    assert done.code == 1 and not store["fine"] and "MINGBAI_DATABASE_URL" in store["says"]
