"""What an oversight page was asked for: a period, a kind, an agency; read from the address and written back into links."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from bot.oversight.periods import Period, between, month_before, named, year_of
from bot.oversight.tally import Scope
from bot.people.models import Staff
from bot.people.service import assessed_agency
from bot.tickets.kinds import Kind


@dataclass(frozen=True)
class Asked:
    """The choices of a page. `own` is the one agency this account sees (None: every agency may be chosen)."""

    period: Period
    kind: str = ""
    agency: str = ""
    own: str | None = None

    @property
    def scope(self) -> Scope:
        """What is counted."""
        agency = self.own if self.own is not None else self.agency
        return Scope((self.kind,) if self.kind else (), (agency,) if agency or self.own is not None else ())

    def query(self, **changes: str) -> str:
        """These choices as the query of an address; `changes` lay others over them or add some, empty ones take away."""
        period = {"period": self.period.name} if self.period.name else {"from": str(self.period.first), "to": str(self.period.last)}
        given = {**period, "kind": self.kind, "agency": "" if self.own is not None else self.agency, **changes}
        if "period" in changes:
            given = {name: value for name, value in given.items() if name not in ("from", "to")}
        return urlencode({name: value for name, value in given.items() if value})

    def with_agency(self, agency: str) -> "Asked":
        """The same for one agency."""
        return replace(self, agency=agency)


def read(query: Mapping[str, str], staff: Staff, today: dt.date) -> Asked:
    """The choices in an address; what means nothing is not chosen, and without a period it is this year."""
    kind, agency = query.get("kind", ""), query.get("agency", "").replace("\0", "")[:80]
    period = named(query.get("period", "")) or between(query.get("from", ""), query.get("to", "")) or year_of(today)
    return Asked(period, kind if kind in set(Kind) else "", agency, assessed_agency(staff))


def usual_periods(today: dt.date) -> list[Period]:
    """The periods that are one press away: this and last month, quarter, year."""
    quarter, last_month = (today.month + 2) // 3, month_before(today)
    before = (today.year, quarter - 1) if quarter > 1 else (today.year - 1, 4)
    names = (
        f"{today:%Y-%m}", f"{last_month:%Y-%m}", f"{today.year}Q{quarter}", f"{before[0]}Q{before[1]}", str(today.year), str(today.year - 1),
    )  # fmt: skip
    return [period for name in names if (period := named(name)) is not None]
