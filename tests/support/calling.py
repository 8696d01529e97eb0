"""A call's screen as an operator has it, for the tests of it."""

from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from bot.tickets.models import Ticket
from tests.support.served import ServedDesk

COMPLAINT = "我要投诉，汽车站门口的出租车拒载老人，还乱收费，一直没人管"


def notes(page: Page) -> Locator:
    return page.get_by_label("边听边记")


def field(page: Page, title: str) -> Locator:
    return page.locator(f"#fields .field:has(label:text-matches('^{title}')) :is(input:not([type=hidden]), select, textarea)")


def call_of(page: Page) -> str:
    return page.url.rsplit("/", 1)[1]


def typed(page: Page, *lines: str) -> None:
    """Type into the notes and wait until the desk has them."""
    notes(page).press_sequentially("".join(f"{line}\n" for line in lines), delay=2)
    expect(page.locator("#saved")).to_have_text("已保存")
    expect(notes(page)).to_be_focused()


def tickets(desk: ServedDesk) -> list[Ticket]:
    with desk.database.read() as session:
        return list(session.scalars(select(Ticket)))
