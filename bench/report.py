"""How a measurement is told: one JSON line a figure."""

import json
import os


def report(name: str, value: float, unit: str, baseline: float | None = None) -> None:
    """Print a figure. `ratio` is value / baseline; both are None where there is nothing to compare with."""
    ratio = round(value / baseline, 3) if baseline else None
    shown = {"name": name, "value": round(value, 3), "unit": unit, "baseline": round(baseline, 3) if baseline is not None else None}
    print(json.dumps(shown | {"ratio": ratio}), flush=True)


def report_load(name: str) -> None:
    """How busy the machine is with other things: figures under load are worth less."""
    report(f"{name}.machine_load_1min", os.getloadavg()[0], "processes", os.cpu_count())
