"""The assessment as a page and as files."""

import datetime as dt
from collections.abc import Mapping
from urllib.parse import quote

from fastapi.responses import Response
from markupsafe import Markup

from bot.clock.service import today
from bot.oversight import sheets
from bot.oversight.assessment import Assessment, Rates, Share, assess, ordered
from bot.people.service import SignedIn
from bot.tickets.kinds import WORDS, Kind
from consoles import charts
from consoles.console import Console
from consoles.oversight.asked import Asked, usual_periods
from consoles.oversight.room import agencies, corners
from consoles.pages import HEADERS, render

# Attribute of `Rates`, heading, the set of tickets behind it («»: none of its own).
COLUMNS = (
    ("received", "收到", "received"), ("judged", "应办", "judged"), ("on_time", "按期率", "on_time"), ("overdue", "逾期未答", "overdue"),
    ("late", "逾期答复", "late"), ("response", "响应率", "prompt"), ("solved", "解决率", "solved"), ("satisfied", "满意率", "satisfied"),
    ("median", "中位工作日", "answered"), ("p90", "九成工作日", "answered"), ("returned", "退回", "returned"),
)  # fmt: skip
_SHARES = frozenset({"on_time", "response", "solved", "satisfied"})
_SORTS = frozenset(name for name, _, _ in COLUMNS)


class Assess:
    """`/oversight/assessment`."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def page(self, present: SignedIn, asked: Asked, sort: str) -> Response:
        """Big numbers, the months as charts, every agency as a row; each number leads to its tickets."""
        found = self._found(asked)
        sort = sort if sort in _SORTS else "judged"
        months = found.by_month if len(found.by_month) > 1 else {}
        return render(
            self._console, "oversight/assessment.html", present, corners=corners(present.staff), here="/oversight/assessment", asked=asked,
            rates=found.whole, rows=ordered(found.by_agency, sort), sort=sort, columns=COLUMNS, shares=_SHARES, shown=shown, percent=percent,
            months=months, count_chart=count_chart(months), share_chart=share_chart(months), kinds=WORDS, today=today(),
            periods=usual_periods(today()), agencies=agencies(self._console.profile),
        )

    def file(self, asked: Asked, form: str) -> Response:
        """The table of agencies as xlsx or CSV."""
        found = self._found(asked)
        head = ["单位", *(words for _, words, _ in COLUMNS), "回访说了是否解决的", "回访说了是否满意的"]
        rows = [line(agency, rates) for agency, rates in found.by_agency.items()]
        rows.append(line("合计", found.whole))
        title = f"{self._console.profile.name}办理考核 {asked.period.title}"
        name = f"{title}{('-' + WORDS[Kind(asked.kind)].short) if asked.kind else ''}"
        if form == "csv":
            return attachment(sheets.csv_bytes(head, rows), f"{name}.csv", sheets.CSV)
        notes = [f"种类：{WORDS[Kind(asked.kind)].title if asked.kind else '全部'}；制表日期：{today()}", "口径见系统“考核”页面下方的说明。"]
        formats = {1 + place: "0.0%" for place, (column, _, _) in enumerate(COLUMNS) if column in _SHARES}
        return attachment(sheets.xlsx_bytes(title, notes, head, rows, formats), f"{name}.xlsx", sheets.XLSX)

    def _found(self, asked: Asked) -> Assessment:
        with self._console.database.read() as session:
            return assess(session, asked.period, today(), asked.scope)


def line(agency: str, rates: Rates) -> list[sheets.Value]:
    """One agency as a row of a file; shares are numbers from 0 to 1."""
    values = (getattr(rates, name) for name, _, _ in COLUMNS)
    cells = [(round(value.value, 4) if value.value is not None else None) if isinstance(value, Share) else value for value in values]
    return [agency, *cells, rates.solved.of, rates.satisfied.of]


def attachment(content: bytes, name: str, media_type: str) -> Response:
    """A file to save, with its Chinese name."""
    headers = {**HEADERS, "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
    return Response(content, media_type=media_type, headers=headers)


def percent(share: Share) -> str:
    """«95.3%»; a dash where there is nothing to take a share of."""
    return "—" if share.value is None else f"{100 * share.value:.1f}%"


def shown(rates: Rates, name: str) -> str:
    """One number of a row as words."""
    value = getattr(rates, name)
    if isinstance(value, Share):
        return percent(value)
    return "—" if value is None else f"{value:,}"


def count_chart(months: Mapping[dt.date, Rates]) -> Markup:
    """Received and due month by month."""
    series = (
        charts.Series("收到", "s1", [rates.received for rates in months.values()]), charts.Series("应办", "s2", [rates.judged for rates in months.values()]),
    )  # fmt: skip
    return charts.columns("每月收到和应办的工单", labels(months), series, step=56)


def share_chart(months: Mapping[dt.date, Rates]) -> Markup:
    """The four shares month by month."""
    named = (("按期率", "s1", "on_time"), ("响应率", "s2", "response"), ("解决率", "s3", "solved"), ("满意率", "s4", "satisfied"))
    series = [charts.Series(words, css, [getattr(rates, name).value for rates in months.values()]) for words, css, name in named]
    return charts.line("每月的按期率、响应率、解决率和满意率", labels(months), series, step=56)


def labels(months: Mapping[dt.date, Rates]) -> list[str]:
    """«1月», with the year where it is January or the first."""
    return [f"{month:%y}年{month.month}月" if place == 0 or month.month == 1 else f"{month.month}月" for place, month in enumerate(months)]
