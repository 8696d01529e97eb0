"""Settings of one desk: environment variables, or the same names in `MINGBAI_HOME/settings.env`."""

import os
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.people.permissions import Role
from mingbai.errors import CannotStart

ROOT = Path(__file__).resolve().parent.parent
SETTINGS_FILE = "settings.env"
# Names of the environment that are not a setting of the desk: where it is, its browser for tests, its own children.
BESIDE = frozenset({"MINGBAI_HOME", "MINGBAI_CHROMIUM", "MINGBAI_ENGINE_WORKERS", "MINGBAI_CHILD"})
_DATABASES = ("postgresql://", "postgresql+psycopg://", "postgres://", "sqlite:///")
# What a value should have been, by the kind of pydantic's error.
_SHOULD_BE = {"int_parsing": "应是整数", "bool_parsing": "应是 true 或 false"}


class Settings(BaseSettings):
    """Everything that a deployer may set. Names are `MINGBAI_` + the field in capitals."""

    model_config = SettingsConfigDict(env_prefix="MINGBAI_", extra="ignore")

    home: Path = Field(default_factory=lambda: ROOT / "var")
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65_535)
    profile: str = "zongyang"
    database_url: str = ""
    redis_url: str = ""
    # A running engine to use instead of starting one (its address on loopback).
    engine_url: str = ""
    # Messages that one conversation may send in a minute, and conversations that one address may open.
    messages_per_minute: int = 1_200
    sessions_per_minute: int = 1_200
    # Where citizens reach the desk (https://desk.example.gov.cn): links in receipts and notices lead there.
    public_url: str = ""
    # The channels outside: each is on when all that it needs is set (`mingbai.outside`).
    wechat_app_id: str = ""
    wechat_app_secret: str = ""
    wechat_token: str = ""
    wechat_aes_key: str = ""
    wechat_api_base: str = ""
    # Progress after WeChat's 48 hours: a template or a subscription notice of the account, and which of its fields holds what.
    wechat_template_id: str = ""
    wechat_template_kind: Literal["template", "subscription"] = "template"
    wechat_template_fields: str = ""
    telegram_bot_token: str = ""
    telegram_secret_token: str = ""
    telegram_api_base: str = ""
    # What the telephone system signs its requests with; empty: it may send none.
    hotline_secret: str = ""
    # Roles that do not sign in without a second factor, with commas between: «admin,head».
    require_2fa: str = ""
    # Behind a proxy of one's own: trust its X-Forwarded-For and -Proto.
    behind_proxy: bool = False

    # The way out for letters; `smtp_security` is starttls, tls or none (a server on this very machine).
    smtp_host: str = ""
    smtp_port: int = Field(default=587, ge=1, le=65_535)
    smtp_user: str = ""
    smtp_password: str = ""
    smtp_from: str = ""
    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    # Text messages: `console` only shows them; a place's own gateway is one class more (`channels.sms.sender.SmsGateway`).
    sms: Literal["", "console"] = ""

    @field_validator("database_url")
    @classmethod
    def _is_a_database(cls, value: str) -> str:
        if value and not value.startswith(_DATABASES):
            raise ValueError("要写成 postgresql://用户:密码@主机/库名；不写就用自带的 SQLite")
        return value

    @property
    def url(self) -> str:
        """The database: the one that is set, else SQLite in the home."""
        return self.database_url or f"sqlite:///{self.home / 'mingbai.db'}"

    @property
    def own_profiles(self) -> Path:
        """Where a place's own profiles lie, out of an upgrade's reach."""
        return self.home / "profiles"

    @property
    def profile_path(self) -> Path:
        """The file of the place: one's own before the one that comes with the desk. CannotStart where there is none."""
        if not (path := self.place_path(self.profile)).exists():
            there = sorted({file.stem for folder in (ROOT / "profiles", self.own_profiles) for file in folder.glob("[!_]*.yml")})
            raise CannotStart(f"没有“{self.profile}”这个地方的资料（MINGBAI_PROFILE）。现有的是：{'、'.join(there)}。")
        return path

    def place_path(self, place: str) -> Path:
        """The file of the place of this id."""
        own = self.own_profiles / f"{place}.yml"
        return own if own.exists() else ROOT / "profiles" / f"{place}.yml"

    @property
    def factor_for(self) -> frozenset[str]:
        """The roles that need a second factor; CannotStart names one that there is not."""
        wanted = {name.strip() for name in self.require_2fa.replace("，", ",").split(",")} - {""}
        if unknown := wanted - set(Role):
            raise CannotStart(f"MINGBAI_REQUIRE_2FA 里没有“{'、'.join(sorted(unknown))}”这个角色，可用的有：{'、'.join(Role)}。")
        return frozenset(wanted)

    @property
    def files(self) -> Path:
        """Where citizens' files lie."""
        return self.home / "files"


@lru_cache
def settings() -> Settings:
    """The settings of this process, read once."""
    return read_settings()


def read_settings() -> Settings:
    """The settings as they are now; the environment goes before the file. CannotStart names each value that cannot be."""
    home = Path(os.environ.get("MINGBAI_HOME") or ROOT / "var").resolve()
    file = home / SETTINGS_FILE
    try:
        chosen = Settings(home=home, _env_file=file if file.exists() else None)  # type: ignore[call-arg]
    except ValidationError as error:
        raise CannotStart("\n".join(map(_told, error.errors()))) from error
    except UnicodeDecodeError as error:
        raise CannotStart(f"{file} 的编码不是 UTF-8，请另存为 UTF-8 再试。") from error
    _ = chosen.factor_for  # a role that there is not is told before anything is made
    return chosen


def _told(error: Any) -> str:
    """One sentence about one wrong value. The value itself may be a secret where it is none of a few words."""
    name, kind, more = f"MINGBAI_{str(error['loc'][0]).upper()}", error["type"], error.get("ctx") or {}
    if kind == "value_error":
        return f"设置 {name} 不对：{more['error']}。"
    if kind == "literal_error":
        should = "只能是 " + str(more["expected"]).replace(" or ", "、").replace(", ", "、")
    elif "than" in kind:
        should = "应在 1 到 65535 之间"
    else:
        should = _SHOULD_BE.get(kind, "写法不对")
    return f"设置 {name} 的值“{error['input']}”不对：{should}。"
