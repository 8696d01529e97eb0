"""An administrator's work: accounts made, found, changed, closed, opened, helped; each with a line in the trail."""

import re

import pytest

from bot.people.models import AuditEntry, SecondFactor, Staff
from bot.people.service import MAX_TRIES
from bot.store import utc_now
from tests.integration.consoles.conftest import OURS, PASSWORD, THEIRS, Clerk, Desk, hidden


@pytest.fixture
def admin(desk: Desk) -> Clerk:
    return desk.signed_in("admin")


def _post(clerk: Clerk, path: str, **fields: str):
    csrf = hidden(clerk.page("/staff/account").text, "csrf")
    return clerk.browser.post(f"/staff/{path}", data={"csrf": csrf, **fields})


def _audited(desk: Desk, what: str) -> list[tuple[str, str]]:
    with desk.database.read() as session:
        return [(row.who, row.detail) for row in session.query(AuditEntry).filter_by(what=what)]


def _listed(clerk: Clerk, query: str = "") -> list[str]:
    return re.findall(r'<th scope="row"><a href="/staff/people/([a-z0-9-]+)">', clerk.page(f"/staff/people{query}").text)


def _sign_in(desk: Desk, login: str, password: str):
    return desk.browser().post("/staff/sign-in", data={"login": login, "password": password})


def test_an_account_is_made_and_its_password_shown_this_once(desk, admin):
    made = _post(admin, "new-account", login="Liu-Ming", name="刘明", role="clerk", agency=THEIRS)
    secret = re.search(r'class="secret">(\w{16})<', made.text)[1]
    assert made.headers["cache-control"] == "no-store" and "只显示这一次" in made.text
    assert secret not in admin.page("/staff/people/liu-ming").text
    assert _sign_in(desk, "liu-ming", secret).status_code == 303
    assert ("admin", "liu-ming 承办人员 县教育体育局") in _audited(desk, "staff_added")
    assert "未改密码" in admin.page("/staff/people?q=liu-ming").text


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"login": "ours", "role": "head"}, "已经有了"), ({"login": "a", "role": "head"}, "3 到 40 个"), ({"login": "刘明", "role": "head"}, "3 到 40 个"),
        ({"login": "new-one", "role": "clerk"}, "必须写明所属单位"), ({"login": "new-one", "role": "king"}, "没有“king”这个角色"),
        ({"login": "new-one", "role": "clerk", "agency": "没有这个局"}, "从列表中选择单位"),
    ],
)  # fmt: skip
def test_what_cannot_be_made_is_said_and_what_was_written_stays(desk, admin, fields, says):
    answer = _post(admin, "new-account", name="刘明", **fields)
    assert answer.status_code == 409 and says in answer.text and 'value="刘明"' in answer.text


def test_accounts_are_found_by_words_role_and_state(desk, admin):
    desk.signed_in("ours")
    with desk.database.write() as session:
        session.query(Staff).filter_by(login="theirs").one().active = False
    assert set(_listed(admin)) == {"ours", "ours-head", "theirs", "office", "oversight", "operator", "admin"}
    assert _listed(admin, "?q=王办事") == _listed(admin, "?q=交通+ours&role=clerk") == ["ours"]
    assert _listed(admin, "?state=closed") == ["theirs"] and _listed(admin, "?state=locked") == []
    assert "theirs" not in _listed(admin, "?state=without")
    assert len(_listed(admin, "?role=nonsense&state=nonsense")) == 7
    assert "没有符合条件的账号" in admin.page("/staff/people?q=%25").text
    rows = [admin.page(f"/staff/people?q={login}").text.split("<tbody>")[1] for login in ("admin", "operator")]
    assert ["年" in row for row in rows] == [True, False], "when somebody last signed in"


def test_a_long_list_comes_page_by_page(desk, admin, monkeypatch):
    monkeypatch.setattr("bot.people.roster.PAGE", 3)
    seen, address = [], "/staff/people"
    while address:
        page = admin.page(address).text
        seen += re.findall(r'<th scope="row"><a href="/staff/people/([a-z0-9-]+)">', page)
        forward = re.search(r'<a href="([^"]+)">下一页', page)
        address = forward[1].replace("&amp;", "&") if forward else ""
    assert seen == sorted(["ours", "ours-head", "theirs", "office", "oversight", "operator", "admin"])


