"""The worker's minute."""

import datetime as dt

import pytest

from bot.clock.service import current_calendar, use_calendar
from bot.delivery.staff import OVERSIGHT, unread
from bot.store import Database
from mingbai import chores
from mingbai.chores import Chores, FreshCalendar
from mingbai.settings import Settings
from tests.support.tickets import TICKETS, on, signed

NOTICE = """\
year: 2027
notice: 关于2027年部分节假日安排的通知（测试用）
number: 测试〔2026〕1号
off:
  - 2027-01-01..2027-01-03 元旦
  - 2027-05-01 劳动节
  - 2027-10-01..2027-10-07 国庆节
work: []
"""


@pytest.fixture(autouse=True)
def _calendar():
    yield
    use_calendar(None)


def test_a_notice_imported_elsewhere_is_taken_in(tmp_path):
    fresh = FreshCalendar(tmp_path)
    assert fresh.refresh() and not fresh.refresh()
    assert 2027 in current_calendar().provisional_years
    (tmp_path / "2027.yml").write_text(NOTICE, "utf-8")
    assert fresh.refresh() and not fresh.refresh()
    assert 2027 not in current_calendar().provisional_years


def test_a_minutes_work_warns(sqlite: Database, tmp_path):
    with sqlite.write() as session:
        signed(session, TICKETS)
    work = Chores(sqlite, Settings(home=tmp_path))
    with on(dt.date(2026, 10, 19)):
        work.once()
        work.once()
    with sqlite.read() as session:
        assert [notice.level for notice in unread(session, [OVERSIGHT])] == ["overdue"]


def test_a_broken_chore_holds_up_no_other(sqlite: Database, tmp_path, monkeypatch):
    done = []

    def breaks(*_given, **_more):
        raise RuntimeError("made up")

    monkeypatch.setattr(chores, "sweep", breaks)
    monkeypatch.setattr(chores, "delete_abandoned_drafts", lambda _session: done.append(1))
    Chores(sqlite, Settings(home=tmp_path)).once()
    assert done == [1]
