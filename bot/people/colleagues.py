"""Who works where: the people that a ticket can be given to, and the names behind logins."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.people.models import Staff
from bot.people.permissions import GRANTS, Action


def clerks_of(session: Session, agency: str) -> list[Staff]:
    """The active accounts of an agency that can work on a ticket, by name."""
    roles = sorted(GRANTS[Action.SIGN])
    found = session.scalars(select(Staff).where(Staff.agency == agency, Staff.active, Staff.role.in_(roles)))
    return sorted(found, key=lambda staff: (staff.name, staff.login))


def names_of(session: Session, logins: Iterable[str | None]) -> dict[str, str]:
    """The display names of these logins, as far as there are such accounts."""
    wanted = {login for login in logins if login}
    rows = session.execute(select(Staff.login, Staff.name).where(Staff.login.in_(wanted))) if wanted else ()
    return {row.login: row.name for row in rows}
