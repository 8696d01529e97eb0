"""Whom the desk tells outside its consoles: `MINGBAI_HOME/contacts.yml`, written by whoever runs the desk.

    agencies:
      县交通运输局:
        email: [jiaotong@example.com]
        webhook: {url: "https://oa.example.com/mingbai", secret: "…"}
        wecom: "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=…"
    oversight:
      email: [gongkaiban@example.com]

Addresses and secrets lie here and not in the profile, which is public.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from bot.delivery.service import Addressee
from bot.delivery.staff import OVERSIGHT, Recipient, agency
from mingbai.errors import CannotStart

CONTACTS_FILE = "contacts.yml"
Contacts = Mapping[str, tuple[Addressee, ...]]
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_URL = re.compile(r"https?://\S+")


def read_contacts(path: Path) -> Contacts:
    """The addresses of each recipient, by its code; empty without a file. CannotStart names what is wrong in it."""
    if not path.exists():
        return {}
    try:
        raw = yaml.safe_load(path.read_text("utf-8")) or {}
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise CannotStart(f"联系方式文件 {path.name} 读不出来，请检查它的格式。") from error
    if not isinstance(raw, dict) or not set(raw) <= {"agencies", "oversight"} or not isinstance(raw.get("agencies") or {}, dict):
        raise CannotStart(f"联系方式文件 {path.name} 只能有 agencies（各单位）和 oversight（监督人员）两项。")
    given: dict[Recipient, Any] = {agency(str(name)): ways for name, ways in (raw.get("agencies") or {}).items()}
    if raw.get("oversight"):
        given[OVERSIGHT] = raw["oversight"]
    return {to.code: tuple(_ways(to.agency or "监督人员", ways)) for to, ways in given.items()}


def _ways(whose: str, ways: Any) -> list[Addressee]:
    if not isinstance(ways, dict) or not set(ways) <= {"email", "webhook", "wecom"}:
        raise CannotStart(f"{whose}的联系方式只能有 email、webhook、wecom。")
    emails = ways.get("email") or []
    found = [_email(whose, one) for one in ([emails] if isinstance(emails, str) else emails)]
    if hook := ways.get("webhook"):
        if not isinstance(hook, dict) or not _URL.fullmatch(str(hook.get("url", ""))) or not hook.get("secret"):
            raise CannotStart(f"{whose}的 webhook 要写明 url（http 或 https 开头）和 secret。")
        found.append(Addressee("webhook", address={"url": str(hook["url"]), "secret": str(hook["secret"])}))
    if robot := ways.get("wecom"):
        if not _URL.fullmatch(str(robot)):
            raise CannotStart(f"{whose}的 wecom 应是企业微信群机器人的地址（http 或 https 开头）。")
        found.append(Addressee("wecom", address={"url": str(robot)}))
    return found


def _email(whose: str, address: Any) -> Addressee:
    if not isinstance(address, str) or not _EMAIL.fullmatch(address):
        raise CannotStart(f"{whose}的 email “{str(address)[:40]}”不是邮箱地址。")
    return Addressee("email", address=address)
