"""`mingbai profile`: check the places this desk can serve."""

import json
from pathlib import Path
from typing import Annotated

import typer

from bot.agencies.checking import check_profile
from bot.agencies.service import ProfileError, load_profile
from mingbai.settings import ROOT, settings

app = typer.Typer(no_args_is_help=True, help="地方资料：检查、查看")


@app.command()
def check(
    files: Annotated[list[Path] | None, typer.Argument(help="资料文件；不写就检查全部")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """检查地方资料有没有缺漏、失效、矛盾；每个问题一句话，有问题时退出码为 1。"""
    paths = files or sorted((ROOT / "profiles").glob("[!_]*.yml"))
    problems = {path.name: check_profile(path) for path in paths}
    if as_json:
        rows = [{"file": name, "problems": found} for name, found in problems.items()]
        typer.echo(json.dumps({"ok": not any(problems.values()), "files": rows}, ensure_ascii=False))
    else:
        for name, found in problems.items():
            typer.echo("\n".join(found) if found else f"{name}：没有发现问题")
    if any(problems.values()):
        raise typer.Exit(1)


@app.command()
def show(
    place: Annotated[str | None, typer.Argument(help="地方编号，如 zongyang；不写就用当前设置")] = None,
) -> None:
    """列出一个地方的机构、电话、热线和依据。"""
    try:
        profile = load_profile(place_file(place))
    except ProfileError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    typer.echo(f"{profile.full_name}（{profile.id}）")
    for notice in profile.notices:
        typer.echo(f"依据：{notice.title} {notice.number or ''} {notice.on}")
    for line in profile.hotlines:
        typer.echo(f"热线：{line.name} {line.number}（{line.fact.source}，{line.fact.on}）")
    for agency in profile.agencies.values():
        typer.echo(f"{agency.name}\t{agency.full_name}\t电话：{agency.phone_text}")


def place_file(place: str | None) -> Path:
    """The file of a place: an id (`zongyang`), a path to a file of one's own, or the place that is set."""
    if place is None:
        return settings().profile_path
    return Path(place) if place.endswith((".yml", ".yaml")) else ROOT / "profiles" / f"{place}.yml"
