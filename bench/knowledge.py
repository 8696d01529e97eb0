"""Measures the knowledge index; prints JSON lines {name, value, baseline, ratio}.

    python bench/knowledge.py                 time of an answer and of clause search against a plain BM25
    python bench/knowledge.py --choose        ways of retrieval compared on question forms left out one at a time
    python bench/knowledge.py --calibrate     coefficients for bot/knowledge/confidence.py, and the threshold's trade-off
"""

import json
import math
import random
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import rjieba
from scipy.linalg import cho_solve
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from bot.agencies.service import load_profile
from bot.knowledge.clauses import ClauseIndex
from bot.knowledge.confidence import Evidence, log_odds
from bot.knowledge.finder import Finder, evidence
from bot.knowledge.index import EntryIndex, Settings, best, domain_weights
from bot.knowledge.loader import load_library
from bot.knowledge.models import Clause, Library
from bot.knowledge.outside import other_business
from bot.knowledge.ridge import factor, folded
from bot.knowledge.service import Knowledge
from bot.knowledge.text import clean, normalise
from mingbai.model import engine_python

FOLDER = Path(__file__).parents[1] / "knowledge"
TALK = Path(__file__).parents[1] / "data" / "nlu"
CHANNELS = {"char": 0.5, "word": 0.2, "sound": 0.1, "concept": 0.2}
WAYS = {
    "nearest form, characters": Settings({"char": 1, "word": 0, "sound": 0, "concept": 0}, 1.0, 1.0),
    "nearest form, all channels": Settings(CHANNELS, 1.0, 1.0),
    "classifier, characters": Settings({"char": 1, "word": 0, "sound": 0, "concept": 0}, 1.0, 0.0),
    "classifier, characters + words": Settings({"char": 0.6, "word": 0.4, "sound": 0, "concept": 0}, 1.0, 0.0),
    "classifier, all channels": Settings(CHANNELS, 1.0, 0.0),
    "both, all channels": Settings(),
}


class PlainBM25:
    """The baseline: words by rjieba, a posting list a word, plain Python."""

    def __init__(self, texts: Sequence[str]) -> None:
        bags = [Counter(rjieba.cut(normalise(text))) for text in texts]
        self._lengths = [bag.total() for bag in bags]
        self._mean = sum(self._lengths) / len(bags)
        self._postings: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for row, bag in enumerate(bags):
            for word, count in bag.items():
                self._postings[word].append((row, count))

    def find(self, text: str) -> int:
        """The best row."""
        scores: dict[int, float] = defaultdict(float)
        for word in set(rjieba.cut(normalise(text))):
            postings = self._postings.get(word, [])
            idf = math.log(1 + (len(self._lengths) - len(postings) + 0.5) / (len(postings) + 0.5))
            for row, count in postings:
                scores[row] += idf * count * 2.2 / (count + 1.2 * (0.25 + 0.75 * self._lengths[row] / self._mean))
        return max(scores, key=lambda row: scores[row], default=-1)


def p95(call: Callable[[str], object], questions: Sequence[str]) -> float:
    """Milliseconds."""
    times = []
    for question in questions:
        start = time.perf_counter()
        call(question)
        times.append(time.perf_counter() - start)
    return sorted(times)[int(0.95 * len(times))] * 1000


def made_clauses(library: Library, count: int) -> Iterator[Clause]:
    """Clauses like real ones: three sentences drawn from all gists and answers (a fixed seed)."""
    draw = random.Random(7)
    texts = [gist for source in library.sources.values() for gist in source.clauses.values()] + [e.answer for e in library.entries]
    sentences = [part for text in texts for part in text.replace("\n", "。").split("。") if len(part) > 5]
    for number in range(count):
        yield Clause(f"文件{number // 50}", f"第{number % 50 + 1}条", "。".join(draw.choices(sentences, k=3)))


def show(name: str, value: float, baseline: float | None = None) -> None:
    """One JSON line; `ratio` is value to baseline."""
    ratio = None if baseline is None else round(value / baseline, 4)
    shown = None if baseline is None else round(baseline, 4)
    print(json.dumps({"name": name, "value": round(value, 4), "baseline": shown, "ratio": ratio}, ensure_ascii=False), flush=True)


def speed(library: Library) -> None:
    """Time of an answer from the entries, and of clause search in collections of two sizes."""
    start = time.perf_counter()
    knowledge = Knowledge(library, None, {})
    show("build of the entry index, s", time.perf_counter() - start)
    forms = random.Random(3).sample([form for entry in library.entries for form in entry.questions], 300)
    plain = PlainBM25([form for entry in library.entries for form in entry.questions])
    show("answer from entries, p95 ms", p95(lambda text: knowledge.answer(text, today=date(2026, 6, 1)), forms), p95(plain.find, forms))
    for count in (10_000, 100_000):
        clauses = list(made_clauses(library, count))
        index, baseline = ClauseIndex(clauses), PlainBM25([clause.text for clause in clauses])
        show(f"search in {count} clauses, p95 ms", p95(index.find, forms), p95(baseline.find, forms))


def left_out(index: EntryIndex) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Likeness to every example, classifier's scores (exact for ridge regression) and domain score (by tenths) of every
    example as if it had not been there; the classifier's scores of what lies outside are as they are."""
    of = np.array([example.label for example in index.examples])
    inside = np.flatnonzero(of >= 0)
    kernel = index.solved.postings.kernel()
    rows = folded(index.solved.postings.matrix(), index.solved.fold)
    scores = rows @ index.solved.weight
    own = leverage(rows[inside], index.settings.ridge)[:, None]
    wanted = np.zeros((len(inside), scores.shape[1]), np.float32)
    wanted[np.arange(len(inside)), of[inside]] = 1
    scores[inside] = (scores[inside] - own * wanted) / (1 - own)
    np.fill_diagonal(kernel, 0.0)
    return kernel, scores, domain_left_out(index, of >= 0)


