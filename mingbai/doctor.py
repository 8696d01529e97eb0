"""What `mingbai doctor` looks at: everything that a desk needs, each with one line and what to do."""

import datetime as dt
import difflib
import shutil
import socket
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from dotenv import dotenv_values
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from bot.clock.calendar import SHANGHAI
from bot.conversations.models import Message
from bot.store import Database, utc_now
from mingbai import outside
from mingbai.contacts import CONTACTS_FILE, read_contacts
from mingbai.errors import CannotStart
from mingbai.failures import told
from mingbai.keys import check_key
from mingbai.settings import BESIDE, ROOT, SETTINGS_FILE, Settings
from mingbai.wiring import imports_of

_LEAST_FREE = 2 * 1024**3
_CLOCKS_DIFFER = dt.timedelta(hours=1)
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
        _engine_environment, _settings_file, _place, _knowledge, _calendar, _disk, _store, _desk, _mail, _contacts, _telephone,
    )
    return [check(settings) for check in checks] + [_channel(settings, entry) for entry in outside.ENTRIES]


def _engine_environment(_settings: Settings) -> Finding:
    python = ROOT / "engine" / ".venv" / "bin" / "python"
    if python.exists():
        return Finding("引擎环境", True, "已安装")
    if python.is_symlink():  # copied from another machine without the Python that it was made with
        return Finding("引擎环境", False, f"它用的 {python.readlink()} 不在这台机器上，请把那个 Python 也复制到同一路径")
    return Finding("引擎环境", False, "没有安装，请运行 make run（需要 Python 3.10）")


def _place(settings: Settings) -> Finding:
    from bot.agencies.service import ProfileError, load_profile

    try:
        profile = load_profile(settings.profile_path)
    except CannotStart as error:
        return Finding("地方资料", False, str(error))
    except (ProfileError, OSError) as error:
        return Finding("地方资料", False, f"{settings.profile} 不能用：{error}")
    return Finding("地方资料", True, f"{profile.name}，{len(profile.agencies)} 个单位")


def _settings_file(settings: Settings) -> Finding:
    """Names in the settings file that are none: a slip of the pen would otherwise do nothing, in silence."""
    file = settings.home / SETTINGS_FILE
    if not file.exists():
        return Finding("设置", True, f"没有 {file}，都用默认值和环境变量", off=True)
    known = {f"MINGBAI_{name.upper()}" for name in Settings.model_fields} | BESIDE
    given = dotenv_values(file)
    if "MINGBAI_HOME" in given:
        return Finding("设置", False, f"{SETTINGS_FILE} 里的 MINGBAI_HOME 不起作用（这个文件就在那个目录里），要写在环境变量里")
    if wrong := [_with_hint(name, known) for name in given if name.upper() not in known]:
        return Finding("设置", False, f"{SETTINGS_FILE} 里有不认识的名称：{'、'.join(wrong)}")
    return Finding("设置", True, f"{SETTINGS_FILE}，{len(given)} 项")


def _with_hint(name: str, known: set[str]) -> str:
    near = difflib.get_close_matches(name.upper(), known, 1)
    return f"{name}（是不是 {near[0]}？）" if near else name


def _knowledge(settings: Settings) -> Finding:
    """The content is read, not indexed: that takes the time of a start."""
    from bot.knowledge.loader import load_imported, load_library

    try:
        library, imported = load_library(ROOT / "knowledge"), load_imported(imports_of(settings.home))
    except (ValueError, OSError) as error:
        return Finding("知识库", False, f"读不出来：{error}")
    documents = len({clause.source for clause in imported})
    return Finding("知识库", True, f"{len(library.entries)} 条，{len(library.sources)} 个依据，导入的文件 {documents} 份")


