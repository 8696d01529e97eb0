import json

import pytest
from typer.testing import CliRunner

from mingbai.commands.knowledge import app
from mingbai.settings import settings
from tests.unit.knowledge.importing.samples import NOTICE, OLD_REGULATION, PAGE


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("MINGBAI_HOME", str(tmp_path / "home"))
    settings.cache_clear()
    yield tmp_path / "home"
    settings.cache_clear()


def run(*arguments):
    return CliRunner().invoke(app, ["import", *map(str, arguments)])


def test_the_report_tells_what_to_check(home, tmp_path):
    (tmp_path / "n.txt").write_text(NOTICE, encoding="utf-8")
    done = run(tmp_path / "n.txt")
    assert done.exit_code == 0
    for said in ("已导入《柳溪县教育局关于做好校服管理工作的通知》（柳教发〔2021〕3号）", "共 9 条", "附件2  监督电话", "编号不连续", "不用重启"):
        assert said in done.output
    assert "已更新" in run(tmp_path / "n.txt").output


def test_programs_get_json(home, tmp_path):
    (tmp_path / "p.html").write_text(PAGE, encoding="utf-8")
    row = json.loads(run(tmp_path / "p.html", "--json", "--place", "枞阳县", "--in-force", "2022-05-01").stdout)
    assert row["clauses"] == 6 and row["place"] == "zongyang" and row["in_force_on"] == "2022-05-01" and not row["replaced"]


def test_a_bad_file_fails_alone(home, tmp_path):
    (tmp_path / "old.txt").write_text(OLD_REGULATION, encoding="utf-8")
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "n.txt").write_text(NOTICE, encoding="utf-8")
    done = run(tmp_path / "old.txt", tmp_path / "empty.txt", tmp_path / "n.txt")
    assert done.exit_code == 1
    assert "现在用《政府信息公开条例》" in done.output and "empty.txt：文件是空的。" in done.output and "已导入" in done.output
    assert len(list((home / "knowledge" / "imported").iterdir())) == 1


@pytest.mark.parametrize("wrong", [("--place", "不存在县"), ("--in-force", "昨天")])
def test_misuse_is_told(home, tmp_path, wrong):
    (tmp_path / "n.txt").write_text(NOTICE, encoding="utf-8")
    done = run(tmp_path / "n.txt", *wrong)
    assert done.exit_code == 2 and wrong[1] in done.output and not (home / "knowledge").exists()
