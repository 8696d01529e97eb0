"""The set-up script: what it refuses, and what it leaves alone."""

import importlib.util
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def setup(tmp_path, monkeypatch):
    spec = importlib.util.spec_from_file_location("project_setup", ROOT / "tools" / "setup.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(module, "LOGS", ROOT / "var" / "setup" / "test")
    return module


def completed(setup, part):
    python = setup.python_in(setup.VENV)
    python.parent.mkdir(parents=True, exist_ok=True)
    python.touch()
    setup.stamp(setup.VENV, setup.app_key(part), part)


def test_what_is_up_to_date_is_left_alone(setup):
    assert [title for title, _ in setup.steps(["app"])] == ["建立 Python 环境", "安装 uv", "安装服务台的依赖"]
    completed(setup, "app")
    assert setup.steps(["app"]) == []


def test_an_environment_for_development_serves_for_running(setup):
    completed(setup, "dev")
    assert setup.steps(["app"]) == []


def test_an_old_python_is_told(setup, monkeypatch, capsys):
    monkeypatch.setattr(setup.sys, "version_info", (3, 9, 1))
    assert setup.main(["app"]) == 1
    assert "Python 3.11" in capsys.readouterr().err


def test_an_unknown_part_is_told(setup, capsys):
    assert setup.main(["everything"]) == 1
    assert "app engine dev" in capsys.readouterr().err


def test_too_little_space_is_told_beforehand(setup, monkeypatch, capsys):
    monkeypatch.setattr(setup.shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10, 10, 1_000_000))
    assert setup.main(["app"]) == 1
    assert "磁盘空间不足" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("error: No space left on device (os error 28)", "磁盘写满了"),
        ("error: Failed to fetch: dns error: failed to lookup", "连不上软件包仓库"),
        ("error: hash mismatch", "这一步没有成功"),
    ],
)
def test_a_failed_step_is_told_from_its_log(setup, said, told):
    with pytest.raises(setup.CannotSetUp, match=told):
        setup.run([setup.sys.executable, "-c", f"print({said!r}); raise SystemExit(2)"], "step")