def test_other_rights_end_the_sessions_and_leave_the_tickets_to_others(desk, admin, ours):
    number = desk.file()
    ours.act(number, "sign")
    assert _post(admin, "people/ours", role="clerk", agency=THEIRS, name="王办事").status_code == 303
    assert ours.page("/agency").status_code == 303 and desk.ticket(number).assigned_to is None
    assert desk.signed_in("ours").page(f"/agency/tickets/{number}").status_code == 404
    assert _audited(desk, "account_changed") == [("admin", f"ours 承办人员 {OURS} → 承办人员 {THEIRS}")]


def test_another_name_alone_disturbs_nobody(desk, admin, ours):
    assert _post(admin, "people/ours", role="clerk", agency=OURS, name="王小办").status_code == 303
    assert "王小办" in ours.page("/agency").text


def test_an_account_is_closed_and_opened_again(desk, admin, ours):
    number = desk.file()
    ours.act(number, "sign")
    assert "已停用" in admin.page(_post(admin, "people/ours/close").headers["location"]).text
    assert ours.page("/agency").status_code == 303 and _sign_in(desk, "ours", PASSWORD).status_code == 403
    assert desk.ticket(number).assigned_to is None
    assert "王办事" in desk.signed_in("ours-head").page(f"/agency/tickets/{number}").text, "what was done stays done by whom"
    assert _post(admin, "people/ours/open").status_code == 303 and _sign_in(desk, "ours", PASSWORD).status_code == 303
    assert _audited(desk, "account_closed") == _audited(desk, "account_opened") == [("admin", "ours")]


def test_a_reset_password_opens_and_the_old_one_does_not(desk, admin, ours):
    answer = _post(admin, "people/ours/password")
    secret = re.search(r'class="secret">(\w{16})<', answer.text)[1]
    assert ours.page("/agency").status_code == 303
    assert _sign_in(desk, "ours", PASSWORD).status_code == 403 and _sign_in(desk, "ours", secret).status_code == 303
    assert _audited(desk, "password_reset") == [("admin", "ours")]


def test_a_locked_account_is_seen_and_unlocked(desk, admin):
    for _ in range(MAX_TRIES):
        _sign_in(desk, "ours", "not this one")
    assert _listed(admin, "?state=locked") == ["ours"] and "解除锁定" in admin.page("/staff/people/ours").text
    assert _post(admin, "people/ours/unlock").status_code == 303
    assert _sign_in(desk, "ours", PASSWORD).status_code == 303 and _audited(desk, "unlocked") == [("admin", "ours")]


def test_a_lost_telephone_is_helped(desk, admin, ours):
    csrf = hidden(ours.page("/staff/account").text, "csrf")
    ours.browser.post("/staff/second-factor/begin", data={"csrf": csrf})
    with desk.database.write() as session:
        staff = session.query(Staff).filter_by(login="ours").one()
        session.get_one(SecondFactor, staff.id).confirmed_at = utc_now()
    assert "重置两步验证" in admin.page("/staff/people/ours").text
    assert _post(admin, "people/ours/factor").status_code == 303
    assert desk.signed_in("ours").page("/agency").status_code == 200 and _audited(desk, "factor_reset") == [("admin", "ours")]


def test_somebody_is_signed_out_everywhere(desk, admin, ours):
    assert "退出所有登录" in admin.page("/staff/people/ours").text
    _post(admin, "people/ours/sessions")
    assert ours.page("/agency").status_code == 303


def test_the_last_administrator_stays_one(desk, admin):
    for path, fields in (("people/admin/close", {}), ("people/admin", {"role": "clerk", "agency": OURS})):
        answer = _post(admin, path, **fields)
        assert answer.status_code == 409 and "最后一个系统管理员" in answer.text
    _post(admin, "new-account", login="second-admin", role="admin")
    assert _post(admin, "people/admin/close").status_code == 303


@pytest.mark.parametrize("login", ["ours", "ours-head", "office", "oversight", "operator"])
def test_for_everybody_else_it_is_not_there(desk, login):
    clerk = desk.signed_in(login)
    for address in ("/staff/people", "/staff/new-account", "/staff/people/admin", "/staff/people/nobody-at-all"):
        assert clerk.page(address).status_code == 404
    for path in ("new-account", "people/ours", "people/ours/password", "people/ours/close", "people/ours/unlock", "people/ours/factor"):
        assert _post(clerk, path, login="evil", role="admin").status_code == 404
    with desk.database.read() as session:
        assert session.query(Staff).filter_by(login="evil").count() == 0


def test_what_is_not_there_is_not_found(admin):
    for path in ("people/nobody", "people/nobody/close", "people/ours/nonsense", "people/%00/close", "people/王"):
        assert _post(admin, path, role="head").status_code == 404
    assert admin.page("/staff/people/ours/close").headers["location"] == "/staff/people/ours"
