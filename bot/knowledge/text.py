"""A citizen's words made comparable: simplified, lower-case, without politeness, dialect or homophones in the way.

Wants no screen and no store; everything here is a pure function of the text and of `lexicon.yml`.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import opencc
import rjieba
import yaml
from pypinyin import Style, pinyin
from pypinyin.constants import PINYIN_DICT

_LEXICON = Path(__file__).with_name("lexicon.yml")
_NOT_WORD = re.compile(r"[^0-9a-z\u4e00-\u9fff]+")
_HAN = re.compile(r"(?:(?![一二三四五六七八九十两几])[\u4e00-\u9fff])+")
_LATIN = re.compile(r"[a-z]+")
_MATTER = re.compile(
    r"[。？！?!;；\n]+|(?:第[一二三四五](?![方人条款项次天批季者届期章节号轮名手回遍位页])|其[一二三]|[一二三四五][、.]|(?<!\d)\d[、.)）])[是个件]?[,，:：]?"
    r"|(?:^|[,，:：、\s])(?:[一二三](?:是|来|则)|(?:一|头一|再一|另一|第二)(?:个|件)(?:事)?是|头一[桩件个码样]|[二三]一[桩件个码样])(?=\D)|[,，\s]?(?:另外|还有(?:一件事|件事|就是)?|再一个|再(?:就|来就|有就)是|顺[便带嘴]|捎带着?|(?<![我你他她们人能以会想要不可])同时)(?=\D)|[,，\s]+再(?=[帮给替]我)"
)
# «两个问题：…», and without the word for it where somebody says that he asks: «问两样:…».
_ANNOUNCED = re.compile(
    r"(?:[两二三几]|2|3)(?:个|件|样|桩|码)(?:问题|事情?|疑问)[儿啊呀]?[,，:：\s]*|^(?:我)?有(?:[两二三几]|2|3)(?:件|样|桩|码)[,，:：]"
    r"|(?:问|打听|请教|咨询|讲|说)[你您]?们?(?:一下)?(?:[两二三几]|2|3)(?:个|件|样|桩|码)[儿啊呀]?[,，:：\s]+"
)
# Southern speakers and the speech recognisers that hear them swap these sounds.
_SAME_SOUND = ((re.compile(r"^([zcs])h"), r"\1"), (re.compile(r"([aei])ng$"), r"\1n"))
# What somebody says of himself beside a question, and is no part of it: «…，我电话13900000011».
_OWN_NUMBER = re.compile(
    r"[,，。;；\s]*(?:我的?|本人|俺的?)?(?:联系)?(?:电话|手机|号码|微信|邮箱|身份证)(?:号码?)?(?:就?是|为|:|：)?\s*[0-9A-Za-z*@._-]{7,}"
)
_CONTROL = dict.fromkeys((*range(32), *range(127, 160)), " ")


def is_function_word(word: str) -> bool:
    """English words that every question has and that tell nothing."""
    return word in lexicon().function_words


@dataclass(frozen=True)
class Lexicon:
    """The word lists that non-programmers extend: `fillers` and `replace` as one compiled pattern, `terms` by their
    sounds, `words` that only sound like them, `concepts` by word."""

    replace: re.Pattern[str]
    plain: Mapping[str, str]
    terms: Mapping[tuple[str, ...], str]
    words: frozenset[str]
    concepts: re.Pattern[str]
    concept_of: Mapping[str, tuple[str, ...]]
    english: frozenset[str]
    function_words: frozenset[str]


@cache
def lexicon() -> Lexicon:
    """The lexicon shipped beside this module (read once)."""
    rows = yaml.safe_load(_LEXICON.read_text(encoding="utf-8"))
    plain = {str(word): "" for word in rows["fillers"]} | {str(word): str(to) for word, to in rows["replace"].items()}
    concept_of: dict[str, tuple[str, ...]] = {}
    for concept, words in rows["concepts"].items():
        for word in map(str, words):
            concept_of[word] = (*concept_of.get(word, ()), concept)
    latin = {part for word in concept_of if word.isascii() for part in word.split()}
    function_words = frozenset(map(str, rows["english"]))
    terms = {tuple(map(sound, term)): str(term) for term in rows["terms"]}
    return Lexicon(_any_of(plain), plain, terms, frozenset(rows["words"]), _any_of(concept_of), concept_of, function_words | latin, function_words)


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    """Longest first; an English word only as a whole word."""
    alternatives = (rf"\b{re.escape(w)}\b" if w.isascii() and w.isalpha() else re.escape(w) for w in sorted(words, key=len, reverse=True))
    return re.compile("|".join(alternatives))


@cache
def _simplifier(kind: str) -> opencc.OpenCC:
    return opencc.OpenCC(kind)


def _simplified(text: str) -> str:
    """Traditional text with its words as the mainland says them. Simplified text stays: tw2sp would make 文档 of its 文件."""
    by_character = str(_simplifier("t2s").convert(text))
    return text if by_character == text else str(_simplifier("tw2sp").convert(text)).replace("文档", "文件")


def clean(text: str) -> str:
    """NFKC, simplified, lower-case, control characters as blanks; punctuation stays (dates and sums need it)."""
    return _simplified(unicodedata.normalize("NFKC", text.translate(_CONTROL))).lower()


def without_own_numbers(text: str) -> str:
    """The text without the telephone number, address of mail or number of a card that was given along with it."""
    return _OWN_NUMBER.sub("", text) or text


def normalise(text: str) -> str:
    """`clean`, then without emoji, punctuation and politeness, dialect words in plain Chinese, pinyin left as it is."""
    words = respelled(_NOT_WORD.sub(" ", clean(text)).strip())
    lexical = lexicon()
    return " ".join(lexical.replace.sub(lambda found: lexical.plain[found[0]], words).split())


def respelled(text: str) -> str:
    """Words of the trade that are half written with other characters of the same sound, as they are written: 复意 → 复议.

    Only whole words count, and words that the dictionary does not know: in 村里有 and 收废品 nothing is misspelled.
    """
    parts = rjieba.cut(text, False)  # without guessing at unknown words: these come as single characters
    at = 0
    while at < len(parts):
        for many in (1, 2, 3):
            term = _meant("".join(parts[at : at + many]))
            if term is not None:
                parts[at : at + many] = [term]
                break
        at += 1
    return "".join(parts)


@lru_cache(maxsize=65536)
def _meant(written: str) -> str | None:
    if not 2 <= len(written) <= 3 or not _HAN.fullmatch(written) or written in lexicon().words:
        return None
    term = lexicon().terms.get(tuple(map(sound, written)))
    return term if term is not None and term != written and any(a == b for a, b in zip(term, written, strict=True)) else None


def concepts(text: str) -> list[str]:
    """The concepts that a normalised text speaks of; Chinese and English words lead to the same ones."""
    lexical = lexicon()
    return sorted({concept for word in lexical.concepts.findall(text) for concept in lexical.concept_of[word]})


def is_english(text: str) -> bool:
    """Mostly Latin letters, and words of English rather than pinyin."""
    words = _LATIN.findall(text.lower())
    han = sum("\u4e00" <= char <= "\u9fff" for char in text)
    known = sum(len(word) > 1 and word in lexicon().english for word in words)  # «a b» is no English yet
    return known > 0 and len(words) > han and (known * 3 >= len(words) or not all(split_pinyin(word) for word in words))


def without_announcement(text: str) -> str:
    """The text without «问两样：»: how many matters it tells is no number of anything else."""
    return _ANNOUNCED.sub("", text, count=1)


def matters(text: str) -> list[str]:
    """The sentences of a message that may each be a matter of its own, in order; at least the text itself."""
    announced = _ANNOUNCED.split(text, maxsplit=1)
    pieces = _MATTER.split(text if len(announced) < 2 else announced[1])
    if len(announced) > 1 and len(pieces) < 2:
        pieces = re.split(r"[,，、\s]+", announced[1])
    parts = [part.strip(" ,，、:：") for part in pieces]
    least = 4 if len(announced) < 2 else 3  # «收钱不» is a question where somebody has said that he asks several
    return [part for part in parts if len(part) >= least] or [text]


@lru_cache(maxsize=8192)
def sound(char: str) -> str:
    """The syllable of a Chinese character, without tone, near sounds folded together."""
    return _fold(pinyin(char, style=Style.NORMAL)[0][0])


def syllables(text: str) -> list[str]:
    """The sounds of a normalised text; a run of Latin letters that is pinyin is read as syllables, other Latin words have none."""
    found: list[str] = []
    for run in re.findall(r"[\u4e00-\u9fff]|[a-z]+|\d+", text):
        if run.isdigit():
            found.append(run)
        elif run.isascii():
            found.extend(map(_fold, split_pinyin(run) or ()))
        else:
            found.append(sound(run))
    return found


@lru_cache(maxsize=4096)
def split_pinyin(run: str) -> tuple[str, ...] | None:
    """`shenqing` → (`shen`, `qing`); the split with the fewest syllables, or None if the letters are not pinyin."""
    if len(run) > 60:
        return None
    best: list[tuple[str, ...] | None] = [()] + [None] * len(run)
    for end in range(1, len(run) + 1):
        for start in range(max(0, end - 6), end):
            before = best[start]
            if before is not None and run[start:end] in _all_syllables():
                candidate = (*before, run[start:end])
                known = best[end]
                if known is None or len(candidate) < len(known):
                    best[end] = candidate
    return best[-1]


@cache
def _all_syllables() -> frozenset[str]:
    tone_marks = re.compile(r"[\u0300\u0301\u0304\u030c]")
    readings = (reading for readings in PINYIN_DICT.values() for reading in readings.split(","))
    plain = {tone_marks.sub("", unicodedata.normalize("NFD", reading)) for reading in readings}
    ascii_only = {unicodedata.normalize("NFC", one).replace("ü", "v") for one in plain}
    return frozenset(one for one in ascii_only if one.isascii() and one.isalpha() and (len(one) > 1 or one in "aeo"))


def _fold(syllable: str) -> str:
    for pattern, to in _SAME_SOUND:
        syllable = pattern.sub(to, syllable)
    return syllable
