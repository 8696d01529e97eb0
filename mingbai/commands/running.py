"""`mingbai up`, `mingbai worker`, `mingbai doctor`."""

from typing import Annotated

import typer

from mingbai import doctor as health
from mingbai.console import print_json, say
from mingbai.settings import settings


def up() -> None:
    """启动服务台：网页、理解引擎、后台任务。"""
    from mingbai.up import up as run

    run(settings())


def worker() -> None:
    """只运行后台任务（发送通知、到期预警）。"""
    from mingbai import logs
    from mingbai.chores import Chores
    from mingbai.wiring import open_database
    from mingbai.worker import run

    logs.set_up(settings().home / "worker.log")
    database = open_database()
    run(database, settings(), Chores(database, settings()))


def doctor(as_json: Annotated[bool, typer.Option("--json")] = False) -> None:
    """检查服务台：环境、数据库、引擎、渠道、磁盘。"""
    findings = health.examine(settings())
    if as_json:
        print_json([finding.as_json() for finding in findings])
    else:
        for finding in findings:
            say(f"{finding.mark} {finding.what}：{finding.says}")
    raise typer.Exit(0 if all(finding.fine for finding in findings) else 1)
