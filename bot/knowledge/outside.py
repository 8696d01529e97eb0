"""What the knowledge base must leave alone: small talk, filings, look-ups, other fields."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

_OWN = Path(__file__).with_name("outside.yml")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_ANNOTATED = re.compile(r"\[([^\]]+)\][({][^)}]*[)}]")
# Questions, answers to the form's own questions, and anger with a question in it teach nothing about what lies outside.
_NOT_OUTSIDE = frozenset({"ask", "fill", "abuse"})


# What an agency's matters share with the knowledge base: phrases with these words teach nothing.
_OURS = re.compile(r"公开|公示|信访|复议|档案|文件|热线|12345|诉讼|起诉|法院|举报|名单|纪委|监察")
_A_PHRASE = 5  # characters: shorter ones are names of things, which questions of ours may speak of too


def other_business(says: Iterable[str]) -> tuple[str, ...]:
    """Of the words in which people put agencies' matters, those that show what is no question for the knowledge base."""
    return tuple(dict.fromkeys(words for words in says if len(words) >= _A_PHRASE and not _OURS.search(words)))


@lru_cache(maxsize=4)
def outside_examples(talk: Path | None = None) -> tuple[str, ...]:
    """Messages that lie outside: the project's own list and, from `talk`, the conversation's training examples (Rasa NLU YAML)."""
    groups: Mapping[str, Sequence[str]] = yaml.load(_OWN.read_text(encoding="utf-8"), Loader=_LOADER)
    own = [str(text) for group in groups.values() for text in group]
    taught = [text for path in sorted(talk.glob("*.yml")) for text in _taught(path)] if talk is not None and talk.is_dir() else []
    return tuple(dict.fromkeys([*own, *taught]))


def _taught(path: Path) -> Iterator[str]:
    parsed: Any = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)
    for group in parsed.get("nlu") or ():
        if group.get("intent") and group["intent"] not in _NOT_OUTSIDE:
            lines = (line.strip().removeprefix("-").strip() for line in str(group["examples"]).splitlines())
            yield from (_ANNOTATED.sub(r"\1", line) for line in lines if line)
