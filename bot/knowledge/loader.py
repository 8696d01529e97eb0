"""Reads a knowledge folder: `sources/*.yml` (one law a file), `entries/*.yml` (lists of entries), `imported/*.yml`."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from bot.knowledge.models import OUTCOMES, Citation, Clause, Entry, KnowledgeError, Library, Source

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def load_library(folder: Path) -> Library:
    """Everything in `folder`.

    Raises `KnowledgeError` (Chinese, with the file's name) for a file that cannot be read or an entry without its fields.
    """
    if not folder.is_dir():
        raise KnowledgeError(f"知识库文件夹不存在：{folder}")
    sources = {source.title: source for path in _files(folder / "sources") for source in [_source(path)]}
    entries = tuple(entry_of(row, path) for path in _files(folder / "entries") for row in _rows(path))
    return Library(entries, sources, load_imported(folder / "imported"))


def load_imported(folder: Path) -> tuple[Clause, ...]:
    """The clauses of all documents in a folder of imports; none when there is no such folder."""
    return tuple(clause for path in _files(folder) for clause in _imported(path))


def read_yaml(path: Path) -> Any:
    """The parsed file; `KnowledgeError` when it is not YAML in UTF-8."""
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)
    except (yaml.YAMLError, UnicodeDecodeError, OSError) as error:
        raise KnowledgeError(f"{path.name}：文件读不出来，请检查格式（{' '.join(str(error).split())}）") from error


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.yml")) if folder.is_dir() else []


def _rows(path: Path) -> list[Mapping[str, Any]]:
    rows = read_yaml(path) or []
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise KnowledgeError(f"{path.name}：文件应当是条目的列表，每条以“- id:”开头。")
    return rows


def _source(path: Path) -> Source:
    row = read_yaml(path)
    if not isinstance(row, dict) or not row.get("title") or not isinstance(row.get("clauses"), dict):
        raise KnowledgeError(f"{path.name}：来源文件要写明 title（标题）和 clauses（条款）。")
    return Source(
        title=str(row["title"]), full_title=str(row.get("full_title") or row["title"]), number=_text(row.get("number")),
        issued_on=_date(row, "issued_on", path), in_force_on=_date(row, "in_force_on", path), dead_on=_date(row, "dead_on", path),
        replaced_by=_text(row.get("replaced_by")), place=_text(row.get("place")), url=_text(row.get("url")),
        clauses={str(article): str(gist) for article, gist in row["clauses"].items()}, path=path,
    )  # fmt: skip


def entry_of(row: Mapping[str, Any], path: Path) -> Entry:
    """One entry; KnowledgeError names the field that is missing or wrong."""
    entry_id = str(row.get("id") or "")
    for field in ("id", "topic", "questions", "answer"):
        if not row.get(field):
            raise KnowledgeError(f"{path.name}：条目 {entry_id or '（没有 id）'} 缺少 {field}。")
    outcome = str(row.get("outcome") or "answered")
    if outcome not in OUTCOMES:
        raise KnowledgeError(f"{path.name}：条目 {entry_id} 的 outcome 不能是 {outcome}。")
    return Entry(
        id=entry_id, topic=str(row["topic"]), place=_text(row.get("place")),
        questions=tuple(str(form).strip() for form in row["questions"]), answer=str(row["answer"]).strip(),
        answer_en=_text(row.get("answer_en")), citations=tuple(_citation(c, entry_id, path) for c in row.get("citations") or ()),
        ask_back=_text(row.get("ask_back")), next=tuple(str(one) for one in row.get("next") or ()), outcome=outcome,
        valid_from=_date(row, "valid_from", path), valid_to=_date(row, "valid_to", path), path=path,
        stands_for=_text(row.get("stands_for")),
    )  # fmt: skip


def _citation(row: Any, entry_id: str, path: Path) -> Citation:
    if not isinstance(row, dict) or not row.get("source") or not row.get("article"):
        raise KnowledgeError(f"{path.name}：条目 {entry_id} 的 citations 要写成 {{source: 标题, article: 条款}}。")
    return Citation(str(row["source"]), str(row["article"]))


def _imported(path: Path) -> list[Clause]:
    row = read_yaml(path)
    if not isinstance(row, dict) or not row.get("title") or not isinstance(row.get("clauses"), list):
        raise KnowledgeError(f"{path.name}：导入的文件要有 title 和 clauses。")
    title, place, url = str(row["title"]), _text(row.get("place")), _text(row.get("url"))
    since, until = _date(row, "in_force_on", path), _date(row, "valid_to", path)
    return [
        Clause(title, str(one["article"]), str(one["text"]), place, url, since, until, _text(one.get("heading")) or "")
        for one in row["clauses"]
    ]


def _text(value: Any) -> str | None:
    return None if value is None else str(value).strip()


def _date(row: Mapping[str, Any], field: str, path: Path) -> date | None:
    value = row.get(field)
    if value is None or (isinstance(value, date)):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise KnowledgeError(f"{path.name}：{field} 不是日期（应写成 2019-05-15 这样）：{value}") from error
