"""The project's content with the editors' changes laid over it. Pure: rows in, a library out."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from bot.knowledge.loader import entry_of
from bot.knowledge.models import Entry, Library, Source

# Where an edited entry's findings say it lies.
HERE = Path("编辑台")


def entry_from(body: Mapping[str, Any]) -> Entry:
    """The entry that a draft or a change describes; KnowledgeError (Chinese) names a field that is missing or wrong."""
    return entry_of(body, HERE)


def row_of(entry: Entry) -> dict[str, Any]:
    """An entry as a row of the content's files: what an editor begins with, and what a change keeps."""
    row: dict[str, Any] = {
        "id": entry.id, "topic": entry.topic, "place": entry.place, "questions": list(entry.questions), "answer": entry.answer,
        "answer_en": entry.answer_en, "citations": [{"source": one.source, "article": one.article} for one in entry.citations],
        "ask_back": entry.ask_back, "next": list(entry.next), "outcome": entry.outcome,
        "valid_from": _iso(entry.valid_from), "valid_to": _iso(entry.valid_to), "stands_for": entry.stands_for,
    }  # fmt: skip
    return {name: value for name, value in row.items() if value not in (None, [], "")}


def laid_over(base: Library, bodies: Mapping[str, Mapping[str, Any] | None], sources: Mapping[str, Mapping[str, Any]]) -> Library:
    """`base` with entries replaced, added or left out (None), and with what became of its sources."""
    changed = {name: entry_from(body) for name, body in bodies.items() if body is not None}
    kept = [changed.pop(entry.id, entry) for entry in base.entries if bodies.get(entry.id, ...) is not None]
    return Library((*kept, *changed.values()), _sources(base.sources, sources), base.clauses)


def _sources(base: Mapping[str, Source], changes: Mapping[str, Mapping[str, Any]]) -> dict[str, Source]:
    return {title: _source(source, changes[title]) if title in changes else source for title, source in base.items()}


def _source(source: Source, body: Mapping[str, Any]) -> Source:
    dead_on = date.fromisoformat(body["dead_on"]) if body.get("dead_on") else source.dead_on
    clauses = {**source.clauses, **body.get("clauses", {})}
    return replace(source, dead_on=dead_on, replaced_by=body.get("replaced_by") or source.replaced_by, clauses=clauses)


def resting_on(entries: Iterable[Entry], title: str) -> list[Entry]:
    """The entries that cite a source: what an editor has to look at when it goes out of force."""
    return [entry for entry in entries if any(citation.source == title for citation in entry.citations)]


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
