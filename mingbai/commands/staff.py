"""`mingbai staff`: accounts for those who work at the desk."""

import json
import select
import sys
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Annotated

import typer
from sqlalchemy.orm import Session

from bot.agencies.service import Directory, load_profile
from bot.people.accounts import close_account, find_staff, open_account, reset_password, unlock
from bot.people.models import Staff
from bot.people.roster import Listed, everybody
from bot.people.second_factor import switch_off
from bot.people.service import Role, StaffError, add_staff
from bot.store import utc_now

_WAIT_SECONDS = 2.0
# Whom the audit trail names for what is done here.
_BY = "command-line"
_STATES = {"open": "正常", "locked": "已锁定", "closed": "已停用"}
_Login = Annotated[str, typer.Argument(help="账号")]
_Json = Annotated[bool, typer.Option("--json", help="输出 JSON")]
staff_app = typer.Typer(no_args_is_help=True, help="工作人员账号")


@staff_app.command("add")
def add_command(
    login: Annotated[str, typer.Argument(help="账号：小写字母、数字、点、横线")],
    role: Annotated[str, typer.Option(help="角色：clerk head operator editor oversight admin")],
    agency: Annotated[str | None, typer.Option(help="所属单位的名称或简称")] = None,
    name: Annotated[str | None, typer.Option(help="显示的姓名")] = None,
    as_json: _Json = False,
) -> None:
    """新建账号。密码从标准输入读取；没有输入时自动生成，只显示这一次。"""
    from mingbai.wiring import open_database

    if role not in set(Role):
        raise typer.BadParameter(f"没有“{role}”这个角色，可用的有：{'、'.join(Role)}。")
    given = _given_password()
    try:
        short = _short_name(agency)
        with open_database().write() as session:
            staff, password = add_staff(session, login, role, agency=short, name=name, password=given, by=_BY)
            made = {"login": staff.login, "role": str(staff.role), "agency": staff.agency, "name": staff.name}
    except StaffError as error:
        _refuse(str(error), as_json)
        raise typer.Exit(1) from error
    if given is None:
        made["password"] = password
    typer.echo(json.dumps(made, ensure_ascii=False) if as_json else _words(made))


@staff_app.command("list")
def list_command(as_json: _Json = False) -> None:
    """列出全部账号：角色、单位、状态、两步验证、上次登录。"""
    from mingbai.wiring import open_database

    with open_database().read() as session:
        found = [_line(one) for one in everybody(session)]
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False))
        return
    for one in found:
        marks = [_STATES[str(one["state"])], *(["两步验证"] if one["second_factor"] else []), *(["未改密码"] if one["password_given"] else [])]
        typer.echo(f"{one['login']:<20} {one['role']:<10} {one['agency'] or '-'}  {one['name']}  [{'、'.join(marks)}]")


@staff_app.command("disable")
def disable_command(login: _Login, as_json: _Json = False) -> None:
    """停用账号：不能再登录，已登录的都退出。"""
    _change(login, as_json, "已停用账号", lambda session, staff: close_account(session, staff, _BY))


@staff_app.command("enable")
def enable_command(login: _Login, as_json: _Json = False) -> None:
    """重新启用停用的账号。"""
    _change(login, as_json, "已启用账号", lambda session, staff: open_account(session, staff, _BY))


@staff_app.command("unlock")
def unlock_command(login: _Login, as_json: _Json = False) -> None:
    """解除因输错密码或验证码而来的锁定。"""
    _change(login, as_json, "已解除锁定", lambda session, staff: unlock(session, staff, _BY))


@staff_app.command("reset-2fa")
def reset_factor_command(login: _Login, as_json: _Json = False) -> None:
    """关闭账号的两步验证（手机和恢复码都没有了的时候用）。"""
    _change(login, as_json, "已重置两步验证", lambda session, staff: switch_off(session, staff, _BY))


@staff_app.command("reset-password")
def reset_password_command(login: _Login, as_json: _Json = False) -> None:
    """重置密码。密码从标准输入读取；没有输入时自动生成，只显示这一次。"""
    given = _given_password()
    made: dict[str, str] = {}

    def reset(session: Session, staff: Staff) -> None:
        secret = reset_password(session, staff, _BY, given)
        if given is None:
            made["password"] = secret

    _change(login, as_json, "已重置密码", reset, made)


def _change(
    login: str, as_json: bool, done: str, work: Callable[[Session, Staff], None], made: Mapping[str, str] = MappingProxyType({})
) -> None:
    """One change of one account; exit 1 with its one sentence when it cannot be."""
    from mingbai.wiring import open_database

    try:
        with open_database().write() as session:
            staff = find_staff(session, login)
            if staff is None:
                raise StaffError(f"没有“{login}”这个账号。")
            work(session, staff)
    except StaffError as error:
        _refuse(str(error), as_json)
        raise typer.Exit(1) from error
    secret = f"，密码：{made['password']}（只显示这一次，请妥善保管）" if made else ""
    typer.echo(json.dumps({"login": staff.login, **made}, ensure_ascii=False) if as_json else f"{done}：{staff.login}{secret}")


def _line(one: Listed) -> dict[str, str | bool | None]:
    staff = one.staff
    locked = staff.locked_until is not None and staff.locked_until > utc_now()
    return {
        "login": staff.login, "name": staff.name, "role": str(staff.role), "agency": staff.agency,
        "state": "closed" if not staff.active else "locked" if locked else "open", "second_factor": one.factor_on,
        "password_given": staff.password_given, "last_signed_in": staff.last_signed_in.isoformat() if staff.last_signed_in else None,
    }  # fmt: skip


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