def _calendar(settings: Settings) -> Finding:
    from bot.clock.service import load_calendar, today

    try:
        calendar = load_calendar(settings.home / "calendars")
    except (ValueError, OSError) as error:
        return Finding("工作日历", False, f"读不出来：{error}")
    missing = [year for year in (today().year, today().year + 1) if year in calendar.provisional_years]
    if not missing:
        return Finding("工作日历", True, f"{today().year}年、{today().year + 1}年的放假通知都有")
    says = f"没有{'、'.join(map(str, missing))}年的放假通知，期限暂按周末和法定节日推算；公布后用 mingbai calendar import 导入"
    return Finding("工作日历", today().year not in missing, says)


def _store(settings: Settings) -> Finding:
    """Looks only: neither a key nor a table is made, and what runs meanwhile is not brought up to date under its feet."""
    kind = "PostgreSQL" if settings.url.startswith("postgres") else "SQLite"
    if not settings.database_url and not (settings.home / "mingbai.db").exists():
        return Finding("数据库", True, "还没有，第一次启动时建立", off=True)
    try:
        return _looked_into(Database(settings.url), settings.home, kind)
    except CannotStart as error:
        return Finding("数据库", False, str(error))
    except (SQLAlchemyError, OSError) as error:
        return Finding("数据库", False, told(error) or f"{kind} 打不开（{type(error).__name__}），请检查 MINGBAI_DATABASE_URL 和目录权限")


def _looked_into(database: Database, home: Path, kind: str) -> Finding:
    try:
        shape = database.shape()
        if shape == "newer":
            return Finding("数据库", False, f"{kind}，被更新版本的服务台用过，请换回那个版本，或者用升级前的备份恢复")
        if shape == "empty":
            return Finding("数据库", True, f"{kind}，能连上，还是空的，第一次启动时建立")
        check_key(database, home)
        if shape == "current" and (late := _ahead_of_us(database)):
            return Finding("数据库", False, f"{kind}，最近一件事记在 {late}，比这台机器现在的时间还晚：请校时，否则期限会算错")
        return Finding("数据库", True, f"{kind}，密钥对得上，结构{'已是最新' if shape == 'current' else '是旧版本的，下次启动时自动更新'}")
    finally:
        database.close()


def _ahead_of_us(database: Database) -> str:
    """The instant of the newest message where it is later than now: this machine's clock was set back. Else empty."""
    with database.read() as session:
        newest = session.scalar(select(Message.at).order_by(Message.id.desc()).limit(1))
    late = newest is not None and newest - utc_now() > _CLOCKS_DIFFER
    return f"{newest.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" if late and newest is not None else ""


def _disk(settings: Settings) -> Finding:
    """Room, and whether this account may write: by writing, since neither permissions nor mount options tell the whole."""
    try:
        settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.NamedTemporaryFile(dir=settings.home) as file:
            file.write(b"x")
        free = shutil.disk_usage(settings.home).free
    except OSError as error:
        return Finding("磁盘", False, f"写不进 {settings.home}：{told(error) or error.strerror}")
    fine = free >= _LEAST_FREE
    return Finding("磁盘", fine, f"{settings.home} 能写，剩余 {free / 1024**3:.1f} GB" + ("" if fine else "，请清理或换到更大的盘"))


def _desk(settings: Settings) -> Finding:
    try:
        answered = httpx.get(f"http://{settings.host}:{settings.port}/healthz", timeout=3, trust_env=False)
        state = answered.json()
    except (httpx.HTTPError, ValueError):
        with socket.socket() as probe:
            taken = probe.connect_ex((settings.host, settings.port)) == 0
        return Finding("服务台", not taken, f"端口 {settings.port} 被别的程序占用" if taken else "没有在运行", off=not taken)
    if state.get("status") == "starting":
        return Finding("服务台", True, "正在启动，理解引擎还没有就绪")
    if answered.status_code != httpx.codes.OK:
        return Finding("服务台", False, f"正在运行，但答不上来（{answered.status_code}），多半是数据库；原因见 mingbai.log")
    engine = "正常" if state.get("engine") == "ok" else "没有运行，问题先按知识库回答；原因见 engine.log"
    return Finding("服务台", state.get("engine") == "ok", f"正在运行，理解引擎{engine}")


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
