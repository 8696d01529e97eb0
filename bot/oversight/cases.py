"""The register of reconsiderations and lawsuits about disclosure: entered by hand, counted by the yearly report."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from bot.oversight.annual.form import CASE_RESULTS, PENDING, ROUTES
from bot.oversight.models import LegalCase
from bot.oversight.periods import FIRST_DAY
from bot.people.audit import CASE_KEPT, audit
from bot.people.masking import holds_id_number
from bot.tickets.kinds import Kind
from bot.tickets.service import find

_LONGEST = 500


class CaseError(ValueError):
    """A case that cannot be kept like this; one Chinese sentence."""


def keep(session: Session, fields: Mapping[str, str], agency: str, who: str, today: dt.date, case: LegalCase | None = None) -> LegalCase:
    """Enter a case, or change one (`version` among the fields says which state was seen). Audited. CaseError says what is wrong."""
    values = _checked(session, fields, agency, today)
    if case is None:
        case = LegalCase(**values, entered_by=who)
        session.add(case)
    else:
        if fields.get("version") != str(case.version):
            raise CaseError("这一条刚刚被别人改过，请看过最新内容后再修改。")
        for name, value in values.items():
            setattr(case, name, value)
    try:
        session.flush()
    except StaleDataError as error:
        raise CaseError("这一条刚刚被别人改过，请看过最新内容后再修改。") from error
    audit(session, who, CASE_KEPT, case.ticket_number, f"case {case.id} of {case.agency}: {case.route}, {case.result or 'pending'}")
    return case


def _checked(session: Session, fields: Mapping[str, str], agency: str, today: dt.date) -> dict[str, object]:
    route, result = fields.get("route", ""), fields.get("result", "") or None
    if route not in ROUTES:
        raise CaseError("请选择是行政复议，还是行政诉讼（未经复议、复议后）。")
    if result is not None and result not in CASE_RESULTS:
        raise CaseError("请从列表中选择结果；还没有结果的，选“尚未审结”。")
    accepted, decided = _day(fields.get("accepted_on", "")), _day(fields.get("decided_on", ""))
    if accepted is None:
        raise CaseError("请填写受理（立案）的日期。")
    if (decided is None) != (result is None):
        raise CaseError("审结的日期和结果要一起填写；还没有审结的，两项都不填。")
    if max(accepted, decided or accepted) > today or accepted < FIRST_DAY:
        raise CaseError("日期不能晚于今天，也不能早于 2008 年。")
    if decided is not None and decided < accepted:
        raise CaseError("审结不能早于受理，请核对日期。")
    case_number, remark = fields.get("case_number", "").strip()[:80], fields.get("remark", "").strip()
    if len(remark) > _LONGEST:
        raise CaseError(f"备注请控制在 {_LONGEST} 字以内。")
    if holds_id_number(remark) or holds_id_number(case_number):
        raise CaseError("这里不要填写当事人的证件号码。")
    return {
        "agency": agency, "route": route, "case_number": case_number, "ticket_number": _ticket(session, fields.get("ticket_number", ""), agency),
        "accepted_on": accepted, "decided_on": decided, "result": result, "remark": remark,
    }  # fmt: skip


def _ticket(session: Session, number: str, agency: str) -> str | None:
    if not number.strip():
        return None
    ticket = find(session, number) if number.isprintable() else None
    # A ticket of another agency is answered like one that is not there.
    if ticket is None or ticket.kind != Kind.APPLICATION or ticket.agency != agency:
        raise CaseError(f"{agency}没有编号为 {number.strip()[:24]} 的公开申请，请核对；不确定的可以不填。")
    return ticket.number


def _day(text: str) -> dt.date | None:
    if not text.strip():
        return None
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError as error:
        raise CaseError("日期请写成 2026-12-01 这样。") from error


def cases(session: Session, agency: str | None, year: int | None, limit: int = 200) -> Sequence[LegalCase]:
    """Cases that the report of a year counts (or all), of one agency (or all), the newest first."""
    query = select(LegalCase).order_by(LegalCase.accepted_on.desc(), LegalCase.id.desc()).limit(limit)
    if agency is not None:
        query = query.where(LegalCase.agency == agency)
    if year is not None:
        query = query.where(LegalCase.accepted_on <= dt.date(year, 12, 31))
        query = query.where(or_(LegalCase.decided_on.is_(None), LegalCase.decided_on >= dt.date(year, 1, 1)))
    return session.scalars(query).all()


def case_counts(session: Session, year: int, agency: str | None) -> Counter[tuple[str, str]]:
    """How many cases of a route had which result: decided in the year, or not decided when it ended (`PENDING`)."""
    found: Counter[tuple[str, str]] = Counter()
    for case in cases(session, agency, year, limit=100_000):
        open_then = case.decided_on is None or case.decided_on.year > year
        found[case.route, PENDING if open_then else CASE_RESULTS[str(case.result)]] += 1
    return found
