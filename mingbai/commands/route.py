"""`mingbai route`: who is responsible for a citizen's words; for one text, or for a file of them."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.agencies.service import Decision, Matter, ProfileError, Router, history_name, load_profile, load_router, matters
from mingbai.commands.profile import place_file
from mingbai.settings import settings


def route(
    text: Annotated[str | None, typer.Argument(help="群众的话")] = None,
    file: Annotated[str | None, typer.Option(help="一行一件的 JSONL 文件，“-”为标准输入")] = None,
    place: Annotated[str | None, typer.Option(help="地方编号，如 zongyang")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """判断一件事由哪个单位负责，并说明理由。"""
    if (text is None) == (file is None):
        raise typer.BadParameter("请写一句话，或用 --file 给出一批，二者选一。")
    router = _router(place)
    if text is not None:
        _say(_told(router, text), as_json)
        return
    rows = list(_rows(router, file or "-"))
    for row in rows:
        _say(row, as_json)
    if any("error" in row for row in rows):
        raise typer.Exit(1)


def _router(place: str | None) -> Router:
    try:
        profile = load_profile(place_file(place))
        return load_router(profile, settings().home / history_name(profile.id))
    except (ProfileError, ValueError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error


def _rows(router: Router, source: str) -> Iterator[dict[str, Any]]:
    """One row out for each line in, in the same order, whatever is wrong with it; blank lines are no lines."""
    try:
        lines = (sys.stdin.read() if source == "-" else Path(source).read_text(encoding="utf-8-sig")).splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise typer.BadParameter(f"读不了“{source}”：请确认文件存在，编码是 UTF-8。") from error
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _answer(router, number, line)


def _answer(router: Router, number: int, line: str) -> dict[str, Any]:
    try:
        request = json.loads(line)
    except json.JSONDecodeError:
        return {"id": None, "error": {"code": "malformed", "message": f"第{number}行不是 JSON。"}}
    text = request.get("text") if isinstance(request, dict) else None
    name = request.get("id") if isinstance(request, dict) else None
    if not isinstance(text, str):
        return {"id": name, "error": {"code": "malformed", "message": f"第{number}行没有“text”。"}}
    return {"id": name} | _told(router, text)


def _told(router: Router, text: str) -> dict[str, Any]:
    """Who is responsible for the words as a whole, and, where they tell of several matters, for each (`matters`, else empty)."""
    found = matters(text, router.route)
    return _row(router.route(text)) | {"matters": [_matter(one) for one in found] if len(found) > 1 else []}


def _matter(one: Matter) -> dict[str, Any]:
    return {"text": one.words} | _row(one.decision)


def _row(decision: Decision) -> dict[str, Any]:
    elsewhere = decision.elsewhere
    return {
        "agency": decision.agency,
        "full_name": decision.full_name,
        "confidence": decision.confidence,
        "sure": decision.sure,
        "candidates": [{"agency": c.agency, "confidence": c.confidence, "why": c.why} for c in decision.candidates],
        "co": list(decision.co),
        "township": decision.township,
        "elsewhere": None if elsewhere is None else {"agency": elsewhere.agency, "say": elsewhere.say},
    }


def _say(row: dict[str, Any], as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(row, ensure_ascii=False))
    elif "error" in row:
        typer.echo(row["error"]["message"], err=True)
    else:
        typer.echo(f"{row['agency']}（把握 {row['confidence']:.0%}{'' if row['sure'] else '，不确定，请人工判断'}）")
        for candidate in row["candidates"]:
            typer.echo(f"  {candidate['agency']} {candidate['confidence']:.0%} {candidate['why']}")
        for number, matter in enumerate(row["matters"], 1):
            typer.echo(f"第{number}件“{matter['text']}”：{matter['agency']}（把握 {matter['confidence']:.0%}，{matter['candidates'][0]['why']}）")
