"""How often harmless words are taken for danger, and cries for help heard: `python -m bench.alarms [FILE.yml]` prints one JSON line a figure.

The file holds parts, each with `harmless` messages and `cries` by kind (the project's own: tests/unit/conversations/alarms.yml). Shares; `in_doubt` are answered
beside a line with the number. The baseline of both alarms is what the rules' bare words hear, without figures of speech, times, law and likeness.
`questions` are the question forms of the knowledge that nobody answers with an emergency number.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import yaml

from bench.report import report
from bot.conversations import safety
from bot.conversations.alarming import questions
from mingbai.settings import ROOT

OWN = ROOT / "tests" / "unit" / "conversations" / "alarms.yml"


def tell(name: str, texts: Sequence[str]) -> None:
    """The share of alarms and of doubts among these."""
    bare = sum(safety.has_words(text) for text in texts) / len(texts)
    report(f"alarms.{name}.alarm", sum(safety.danger_in(text) is not None for text in texts) / len(texts), "share", bare)
    report(f"alarms.{name}.in_doubt", sum(safety.doubted_in(text) is not None for text in texts) / len(texts), "share")


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(prog="bench alarms", description="False alarms, and cries that are heard.")
    parser.add_argument("file", nargs="?", type=Path, default=OWN)
    for name, part in yaml.safe_load(parser.parse_args().file.read_text("utf-8")).items():
        tell(f"{name}.harmless", part["harmless"])
        tell(f"{name}.cries", [text for texts in part["cries"].values() for text in texts])
    tell("questions", questions())


if __name__ == "__main__":
    main()
