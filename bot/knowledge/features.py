"""Turns a text into weighted features in channels: characters, words, sounds and concepts.

Each channel forgives another kind of mistake: characters forgive word order, sounds forgive homophones and pinyin,
concepts forgive other words for the same thing and another language.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable

import rjieba

from bot.knowledge.text import concepts, is_english, is_function_word, normalise, split_pinyin, syllables

CHANNELS = ("char", "word", "sound", "concept")
_PINYIN_RUN = re.compile(r"[a-z]{2,}")
_ENDING = re.compile(r"(?:ies|ing|ed|es|s|e|y)$")
_STOP = frozenset("的了吗呢啊吧呀嘛么是在我你们就都也把被给那这个还又很要会能")


def features(text: str) -> dict[str, Counter[str]]:
    """Raw counts by channel of a text as the citizen typed it."""
    plain = normalise(text)
    english = is_english(plain)
    meant = concepts(plain)
    shown = plain if english else _PINYIN_RUN.sub(lambda run: " " if split_pinyin(run[0]) else run[0], plain)
    return {
        "char": Counter(_char_grams(shown)),
        "word": Counter(_stem(word) if word.isascii() else word for word in rjieba.cut(shown) if word.strip() and _tells(word)),
        "sound": Counter() if english else Counter(_runs(syllables(plain), (2, 3))),
        "concept": Counter(meant + _pairs(meant)),
    }


def flat(text: str) -> Counter[str]:
    """Characters in pairs and words in one bag: enough to find a clause in a long document."""
    plain = normalise(text)
    grams = Counter(gram for part in plain.split() for gram in _grams(part, (2,)))
    grams.update(f"w:{word}" for word in rjieba.cut(plain) if len(word) > 1 and word not in _STOP)
    return grams


def damped(count: int) -> float:
    """A word said three times is not three times as telling."""
    return 1.0 + math.log(count)


def _tells(word: str) -> bool:
    return word not in _STOP and not is_function_word(word)


def _stem(word: str) -> str:
    """An English word without its ending: requests, requested, requesting → request. Short words stay."""
    stem = _ENDING.sub("", word)
    return stem if len(stem) >= 3 else word


def _char_grams(plain: str) -> list[str]:
    latin_whole = [_stem(part) for part in plain.split() if part.isascii() and not is_function_word(part)]
    return latin_whole + [gram for part in plain.split() if not part.isascii() for gram in _grams(part, (1, 2, 3))]


def _grams(text: str, sizes: Iterable[int]) -> list[str]:
    return [text[at : at + size] for size in sizes for at in range(len(text) - size + 1)]


def _runs(parts: list[str], sizes: Iterable[int]) -> list[str]:
    return [" ".join(parts[at : at + size]) for size in sizes for at in range(len(parts) - size + 1)]


def _pairs(parts: list[str]) -> list[str]:
    return [f"{one}+{other}" for at, one in enumerate(parts) for other in parts[at + 1 :]]
