"""`mingbai backup` and `mingbai restore`."""

from pathlib import Path
from typing import Annotated

import typer
from dotenv import dotenv_values
from sqlalchemy import make_url

from mingbai import backups
from mingbai.console import say
from mingbai.settings import settings
from mingbai.wiring import open_database


def backup(file: Annotated[Path, typer.Argument(help="写到哪个文件")]) -> None:
    """把整个服务台（数据、密钥、附件、本地资料、导入的文件、设置）备份到一个文件。服务台可以在运行。"""
    counts = backups.back_up(open_database(), settings().home, file, say)
    say(f"已备份 {sum(counts.values())} 行到 {file}。里面有密钥，请妥善保管。")


def restore(file: Annotated[Path, typer.Argument(help="备份文件")]) -> None:
    """把备份恢复到一个空的 MINGBAI_HOME 和空的数据库。"""
    home = settings().home
    backups.check_whole(file)
    backups.check_empty(settings().url, home)
    backups.put_home_back(file, home)
    counts = backups.put_rows_back(open_database(), file, say)
    say(f"已恢复 {sum(counts.values())} 行到 {make_url(settings().url).render_as_string(hide_password=True)}。")
    if (home / backups.SET_ASIDE).exists():
        say(f"原有的 {backups.SETTINGS} 没有改动；备份里的设置另存为 {home / backups.SET_ASIDE}，请对照着补上需要的。")
    if _kept_url(home / backups.SETTINGS) != settings().database_url:
        say(f"注意：{home / backups.SETTINGS} 里的 MINGBAI_DATABASE_URL 不是这个数据库，请先改好，否则下次启动会打开别的数据库。")
    say("接着运行 mingbai doctor 看一遍，再运行 mingbai up。")


def _kept_url(file: Path) -> str:
    """The database that the settings file names, whatever the environment says now; empty for the embedded one."""
    return (dotenv_values(file).get("MINGBAI_DATABASE_URL") if file.exists() else "") or ""
