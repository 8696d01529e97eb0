"""Says whether a document is one that the knowledge knows: to be cited by its title there, or dead and to be refused."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path

import yaml

from bot.knowledge.features import flat
from bot.knowledge.importing.heading import bare
from bot.knowledge.importing.models import Held, ImportRefused, Meta, Piece
from bot.knowledge.models import Source

_OUTDATED = Path(__file__).with_name("outdated.yml")
_EDITION = re.compile(r"\((?:19|20)\d{2}[^()]*\)$")
_SAME_TEXT = 0.45  # of an article's telling words; another edition's article of that number bears far fewer
_SELF = re.compile(r"制定(?:本|该)([\u4e00-\u9fff]{2,6}?)[。，]")


def short_title(title: str) -> str:
    """The title as it is cited: without 中华人民共和国."""
    return title.removeprefix("中华人民共和国")


def same_source(meta: Meta, body: str, sources: Iterable[Source]) -> Source | None:
    """The known source that this document is: by number, by title, or, when it has no title, the only one of its place and kind."""
    known = list(sources)
    if meta.number:
        found = [source for source in known if source.number and bare(source.number) == bare(meta.number)]
        if len(found) == 1:
            return found[0]
    if meta.title:
        return next((source for source in known if bare(meta.title) in {bare(source.title), bare(source.full_title)}), None)
    kind = _SELF.search(body)
    local = [source for source in known if kind and meta.place and source.place == meta.place and source.title.endswith(kind[1])]
    return local[0] if len(local) == 1 else None


def refuse_dead(meta: Meta, pieces: Sequence[Piece], sources: Mapping[str, Source], today: date) -> None:
    """Raises `ImportRefused`, naming what is in force instead, for a document that is dead or may be.

    A title that a dead and a living edition share is taken in only when date or number are the living one's and its
    articles say what the living one says.
    """
    body = "\n".join(piece.text for piece in pieces)
    dead = [source for source in sources.values() if source.dead_on is not None and source.dead_on <= today]
    for source in dead:
        if _is_disguised(source, meta, body):
            raise ImportRefused(_told(source))
    same = {source.title: source for source in dead if meta.title and _base(meta.title) in _bases(source)}
    living = [source for source in sources.values() if meta.title and source.live(today) and _base(meta.title) in _bases(source)]
    if not same:
        return
    if not living or any(_is_edition(source, meta) for source in same.values()):
        raise ImportRefused(_told(next(iter(same.values()))))
    if not _is_edition(living[0], meta) or not _says_the_same(living[0], pieces):
        raise ImportRefused(
            f"《{short_title(meta.title or '')}》有已经失效的旧版，这份文件看不出是现行版，没有导入；请找写明公布文号和施行日期的现行全文。"
        )


def _told(source: Source) -> str:
    instead = f"，现在用《{source.replaced_by}》" if source.replaced_by else ""
    day = f"{source.dead_on:%Y年%-m月%-d日}" if source.dead_on else ""
    return f"《{source.full_title}》从{day}起失效{instead}，没有导入。"


def _bases(source: Source) -> set[str]:
    return {_base(source.title), _base(source.full_title)}


def _base(title: str) -> str:
    """A title whatever the edition: brackets with a year at its end are left out."""
    return _EDITION.sub("", bare(short_title(title)))


def _is_edition(source: Source, meta: Meta) -> bool:
    """The day it came into force decides; only without one the number."""
    if meta.in_force_on is not None and source.in_force_on is not None:
        return meta.in_force_on == source.in_force_on
    return bool(meta.number and source.number and bare(source.number) in bare(meta.number))


def _is_disguised(source: Source, meta: Meta, body: str) -> bool:
    """A dead text under another title: it came into force on that day and speaks of itself and its matter as that text does."""
    base = _base(source.full_title)
    kind, subject = base[-2:], base[:-2]
    return (
        meta.in_force_on is not None and meta.in_force_on == source.in_force_on
        and body.count(f"本{kind}") >= 3 and body.count(subject) >= 5
    )  # fmt: skip


def _says_the_same(living: Source, pieces: Sequence[Piece]) -> bool:
    shares = [_share(living.clauses[piece.article], piece.text) for piece in pieces if piece.article in living.clauses]
    return not shares or sum(shares) / len(shares) >= _SAME_TEXT


def _share(gist: str, text: str) -> float:
    wanted, there = flat(gist), flat(text)
    return sum(feature in there for feature in wanted) / max(len(wanted), 1)


def set_aside(pieces: Sequence[Piece], sources: Mapping[str, Source], today: date) -> tuple[list[Piece], list[Held]]:
    """Clauses to quote, and those that state what the law in force no longer says."""
    rules = [rule for rule in _outdated() if rule["source"] in sources and sources[rule["source"]].live(today)]
    kept: list[Piece] = []
    held: list[Held] = []
    for piece in pieces:
        why = next((rule["why"] for rule in rules if _matches(rule, piece.text)), None)
        if why is None:
            kept.append(piece)
        else:
            held.append(Held(piece.article, piece.text, why))
    return kept, held


def _matches(rule: Mapping[str, str], text: str) -> bool:
    return re.search(rule["about"], text) is not None and re.search(rule["pattern"], text) is not None


@cache
def _outdated() -> tuple[Mapping[str, str], ...]:
    return tuple(yaml.safe_load(_OUTDATED.read_text(encoding="utf-8")))
