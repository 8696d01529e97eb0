"""The public web application: chat, pages, consoles, channels; and the inside one that only the engine calls."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

import structlog
from anyio.to_thread import run_sync
from fastapi import FastAPI, Response
from fastapi.middleware.cors import CORSMiddleware
from fastapi.staticfiles import StaticFiles
from sqlalchemy.exc import SQLAlchemyError
from starlette.types import ASGIApp

import channels.web.api as chat_api
from actions.server import router as action_router
from bot.clock.notices import NoticeError
from bot.conversations.doorbell import Doorbell
from bot.conversations.handover.keeper import Keeper
from bot.conversations.inbox import Inbox
from bot.store.files import MAX_BYTES
from bot.store.pace import MovingMinute, minute_of
from channels import problems, webhooks
from channels.channel import Webhook
from channels.limits import Pace
from channels.reception import Reception
from channels.uploads import Uploads
from channels.web import pages, statistics
from channels.web import tickets as ticket_api
from consoles import STATIC as CONSOLE_STATIC
from consoles.wiring import Chats, Console, Telephone
from consoles.wiring import router as console_router
from mingbai.background import Background
from mingbai.chores import EVERY_SECONDS, FreshCalendar
from mingbai.headers import Headers
from mingbai.outgoing import reach_of
from mingbai.outside import switched_on
from mingbai.places import heat_of, watch_of
from mingbai.sizes import BodyLimit
from mingbai.wiring import Desk, editing_of

_log = structlog.get_logger(__name__)
# The engine is being got ready for the first time since this start; the pages are open and answer from the knowledge.
STARTING = "starting"
# No message is dealt with for so long: one that is still unanswered then was dropped by something broken.
_LONG_AGO = dt.timedelta(minutes=3)
_BODY_LIMIT = MAX_BYTES + 64 * 1024
_POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "frame-ancestors 'none'; base-uri 'self'; form-action 'self'; object-src 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


def public_app(desk: Desk, inbox: Inbox, engine_state: Callable[[], str]) -> FastAPI:
    """Everything that is served to citizens and staff. `engine_state` answers `starting`, `ok` or `down`."""
    doorbell = Doorbell(desk.database)
    uploads = Uploads(desk.database, desk.settings.files)
    outside = switched_on(desk.settings, desk.database)
    reception = Reception(desk.database, inbox, desk.turns, uploads, reach_of(desk.settings).next_way)

    @asynccontextmanager
    async def life(_app: FastAPI) -> AsyncIterator[None]:
        async with Background() as background:
            background.start("doorbell", doorbell.run())
            background.start("handover", Keeper(desk.database, desk.switchboard).run())
            background.start("left over", _finish_left_over(inbox, reception, outside))
            background.start("calls", _look_after_calls(desk))
            background.start("calendar", _follow_calendar(FreshCalendar(desk.settings.home / "calendars")))
            yield

    app = FastAPI(title="Mingbai", lifespan=life, docs_url=None, redoc_url=None, openapi_url="/api/openapi.json")
    problems.install(app, pages.refusal(desk.profile))
    _guard(app)
    _chat(app, desk, inbox, doorbell, uploads)
    app.include_router(webhooks.router(outside, reception, desk.settings.public_url))
    lookup = ticket_api.Lookup(desk.database, desk.tickets, desk.settings.files)
    app.include_router(ticket_api.router(lookup))
    app.include_router(pages.router(desk.profile, lookup))
    app.include_router(statistics.router(desk.profile, desk.database))
    _consoles(app, desk, doorbell)
    app.mount("/static/web", StaticFiles(directory=pages.STATIC))
    app.mount("/static/consoles", StaticFiles(directory=CONSOLE_STATIC))

    @app.get("/healthz")
    def health(response: Response) -> dict[str, Any]:
        with desk.database.read() as session:
            session.connection().exec_driver_sql("SELECT 1")
        state = engine_state()
        if state == STARTING:  # whoever waits for us is to wait until every kind of message is understood
            response.status_code = 503
            return {"status": STARTING, "engine": "down", "profile": desk.profile.id}
        return {"status": "ok", "engine": state, "profile": desk.profile.id}

    return app


async def _finish_left_over(inbox: Inbox, reception: Reception, outside: Sequence[Webhook]) -> None:
    """Answer what an earlier process left behind, and then whatever something broken left behind in this one."""
    older_than = dt.timedelta()
    while True:
        try:
            for channel in outside:
                await reception.finish_left_over(channel, older_than)
            await inbox.finish_left_over(older_than)
        except SQLAlchemyError as error:
            _log.error("left_over.store_unreachable", error=type(error).__name__)
        older_than = _LONG_AGO
        await asyncio.sleep(EVERY_SECONDS)


async def _look_after_calls(desk: Desk) -> None:
    """Learn to listen before the first call comes; then put away, every minute, what nobody took or finished."""
    while True:
        try:
            await run_sync(lambda: desk.calls.put_away(desk.database))
        except SQLAlchemyError as error:
            _log.error("calls.store_unreachable", error=type(error).__name__)
        await asyncio.sleep(EVERY_SECONDS)


async def _follow_calendar(calendar: FreshCalendar) -> None:
    """Take in a calendar notice that the command line imported, without a restart."""
    while True:
        await asyncio.sleep(EVERY_SECONDS)
        try:
            await run_sync(calendar.refresh)
        except (NoticeError, OSError) as error:
            _log.error("calendar.unreadable", reason=str(error))


def _chat(app: FastAPI, desk: Desk, inbox: Inbox, doorbell: Doorbell, uploads: Uploads) -> None:
    chosen = desk.settings
    message_pace = Pace(MovingMinute(chosen.messages_per_minute), "too_fast", chat_api.too_fast_words())
    sessions = minute_of(desk.database, "chat-session", chosen.sessions_per_minute)
    session_pace = Pace(sessions, "too_many_sessions", "打开的对话太多，请稍等一会儿再试。")
    app.include_router(chat_api.router(chat_api.Chat(desk.database, inbox, doorbell, uploads, desk.switchboard, message_pace, session_pace)))


def _consoles(app: FastAPI, desk: Desk, doorbell: Doorbell) -> None:
    chosen = desk.settings
    watch = watch_of(chosen.profile_path)
    console = Console(desk.database, desk.tickets, desk.profile, chosen.files, watch=watch, heat=heat_of(chosen.profile_path), factor_for=chosen.factor_for)
    chats, telephone = Chats(desk.switchboard, desk.knowledge, doorbell), Telephone(desk.calls, chosen.hotline_secret)
    app.include_router(console_router(console, chats, telephone, editing_of(desk)))


def _guard(app: FastAPI) -> None:
    """What goes round every request: its size, security headers."""
    app.add_middleware(BodyLimit, max_bytes=_BODY_LIMIT)
    app.add_middleware(Headers, headers=_HEADERS)


def open_to_all_sites(app: ASGIApp) -> ASGIApp:
    """The public application as any site may embed its chat: the token in the header is the only key, no cookie is involved.

    Outermost of all, so that refusals too can be read by an embedded widget.
    """
    return CORSMiddleware(
        app, allow_origins=["*"], allow_methods=["GET", "POST"], max_age=86_400,
        allow_headers=["Authorization", "Content-Type", "Last-Event-ID", "Accept-Language"],
    )


def inside_app(inbox: Callable[[], Inbox], secret: str) -> FastAPI:
    """What the engine calls, on a loopback listener of its own."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.include_router(action_router(inbox, secret))
    return app
