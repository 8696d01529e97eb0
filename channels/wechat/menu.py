"""The account's menu: read from a file that anybody can edit, checked against WeChat's limits, put into WeChat's form.

https://developers.weixin.qq.com/doc/offiaccount/Custom_Menus/Creating_Custom-Defined_Menu.html
"""

import unicodedata
from pathlib import Path
from typing import Any

import yaml

OWN = Path(__file__).parent / "menu.yml"
_BUTTONS, _BELOW = 3, 5
# Longer names are cut off with «…» on the phone. Two narrow characters are as wide as a Chinese one.
_NAME, _NAME_BELOW = 4, 7
_SAY_BYTES, _URL_BYTES = 128, 1_024


class MenuError(ValueError):
    """A menu that WeChat would refuse or cut off; one Chinese sentence that says where and why."""


def load(path: Path, base: str) -> dict[str, Any]:
    """The body of `menu/create`. `base` is the desk's public address; entries that open a page are left out without one."""
    try:
        rows = yaml.safe_load(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise MenuError(f"菜单文件 {path.name} 读不出来：{type(error).__name__}。") from error
    if not isinstance(rows, list) or not 1 <= len(rows) <= _BUTTONS:
        raise MenuError(f"菜单要有 1 到 {_BUTTONS} 个按钮。")
    return {"button": [_button(row, base) for row in rows]}


def _button(row: Any, base: str) -> dict[str, Any]:
    name = _name(row, _NAME)
    if "below" not in row:
        return _leaf(row, name, base)
    below = row["below"]
    if not isinstance(below, list) or not 1 <= len(below) <= _BELOW:
        raise MenuError(f"“{name}”下面要有 1 到 {_BELOW} 项。")
    shown = [one for one in below if base or not (isinstance(one, dict) and "open" in one)]
    return {"name": name, "sub_button": [_leaf(one, _name(one, _NAME_BELOW), base) for one in shown]}


def _name(row: Any, most: int) -> str:
    name = row.get("name") if isinstance(row, dict) else None
    if not isinstance(name, str) or not name.strip():
        raise MenuError("菜单里有一项没有名称（name）。")
    width = sum(1.0 if unicodedata.east_asian_width(character) in "WF" else 0.5 for character in name)
    if width > most:
        raise MenuError(f"“{name}”太长：最多 {most} 个汉字。")
    return name


def _leaf(row: Any, name: str, base: str) -> dict[str, Any]:
    said, page = row.get("say"), row.get("open")
    if isinstance(said, str) and said.strip() and page is None:
        if len(said.encode()) > _SAY_BYTES:
            raise MenuError(f"“{name}”要说的话太长：最多 {_SAY_BYTES} 字节，约 {_SAY_BYTES // 3} 个汉字。")
        return {"type": "click", "name": name, "key": said}
    if isinstance(page, str) and page.startswith("/") and said is None:
        url = f"{base}{page}"
        if not base or len(url.encode()) > _URL_BYTES:
            raise MenuError(f"“{name}”要打开网页，请先设 MINGBAI_PUBLIC_URL（https://域名）。")
        return {"type": "view", "name": name, "url": url}
    raise MenuError(f"“{name}”要么写 say（点了说什么），要么写 open（打开哪个页面，以 / 开头）。")
