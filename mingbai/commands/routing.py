"""`mingbai routing`: learn from a place's own past messages, and measure how well that goes."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from bot.agencies.history import CORRECTION_COUNTS, Message, learn, read_messages, save_learned
from bot.agencies.measuring import Measured, measure
from bot.agencies.service import ProfileError, history_name, load_profile
from bot.tickets.decided import decided
from mingbai.commands.profile import place_file
from mingbai.settings import settings
from mingbai.wiring import open_database

app = typer.Typer(no_args_is_help=True, help="派单学习：用本地以往的来信训练、评测")

_File = Annotated[Path, typer.Argument(help="以往的来信，一行一件：标签、标题、正文，用制表符隔开")]
_FEW = 50  # messages; from so many on, other matters than those learned from stayed where they were
_Json = Annotated[bool, typer.Option("--json", help="输出 JSON")]


@app.command()
def train(
    file: Annotated[Path | None, typer.Argument(help="以往的来信：标签、标题、正文，用制表符隔开；不写就从本机已办的工单学习")] = None,
    place: Annotated[str | None, typer.Option(help="地方编号，如 zongyang")] = None,
    as_json: _Json = False,
) -> None:
    """从以往的来信学习；学到的东西只存在 MINGBAI_HOME 里。"""
    try:
        profile = load_profile(place_file(place))
        messages = read_messages(file) if file else _own_messages()
        learned = learn(messages)
        target = settings().home / history_name(profile.id)
        save_learned(learned, target)
    except ProfileError as error:
        _fail(error)
    if as_json:
        row = {"messages": len(messages), "labels": list(learned.labels), "file": str(target)}
        typer.echo(json.dumps(row, ensure_ascii=False))
    else:
        typer.echo(f"学习了{len(messages)}条来信、{len(learned.labels)}种标签，存在 {target}")
    if len(messages) < _FEW:
        typer.echo(f"注意：不到{_FEW}条，学到的可能以偏概全，别的事也会被判给这几个单位。拿几件事用 mingbai route 试试；不好就删掉 {target.name}，马上恢复原样。", err=True)


def _own_messages() -> list[Message]:
    """What people decided about this desk's own tickets; a correction counts several times."""
    with open_database().read() as session:
        found = [Message(agency, "", text) for agency, text, moved in decided(session) for _ in range(CORRECTION_COUNTS if moved else 1)]
    if len({message.label for message in found}) < 2:
        raise ProfileError("本机还没有足够的已办工单可学：至少要有两个单位办过或被改派到")
    return found


@app.command()
def evaluate(file: _File, as_json: _Json = False) -> None:
    """五折评测：准确率、宏平均 F1、混淆表、只答有把握的部分时的准确率。"""
    try:
        measured = measure(read_messages(file))
    except ProfileError as error:
        _fail(error)
    if as_json:
        row = asdict(measured) | {"answered": [{"share": share, "accuracy": right} for share, right in measured.answered]}
        typer.echo(json.dumps(row, ensure_ascii=False))
    else:
        _print(measured)


def _print(measured: Measured) -> None:
    typer.echo(f"{measured.messages}条，准确率 {measured.accuracy:.4f}，宏平均 F1 {measured.macro_f1:.4f}")
    typer.echo("实际＼判断\t" + "\t".join(measured.labels))
    for label, row in zip(measured.labels, measured.confusion, strict=True):
        typer.echo(f"{label}\t" + "\t".join(map(str, row)))
    for share, right in measured.answered:
        typer.echo(f"只答最有把握的 {share:.0%}：准确率 {right:.4f}")


def _fail(error: ProfileError) -> NoReturn:
    typer.echo(str(error), err=True)
    raise typer.Exit(1)
