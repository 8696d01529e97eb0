"""Rendering of staff pages: templates, security headers, redirects after a POST."""

import datetime as dt
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from bot.clock.calendar import SHANGHAI
from bot.people.service import ROLE_WORDS, Role, SignedIn
from consoles.console import Console
from consoles.rooms import rooms_of

# Nothing from elsewhere, nothing inline; no page of ours may be framed.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "Content-Security-Policy": _POLICY,
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=select_autoescape(),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def _local(at: dt.datetime) -> str:
    """`11-26 16:06` as the clock on the wall shows it (Asia/Shanghai)."""
    return f"{at.astimezone(SHANGHAI):%m-%d %H:%M}"


def _weekday(day: dt.date) -> str:
    """`周五`: whoever has to do something by a day thinks in weeks."""
    return f"周{'一二三四五六日'[day.weekday()]}"


_templates.filters["local"] = _local
_templates.filters["weekday"] = _weekday


def render(console: Console, template: str, present: SignedIn | None, status: int = 200, **values: Any) -> HTMLResponse:
    """A whole page. Templates know `place_name`, `present` (None: nobody signed in), `role_words`, `rooms`."""
    html = _templates.get_template(template).render(
        place_name=console.profile.name,
        present=present,
        role_words=ROLE_WORDS[Role(present.staff.role)] if present else "",
        rooms=rooms_of(present.staff) if present else [],
        **values,
    )
    return HTMLResponse(html, status, HEADERS)


def macros(template: str) -> Any:
    """The macros of a template, for rendering parts of a page by themselves."""
    return _templates.get_template(template).module


def part(template: str, **values: Any) -> str:
    """A part of a page, for pages that are brought up to date while they are open; or a page that stands alone, for a file."""
    return _templates.get_template(template).render(**values)


def fragment(template: str, **values: Any) -> HTMLResponse:
    """A part of a page as an answer of its own."""
    return HTMLResponse(part(template, **values), headers=HEADERS)


def go(address: str) -> RedirectResponse:
    """The answer to a POST that was done: look at `address` now (a reload then repeats nothing)."""
    return RedirectResponse(address, 303, HEADERS)


def not_found(console: Console, present: SignedIn | None) -> HTMLResponse:
    """The one page for everything that is not there, or not this account's to see; it names nothing that was asked for."""
    return render(console, "not_found.html", present, 404)


def address_of(request: Request) -> str:
    """Path and query of a request, for coming back to it."""
    query = f"?{request.url.query}" if request.url.query else ""
    return f"{request.url.path}{query}"