def leverage(rows: csr_matrix, ridge: float) -> np.ndarray:
    """How much of each row's own score comes from the row itself: the diagonal of rows (rowsᵀ rows + ridge)⁻¹ rowsᵀ."""
    solved, found = factor(rows, ridge), np.zeros(rows.shape[0], np.float32)
    for at in range(0, rows.shape[0], 2048):
        block = rows[at : at + 2048].toarray()
        found[at : at + 2048] = (block * cho_solve(solved, block.T, check_finite=False).T).sum(axis=1)
    return found


def domain_left_out(index: EntryIndex, inside: np.ndarray) -> np.ndarray:
    """The domain score of every example by weights learnt without its tenth."""
    rows = index.solved.postings.matrix()
    tenth = np.random.default_rng(5).integers(0, 10, len(inside))
    found = np.zeros(len(inside), np.float32)
    for held in range(10):
        kept = np.flatnonzero(tenth != held)
        found[tenth == held] = rows[tenth == held] @ domain_weights(rows[kept], inside[kept], index.settings.ridge)
    return found


@dataclass(frozen=True)
class Trial:
    """An example left out: what the ranking says, whether its own entry or one on a clause of its own came first."""

    text: str
    evidence: Evidence
    own: bool
    clause: bool
    outside: bool


def told_matters() -> list[str]:
    """How people put the matters of agencies."""
    agencies = load_profile(FOLDER.parent / "profiles" / "zongyang.yml").agencies.values()
    return [words for agency in agencies for duty in agency.duties for words in duty.says]


def trials(library: Library, settings: Settings) -> list[Trial]:
    """One for each question form and each message from outside."""
    finder = Finder(library, None, {}, talk=TALK, others=told_matters())
    index = EntryIndex(finder.examples(), len(library.entries), settings)
    kernel, scores, domain = left_out(index)
    clauses = [{(c.source, c.article) for c in entry.citations} for entry in library.entries]
    forms = {clean(form) for entry in library.entries for form in entry.questions}
    found = []
    for row, example in enumerate(index.examples):
        if example.label >= 0 and example.text not in forms:
            continue  # an answer's own text is no question
        ranking = index.ranking(kernel[row], scores[row], float(domain[row]))
        labels = best(ranking.score, np.ones(len(library.entries), np.bool_), 8)
        clause = example.label >= 0 and bool(clauses[labels[0]] & clauses[example.label])
        seen = evidence(ranking, finder.apart(labels))
        found.append(Trial(example.text, seen, labels[0] == example.label, clause, example.label < 0))
    return found


def choose(library: Library) -> None:
    """Share of left-out forms whose own entry, and whose own clause, comes first, by way of retrieval."""
    for name, settings in WAYS.items():
        rows = [trial for trial in trials(library, settings) if not trial.outside]
        show(f"{name}: own entry first", sum(trial.own for trial in rows) / len(rows))
        show(f"{name}: own clause first", sum(trial.clause for trial in rows) / len(rows))


def heard(texts: Sequence[str]) -> list[float]:
    """The chance that the engine's classifier gives each text to be a question; none of them read by one that has learnt it."""
    lines = "".join(json.dumps(text) + "\n" for text in texts)
    command = [str(engine_python()), "-W", "ignore", "-m", "engine.read_intents", "--apart"]
    done = subprocess.run(command, cwd=FOLDER.parent, input=lines, capture_output=True, text=True, check=True)
    return [json.loads(line).get("ask", 0.0) for line in done.stdout.splitlines()]


def calibrate(library: Library) -> None:
    """Fit the parts of the confidence and print what each threshold answers rightly, wrongly and out of place."""
    taught = set(other_business(told_matters()))  # phrases, no messages: they teach, and are not what a message is like
    rows = [trial for trial in trials(library, Settings()) if trial.text not in taught]
    outside, right = np.array([trial.outside for trial in rows]), np.array([trial.clause for trial in rows])
    of_domain, of_right = (np.array([part(trial.evidence) for trial in rows]) for part in (Evidence.of_domain, Evidence.of_right))
    of_heard = np.column_stack([of_domain, [log_odds(chance) for chance in heard([trial.text for trial in rows])]])
    alone, both = (LogisticRegression(C=100, max_iter=3000, class_weight="balanced").fit(of, ~outside) for of in (of_domain, of_heard))
    sure = LogisticRegression(C=100, max_iter=3000).fit(of_right[~outside], right[~outside])
    for name, model in (("_ALONE", alone), ("_HEARD", both), ("_RIGHT", sure)):
        print(json.dumps({"name": name, "intercept": round(float(model.intercept_[0]), 2), "weights": model.coef_[0].round(2).tolist()}))
    for name, model, of in (("alone", alone, of_domain), ("with the engine", both, of_heard)):
        belonging = model.predict_proba(of)[:, 1]
        show(f"belongs, {name}: AUC", float(roc_auc_score(~outside, belonging)))
        _trade_off(name, belonging * sure.predict_proba(of_right)[:, 1], right, outside)


def _trade_off(name: str, chance: np.ndarray, right: np.ndarray, outside: np.ndarray) -> None:
    for threshold in (0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6):
        said = chance >= threshold
        show(f"{name}, threshold {threshold}: right among answered", float(right[said & ~outside].mean()))
        show(f"{name}, threshold {threshold}: questions answered", float(said[~outside].mean()))
        show(f"{name}, threshold {threshold}: outside answered", float(said[outside].mean()))


if __name__ == "__main__":
    content = load_library(FOLDER)
    {"--choose": choose, "--calibrate": calibrate}.get(sys.argv[-1], speed)(content)
