"""`mingbai backup` and `mingbai restore`."""

from pathlib import Path
from typing import Annotated

import typer

from mingbai import backups
from mingbai.console import say
from mingbai.settings import settings
from mingbai.wiring import open_database


def backup(file: Annotated[Path, typer.Argument(help="写到哪个文件")]) -> None:
    """把整个服务台（数据、密钥、附件、设置）备份到一个文件。服务台可以在运行。"""
    counts = backups.back_up(open_database(), settings().home, file, say)
    say(f"已备份 {sum(counts.values())} 行到 {file}。里面有密钥，请妥善保管。")


def restore(file: Annotated[Path, typer.Argument(help="备份文件")]) -> None:
    """把备份恢复到一个空的 MINGBAI_HOME 和空的数据库。"""
    home = settings().home
    backups.check_whole(file)
    backups.check_empty(settings().url, home)
    backups.put_home_back(file, home)
    counts = backups.put_rows_back(open_database(), file, say)
    say(f"已恢复 {sum(counts.values())} 行。现在可以运行 mingbai up。")
