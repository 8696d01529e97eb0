"""Trains the desk's model: `python engine/train.py OUT_FOLDER NAME`, from the project's root, with the engine's Python.

Ends with status 1 and the reason on standard error when the data contradict each other or no model comes out.
"""
from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def main() -> int:
    """Train once; the exit status."""
    folder, name = sys.argv[1:3]
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    # A cache of its own each time: Rasa's would not notice a change in a helper of a component.
    with tempfile.TemporaryDirectory(dir=folder) as cache:
        os.environ["RASA_CACHE_DIRECTORY"] = cache
        return train(folder, name)


def train(folder: str, name: str) -> int:
    """Train into `folder/name.tar.gz`."""
    import rasa.model_training
    from rasa.shared.exceptions import RasaException

    try:
        result = rasa.model_training.train("domain.yml", "config.yml", ["data"], folder, fixed_model_name=name)
    except RasaException as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return 1
    return 0 if result.model and result.code == 0 else 1


if __name__ == "__main__":
    raise SystemExit(main())
