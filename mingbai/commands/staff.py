"""`mingbai staff`: accounts for those who work at the desk."""

import json
import select
import sys
from typing import Annotated

import typer

from bot.agencies.service import Directory, load_profile
from bot.people.service import Role, StaffError, add_staff

_WAIT_SECONDS = 2.0
staff_app = typer.Typer(no_args_is_help=True, help="工作人员账号")


@staff_app.callback()
def _group() -> None:
    """工作人员账号。"""  # a group of one command would otherwise be the command itself


@staff_app.command("add")
def add_command(
    login: Annotated[str, typer.Argument(help="账号：小写字母、数字、点、横线")],
    role: Annotated[str, typer.Option(help="角色：clerk head operator editor oversight admin")],
    agency: Annotated[str | None, typer.Option(help="所属单位的名称或简称")] = None,
    name: Annotated[str | None, typer.Option(help="显示的姓名")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """新建账号。密码从标准输入读取；没有输入时自动生成，只显示这一次。"""
    from mingbai.wiring import open_database

    if role not in set(Role):
        raise typer.BadParameter(f"没有“{role}”这个角色，可用的有：{'、'.join(Role)}。")
    given = _given_password()
    try:
        short = _short_name(agency)
        with open_database().write() as session:
            staff, password = add_staff(session, login, role, agency=short, name=name, password=given, by="command-line")
            made = {"login": staff.login, "role": str(staff.role), "agency": staff.agency, "name": staff.name}
    except StaffError as error:
        _refuse(str(error), as_json)
        raise typer.Exit(1) from error
    if given is None:
        made["password"] = password
    typer.echo(json.dumps(made, ensure_ascii=False) if as_json else _words(made))


def _given_password() -> str | None:
    if sys.stdin is None or sys.stdin.isatty() or not _something_comes():
        return None
    return sys.stdin.readline().rstrip("\r\n") or None


def _something_comes() -> bool:
    """Whether standard input has something to read: a pipe that somebody else left open must not hold the command up."""
    try:
        return bool(select.select([sys.stdin], [], [], _WAIT_SECONDS)[0])
    except (OSError, ValueError):
        return True  # not a file of the system's: reading it cannot wait


def _short_name(agency: str | None) -> str | None:
    """The name that tickets carry, for any name an agency is known by."""
    from mingbai.settings import settings

    if agency is None:
        return None
    found = Directory(load_profile(settings().profile_path)).find(agency)
    if found is None or found.is_elsewhere:
        raise StaffError(f"本地没有“{agency}”这个单位，请写 profiles 中的名称或简称。")
    return found.name


def _words(made: dict[str, str | None]) -> str:
    secret = f"，密码：{made['password']}（只显示这一次，请妥善保管）" if "password" in made else ""
    return f"已建立账号：{made['login']}（{made['role']}，{made['agency'] or '不限单位'}）{secret}"


def _refuse(message: str, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps({"error": {"code": "refused", "message": message}}, ensure_ascii=False))
    else:
        typer.echo(message, err=True)
