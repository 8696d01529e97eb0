"""The engine's classifier without Rasa: a text in JSON a line in, its intents by confidence in JSON a line out.

    echo '"申请要交钱吗"' | engine/.venv/bin/python -m engine.read_intents [--apart]

Fitted anew at each start (a second or two) on `data/nlu`, with the numbers of `config.yml`. For measuring; the desk asks Rasa.
With `--apart` a text of the training data is read by a classifier that was trained without its tenth.
"""
from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import yaml
from sklearn.model_selection import StratifiedKFold
from sklearn.pipeline import Pipeline

from engine.components.reading import untrained

ROOT = Path(__file__).resolve().parents[1]
_CLASSIFIER = "engine.components.character_classifier.CharacterClassifier"
_FOLDS = 10
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


def apart(texts: list[str], intents: list[str], chosen: dict[str, Any]) -> Callable[[str], Pipeline]:
    """For each text the classifier to ask: one that has not seen it in training."""
    whole = fitted(texts, intents, chosen)
    of_text: dict[str, Pipeline] = {}
    folds = StratifiedKFold(_FOLDS, shuffle=True, random_state=0).split(texts, intents)
    for kept, held in folds:
        model = fitted([texts[i] for i in kept], [intents[i] for i in kept], chosen)
        of_text |= {texts[i].lower(): model for i in held}
    return lambda text: of_text.get(text.lower(), whole)


def fitted(texts: list[str], intents: list[str], chosen: dict[str, Any]) -> Pipeline:
    """The classifier, trained."""
    return untrained(chosen["max_ngram"], chosen["strength"]).fit(texts, intents)


def main() -> None:
    """Fit, then answer line by line."""
    chosen = settings()
    texts, intents = map(list, zip(*examples(sorted((ROOT / "data" / "nlu").glob("*.yml"))), strict=True))
    whole = None if "--apart" in sys.argv else fitted(texts, intents, chosen)
    model_for = apart(texts, intents, chosen) if whole is None else lambda text: whole
    for line in sys.stdin:
        text = json.loads(line)
        model = model_for(text)
        row = model.predict_proba([text])[0]
        best = row.argsort()[::-1][: chosen["ranking_length"]]
        print(json.dumps({str(model.classes_[i]): float(row[i]) for i in best}), flush=True)


if __name__ == "__main__":
    main()
