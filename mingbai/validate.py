"""`python -m mingbai.validate`: Rasa's own check of domain, rules and training data; any warning fails it."""

import os
import subprocess
import sys

from mingbai.model import engine_python
from mingbai.settings import ROOT


def main() -> int:
    """Run the check in the engine's environment; its exit status."""
    command = [str(engine_python()), "-W", "ignore", "-m", "rasa", "data", "validate", "--fail-on-warnings"]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, "RASA_TELEMETRY_ENABLED": "false"}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
