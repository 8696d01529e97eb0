"""What `mingbai doctor` looks at: everything that a desk needs, each with one line and what to do."""

import shutil
import socket
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx
from sqlalchemy.exc import SQLAlchemyError

from mingbai import outside
from mingbai.contacts import CONTACTS_FILE, read_contacts
from mingbai.errors import CannotStart
from mingbai.settings import ROOT, Settings
from mingbai.wiring import open_database

_LEAST_FREE = 2 * 1024**3
_SHORTEST_SECRET = 16


@dataclass(frozen=True)
class Finding:
    """One thing looked at. `fine` False is a fault; a channel that is off is no fault."""

    what: str
    fine: bool
    says: str
    off: bool = False

    @property
    def mark(self) -> str:
        """How a line begins."""
        return "－" if self.off else "✓" if self.fine else "✗"

    def as_json(self) -> dict[str, Any]:
        """For programs."""
        return {"what": self.what, "fine": self.fine, "off": self.off, "says": self.says}


def examine(settings: Settings) -> list[Finding]:
    """Look at everything; never raises for what it finds."""
    checks: tuple[Callable[[Settings], Finding], ...] = (
        _engine_environment, _place, _knowledge, _store, _disk, _desk, _mail, _contacts, _telephone,
    )
    return [check(settings) for check in checks] + [_channel(settings, entry) for entry in outside.ENTRIES]


def _engine_environment(_settings: Settings) -> Finding:
    fine = (ROOT / "engine" / ".venv" / "bin" / "python").exists()
    return Finding("引擎环境", fine, "已安装" if fine else "没有安装，请运行 make run（需要 Python 3.10）")


def _place(settings: Settings) -> Finding:
    from bot.agencies.service import ProfileError, load_profile

    try:
        profile = load_profile(settings.profile_path)
    except (ProfileError, OSError) as error:
        return Finding("地方资料", False, f"{settings.profile} 不能用：{error}")
    return Finding("地方资料", True, f"{profile.name}，{len(profile.agencies)} 个单位")


def _knowledge(_settings: Settings) -> Finding:
    from bot.knowledge.service import Knowledge

    try:
        found = Knowledge.load(ROOT / "knowledge", None, {})
    except (ValueError, OSError) as error:
        return Finding("知识库", False, f"读不出来：{error}")
    return Finding("知识库", True, f"{len(found.library.entries)} 条，{len(found.library.sources)} 个依据")


def _store(settings: Settings) -> Finding:
    kind = "PostgreSQL" if settings.url.startswith("postgres") else "SQLite"
    try:
        open_database(settings).close()
    except (SQLAlchemyError, OSError) as error:
        return Finding("数据库", False, f"{kind} 打不开（{type(error).__name__}），请检查 MINGBAI_DATABASE_URL 和目录权限")
    return Finding("数据库", True, f"{kind}，结构已是最新")


def _disk(settings: Settings) -> Finding:
    settings.home.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(settings.home).free
    fine = free >= _LEAST_FREE
    return Finding("磁盘", fine, f"剩余 {free / 1024**3:.1f} GB" + ("" if fine else "，请清理或换到更大的盘"))


def _desk(settings: Settings) -> Finding:
    try:
        answer = httpx.get(f"http://{settings.host}:{settings.port}/healthz", timeout=3, trust_env=False).json()
    except (httpx.HTTPError, ValueError):
        with socket.socket() as probe:
            taken = probe.connect_ex((settings.host, settings.port)) == 0
        return Finding("服务台", not taken, f"端口 {settings.port} 被别的程序占用" if taken else "没有在运行", off=not taken)
    engine = "正常" if answer.get("engine") == "ok" else "没有运行，问题先按知识库回答；原因见 engine.log"
    return Finding("服务台", answer.get("engine") == "ok", f"正在运行，理解引擎{engine}")


def _mail(settings: Settings) -> Finding:
    """Whether the mail server answers; a letter is not sent."""
    if not settings.smtp_host:
        return Finding("邮件", True, "没有设置（MINGBAI_SMTP_HOST），未启用", off=True)
    if not settings.smtp_from:
        return Finding("邮件", False, "设置了 MINGBAI_SMTP_HOST，还要设置发件地址 MINGBAI_SMTP_FROM")
    try:
        with socket.create_connection((settings.smtp_host, settings.smtp_port), timeout=3):
            return Finding("邮件", True, f"已启用，{settings.smtp_host}:{settings.smtp_port} 能连上")
    except OSError:
        return Finding("邮件", False, f"{settings.smtp_host}:{settings.smtp_port} 连不上，请检查地址、端口和网络")


def _contacts(settings: Settings) -> Finding:
    try:
        found = read_contacts(settings.home / CONTACTS_FILE)
    except CannotStart as error:
        return Finding("单位联系方式", False, str(error))
    if not found:
        return Finding("单位联系方式", True, f"没有 {CONTACTS_FILE}，只在工作台提醒各单位", off=True)
    return Finding("单位联系方式", True, f"{len(found)} 个单位设置了邮件、webhook 或企业微信提醒")


def _telephone(settings: Settings) -> Finding:
    if not settings.hotline_secret:
        return Finding("电话系统", True, "没有设置（MINGBAI_HOTLINE_SECRET），话务员可以手工开通话", off=True)
    if len(settings.hotline_secret) < _SHORTEST_SECRET:
        return Finding("电话系统", False, f"MINGBAI_HOTLINE_SECRET 太短，请换成 {_SHORTEST_SECRET} 个以上的随机字符")
    return Finding("电话系统", True, "已启用")


def _channel(settings: Settings, entry: outside.Entry) -> Finding:
    missing = entry.missing(settings)
    if len(missing) == len(entry.needs):
        return Finding(entry.title, True, f"没有设置（{'、'.join(missing)}），未启用", off=True)
    if fault := entry.fault(settings):
        return Finding(entry.title, False, f"{fault}，未启用")
    return Finding(entry.title, True, f"已启用。{entry.remark(settings)}")
