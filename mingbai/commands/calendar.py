"""`mingbai calendar`: take in a year's holiday notice, and show a year as the desk counts it."""

import json
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.clock.calendar import WorkingCalendar, load_calendar
from bot.clock.imports import ImportedNotice, import_notice
from bot.clock.models import TimelineError
from bot.clock.notices import NoticeError
from bot.clock.wording import day_zh, span_zh
from mingbai.commands.affected import touched_tickets
from mingbai.settings import settings

calendar_app = typer.Typer(no_args_is_help=True, help="工作日历：导入放假通知，查看某一年")

# Called after an import; each recomputes what it keeps and answers one line for each thing whose date it touched.
affected_listers: list[Callable[[ImportedNotice], Iterable[str]]] = [touched_tickets]


def calendars_folder() -> Path:
    """Where imported notices live: MINGBAI_HOME/calendars."""
    return settings().home / "calendars"


@calendar_app.command("import")
def import_command(
    file: Annotated[Path, typer.Argument(help="放假通知文件（.yml）", exists=True, dir_okay=False, readable=True)],
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """导入国务院办公厅的放假通知，并列出受影响的工单。"""
    try:
        done = import_notice(file, calendars_folder())
    except NoticeError as error:
        raise _failed(str(error), as_json) from error
    affected = [line for lister in affected_listers for line in lister(done)]
    if as_json:
        typer.echo(json.dumps(_imported_json(done, affected), ensure_ascii=False))
        return
    typer.echo(f"已导入{done.notice.citation}，日历版本 {done.after.version}。")
    typer.echo(f"与原来不同的日子：{'、'.join(day_zh(day) for day in done.changed_days) or '没有'}。")
    typer.echo(f"受影响的工单：{len(affected)}件。")
    for line in affected:
        typer.echo(f"  {line}")


@calendar_app.command("show")
def show_command(
    year: Annotated[int, typer.Argument(help="年份，如 2026")],
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """查看某一年的放假、调休和依据。"""
    try:
        shown = _year(load_calendar(calendars_folder()), year)
    except (NoticeError, TimelineError) as error:
        raise _failed(str(error), as_json) from error
    if as_json:
        typer.echo(json.dumps(shown, ensure_ascii=False))
        return
    typer.echo(f"{year}年工作日历（{shown['calendar_version']}），共{shown['workdays']}个工作日")
    typer.echo(f"依据：{shown['notice']}")
    for span in shown["off"]:
        first, last = date.fromisoformat(span["from"]), date.fromisoformat(span["to"])
        typer.echo(f"  放假 {span_zh(first, last)} {span['name']}")
    for worked in shown["work"]:
        typer.echo(f"  上班 {day_zh(date.fromisoformat(worked['on']))} {worked['name']}")


def _year(calendar: WorkingCalendar, year: int) -> dict[str, Any]:
    if not date.min.year < year < date.max.year:
        raise TimelineError(f"没有{year}年这个年份，请写四位数字（全国年节及纪念日放假办法第七条）。")
    eve, last = date(year - 1, 12, 31), date(year, 12, 31)
    calendar.is_workday(last)
    days = [date(year, 1, 1) + timedelta(days=n) for n in range((last - eve).days)]
    notice = calendar.notices.get(year)
    return {
        "year": year,
        "notice": notice.citation if notice else "通知尚未公布，暂按周末和法定节日推算（全国年节及纪念日放假办法第二条）",
        "provisional": year in calendar.provisional_years,
        "calendar_version": calendar.version,
        "workdays": sum(map(calendar.is_workday, days)),
        "off": [{"from": str(first), "to": str(end), "name": name} for first, end, name in calendar.festivals(eve, last)],
        "work": [{"on": str(day), "name": name} for day, name in calendar.made_up(eve, last)],
    }


def _imported_json(done: ImportedNotice, affected: list[str]) -> dict[str, Any]:
    return {
        "year": done.notice.year,
        "notice": done.notice.citation,
        "calendar_version": done.after.version,
        "changed_days": [str(day) for day in done.changed_days],
        "affected": affected,
    }


def _failed(message: str, as_json: bool) -> typer.Exit:
    if as_json:
        typer.echo(json.dumps({"error": {"code": "calendar", "message": message}}, ensure_ascii=False))
    else:
        typer.echo(message, err=True)
    return typer.Exit(1)
