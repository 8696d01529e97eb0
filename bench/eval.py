"""How well is the desk's work done? Questions answered right and cited, filings brought to their end, matters routed.

    make eval                                        the project's own sets (tests/eval), asked of a real desk started for it
    make eval ARGS="FILE.jsonl …"                    other sets; what a file holds is told by its lines
    make eval ARGS="--url http://127.0.0.1:8000 …"   ask a desk that runs already
    make eval ARGS="--direct …"                      in this process, without HTTP and Rasa: ready in seconds, for work on content

Prints each miss with what was expected and, for each set, its figures as a JSON line; `--json OUT` keeps all replies.
Ends with 1 when a figure falls short of what the project promises.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.evaluation import personas, questions, routing
from bench.evaluation.desks import Desk, HttpDesk, direct_desk, started_desk
from bot.agencies.service import Router, load_profile
from mingbai.settings import ROOT

OWN_SETS = ROOT / "tests" / "eval"
# Least shares; of wrong statements the most.
PROMISED = {"right_share": 0.95, "out_of_scope_share": 0.98, "as_expected_share": 1.0}
MOST_WRONG = 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Evaluate; 0 when every promise is kept, else 1."""
    chosen = _parser().parse_args(arguments)
    sets = {path: read(path) for path in chosen.files or sorted(OWN_SETS.glob("*.jsonl"))}
    kept: dict[str, Any] = {}
    short: list[str] = []
    with _desk(chosen, any(kind_of(rows) != "routing" for rows in sets.values())) as desk:
        for path, rows in sets.items():
            found, kept[path.name] = EVALUATED[kind_of(rows)](rows, desk, chosen.place)
            print(json.dumps({"set": path.name} | found, ensure_ascii=False), flush=True)
            short += [f"{path.name}: {one}" for one in fallen_short(found)]
    if chosen.json:
        chosen.json.write_text(json.dumps(kept, ensure_ascii=False, indent=1, default=str), encoding="utf-8")
    for one in short:
        print(f"falls short: {one}", file=sys.stderr)
    return 1 if short else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bench eval", description="Evaluate a desk on sets of questions, people and matters.")
    parser.add_argument("files", nargs="*", type=Path, help="JSON lines; without any, the project's own sets")
    parser.add_argument("--url", help="a desk that runs already")
    parser.add_argument("--direct", action="store_true", help="in this process, without HTTP and Rasa")
    parser.add_argument("--place", default="zongyang", help="the place whose desk is started")
    parser.add_argument("--json", type=Path, help="where all replies are kept")
    return parser


@contextmanager
def _desk(chosen: argparse.Namespace, wanted: bool) -> Iterator[Desk | None]:
    if not wanted:
        yield None
    elif chosen.url:
        yield HttpDesk(chosen.url)
    else:
        with direct_desk(chosen.place) if chosen.direct else started_desk(chosen.place) as desk:
            yield desk


def read(path: Path) -> list[dict[str, Any]]:
    """The lines of a set; SystemExit for an empty one."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8-sig").splitlines() if line.strip()]
    if not rows:
        raise SystemExit(f"{path}: nothing in it")
    return rows


def kind_of(rows: Sequence[Mapping[str, Any]]) -> str:
    """`questions`, `personas` or `routing`, by what the first line holds."""
    kind = next((kind for key, kind in (("behaviour", "questions"), ("facts", "personas"), ("agency_any", "routing")) if key in rows[0]), None)
    if kind is None:
        raise SystemExit(f"neither questions nor personas nor matters: {sorted(rows[0])}")
    return kind


def fallen_short(found: Mapping[str, float]) -> list[str]:
    """What a set's figures miss of the project's promises."""
    low = [f"{name} {found[name]} < {least}" for name, least in PROMISED.items() if found.get(name, 1.0) < least]
    wrong = found.get("wrong_statements", 0)
    return [*low, *([f"wrong_statements {wrong} > {MOST_WRONG}"] if wrong > MOST_WRONG else [])]


def _questions(rows: Sequence[Mapping[str, Any]], desk: Desk | None, place: str) -> tuple[dict[str, float], list[Any]]:
    assert desk is not None
    verdicts = []
    for row in rows:
        verdicts.append(verdict := questions.ask(desk, row))
        if not verdict.right:
            print(verdict, flush=True)
    return questions.figures(verdicts), [{**one.question, "right": one.right, "replies": one.replies} for one in verdicts]


def _personas(rows: Sequence[Mapping[str, Any]], desk: Desk | None, place: str) -> tuple[dict[str, float], list[Any]]:
    assert desk is not None
    players = []
    for row in rows:
        players.append(player := personas.Player(desk, row).play())
        if player.faults:
            print(player, flush=True)
    return personas.figures(players), [{"id": one.persona["id"], "faults": one.faults, "log": one.log} for one in players]


def _routing(rows: Sequence[Mapping[str, Any]], desk: Desk | None, place: str) -> tuple[dict[str, float], list[Any]]:
    router = Router(load_profile(ROOT / "profiles" / f"{place}.yml"))
    routed = [routing.route(router, row) for row in rows]
    for one in routed:
        if not one.hit(1):
            print(one, flush=True)
    return routing.figures(routed), [{**one.case, "named": one.named} for one in routed]


EVALUATED = {"questions": _questions, "personas": _personas, "routing": _routing}


if __name__ == "__main__":
    sys.exit(main())
