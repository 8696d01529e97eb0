"""Replies as plain text, for channels that show nothing else: the answer, what it rests on, choices by number, pieces that fit."""

import re
from collections.abc import Callable, Iterable, Sequence

from bot.clock.service import BORROWED, titled
from bot.conversations.choices import offered
from bot.conversations.replies import Citation, Option, Reply

# Where a text may be cut, the best place first: after a paragraph, a line, a sentence, a clause, a blank.
_CUTS = tuple(re.compile(pattern) for pattern in (r"\n{2,}", r"\n", r"[。！？!?…]+[”’」』）)]*|[.](?=\s)", r"[；;：，,、]", r"\s"))


def words_of(reply: Reply) -> str:
    """A reply's text with its grounds in one short line, where the text does not name them itself."""
    grounds = [ground(citation) for citation in reply.citations if not _is_named(citation, reply.text)]
    if not grounds or reply.outcome == "safety":
        return reply.text
    return f"{reply.text}\n依据：{'、'.join(dict.fromkeys(grounds))}"


def ground(citation: Citation) -> str:
    """«《政府信息公开条例》第三十三条»; a document that is known by its number stands without the marks of a title."""
    is_number = "〔" in citation.source or citation.source.startswith("《")
    return f"{citation.source if is_number else titled(citation.source)}{citation.article}"


def _is_named(citation: Citation, text: str) -> bool:
    return citation.source.removeprefix(BORROWED) in text and citation.article in text


def numbered(options: Iterable[Option]) -> str:
    """Choices for those who cannot tap: «回复 1 投诉»."""
    return "\n".join(f"回复 {number} {option.label}" for number, option in enumerate(options, 1))


def together(replies: Sequence[Reply]) -> str:
    """All replies of a turn as one text, their choices numbered at its end (`bot.conversations.choices` knows the same numbers)."""
    return "\n\n".join(part for part in (*map(words_of, replies), numbered(offered(replies))) if part)


def pieces(text: str, fits: Callable[[str], bool]) -> list[str]:
    """`text` in as few pieces as fit, cut where a reader would pause. Nothing but blanks at the cuts is lost."""
    found: list[str] = []
    left = text.strip()
    while left and not fits(left):
        size = _cut(left, _longest(left, fits))
        found.append(left[:size].rstrip())
        left = left[size:].lstrip()
    return [piece for piece in (*found, left) if piece]


def _longest(text: str, fits: Callable[[str], bool]) -> int:
    """How many characters of the beginning fit; at least one, so that there is an end."""
    low, high = 1, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(text[:middle]) else (low, middle - 1)
    return low


def _cut(text: str, most: int) -> int:
    """The best place to cut within the first `most` characters: never so early that the piece is less than half full."""
    for cut in _CUTS:
        ends = [match.end() for match in cut.finditer(text, 0, most) if match.end() > most // 2]
        if ends:
            return ends[-1]
    return most
