"""How long a citizen waits after `mingbai up`: to the first page, the first answer, and the engine.

`python -m bench startup` starts a desk in an empty home twice: the first start trains the engine, the second has a kept model.
The baseline of the second start is the first.
"""

import signal
import tempfile
import time
from pathlib import Path

from bench.report import report, report_load
from tests.support.running import Citizen, RunningDesk, until

QUESTION = "申请信息公开多久能答复"


def start(desk: RunningDesk) -> dict[str, float]:
    """Seconds from the command to each thing that a citizen notices; SystemExit when the answer is none."""
    begun = time.monotonic()
    desk.launch()
    until(desk.health, 300, "the desk's pages", every=0.05)
    times = {"page": time.monotonic() - begun}
    answer = Citizen(desk).say(QUESTION)[0]
    if answer["outcome"] != "answered":
        raise SystemExit(f"{QUESTION}: {answer}")
    times["answer"] = time.monotonic() - begun
    desk.wait_engine("ok", 600)
    times["engine"] = time.monotonic() - begun
    return times


def stop(desk: RunningDesk) -> float:
    """Seconds from Ctrl-C until nothing of the desk runs."""
    begun = time.monotonic()
    if left := desk.stop(signal.SIGINT):
        raise SystemExit(f"still running: {left}")
    return time.monotonic() - begun


def main() -> None:
    """Measure and print."""
    report_load("startup")
    with tempfile.TemporaryDirectory() as folder:
        desk = RunningDesk(Path(folder) / "home")
        try:
            first, stopped = start(desk), stop(desk)
            second = start(desk)
        finally:
            desk.clear_away()
    for name, seconds in second.items():
        report(f"startup.{name}", seconds, "s", first[name])
    report("startup.stop", stopped, "s")
    report_load("startup.after")


if __name__ == "__main__":
    main()
