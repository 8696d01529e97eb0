"""The engine's process, its checks and its data, in the engine's own environment."""

import subprocess
import sys
import time

import psutil

from mingbai.engine import EngineProcess
from mingbai.model import engine_python
from tests.integration.engine.conftest import ROOT, free_port

SAME_CHECK = """
import sys
sys.path.insert(0, "engine")
from jsonschema import ValidationError
from rasa.core.actions.action import RemoteAction
import serve
original = RemoteAction._validate_action_result
serve.cache_action_result_check()
action = RemoteAction("action_answer", None)
def verdict(check, payload):
    try:
        return check(payload)
    except ValidationError as error:
        return type(error), error.message, list(error.path), error.validator
good = [{}, {"events": [], "responses": []}, {"events": [{"event": "slot", "name": "a", "value": 1}], "responses": [{"custom": {"x": 1}}]}]
bad = [None, [], "x", {"events": 3}, {"responses": [1]}, {"events": [{"event": 5}]}, {"events": [{"event": "slot"}]}, {"events": [{}]}]
for payload in good:
    assert action._validate_action_result(payload) is True, payload
for payload in bad:
    told = verdict(action._validate_action_result, payload)
    assert told == verdict(lambda p: original(action, p), payload) and told[0] is ValidationError, payload
print("same")
"""


def test_the_cached_check_says_the_same_as_rasas_own(environment):
    done = subprocess.run(
        [engine_python(), "-W", "ignore", "-c", SAME_CHECK], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=200
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "same"


def test_the_data_are_valid(environment):
    command = [engine_python(), "-W", "ignore", "-m", "rasa", "data", "validate", "--fail-on-warnings"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=200)
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    assert "UserWarning" not in said, said


def test_the_engine_ends_when_its_parent_is_killed(model, tmp_path):
    starter = (
        "import sys, time, pathlib; from mingbai.engine import EngineProcess; e = EngineProcess();"
        f"e.start(pathlib.Path({str(model)!r}), {free_port()}, 'http://127.0.0.1:1/actions', 's', pathlib.Path({str(tmp_path)!r}));"
        "print(e.pid, flush=True); time.sleep(600)"
    )
    parent = subprocess.Popen([sys.executable, "-c", starter], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    engine = psutil.Process(int(parent.stdout.readline()))
    time.sleep(2)
    parent.kill()
    parent.wait()
    assert psutil.wait_procs([engine], timeout=60)[1] == []


def test_a_broken_model_ends_the_engine_instead_of_opening_a_dumb_one(tmp_path):
    import asyncio

    (tmp_path / "broken.tar.gz").write_bytes(b"not a model")
    process = EngineProcess()
    process.start(tmp_path / "broken.tar.gz", free_port(), "http://127.0.0.1:1/actions", "s", tmp_path)
    try:
        assert not asyncio.run(process.wait_ready(200))
        assert not process.alive
    finally:
        process.stop()
