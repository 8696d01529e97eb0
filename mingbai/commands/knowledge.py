"""`mingbai knowledge`: check the content, import an official document."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console

from bot.clock.service import today
from bot.knowledge.check import check_folder
from bot.knowledge.importing.service import Imported, Importer, ImportRefused, Overrides
from bot.knowledge.loader import load_library
from bot.knowledge.models import KnowledgeError
from mingbai.places import place_names
from mingbai.settings import settings

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


@app.command("import")
def import_documents(
    paths: Annotated[list[Path], typer.Argument(help="要导入的文件：txt、md、html、docx、pdf", metavar="PATH...")],
    title: Annotated[str | None, typer.Option(help="文件题目；不写就从文件里找")] = None,
    place: Annotated[str | None, typer.Option(help="适用的地方编号，如 zongyang；不写就从文件里找")] = None,
    url: Annotated[str | None, typer.Option(help="原文网址，引用时给出")] = None,
    in_force: Annotated[str | None, typer.Option(help="施行日期，如 2024-01-01；不写就从文件里找")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="每个文件一行 JSON")] = False,
) -> None:
    """导入正式文件：分成条款，服务台按原文引用并注明条款。再导入同一文件，就换成新的。"""
    stated = Overrides(title, _known_place(place), url, _day(in_force))
    if title is not None and len(paths) > 1:
        _misused("--title 只能用于一个文件，请一个一个导入。")
    importer = _importer()
    failed = [path for path in paths if not _import_one(importer, path, stated, as_json)]
    if failed:
        raise typer.Exit(1)


def _importer() -> Importer:
    try:
        sources = load_library(_FOLDER).sources
    except KnowledgeError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    return Importer(settings().home / "knowledge" / "imported", sources, place_names(), today())


def _import_one(importer: Importer, path: Path, stated: Overrides, as_json: bool) -> bool:
    try:
        with _progress(path.name) as step:
            done = importer.take(path, stated, step)
    except (ImportRefused, OSError) as error:
        told = str(error) if isinstance(error, ImportRefused) else f"{path.name}：保存不了（{error.strerror or error}）。"
        typer.echo(json.dumps({"file": str(path), "error": told}, ensure_ascii=False) if as_json else told, err=not as_json)
        return False
    if as_json:
        typer.echo(json.dumps(_as_json(done), ensure_ascii=False, default=str))
    else:
        _report(done)
    return True


@contextmanager
def _progress(name: str) -> Iterator[Callable[[str], None]]:
    """What is being done, on the terminal's error stream, for as long as it lasts."""
    console = Console(stderr=True)
    with console.status(name) as status:
        yield lambda step: status.update(f"{name}：{step}")


def _report(done: Imported) -> None:
    meta = done.meta
    typer.echo(f"{'已更新' if done.replaced else '已导入'}《{meta.title}》{f'（{meta.number}）' if meta.number else ''}")
    facts = [
        f"发文机关：{meta.issuer}" if meta.issuer else "", f"成文日期：{meta.issued_on}" if meta.issued_on else "",
        f"施行日期：{meta.in_force_on}" if meta.in_force_on else "", f"有效期至：{meta.valid_to}" if meta.valid_to else "",
        f"适用地方：{meta.place or '所有'}",
    ]  # fmt: skip
    typer.echo("  " + "，".join(filter(None, facts)))
    typer.echo(f"  共 {len(done.pieces)} 条。请核对下面几条：")
    for piece in _samples(done):
        typer.echo(f"  {piece.article}  {_start(piece.text)}")
    for held in done.held:
        typer.echo(f"  不引用 {held.article}：{held.why}。  {_start(held.text)}")
    for warning in done.warnings:
        typer.echo(f"  注意：{warning}")
    typer.echo(f"  存在 {done.kept}；服务台几秒钟后按它回答，不用重启。")


def _samples(done: Imported) -> list[Any]:
    """The first clause, one from the middle, the last."""
    count = len(done.pieces)
    return [done.pieces[at] for at in sorted({0, count // 2, count - 1})] if count else []


def _start(text: str) -> str:
    line = text.split("\n", 1)[0]
    return line if len(line) <= 40 else f"{line[:40]}……"


def _as_json(done: Imported) -> dict[str, Any]:
    return {
        "file": str(done.file), **asdict(done.meta), "clauses": len(done.pieces), "articles": [piece.article for piece in done.pieces],
        "held": [asdict(held) for held in done.held], "warnings": list(done.warnings), "replaced": done.replaced, "kept": str(done.kept),
    }  # fmt: skip


def _known_place(place: str | None) -> str | None:
    known = place_names()
    if place is None or place in known.values():
        return place
    if place in known:
        return known[place]
    _misused(f"不认识地方“{place}”，可以写：{'、'.join(sorted(set(known.values())))}。")


def _day(said: str | None) -> date | None:
    try:
        return None if said is None else date.fromisoformat(said)
    except ValueError:
        _misused(f"--in-force 要写成 2024-01-01 这样，不是“{said}”。")


def _misused(told: str) -> NoReturn:
    typer.echo(told, err=True)
    raise typer.Exit(2)
