"""`mingbai wechat` and `mingbai telegram`: what is set at the other side of the channels from here."""

from pathlib import Path
from typing import Annotated, Any

import typer

from mingbai.console import print_json, say
from mingbai.errors import CannotStart
from mingbai.settings import Settings, settings

telegram_app = typer.Typer(no_args_is_help=True, help="Telegram：登记推送地址")
wechat_app = typer.Typer(no_args_is_help=True, help="微信公众号：设置菜单")


@wechat_app.command("menu")
def wechat_menu(
    file: Annotated[Path | None, typer.Option("--file", help="菜单文件（.yml），不写就用自带的", dir_okay=False)] = None,
    check: Annotated[bool, typer.Option("--check", help="只检查，不提交到微信")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """把公众号底部的菜单设成服务台的菜单。"""
    from channels.wechat.menu import OWN, MenuError, load

    try:
        menu = load(file or OWN, settings().public_url.rstrip("/"))
    except MenuError as error:
        raise CannotStart(str(error)) from error
    if not check:
        _set_menu(settings(), menu)
    if as_json:
        print_json({"set": not check, **menu})
        return
    for button in menu["button"]:
        say(f"{button['name']}：{'、'.join(one['name'] for one in button.get('sub_button', [])) or button.get('key', button.get('url'))}")
    say("菜单没有问题，还没有提交。" if check else "已提交。手机上最多等 5 分钟，或重新关注后就能看到。")


@telegram_app.command("webhook")
def telegram_webhook(
    clear: Annotated[bool, typer.Option("--clear", help="取消登记")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """把本服务台的地址登记到 Telegram，以后市民的消息就推到这里。"""
    chosen = settings()
    url = f"{chosen.public_url.rstrip('/')}/channels/telegram"
    if not clear and not url.startswith("https://"):
        raise CannotStart("请先设 MINGBAI_PUBLIC_URL（https://域名）：Telegram 只向 https 地址推送。")
    info = _set_webhook(chosen, "" if clear else url)
    if as_json:
        print_json({"url": info.get("url", ""), "pending": info.get("pending_update_count", 0), "last_error": info.get("last_error_message", "")})
        return
    say("已取消登记。" if clear else f"已登记：{url}")
    if error := info.get("last_error_message"):
        say(f"Telegram 上一次推送没有成功：{error}")


def _set_webhook(chosen: Settings, url: str) -> dict[str, Any]:
    from channels.telegram.channel import UPDATES
    from channels.telegram.client import Blocked, Refused, TooFast, Unreachable
    from mingbai.outside import open_telegram
    from mingbai.wiring import open_database

    api = open_telegram(chosen, open_database(chosen)).api
    try:
        if url:
            api.call("setWebhook", url=url, secret_token=chosen.telegram_secret_token.strip(), allowed_updates=list(UPDATES))
        else:
            api.call("deleteWebhook")
        found = api.call("getWebhookInfo")
    except (Blocked, Refused, TooFast) as error:
        raise CannotStart(f"Telegram 没有接受（{error}），请检查 MINGBAI_TELEGRAM_BOT_TOKEN 和网址。") from error
    except Unreachable as error:
        raise CannotStart(f"连不上 Telegram（{error}），请检查网络、代理和 MINGBAI_TELEGRAM_API_BASE。") from error
    return found if isinstance(found, dict) else {}


def _set_menu(chosen: Settings, menu: dict[str, Any]) -> None:
    from channels.wechat.client import Refused, Unreachable
    from mingbai.outside import open_wechat
    from mingbai.wiring import open_database

    channel = open_wechat(chosen, open_database(chosen))
    try:
        channel.api.set_menu(menu)
    except Refused as error:
        raise CannotStart(f"微信没有接受菜单，错误码 {error.code}。常见原因：公众号没有认证，或者服务器 IP 不在白名单（40164）。") from error
    except Unreachable as error:
        raise CannotStart(f"连不上微信接口（{error}），请检查网络和 MINGBAI_WECHAT_API_BASE。") from error
