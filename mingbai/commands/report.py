"""`mingbai report`: the yearly report as a file, and counting everything anew."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bot.agencies.service import Directory, load_profile
from bot.clock.service import load_calendar, today, use_calendar
from bot.oversight.annual.report import annual_report
from bot.oversight.folding import fold, forget
from bot.oversight.periods import FIRST_DAY
from bot.tickets.facts import catch_up, count_anew
from consoles.oversight.annual import as_file
from mingbai.console import print_json, say
from mingbai.errors import CannotStart
from mingbai.settings import settings
from mingbai.wiring import open_database

app = typer.Typer(no_args_is_help=True, help="统计和报告")


class Form(StrEnum):
    """The forms of a report."""

    XLSX = "xlsx"
    JSON = "json"
    HTML = "html"


@app.callback()
def _group() -> None:
    """统计和报告。"""


@app.command("annual")
def annual_command(
    year: Annotated[int, typer.Option(help="哪一年")],
    agency: Annotated[str | None, typer.Option(help="哪个单位（名称或简称）；不写是全部")] = None,
    form: Annotated[Form, typer.Option("--format", help="格式")] = Form.JSON,
    out: Annotated[Path | None, typer.Option(help="写到哪个文件；不写就写到标准输出")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="同 --format json")] = False,
) -> None:
    """政府信息公开工作年度报告：申请、复议诉讼两张表，校验，按条例第五十条起草的文字。"""
    if not FIRST_DAY.year <= year <= today().year:
        raise CannotStart(f"没有 {year} 年的数字，请写 {FIRST_DAY.year} 到 {today().year} 之间的年份。")
    profile = load_profile(settings().profile_path)
    found = Directory(profile).find(agency) if agency else None
    if agency and (found is None or found.is_elsewhere):
        raise CannotStart(f"本地没有“{agency}”这个单位，请写 profiles 中的名称或简称。")
    chosen = Form.JSON if as_json else form
    if chosen is Form.XLSX and out is None and sys.stdout.isatty():
        raise CannotStart("xlsx 不能显示在终端里，请用 --out 写到文件。")
    with open_database().read() as session:
        report = annual_report(session, profile.name, year, found.name if found else None, today())
    content, _ = as_file(report, chosen)
    _write(content, out)


def _write(content: bytes, out: Path | None) -> None:
    if out is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    try:
        out.write_bytes(content)
    except OSError as error:
        raise CannotStart(f"写不了文件 {out}。请换一个位置后重试。") from error
    print(f"已写到 {out}。", file=sys.stderr)


@app.command("recount")
def recount_command(as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False) -> None:
    """把全部统计从办理经过重新算一遍（平时不需要；恢复旧备份、怀疑数字不对时用）。服务台可以在运行。"""
    use_calendar(load_calendar(settings().home / "calendars"))
    database = open_database()
    read = changed = 0
    for batch_read, batch_changed in count_anew(database):
        read, changed = read + batch_read, changed + batch_changed
        if not as_json:
            say(f"已核对 {read} 张工单，改正 {changed} 张 ……")
    added = sum(catch_up(database))
    forget(database)
    months = fold(database)
    if as_json:
        print_json({"read": read, "changed": changed, "added": added, "months": months})
    else:
        say(f"完成：核对 {read} 张，改正 {changed} 张，补上 {added} 张，汇总 {months} 个月。")
