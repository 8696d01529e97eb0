"""Takes the pictures of `docs/screenshots`: a made-up desk in a real Chromium, each role's day, desktop and phone width.

`make screenshots`, or `python -m tools.screenshots [--to FOLDER] [NAME …]` for some of them. Everybody in the pictures is made up
(`mingbai demo`). What the pictures show is of the day on which they are taken.
"""

import argparse
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

import httpx
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright
from sqlalchemy import func, select

from bot.clock.service import today
from bot.conversations.handover import queue
from bot.conversations.models import Unanswered
from bot.oversight import hot_topics, self_check
from bot.oversight.service import fold
from bot.people.models import Staff
from bot.people.service import add_staff
from bot.store import Database, vault
from bot.tickets.lifecycle import OPEN
from bot.tickets.models import Ticket
from mingbai.demo.bursts import burst
from mingbai.demo.making import make
from mingbai.demo.place import DemoPlace
from mingbai.places import heat_of
from mingbai.settings import ROOT
from tests.support.chromium import chromium
from tests.support.served import PASSWORD, ServedDesk, served_desk
from tests.support.switchboard import SECRET, Switchboard
from tools._palette import smaller

FOLDER = ROOT / "docs" / "screenshots"
SIZES: dict[str, ViewportSize] = {"desk": {"width": 1280, "height": 800}, "phone": {"width": 390, "height": 844}}
TICKETS, _AS_MANY_AT_ONCE_AS = 400, 3_000
_STAFF = (("oversight", "oversight", "陈监督"), ("editor", "editor", "周编辑"), ("admin", "admin", "系统管理员"))
_CALLER = "13900000011"
_CALL = (
    ("caller", "你好，我要投诉，枞阳镇银塘路的路灯坏了好几盏"), ("operator", "请问您怎么称呼？"), ("caller", "我叫方国栋，方向的方"),
    ("operator", "是什么时候开始不亮的？"), ("caller", "上个礼拜三就不亮了，老人走路摔过跤"),
)  # fmt: skip
_TALKS = (
    ("申请信息公开多久能答复", "村里的征地补偿方案能不能公开", "转人工"), ("补贴名单在哪里看", "我想找个人问", "转人工"), ("低保怎么申请", "转人工"),
)  # fmt: skip
_QUESTIONS = ("老祠堂的修缮图纸谁保管", "祠堂修缮图纸放在哪", "修祠堂那年的图在哪里", "渔船报废的批文能看吗", "渡口改造的批文在哪看", "河长巡河记录公不公开")


@dataclass(frozen=True)
class Picture:
    """One page of one role. `ready`: what to do and wait for once it is open."""

    name: str
    role: str
    address: str
    ready: Callable[[Page], None] = lambda _page: None


