"""Routing, measured against two baselines in the same run: words alone, and the classifier alone.

    python bench/routing.py [FILE.jsonl …]

Without files, the project's own three sets are measured. A file holds one object a line with `text` and `agency_any`
(the acceptable agencies). Prints a table: share right at first, among three, sure, right when sure; time and memory.
"""

import json
import resource
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import yaml

from bot.agencies.lexicon import Lexicon
from bot.agencies.phrases import PhraseModel
from bot.agencies.service import Profile, Router, load_profile
from bot.agencies.wording import matter, plain

ROOT = Path(__file__).resolve().parent.parent
Case = tuple[str, list[str]]
Ranking = Callable[[str], list[str]]


def main() -> None:
    profile = load_profile(ROOT / "profiles" / "zongyang.yml")
    started = time.perf_counter()
    router = Router(profile)
    print(f"building the router: {time.perf_counter() - started:.2f} s")
    ways: dict[str, Ranking] = {
        "words alone": _words_alone(profile),
        "classifier alone": _classifier_alone(profile),
        "together": lambda text: [candidate.agency for candidate in router.route(text).candidates],
    }
    print("| set | way | messages | first | in three | ms each |\n|---|---|---|---|---|---|")
    for name, cases in _sets(sys.argv[1:]).items():
        for way, ranking in ways.items():
            print(f"| {name} | {way} | {len(cases)} | {_row(cases, ranking)} |")
        _when_sure(name, cases, router)
    print(f"memory at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


def _sets(files: Sequence[str]) -> dict[str, list[Case]]:
    if files:
        rows = {file: [json.loads(line) for line in Path(file).read_text("utf-8").splitlines()] for file in files}
        return {Path(file).name: [(row["text"], row["agency_any"]) for row in found] for file, found in rows.items()}
    folder = ROOT / "tests" / "unit" / "agencies"
    read = {path.stem: yaml.safe_load(path.read_text("utf-8")) for path in sorted(folder.glob("routing_*.yml"))}
    return {name: [(str(text), right) for text, *right in rows] for name, rows in read.items()}


def _words_alone(profile: Profile) -> Ranking:
    lexicon = Lexicon([agency for agency in profile.agencies.values() if agency.duties])

    def ranking(text: str) -> list[str]:
        order = np.argsort(-lexicon.scores(matter(plain(text))), kind="stable")
        return list(dict.fromkeys(profile.agencies[lexicon.duties[index][0]].name for index in order[:20]))[:3]

    return ranking


def _classifier_alone(profile: Profile) -> Ranking:
    model = PhraseModel([agency for agency in profile.agencies.values() if agency.duties])

    def ranking(text: str) -> list[str]:
        order = np.argsort(-model.margins(matter(plain(text))).agencies, kind="stable")
        return [profile.agencies[model.agencies[index]].name for index in order[:3]]

    return ranking


def _same(given: str, right: str) -> bool:
    given, right = given.lstrip("县市州区"), right.lstrip("县市州区")
    return given in right or right in given or (given.endswith("人民政府") and right.endswith("人民政府"))


def _row(cases: Sequence[Case], ranking: Ranking) -> str:
    started = time.perf_counter()
    answers = [ranking(text) for text, _ in cases]
    each = (time.perf_counter() - started) / len(cases) * 1000
    hits = [[any(_same(name, right) for right in rights) for name in names] for names, (_, rights) in zip(answers, cases, strict=True)]
    first = sum(hit[0] for hit in hits) / len(cases)
    return f"{first:.3f} | {sum(map(any, hits)) / len(cases):.3f} | {each:.1f}"


def _when_sure(name: str, cases: Sequence[Case], router: Router) -> None:
    decisions = [(router.route(text), rights) for text, rights in cases]
    sure = [any(_same(decision.agency, right) for right in rights) for decision, rights in decisions if decision.sure]
    print(f"| {name} | when sure | {len(sure)} | {sum(sure) / max(1, len(sure)):.3f} | | |")


if __name__ == "__main__":
    main()
