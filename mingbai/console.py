"""How the command line speaks: to people line by line, to programs as JSON."""

import json
import sys
from typing import Any


def say(line: str) -> None:
    """One line to whoever watches, at once."""
    print(line, flush=True)


def print_json(value: Any) -> None:
    """One JSON value on standard output, Chinese readable."""
    json.dump(value, sys.stdout, ensure_ascii=False, default=str)
    sys.stdout.write("\n")
