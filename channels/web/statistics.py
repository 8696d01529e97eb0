"""The public page of numbers: how many came in, how fast they were answered; also as a file."""

import datetime as dt
import threading
import time
from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from fastapi.templating import Jinja2Templates

from bot.agencies.service import Profile
from bot.clock.service import today
from bot.oversight import sheets
from bot.oversight.public import FEWEST, LEAST_BASE, Public, public_numbers
from bot.store import Database
from bot.tickets.kinds import WORDS

# The numbers are of yesterday and before: nobody sees a difference, and no visitor costs a count.
_KEPT_SECONDS = 300.0
_templates = Jinja2Templates(directory=Path(__file__).parent / "templates")


class Numbers:
    """The numbers as they were counted last; counted again after five minutes and on a new day."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._kept: tuple[float, dt.date, Public] | None = None

    def now(self) -> Public:
        """The numbers; whoever comes while they are counted waits for them instead of counting too."""
        with self._lock:
            day = today()
            if self._kept is None or self._kept[1] != day or time.monotonic() - self._kept[0] > _KEPT_SECONDS:
                with self._database.read() as session:
                    self._kept = (time.monotonic(), day, public_numbers(session, day))
            return self._kept[2]


def router(profile: Profile, database: Database) -> APIRouter:
    """`/statistics` and `/statistics.csv`."""
    routes = APIRouter(include_in_schema=False)
    numbers = Numbers(database)

    @routes.get("/statistics", response_class=HTMLResponse)
    def show(request: Request) -> HTMLResponse:
        found = numbers.now()
        most = max((shown.size for shown in found.month_sums.values()), default=0)
        context = {"place_name": profile.name, "found": found, "kinds": WORDS, "most": most, "fewest": FEWEST, "least_base": LEAST_BASE}
        return _templates.TemplateResponse(request, "statistics.html", context)

    @routes.get("/statistics.csv")
    def save() -> Response:
        found = numbers.now()
        head = ["月份", *(words.title for words in WORDS.values()), "合计"]
        rows = [
            [f"{month:%Y-%m}", *(str(found.months[month][kind]) for kind in WORDS), str(found.month_sums[month])] for month in found.months
        ]
        rows.append(["合计", *(str(found.kind_sums[kind]) for kind in WORDS), str(found.whole)])
        headers = {"Content-Disposition": 'attachment; filename="statistics.csv"'}
        return Response(sheets.csv_bytes(head, rows), media_type=sheets.CSV, headers=headers)

    return routes
