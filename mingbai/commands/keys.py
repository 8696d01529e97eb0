"""`mingbai keys`: the data key is looked at and changed."""

from collections.abc import Callable
from typing import Annotated

import typer

from mingbai.console import print_json, say
from mingbai.settings import settings

keys_app = typer.Typer(no_args_is_help=True, help="数据密钥：核对、更换")
_Json = Annotated[bool, typer.Option("--json", help="输出 JSON")]


@keys_app.command("check")
def check_command(as_json: _Json = False) -> None:
    """用现在的密钥把加密的内容全部打开一遍。服务台可以在运行。"""
    from bot.store import vault
    from mingbai import rotation
    from mingbai.wiring import open_database

    rows = rotation.check(open_database(), vault.current(), _progress(as_json))
    _tell(rows, "密钥没有问题：{count} 行都能打开。", as_json)


@keys_app.command("rotate")
def rotate_command(as_json: _Json = False) -> None:
    """换一把新的数据密钥，全部内容重新加密。先停下服务台；中途断了，再运行一次就接着做。"""
    from mingbai import rotation

    rows = rotation.rotate(settings(), _progress(as_json))
    _tell(rows, "密钥已更换，重新加密了 {count} 行。请马上做一次新的备份；旧备份里是旧密钥，仍能恢复。", as_json)


def _progress(as_json: bool) -> Callable[[str], None]:
    return (lambda _line: None) if as_json else say


def _tell(rows: dict[str, int], words: str, as_json: bool) -> None:
    if as_json:
        print_json({"ok": True, "rows": rows})
    else:
        say(words.format(count=sum(rows.values())))
