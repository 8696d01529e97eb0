"""An importer with sources of its own: a living and a dead edition of one regulation."""

from datetime import date
from pathlib import Path

import pytest

from bot.knowledge.importing.service import Importer
from bot.knowledge.models import Source

TODAY = date(2026, 11, 23)
NAMES = {"柳溪县": "liuxi", "柳溪": "liuxi", "桂河县": "guihe", "桂河": "guihe"}


def source(title: str, *, full: str, number: str | None, since: date, dead: date | None = None, by: str | None = None, **clauses: str) -> Source:
    return Source(title, full, number, None, since, dead, by, None, None, clauses, Path("sources.yml"))


LIVING = source(
    "政府信息公开条例", full="中华人民共和国政府信息公开条例", number="国务院令第711号", since=date(2019, 5, 15),
    第一条="让公民、法人和其他组织依法拿到政府信息，让政府工作更透明，建设法治政府。",
    第三十三条="能当场答复的应当当场答复；不能的，自收到申请之日起20个工作日内答复；延长最长不得超过20个工作日。",
)  # fmt: skip
DEAD = source(
    "政府信息公开条例(2007)", full="中华人民共和国政府信息公开条例（2007年公布的旧条例）", number="国务院令第492号", since=date(2008, 5, 1),
    dead=date(2019, 5, 15), by="政府信息公开条例", 全文="旧条例",
)  # fmt: skip


@pytest.fixture
def importer(tmp_path: Path) -> Importer:
    return Importer(tmp_path / "imported", {one.title: one for one in (LIVING, DEAD)}, NAMES, TODAY)