def main() -> None:
    """Fill a desk, and take its pictures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--to", type=Path, default=FOLDER)
    parser.add_argument("names", nargs="*")
    chosen = parser.parse_args()
    chosen.to.mkdir(parents=True, exist_ok=True)
    vault.use(vault.Vault(b"\x07" * 32))
    with tempfile.TemporaryDirectory() as home, _desk(Path(home)) as desk, sync_playwright() as playwright:
        wanted = [one for one in _pictures(desk) if not chosen.names or one.name in chosen.names]
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--lang=zh-CN"])
        reader = browser.new_page()
        for size in SIZES:
            pages = {role: _page(browser, desk, role, size) for role in sorted({one.role for one in wanted})}
            for picture in wanted:
                _take(pages[picture.role], picture, chosen.to / f"{picture.name}-{size}.png", reader)
        browser.close()


def _page(browser: Browser, desk: ServedDesk, role: str, size: str) -> Page:
    """A browser of somebody who is signed in; of a citizen without a role."""
    page = browser.new_context(viewport=SIZES[size], locale="zh-CN", base_url=desk.url).new_page()
    if role:
        page.goto("/staff/sign-in")
        page.get_by_label("账号").fill(role)
        page.get_by_label("密码").fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        page.wait_for_url(lambda url: "/sign-in" not in url)
    return page


def _take(page: Page, picture: Picture, path: Path, reader: Page) -> None:
    page.goto(picture.address)
    picture.ready(page)
    path.write_bytes(smaller(reader, page.screenshot(animations="disabled")))
    print(f"{path.name} {path.stat().st_size // 1024} KB", flush=True)


def _pictures(desk: ServedDesk) -> Iterator[Picture]:
    year = today().year
    with desk.database.read() as session:
        number = session.scalars(select(Ticket.number).where(Ticket.kind == "application", Ticket.status == "signed").limit(1)).one()
    _post(desk, f"/agency/tickets/{number}/personal", f"/agency/tickets/{number}", "office")
    yield Picture("agency-list", "clerk", "/agency")
    yield Picture("agency-ticket", "office", f"/agency/tickets/{number}")
    yield Picture("hotline-desk", "second", "/hotline")
    yield Picture("hotline-call", "operator", f"/hotline/calls/{_call(desk)}", lambda page: page.locator("#says li").first.wait_for())
    yield Picture("chats-queue", "operator", "/staff/chats")
    yield Picture("chats-talk", "operator", f"/staff/chats/{_talk(desk)}")
    yield Picture("oversight-today", "oversight", "/oversight")
    yield Picture("oversight-assessment", "oversight", f"/oversight/assessment?period={year}")
    yield Picture("oversight-annual", "oversight", f"/oversight/annual?year={year}", _to("收到和处理政府信息公开申请情况"))
    yield Picture("oversight-urgent", "oversight", "/oversight/urgent")
    yield Picture("knowledge-unanswered", "editor", "/knowledge/unanswered")
    yield Picture("knowledge-edit", "editor", "/knowledge/entries/active-land-acquisition/edit")
    yield Picture("people", "admin", "/staff/people")
    yield Picture("audit", "admin", "/staff/audit")
    yield Picture("statistics", "", "/statistics")


@contextmanager
def _desk(home: Path) -> Iterator[ServedDesk]:
    """A desk with a year behind it, people at work, callers and citizens who wait."""
    database = Database(f"sqlite:///{home / 'desk.db'}")
    database.migrate()
    with served_desk(database, home, hotline_secret=SECRET) as desk:
        desk.engine.fails = "before"  # the desk's own knowledge answers
        _fill(desk)
        yield desk
    database.close()


def _fill(desk: ServedDesk) -> None:
    place, chance, tickets = DemoPlace.of(desk.desk.profile), Random(1), desk.desk.tickets
    for _ in make(desk.database, tickets, place, TICKETS, chance):
        pass
    burst(desk.database, tickets, place, _AS_MANY_AT_ONCE_AS, chance)
    fold(desk.database)
    hot_topics.gather(desk.database, heat_of(desk.desk.settings.profile_path))
    with desk.database.write() as session:
        busiest = select(Ticket.agency).where(Ticket.status.in_(sorted(OPEN))).group_by(Ticket.agency).order_by(func.count().desc()).limit(1)
        agency = session.scalars(busiest).one()
        for login, role, name in _STAFF:
            add_staff(session, login, role, name=name, password=PASSWORD)
        add_staff(session, "clerk", "clerk", agency=agency, name="王办事", password=PASSWORD)
        add_staff(session, "office", "head", name=desk.desk.profile.office.name, password=PASSWORD)
        for staff in session.scalars(select(Staff)):
            staff.password_given = False
        session.add_all(Unanswered(text=question) for question in _QUESTIONS)
        self_check.ask(session, today(), self_check.DESK)
    self_check.make(desk.database)
    for words in _TALKS:
        _speak(desk, words)
    Switchboard(desk.url).call("13900000012")


def _speak(desk: ServedDesk, words: tuple[str, ...]) -> None:
    """A citizen who writes into the web chat."""
    with httpx.Client(base_url=desk.url, trust_env=False, timeout=60) as citizen:
        token = citizen.post("/api/chat/sessions").json()["token"]
        for text in words:
            citizen.post("/api/chat/messages", json={"text": text}, headers={"Authorization": f"Bearer {token}"}).raise_for_status()


def _call(desk: ServedDesk) -> str:
    """A call that the operator has on the line, with what was said so far."""
    telephone = Switchboard(desk.url)
    call = telephone.call(_CALLER, operator="operator")
    _post(desk, f"/hotline/calls/{call}/take", "/hotline")
    for number, (speaker, text) in enumerate(_CALL):
        telephone.say(call, f"u{number}", text, speaker=speaker)
    return call


def _talk(desk: ServedDesk) -> int:
    """The conversation that waits longest, taken by the operator; its number."""
    with desk.database.read() as session:
        number = queue.open_entries(session)[0].id
    _post(desk, f"/staff/chats/{number}/take", "/staff/chats")
    _post(desk, f"/staff/chats/{number}/say", f"/staff/chats/{number}", text="您好，征地补偿安置方案是主动公开的，我把查看的地方发给您。")
    return number


def _to(heading: str) -> Callable[[Page], None]:
    """Down to a part of a wide page; on a telephone its beginning shows more."""

    def scroll(page: Page) -> None:
        if page.viewport_size == SIZES["desk"]:
            page.get_by_role("heading", name=heading).first.evaluate("heading => heading.scrollIntoView()")

    return scroll


def _post(desk: ServedDesk, address: str, page: str, login: str = "operator", **fields: str) -> None:
    """Somebody sends a form of a page."""
    with httpx.Client(base_url=desk.url, trust_env=False, timeout=60, follow_redirects=True) as browser:
        browser.post("/staff/sign-in", data={"login": login, "password": PASSWORD})
        secret = browser.get(page).text.partition('name="csrf" value="')[2].partition('"')[0]
        browser.post(address, data={"csrf": secret, **fields}).raise_for_status()


if __name__ == "__main__":
    main()
