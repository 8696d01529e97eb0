"""`mingbai knowledge`: check the content, import an official document."""

import json
from dataclasses import asdict
from pathlib import Path

import typer

from bot.clock.service import today
from bot.knowledge.check import check_folder

app = typer.Typer(no_args_is_help=True, help="知识库：检查条目，导入文件")
_FOLDER = Path(__file__).parents[2] / "knowledge"


@app.callback()
def knowledge() -> None:
    """知识库：检查条目，导入文件"""


@app.command()
def check(
    folder: Path = typer.Option(_FOLDER, help="知识库文件夹"),
    as_json: bool = typer.Option(False, "--json", help="每条一行 JSON"),
) -> None:
    """检查条目：来源是否有效，条款是否列出，数字是否有依据，条目是否矛盾。有问题时退出码为 1。"""
    findings = check_folder(folder, today())
    for finding in findings:
        typer.echo(json.dumps(asdict(finding), ensure_ascii=False) if as_json else str(finding))
    if findings:
        typer.echo(f"共有{len(findings)}处要改。", err=True)
        raise typer.Exit(1)
    typer.echo("没有发现问题。", err=True)
