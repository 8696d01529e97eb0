"""Keeps a solved index on disk, by the content it was made from: an unchanged knowledge base starts in a second.

Plain arrays only: nothing in the file is ever run.
"""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any
from zipfile import BadZipFile

import numpy as np

from bot.knowledge.postings import Floats, Postings
from bot.knowledge.ridge import Fold
from bot.knowledge.vectors import Vectors

_OTHERS_KEPT = 3
_CODE = ("features.py", "text.py", "lexicon.yml", "vectors.py", "index.py", "postings.py", "ridge.py")


@dataclass(frozen=True)
class Solved:
    """What is worked out from the examples: their vectors, the bucket of each feature, the weight of each bucket for each
    label, and the weight of each feature for «this is for the knowledge base»."""

    vectors: Vectors
    postings: Postings
    fold: Fold
    weight: Floats
    domain: Floats


def solved(cache: Path | None, content: Any, solve: Callable[[], Solved]) -> Solved:
    """What `solve` gives, read from `cache` when it was solved before for the same content by the same code."""
    if cache is None:
        return solve()
    path = cache / f"knowledge-{_digest(content)}.npz"
    if path.is_file():
        try:
            return _read(path)
        except (OSError, ValueError, KeyError, BadZipFile):  # cut short by a full disk: solved again and written anew
            path.unlink(missing_ok=True)
    found = solve()
    _write(path, found)
    return found


def _digest(content: Any) -> str:
    digest = sha256(repr(content).encode())
    for name in _CODE:
        digest.update(Path(__file__).with_name(name).read_bytes())
    return digest.hexdigest()[:24]


def _write(path: Path, found: Solved) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    # What is being edited is looked at before it is said, so that a few contents are in use side by side.
    others = sorted(path.parent.glob("knowledge-*.np*"), key=lambda file: file.stat().st_mtime, reverse=True)
    for old in others[_OTHERS_KEPT:]:
        old.unlink(missing_ok=True)
    keys = "\n".join(f"{channel}\t{one}" for channel, one in found.vectors.number).encode()
    channels = "\n".join(f"{name}\t{weight!r}" for name, weight in found.vectors.weight.items()).encode()
    with NamedTemporaryFile(dir=path.parent, suffix=".tmp", delete=False) as file:
        np.savez(
            file, keys=np.frombuffer(keys, np.uint8), channels=np.frombuffer(channels, np.uint8), idf=np.array(found.vectors.idf),
            unknown=np.array(found.vectors.unknown), starts=found.postings.starts, rows=found.postings.rows,
            weights=found.postings.weights, size=np.array(found.postings.size), fold=found.fold,
            weight=found.weight, domain=found.domain,
        )  # fmt: skip
    Path(file.name).replace(path)


def _read(path: Path) -> Solved:
    with np.load(path, allow_pickle=False) as arrays:
        keys = [(channel, one) for channel, one in (line.split("\t") for line in _text(arrays["keys"]).split("\n") if line)]
        weight = {name: float(value) for name, value in (line.split("\t") for line in _text(arrays["channels"]).split("\n"))}
        vectors = Vectors(weight, {key: number for number, key in enumerate(keys)}, arrays["idf"].tolist(), float(arrays["unknown"]))
        postings = Postings(arrays["starts"], arrays["rows"], arrays["weights"], int(arrays["size"]))
        return Solved(vectors, postings, arrays["fold"], arrays["weight"], arrays["domain"])


def _text(array: np.ndarray) -> str:
    return array.tobytes().decode()
