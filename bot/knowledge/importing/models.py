"""What passes between reading, structuring and keeping a document."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from bot.knowledge.models import KnowledgeError


class ImportRefused(KnowledgeError):
    """The document was not taken in, and nothing was written; the message is one Chinese sentence that says what to do."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph, in one line. `title` marks what the format itself calls the document's title."""

    text: str
    title: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, the first row as the head; a cell merged downwards is repeated in every row that it covers."""

    rows: tuple[tuple[str, ...], ...]


Block = Paragraph | Table


@dataclass(frozen=True, slots=True)
class Meta:
    """What a document says of itself; None where it says nothing."""

    title: str | None = None
    number: str | None = None
    issuer: str | None = None
    issued_on: date | None = None
    in_force_on: date | None = None
    valid_to: date | None = None
    place: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """A file as its format gives it: blocks in reading order, and what the format knows beside the text."""

    blocks: tuple[Block, ...]
    meta: Meta = field(default_factory=Meta)
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """One clause of a document: `article` in the citation form, `text` word for word, a paragraph or table row a line.

    `heading`: the headings it stands under, the highest first (第三章 监督管理 › 二、办理时限); no part of the text.
    """

    article: str
    text: str
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """A clause that was read but must not be quoted, and why."""

    article: str
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Structure:
    """The clauses of a document, and what an editor should look at."""

    pieces: tuple[Piece, ...]
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Overrides:
    """What the editor states; it goes before what is found in the document."""

    title: str | None = None
    place: str | None = None
    url: str | None = None
    in_force_on: date | None = None


@dataclass(frozen=True, slots=True)
class Imported:
    """The report of one import."""

    file: Path
    kept: Path
    meta: Meta
    pieces: tuple[Piece, ...]
    held: tuple[Held, ...]
    warnings: tuple[str, ...]
    replaced: bool
