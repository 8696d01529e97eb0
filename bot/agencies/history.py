"""What a place's own past messages teach: linear classifiers over characters and words, kept as numbers only (no code) in one file."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import rjieba
from scipy.sparse import csr_matrix, hstack

from bot.agencies.models import ProfileError
from bot.agencies.wording import plain_whole

if TYPE_CHECKING:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.svm import LinearSVC

CORRECTION_COUNTS = 3  # as often counts what a person corrected
_MOST = 250_000  # features a part: keeps memory and the file small
_SHARPNESS = 1.5
_TELLING = 7.0  # how much more a word counts that only one label uses


@dataclass(frozen=True)
class Message:
    """One past message with the agency or topic that it was settled by."""

    label: str
    title: str
    body: str


def read_messages(path: Path) -> list[Message]:
    """Messages of a file with `label<TAB>title<TAB>body` lines; a header line is skipped.

    Errors: `ProfileError`, a Chinese sentence naming the file and the line.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ProfileError(f"{path.name}：读不了，请确认文件存在，编码是 UTF-8") from error
    messages = [_message(path, number, line) for number, line in enumerate(lines, 1) if line.strip()]
    if messages and messages[0] == Message("label", "title", "body"):
        del messages[0]
    labels = {message.label for message in messages}
    if len(labels) < 2:
        raise ProfileError(f"{path.name}：至少要有两种标签才能学习，现在有{len(labels)}种")
    return messages


def _message(path: Path, number: int, line: str) -> Message:
    cells = line.split("\t")
    if len(cells) != 3 or not cells[0].strip() or not (cells[1] + cells[2]).strip():
        raise ProfileError(f"{path.name}：第{number}行应是“标签、标题、正文”三列，用制表符隔开")
    return Message(cells[0].strip(), cells[1].strip(), cells[2].strip())


class Learned:
    """Says which label a message most likely has."""

    def __init__(self, labels: Sequence[str], vectorizers: "Sequence[TfidfVectorizer]", weights: np.ndarray, bias: np.ndarray) -> None:
        self.labels = tuple(labels)
        self.vectorizers = tuple(vectorizers)
        self.weights, self.bias = weights, bias

    def margins(self, messages: Sequence[tuple[str, str]]) -> np.ndarray:
        """Rows of margins, one column a label, for (title, body) pairs."""
        texts = _texts(messages)
        found = hstack([vectorizer.transform(part) for vectorizer, part in zip(self.vectorizers, texts, strict=True)]).tocsr()
        return np.asarray(found @ self.weights) + self.bias

    def shares(self, title: str, body: str) -> Mapping[str, float]:
        """How likely each label is (they add up to 1)."""
        return dict(zip(self.labels, map(float, shares(self.margins([(title, body)]))[0]), strict=True))


def shares(margins: np.ndarray) -> np.ndarray:
    """Margins as shares that add up to 1 in each row."""
    powers = np.exp(_SHARPNESS * (margins - margins.max(axis=1, keepdims=True)))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def learn(messages: Sequence[Message]) -> Learned:
    """Learns from past messages; some five seconds for six thousand. Characters and words are learned apart and added up."""
    texts = _texts([(message.title, message.body) for message in messages])
    labels = np.array([message.label for message in messages])
    vectorizers = [_vectorizer(number) for number in range(len(texts))]
    parts = [_fitted(vectorizer, part, labels) for vectorizer, part in zip(vectorizers, texts, strict=True)]
    weights, bias = np.vstack([part[0] for part in parts]), np.sum([part[1] for part in parts], axis=0)
    return Learned([str(label) for label in np.unique(labels)], vectorizers, weights, bias)


