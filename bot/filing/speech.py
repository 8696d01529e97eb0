"""The words of `speech.yml` as parts of patterns: whoever adds one there changes no pattern."""

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import yaml

_WORDS = Path(__file__).with_name("speech.yml")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@lru_cache(maxsize=1)
def _lists() -> dict[str, tuple[str, ...]]:
    found = yaml.load(_WORDS.read_text("utf-8"), Loader=_LOADER)
    return {name: tuple(map(str, words)) for name, words in found.items()}


def words(name: str) -> Sequence[str]:
    """The words of a list, as they stand there. KeyError for a list that is not there."""
    return _lists()[name]


def said(name: str) -> str:
    """Any word of a list, as a group of a pattern. The longer go first: «不方便留» is not «不方便» with something left over."""
    return f"(?:{'|'.join(map(re.escape, sorted(words(name), key=len, reverse=True)))})"


def either(*parts: str) -> str:
    """A pattern for any of these, in this order: one way of saying it a line."""
    return "|".join(parts)


def whole(*leads: str) -> str:
    """Any of these leads, where it begins no longer word: «告» of «告他», not of «告诉»."""
    return f"(?:{'|'.join(map(_whole, sorted(leads, key=len, reverse=True)))})"


def _whole(lead: str) -> str:
    rests = [re.escape(word.removeprefix(lead)) for word in words("longer") if word.startswith(lead) and word != lead]
    return re.escape(lead) + (f"(?!{'|'.join(rests)})" if rests else "")
