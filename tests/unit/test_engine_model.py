"""The model is kept by the content of its inputs."""

import shutil
from pathlib import Path

import pytest

from mingbai import model as models
from mingbai.errors import CannotStart


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project small enough to train at once: the engine's Python is a script that writes a model."""
    root = tmp_path / "project"
    for name in ("config.yml", "domain.yml", "engine/requirements.txt", "engine/train.py", "data/nlu/ask.yml", "engine/components/a.py"):
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(name, encoding="utf-8")
    python = root / "engine" / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text('#!/bin/sh\n# -W ignore TRAIN FOLDER NAME\necho trained > "$4/$5.tar.gz"\n', encoding="utf-8")
    python.chmod(0o755)
    monkeypatch.setattr(models, "ROOT", root)
    return root


def test_an_unchanged_project_is_not_trained_again(project, tmp_path):
    said = []
    first = models.train_if_needed(tmp_path / "home", said.append)
    assert first.read_text(encoding="utf-8") == "trained\n"
    assert said
    said.clear()
    assert models.train_if_needed(tmp_path / "home", said.append) == first
    assert said == []


@pytest.mark.parametrize("name", ["config.yml", "domain.yml", "data/nlu/ask.yml", "engine/components/a.py", "engine/requirements.txt"])
def test_each_input_counts(project, name):
    before = models.content_name()
    (project / name).write_text("other", encoding="utf-8")
    assert models.content_name() != before


def test_a_new_file_of_data_counts(project):
    before = models.content_name()
    (project / "data" / "nlu" / "more.yml").write_text("more", encoding="utf-8")
    assert models.content_name() != before


def test_models_beyond_three_are_removed(project, tmp_path):
    kept = []
    for number in range(5):
        (project / "domain.yml").write_text(str(number), encoding="utf-8")
        kept.append(models.train_if_needed(tmp_path / "home", lambda _: None))
    left = set((tmp_path / "home" / "models").glob("*.tar.gz"))
    assert len(left) == 3
    assert kept[-1] in left


def test_a_failed_training_says_why_and_leaves_no_model(project, tmp_path):
    (project / "engine" / ".venv" / "bin" / "python").write_text("#!/bin/sh\necho 'rules contradict' >&2\nexit 1\n", encoding="utf-8")
    with pytest.raises(CannotStart, match="rules contradict"):
        models.train_if_needed(tmp_path / "home", lambda _: None)
    assert [path.name for path in (tmp_path / "home" / "models").iterdir()] == ["lock"]


def test_a_missing_environment_names_the_command(project, tmp_path):
    shutil.rmtree(project / "engine" / ".venv")
    with pytest.raises(CannotStart, match=r"tools/setup\.py engine"):
        models.train_if_needed(tmp_path / "home", lambda _: None)


def test_too_little_space_is_said_beforehand(project, tmp_path, monkeypatch):
    monkeypatch.setattr(models.shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(1, 1, 0))
    with pytest.raises(CannotStart, match="磁盘空间不足"):
        models.train_if_needed(Path(tmp_path / "home"), lambda _: None)
