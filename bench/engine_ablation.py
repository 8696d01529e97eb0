"""What reads intents best? Run with the engine's Python, from the project's root:

    engine/.venv/bin/python bench/engine_ablation.py

Compares by five-fold cross-validation and on nlu_dev.yml, which may be looked at. Held-out lines are read only for the
reading that config.yml has, so that choosing does not use them up.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import jieba  # noqa: E402
import numpy as np  # noqa: E402
import yaml  # noqa: E402
from sklearn.feature_extraction.text import CountVectorizer  # noqa: E402
from sklearn.linear_model import LogisticRegression  # noqa: E402
from sklearn.model_selection import StratifiedKFold, cross_val_predict  # noqa: E402
from sklearn.pipeline import make_pipeline  # noqa: E402

from engine.components.reading import untrained  # noqa: E402

SETS = ROOT / "tests" / "integration" / "engine"


def lines(files: list[Path]) -> tuple[list[str], np.ndarray]:
    """Texts and their intents."""
    blocks = [block for file in files for block in yaml.safe_load(file.read_text(encoding="utf-8"))["nlu"]]
    pairs = [(line[2:].strip(), block["intent"]) for block in blocks for line in block["examples"].splitlines()]
    return [text for text, _ in pairs], np.array([intent for _, intent in pairs])


def words(text: str) -> list[str]:
    """Jieba's words."""
    return [word for word in jieba.cut(text) if word.strip()]


def readings() -> dict[str, Any]:
    """Every reading to compare, untrained. The first two are what Rasa's own components do."""
    counted = {"class_weight": "balanced", "solver": "liblinear", "random_state": 42}
    found = {
        "counts of jieba words 1-2, C=1": make_pipeline(
            CountVectorizer(tokenizer=words, token_pattern=None, ngram_range=(1, 2)), LogisticRegression(**counted)
        ),
        "counts of characters 1-3, C=1": make_pipeline(
            CountVectorizer(analyzer="char_wb", ngram_range=(1, 3)), LogisticRegression(**counted)
        ),
    }
    for ngram in (2, 3, 4):
        for strength in (3.0, 30.0):
            found[f"tf-idf of characters 1-{ngram}, C={strength:.0f}"] = untrained(ngram, strength)
    return found


def main() -> None:
    """Print the table."""
    jieba.setLogLevel(60)
    texts, intents = lines(sorted((ROOT / "data" / "nlu").glob("*.yml")))
    dev_texts, dev_intents = lines([SETS / "nlu_dev.yml"])
    folds = StratifiedKFold(5, shuffle=True, random_state=0)
    print("| reading | cross-validated | dev | fit s |\n|---|---|---|---|")
    for name, reading in readings().items():
        crossed = np.mean(cross_val_predict(reading, texts, intents, cv=folds) == intents)
        started = time.perf_counter()
        reading.fit(texts, intents)
        took = time.perf_counter() - started
        print(f"| {name} | {crossed:.3f} | {np.mean(reading.predict(dev_texts) == dev_intents):.3f} | {took:.1f} |", flush=True)
    held_texts, held_intents = lines([SETS / "nlu_heldout.yml"])
    chosen = untrained(2, 30.0).fit(texts, intents)
    print(f"chosen, held out: {np.mean(chosen.predict(held_texts) == held_intents):.3f} of {len(held_texts)}")


if __name__ == "__main__":
    main()
