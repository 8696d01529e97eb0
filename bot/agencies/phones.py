"""What a telephone number of an office in China may look like, and what a cell of a spreadsheet says of one or several of them."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import phonenumbers

_LOCAL = re.compile(r"[2-8]\d{6,7}")  # within its own area code
_SHORT = re.compile(r"1\d{2,4}|9\d{4,5}|1[01]\d{3}")  # 110, 12345, 96128
_EXTENSION = re.compile(r"(转|-|—|－|#|ext\.?)\d{1,5}$", re.IGNORECASE)
# One number as it stands among other words: its own groups may be parted by one blank or dash.
_GAP = r"[-\s]?"
_NUMBER = re.compile(
    rf"""(?<!\d)(?:\+?86{_GAP})?(?:
      (?<=86)[1-9]\d{{1,2}}{_GAP}[2-8]\d{{6,7}} | (?<=86[-\s])[1-9]\d{{1,2}}{_GAP}[2-8]\d{{6,7}}
    | (?:\(0\d{{2,3}}\)|0\d{{2,3}})[-\s]*[2-8]\d{{2,3}}{_GAP}\d{{4}}
    | 1[3-9]\d{_GAP}\d{{4}}{_GAP}\d{{4}} | [48]00(?:{_GAP}\d){{7}} | [2-8]\d{{2,3}}{_GAP}\d{{4}}
    | (?:9\d{{4,5}}|1\d{{2,4}})(?![年室号楼层房元])
    )(?!\d)(?:\s*(?P<word>\(?\s*(?:转接?|分机号?|内线|ext\.?)[:\s]*|-|\#)(?P<extension>\d{{1,5}})(?!\d)(?P<close>\s*\))?)?""",
    re.VERBOSE | re.IGNORECASE,
)
# Digits that a note may have: a time of day, a count or a room before its word («24小时», «302室»), the last day of «周一至周5».
_NOTE_DIGITS = re.compile(r"\d{1,2}:\d{2}|\d{1,4}(?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff])\d{1,2}(?!\d)")
_SAYS_NOTHING = re.compile(r"(?:(?:联系|办公|咨询)?电话(?:号码)?|号码|tel|phone)[:.\s]*", re.IGNORECASE)
_BETWEEN = re.compile(r"[、,;/\n]|或者?|^\s*[和及与]\s*$")
_LONGEST_NOTE = 30


@dataclass(frozen=True)
class Phone:
    """One number as it is shown, with what was written about it (whose, when); empty where nothing was."""

    number: str
    note: str = ""

    @property
    def text(self) -> str:
        """The number and its note for citizens to read."""
        return f"{self.number}（{self.note}）" if self.note else self.number


class PhoneError(ValueError):
    """What cannot be read as telephone numbers: the part of it that is not understood."""


def is_phone(text: str) -> bool:
    """Whether a text is one number: with area code, local, mobile, 400, or a short service number; an extension may follow."""
    digits = re.sub(r"[\s()（）\-—－]", "", text)
    if _LOCAL.fullmatch(digits) or _SHORT.fullmatch(digits):
        return True
    bare = _EXTENSION.sub("", text)
    for candidate in (digits, re.sub(r"[\s()（）]", "", bare)):
        try:
            if phonenumbers.is_valid_number(phonenumbers.parse(candidate, "CN")):
                return True
        except phonenumbers.NumberParseException:
            continue
    return bare != text and bool(_LOCAL.fullmatch(re.sub(r"\D", "", bare)) or _SHORT.fullmatch(bare.strip()))


def read_phones(text: str) -> list[Phone]:
    """The numbers of a cell, each with its note: «0562-3211234（工作日）», «3211234 转 801», «办公室3211234、传真3211235».

    PhoneError names what is not understood; a number is never guessed, nor is part of a cell left out in silence.
    """
    plain = re.sub(r"[—–―−]+", "-", unicodedata.normalize("NFKC", text)).strip()
    found = [match for match in _NUMBER.finditer(plain) if is_phone(_as_written(match))]
    if not found:
        raise PhoneError(text.strip())
    before, after = _notes(plain, found)
    return [Phone(_as_written(match), _note(labels, notes)) for match, labels, notes in zip(found, before, after, strict=True)]


def _as_written(match: re.Match[str]) -> str:
    extension = match["extension"]
    if extension is None:
        return match[0].strip()
    number = match[0][: match.start("word") - match.start()].strip()
    return f"{number}{match['word'] if match['word'] in '-#' else '转'}{extension}"


def _notes(plain: str, found: list[re.Match[str]]) -> tuple[list[str], list[str]]:
    """What is said of each number before it and after it. Words between two numbers go to one of them: see `_parted`."""
    labelled = bool(_bare(plain[: found[0].start()]))
    between = [_parted(plain[one.end() : other.start()], labelled) for one, other in pairwise(found)]
    return [plain[: found[0].start()], *(label for _, label in between)], [*(note for note, _ in between), plain[found[-1].end() :]]


def _parted(words: str, labelled: bool) -> tuple[str, str]:
    """What stands between two numbers as (about the one before, about the one after).

    At the last separator that stands outside brackets; else at an open bracket; else as the cell began: with a label, or with a number.
    """
    separators = [match for match in _BETWEEN.finditer(words) if _depth(words[: match.start()]) <= 0]
    if separators:
        return words[: separators[-1].start()], words[separators[-1].end() :]
    if _depth(words) > 0:
        return words[: words.rindex("(")], words[words.rindex("(") :]
    closed = words.rfind(")") + 1
    return (words[:closed], words[closed:]) if labelled else (words, "")


def _depth(words: str) -> int:
    return words.count("(") - words.count(")")


def _note(before: str, after: str) -> str:
    parts = [part for side in (before, after) if (part := _bare(side))]
    for part in parts:
        if re.search(r"\d", _NOTE_DIGITS.sub("", part)) or len(part) > _LONGEST_NOTE:
            raise PhoneError(part)
    return "，".join(parts)


def _bare(words: str) -> str:
    """A note without the brackets, separators and titles around it; empty when it says nothing."""
    return re.sub(r"\s+", " ", _SAYS_NOTHING.sub("", " ".join(_inside(words)))).strip(" -:.、,;/。()").replace(",", "，")


def _inside(words: str) -> Iterator[str]:
    return (part for part in re.split(r"[()\[\]【】]", words) if part.strip())
