"""`mingbai deadline`: when a matter is due, and why; for one matter, or for a file of them."""

import json
import sys
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.agencies.service import load_profile
from bot.clock import service
from bot.clock.calendar import WorkingCalendar, load_calendar
from bot.clock.models import EVENT_TYPES, Deadline, Event, PeriodOverrides, TimelineError
from bot.clock.notices import NoticeError
from mingbai.commands.calendar import calendars_folder
from mingbai.places import overrides_of
from mingbai.settings import settings


class _Malformed(ValueError):
    """Input that is no question at all (exit 2), as against one the law refuses (exit 1)."""


def deadline(
    kind: Annotated[
        str | None, typer.Option(help="事项种类：application complaint consultation suggestion correction_notice")
    ] = None,
    events: Annotated[str | None, typer.Option(help="事项经过的 JSON 文件，“-”为标准输入")] = None,
    file: Annotated[str | None, typer.Option(help="一行一件的 JSONL 文件，“-”为标准输入")] = None,
    as_of: Annotated[str | None, typer.Option("--today", help="给出今天的日期，则晚于今天的事项不予接受")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """推算到期日，并逐行说明理由。"""
    if (events is None) == (file is None):
        raise typer.BadParameter("请用 --events 给出一件事项，或用 --file 给出一批，二者选一。")
    try:
        today = None if as_of is None else _date(as_of)
        calendar = load_calendar(calendars_folder())
        if events is not None:
            ok = _one(kind, events, calendar, today, as_json)
        else:
            ok = _many(kind, file or "-", calendar, today, as_json)
    except _Malformed as error:
        raise typer.BadParameter(str(error)) from error
    except NoticeError as error:
        _say(_refusal("calendar", error), as_json)
        raise typer.Exit(1) from error
    if not ok:
        raise typer.Exit(1)


def _one(kind: str | None, source: str, calendar: WorkingCalendar, today: date | None, as_json: bool) -> bool:
    request = _parse(_read(source))
    try:
        answer = _answer(kind, request, calendar, today)
    except TimelineError as error:
        _say(_refusal("refused", error), as_json)
        return False
    if as_json:
        _print(_as_json(answer))
    else:
        typer.echo("\n".join(answer.explanation))
    return True


def _many(kind: str | None, source: str, calendar: WorkingCalendar, today: date | None, as_json: bool) -> bool:
    """One line out for each line in, whatever is wrong with it; blank lines are no lines."""
    ok = True
    for line in filter(str.strip, _read(source).splitlines()):
        row = _row(kind, line, calendar, today)
        ok = ok and "error" not in row
        if as_json:
            _print(row)
        else:
            typer.echo(f"{row['id']}\t{row['error']['message'] if 'error' in row else row['due_on']}")
    return ok


def _row(kind: str | None, line: str, calendar: WorkingCalendar, today: date | None) -> dict[str, Any]:
    name = None
    try:
        request = _parse(line)
        name = request.get("id") if isinstance(request, dict) else None
        return {"id": name} | _as_json(_answer(kind, request, calendar, today))
    except TimelineError as error:
        return {"id": name} | _refusal("refused", error)
    except _Malformed as error:
        return {"id": name} | _refusal("malformed", error)


def _answer(kind: str | None, request: Any, calendar: WorkingCalendar, today: date | None) -> Deadline:
    if isinstance(request, list):
        request = {"events": request}
    if not isinstance(request, dict) or not isinstance(request.get("events"), list):
        raise _Malformed('应是 {"kind": …, "events": […]} 这样的内容。')
    asked = _kind(kind, request.get("kind"))
    return service.deadline(asked, list(map(_event, request["events"])), _place_periods(), today=today, calendar=calendar)


@lru_cache(maxsize=1)
def _place_periods() -> PeriodOverrides:
    """The periods that the desk's place sets itself."""
    return overrides_of(load_profile(settings().profile_path))


def _kind(option: str | None, given: Any) -> str:
    if option is not None and given is not None and option != given:
        raise _Malformed(f"--kind 写的是“{option}”，内容里写的是“{given}”，请核对。")
    kind = option or given
    if kind not in service.periods():
        raise _Malformed(f"不认识事项种类“{kind}”，可用的有：{'、'.join(service.periods())}。")
    return str(kind)


def _event(row: Any) -> Event:
    if not isinstance(row, dict) or row.get("type") not in EVENT_TYPES:
        what = row.get("type") if isinstance(row, dict) else row
        raise _Malformed(f"不认识“{what}”这种事项，可用的有：{'、'.join(EVENT_TYPES)}。")
    workdays, party = row.get("workdays"), row.get("party")
    if workdays is not None and type(workdays) is not int:
        raise _Malformed(f"workdays 应是整数，这里是“{workdays}”。")
    if party is not None and not isinstance(party, str):
        raise _Malformed(f"party 应是文字，这里是“{party}”。")
    return Event(row["type"], _date(row.get("on")), workdays, party)


def _date(text: Any) -> date:
    # fromisoformat also takes 20260914 and 2026-W38-1; one way of writing a date is enough.
    if not isinstance(text, str) or len(text) != 10 or text[4] != "-" or text[7] != "-":
        raise _Malformed(f"日期应写作 2026-09-14 的样子，这里是“{text}”。")
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise _Malformed(f"没有“{text}”这一天。") from error


def _read(source: str) -> str:
    try:
        return sys.stdin.read() if source == "-" else Path(source).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise _Malformed(f"读不了“{source}”：请确认文件存在，编码是 UTF-8。") from error


def _parse(text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise _Malformed(f"不是 JSON：第{error.lineno}行第{error.colno}个字附近有误。") from error


def _as_json(answer: Deadline) -> dict[str, Any]:
    return {
        "due_on": None if answer.due_on is None else answer.due_on.isoformat(),
        "provisional": answer.provisional,
        "explanation": list(answer.explanation),
        "legal_basis": [{"source": basis.source, "article": basis.article} for basis in answer.legal_basis],
        "calendar_version": answer.calendar_version,
    }


def _refusal(code: str, error: Exception) -> dict[str, Any]:
    return {"error": {"code": code, "message": str(error)}}


def _say(refusal: dict[str, Any], as_json: bool) -> None:
    if as_json:
        _print(refusal)
    else:
        typer.echo(refusal["error"]["message"], err=True)


def _print(row: dict[str, Any]) -> None:
    typer.echo(json.dumps(row, ensure_ascii=False))
