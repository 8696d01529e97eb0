"""Instants as staff read them."""

import datetime as dt
from zoneinfo import ZoneInfo

_LOCAL = ZoneInfo("Asia/Shanghai")


def when(at: dt.datetime | None, *, seconds: bool = False) -> str:
    """`2026年11月26日 14:05`, with `:09` behind it where `seconds` count; a dash for never."""
    if at is None:
        return "—"
    local = at.astimezone(_LOCAL)
    return f"{local.year}年{local.month}月{local.day}日 {local:{'%H:%M:%S' if seconds else '%H:%M'}}"
