"""`mingbai profile`: check the places this desk can serve, and start a new one."""

import json
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from bot.agencies.checking import check_profile
from bot.agencies.remarks import remarks
from bot.agencies.service import ProfileError, load_profile, profile_files
from bot.clock.service import today
from mingbai.settings import settings

app = typer.Typer(no_args_is_help=True, help="地方资料：新建、检查、查看")


@app.command()
def check(
    files: Annotated[list[Path] | None, typer.Argument(help="资料文件；不写就检查全部")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """检查地方资料有没有缺漏、失效、矛盾；每个问题一句话，有问题时退出码为 1。"""
    paths = files or list(profile_files(settings().own_profiles).values())
    problems = {path: check_profile(path) for path in paths}
    notes = {path: [] if found else remarks(load_profile(path), today()) for path, found in problems.items()}
    if as_json:
        rows = [{"file": path.name, "problems": found, "remarks": notes[path]} for path, found in problems.items()]
        typer.echo(json.dumps({"ok": not any(problems.values()), "files": rows}, ensure_ascii=False))
    else:
        for path, found in problems.items():
            typer.echo("\n".join(found) if found else f"{path.name}：没有发现问题")
            typer.echo("".join(f"  提示：{note}\n" for note in notes[path]), nl=False)
    if any(problems.values()):
        raise typer.Exit(1)


@app.command()
def new(
    place: Annotated[str, typer.Argument(help="地方编号，用小写字母，如 wangjiang")],
    file: Annotated[Path, typer.Argument(help="机构表：.xlsx 或 .csv，表头有“单位名称”等（见 mingbai profile template）")],
    name: Annotated[str | None, typer.Option(help="地方名称，如 望江县；不写就从表里看")] = None,
    above: Annotated[str, typer.Option(help="上级地方，如 安庆市")] = "",
    replace: Annotated[bool, typer.Option("--replace", help="已有同名资料时替换")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """从机构表新建一个地方的资料，存在 MINGBAI_HOME/profiles 里；表里有错就逐行指出，不写文件。"""
    from bot.agencies.spreadsheet import read_sheet
    from bot.agencies.starting import place_of, start

    target = settings().own_profiles / f"{place}.yml"
    try:
        sheet = read_sheet(file)
        started = start(place_of(place, sheet, name, above), sheet, today())
    except ProfileError as error:
        _fail([str(error)], as_json)
    if started.faults:
        _fail([f"{file.name}：{fault}" for fault in started.faults], as_json)
    if target.exists() and not replace:
        _fail([f"已经有{target}了；要用这张表重新生成，请加 --replace（原来手工改过的会丢）"], as_json)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(started.text(), encoding="utf-8")
    todo = [*check_profile(target), *started.todo]
    if as_json:
        row = {"ok": True, "file": str(target), "agencies": len(started.raw["agencies"]), "towns": len(started.raw["towns"]["names"]), "todo": todo}
        typer.echo(json.dumps(row, ensure_ascii=False))
        return
    typer.echo(f"已生成 {target}：{len(started.raw['agencies'])}个单位，{len(started.raw['towns']['names'])}个乡镇街道。")
    typer.echo(f"启用：把 MINGBAI_PROFILE={place} 写进 settings.env，再重新启动。还要核对的：")
    typer.echo("\n".join(f"· {line}" for line in todo))


@app.command()
def template(file: Annotated[Path, typer.Argument(help="写到哪里，如 机构表.xlsx")]) -> None:
    """写一张空的机构表，带填写说明。"""
    from bot.agencies.starting import write_template

    if file.suffix.lower() != ".xlsx":
        _fail([f"“{file.name}”要以 .xlsx 结尾"], as_json=False)
    try:
        write_template(file)
    except OSError:
        _fail([f"写不了“{file}”，请换一个文件夹"], as_json=False)
    typer.echo(f"已写好 {file}。填好后运行：mingbai profile new 地方编号 {file}")


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


def _fail(sentences: list[str], as_json: bool) -> NoReturn:
    if as_json:
        typer.echo(json.dumps({"ok": False, "errors": sentences}, ensure_ascii=False))
    else:
        typer.echo("\n".join(sentences), err=True)
    raise typer.Exit(1)


def place_file(place: str | None) -> Path:
    """The file of a place: an id (`zongyang`), a path to a file of one's own, or the place that is set."""
    if place is None:
        return settings().profile_path
    return Path(place) if place.endswith((".yml", ".yaml")) else settings().place_path(place)