def _fitted(vectorizer: "TfidfVectorizer", texts: Sequence[str], labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    # scikit-learn takes seconds to import: only what routes or learns pays for it, not every command and the worker.
    from sklearn.svm import LinearSVC

    vectorizer.fit(texts)
    vectorizer.idf_ = _telling(vectorizer, texts, labels)
    return _both_ways(LinearSVC(C=1.0, random_state=0).fit(vectorizer.transform(texts), labels))


def _telling(vectorizer: "TfidfVectorizer", texts: Sequence[str], labels: np.ndarray) -> np.ndarray:
    """How much each word counts: the more its use is one label's, the more (inverse gravity moment, Chen et al. 2016)."""
    vectorizer.idf_ = np.ones(len(vectorizer.vocabulary_))
    used = csr_matrix(vectorizer.transform(texts) > 0, dtype=np.float32)
    shares = np.stack([np.asarray(used[labels == label].mean(axis=0)).ravel() for label in np.unique(labels)], axis=1)
    ranked = -np.sort(-shares, axis=1)
    gravity = (ranked * np.arange(1, ranked.shape[1] + 1)).sum(axis=1)
    return np.asarray(1.0 + _TELLING * ranked[:, 0] / gravity)


def _both_ways(model: "LinearSVC") -> tuple[np.ndarray, np.ndarray]:
    """Two labels come as one column: give each its own."""
    weights, bias = np.asarray(model.coef_.T, dtype=np.float32), np.asarray(model.intercept_)
    return (np.hstack([-weights, weights]), np.hstack([-bias, bias])) if weights.shape[1] == 1 else (weights, bias)


def _vectorizer(number: int) -> "TfidfVectorizer":
    """The first part is compared by characters and pairs of them, the second by words."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    of_part = {"analyzer": "char", "ngram_range": (1, 2)} if number == 0 else {"analyzer": words}
    return TfidfVectorizer(sublinear_tf=True, min_df=2, max_features=_MOST, dtype=np.float32, **of_part)


def words(text: str) -> list[str]:
    """The words of a plain text."""
    return [word for word in rjieba.cut(text) if word.strip()]


def _texts(messages: Sequence[tuple[str, str]]) -> list[list[str]]:
    whole = [plain_whole(f"{title}。{body}" if title else body) for title, body in messages]
    return [whole, whole]


def save_learned(learned: Learned, path: Path) -> None:
    """Writes what was learned, beside the old file first, so that a failure leaves the old one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    words = {f"words{number}": _as_bytes(list(v.get_feature_names_out())) for number, v in enumerate(learned.vectorizers)}
    idf = {f"idf{number}": v.idf_ for number, v in enumerate(learned.vectorizers)}
    beside = path.with_name(path.name + ".new.npz")
    arrays = {"labels": _as_bytes(list(learned.labels)), "weights": learned.weights, "bias": learned.bias, **words, **idf}
    np.savez_compressed(beside, allow_pickle=False, **arrays)
    beside.replace(path)


def load_learned(path: Path) -> Learned:
    """Reads what was learned. Errors: `ProfileError` when the file is not one of ours."""
    try:
        with np.load(path, allow_pickle=False) as kept:
            parts = range(sum(1 for name in kept.files if name.startswith("idf")))
            vectorizers = [_restored(number, _from_bytes(kept[f"words{number}"]), kept[f"idf{number}"]) for number in parts]
            return Learned(_from_bytes(kept["labels"]), vectorizers, kept["weights"], kept["bias"])
    except (OSError, ValueError, KeyError) as error:
        raise ProfileError(f"{path.name}：学习结果读不了，请重新运行 mingbai routing train") from error


def _restored(number: int, vocabulary: list[str], idf: np.ndarray) -> "TfidfVectorizer":
    vectorizer = _vectorizer(number).set_params(vocabulary={word: index for index, word in enumerate(vocabulary)})
    vectorizer.idf_ = idf
    return vectorizer


def _as_bytes(words: list[str]) -> np.ndarray:
    return np.frombuffer(json.dumps(words, ensure_ascii=False).encode(), dtype=np.uint8)


def _from_bytes(data: np.ndarray) -> list[str]:
    return [str(word) for word in json.loads(data.tobytes().decode())]
