"""The engine's classifier without Rasa: a text in JSON a line in, its intents by confidence in JSON a line out.

    echo '"申请要交钱吗"' | engine/.venv/bin/python -m engine.read_intents

Fitted anew at each start (a second or two) on `data/nlu`, with the numbers of `config.yml`. For measuring; the desk asks Rasa.
"""
from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from engine.components.reading import untrained

ROOT = Path(__file__).resolve().parents[1]
_CLASSIFIER = "engine.components.character_classifier.CharacterClassifier"
_ANNOTATED = re.compile(r"\[([^\]]+)\][({][^)}]*[)}]")


def examples(files: list[Path]) -> Iterator[tuple[str, str]]:
    """Texts and their intents, from Rasa's YAML."""
    for file in files:
        for block in yaml.safe_load(file.read_text(encoding="utf-8"))["nlu"]:
            for line in block["examples"].splitlines():
                if line.strip():
                    yield _ANNOTATED.sub(r"\1", line.strip().removeprefix("-").strip()), block["intent"]


def settings() -> dict[str, Any]:
    """The classifier's numbers."""
    parts = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))["pipeline"]
    found: dict[str, Any] = next(part for part in parts if part["name"] == _CLASSIFIER)
    return found


def main() -> None:
    """Fit, then answer line by line."""
    chosen = settings()
    texts, intents = zip(*examples(sorted((ROOT / "data" / "nlu").glob("*.yml"))), strict=True)
    model = untrained(chosen["max_ngram"], chosen["strength"]).fit(texts, intents)
    for line in sys.stdin:
        row = model.predict_proba([json.loads(line)])[0]
        best = row.argsort()[::-1][: chosen["ranking_length"]]
        print(json.dumps({str(model.classes_[i]): float(row[i]) for i in best}), flush=True)


if __name__ == "__main__":
    main()
