"""`python -m bench [NAME …]`: every measurement of this folder, or the named ones, each in a process of its own."""

import subprocess
import sys
from pathlib import Path

from mingbai.model import engine_python

HERE = Path(__file__).parent
# Reads the engine's own libraries, so it runs in the engine's own environment.
IN_ENGINE = frozenset({"engine_ablation"})
_NO_MEASUREMENT = frozenset({"report"})


def names() -> list[str]:
    """Every measurement there is."""
    return sorted(path.stem for path in HERE.glob("*.py") if not path.stem.startswith("_") and path.stem not in _NO_MEASUREMENT)


def command(name: str) -> list[str]:
    """How a measurement is run."""
    if name in IN_ENGINE:
        return [str(engine_python()), "-W", "ignore", str(HERE / f"{name}.py")]
    return [sys.executable, "-m", f"bench.{name}"]


def main(wanted: list[str]) -> int:
    """Run them one after the other: two at once would measure each other. Exit 0 when all ran, 2 for an unknown name."""
    unknown = sorted(set(wanted) - set(names()))
    if unknown:
        print(f"no such measurement: {' '.join(unknown)} (there are: {' '.join(names())})", file=sys.stderr)
        return 2
    failed = []
    for name in wanted or names():
        print(f"# {name}", file=sys.stderr, flush=True)
        if subprocess.run(command(name), cwd=HERE.parent).returncode:
            failed.append(name)
    if failed:
        print(f"failed: {' '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
