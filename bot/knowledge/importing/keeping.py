"""Writes an imported document where the desk reads it, whole or not at all, one file a document."""

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml

from bot.knowledge.importing.heading import bare
from bot.knowledge.importing.models import Held, Meta, Piece

_DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
_UNSAFE = re.compile(r"[^\w（）()〔〕-]+")
_LONGEST = 40  # characters of a title in a file's name


def keep(folder: Path, meta: Meta, pieces: Sequence[Piece], held: Sequence[Held]) -> tuple[Path, bool]:
    """The file in `folder` that holds the document now, and whether it took an earlier import's place."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / _name(meta)
    earlier = [path for path in _earlier(folder, meta) if path != target]
    replaced = bool(earlier) or target.exists()
    _write(target, _row(meta, pieces, held))
    for path in earlier:
        path.unlink()
    return target, replaced


def newer_kept(folder: Path, meta: Meta) -> date | None:
    """The day from which a later edition that is kept already is in force; None when there is none."""
    if meta.in_force_on is None or not folder.is_dir():
        return None
    days = [head["in_force_on"] for path in sorted(folder.glob("*.yml")) if _is_same(head := _head(path), meta) and head.get("in_force_on")]
    return next((day for day in days if isinstance(day, date) and day > meta.in_force_on), None)


@dataclass(frozen=True)
class Kept:
    """One imported document as an editor sees it in a list."""

    name: str
    title: str
    number: str | None
    place: str | None
    in_force_on: date | None
    clauses: int


def kept_documents(folder: Path) -> list[Kept]:
    """Every document that is kept, by title; a file that somebody spoilt by hand is left out of the list."""
    return sorted((kept for path in folder.glob("*.yml") if (kept := _kept(path)) is not None), key=lambda one: one.title)


def _kept(path: Path) -> Kept | None:
    head = _head(path)
    if not head.get("title"):
        return None
    count = path.read_text(encoding="utf-8").split("\nheld:", 1)[0].count("\n- article:")
    return Kept(path.stem, str(head["title"]), head.get("number"), head.get("place"), head.get("in_force_on"), count)


def remove(folder: Path, name: str) -> bool:
    """Quote a document no more; False when there is none of this name."""
    path = next((path for path in folder.glob("*.yml") if path.stem == name), None)
    if path is None:
        return False
    path.unlink()
    return True


def _name(meta: Meta) -> str:
    title = meta.title or ""
    mark = sha256(f"{bare(title)}|{meta.place or ''}".encode()).hexdigest()[:8]
    return f"{_UNSAFE.sub('', title)[:_LONGEST]}-{mark}.yml"


def _earlier(folder: Path, meta: Meta) -> list[Path]:
    """Earlier imports of this document: the same number, or the same title and place."""
    return [path for path in sorted(folder.glob("*.yml")) if _is_same(_head(path), meta)]


def _head(path: Path) -> dict[str, Any]:
    """What a file says before its clauses, without reading them."""
    lines = []
    with path.open(encoding="utf-8") as file:
        for line in file:
            if line.startswith("clauses:"):
                break
            lines.append(line)
    row = yaml.safe_load("".join(lines))
    return row if isinstance(row, dict) else {}


def _is_same(head: dict[str, Any], meta: Meta) -> bool:
    numbered = meta.number is not None and head.get("number") is not None and bare(str(head["number"])) == bare(meta.number)
    return numbered or (bare(str(head.get("title"))) == bare(meta.title or "") and head.get("place") == meta.place)


def _row(meta: Meta, pieces: Sequence[Piece], held: Sequence[Held]) -> dict[str, Any]:
    row: dict[str, Any] = {
        "title": meta.title, "number": meta.number, "issuer": meta.issuer, "issued_on": meta.issued_on,
        "in_force_on": meta.in_force_on, "valid_to": meta.valid_to, "place": meta.place, "url": meta.url,
        "clauses": [_clause(piece) for piece in pieces],
    }  # fmt: skip
    if held:
        row["held"] = [{"article": one.article, "why": one.why, "text": one.text} for one in held]
    return row


def _clause(piece: Piece) -> dict[str, str]:
    heading = {"heading": piece.heading} if piece.heading else {}
    return {"article": piece.article, **heading, "text": piece.text}


def _write(target: Path, row: dict[str, Any]) -> None:
    part = target.with_suffix(".part")
    try:
        with part.open("w", encoding="utf-8") as file:
            yaml.dump(row, file, Dumper=_DUMPER, allow_unicode=True, sort_keys=False, width=10_000)
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
