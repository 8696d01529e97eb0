"""`mingbai up`: starts everything in its order, watches over it, and stops everything it started."""

import asyncio
import contextlib
import errno
import os
import secrets
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import structlog
import uvicorn
import uvloop
from starlette.types import ASGIApp

from bot.conversations.engine import RasaEngine
from bot.people.service import first_staff
from mingbai import app, logs
from mingbai.claim import claimed
from mingbai.console import say
from mingbai.engine import EngineProcess, train_if_needed
from mingbai.errors import CannotStart
from mingbai.settings import ROOT, Settings
from mingbai.wiring import Desk, build
from mingbai.worker import CHILD

_log = structlog.get_logger(__name__)
_WATCH_SECONDS = 2.0
_ENGINE_READY_SECONDS = 180.0


def free_port() -> int:
    """A port of the loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def check_port(host: str, port: int) -> None:
    """CannotStart when somebody else listens there already, or this machine cannot listen there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError as error:
            raise CannotStart(f"没有权限使用端口 {port}（1024 以下要管理员）。请换一个端口，由反向代理转过来。") from error
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise CannotStart(f"不能在 {host} 上监听：它不是本机的地址。请改 MINGBAI_HOST，一般是 127.0.0.1 或 0.0.0.0。") from error
            raise CannotStart(
                f"端口 {port} 已被占用：可能服务台已经在运行。请先停掉它，或换一个端口，例如 MINGBAI_PORT={port + 1} make run。"
            ) from error


class Supervisor:
    """Holds the pieces of one running desk."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._secret = secrets.token_urlsafe(32)
        self._inside_port = free_port()
        self._engine = EngineProcess()
        self._engine_url = settings.engine_url or f"http://127.0.0.1:{free_port()}"
        self._ready = False
        self._opened = False
        self._started = time.monotonic()

    async def run(self) -> None:
        """Open the pages first (questions are answered from the knowledge at once), then the engine; serve until interrupted."""
        check_port(self._settings.host, self._settings.port)
        say("正在打开数据库和知识库……")
        desk = build(self._settings)
        self._tell_passwords(desk)
        engine = RasaEngine(self._engine_url)
        inbox = desk.inbox(engine)
        public = app.public_app(desk, inbox, self._engine_state)
        inside = app.inside_app(lambda: inbox, self._secret)
        async with (
            self._serving(app.open_to_all_sites(public), self._settings.host, self._settings.port),
            self._serving(inside, "127.0.0.1", self._inside_port),
            self._worker(),
        ):
            await self._watch()
        await engine.close()

    def _engine_state(self) -> str:
        if not self._opened:
            return app.STARTING
        up = bool(self._settings.engine_url) or (self._ready and self._engine.alive)
        return "ok" if up else "down"

    async def _watch(self) -> None:
        """Open, then keep the engine running until the desk is stopped."""
        stopped = _stop_signal()
        opening = asyncio.create_task(self._open())
        while not stopped.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stopped.wait(), _WATCH_SECONDS)
            if opening.done() and opening.exception():
                raise opening.exception() or CannotStart("")
            if opening.done() and not self._settings.engine_url and not stopped.is_set():
                await self._keep_engine()
        opening.cancel()
        say("正在停止……")
        await asyncio.to_thread(self._engine.stop)

    async def _open(self) -> None:
        """Train where something changed, start the engine, say what is open where."""
        base = f"http://{self._settings.host}:{self._settings.port}"
        say(f"网页已打开：{base}/ （已可按知识库回答问题，理解引擎正在准备）")
        if not self._settings.engine_url:
            self._ready = await self._start_engine()
        self._opened = True
        say(f"服务台已全部就绪，用时 {time.monotonic() - self._started:.0f} 秒。按 Ctrl-C 停止。")
        for title, path in (("市民入口", "/"), ("查询工单", "/ticket"), ("工作人员", "/staff/sign-in")):
            say(f"  {title}  {base}{path}")
        if self._engine_state() != "ok":
            say(f"理解引擎没有按时启动，服务台先按知识库回答。原因见 {self._settings.home / 'engine.log'}，或运行 mingbai doctor。")

    async def _start_engine(self) -> bool:
        model = await asyncio.to_thread(train_if_needed, self._settings.home, say)
        port = int(self._engine_url.rsplit(":", 1)[1])
        actions = f"http://127.0.0.1:{self._inside_port}/actions"
        self._engine.start(model, port, actions, self._secret, self._settings.home, self._settings.redis_url)
        return await self._engine.wait_ready(_ENGINE_READY_SECONDS)

    async def _keep_engine(self) -> None:
        if self._engine.alive:
            return
        self._ready = False
        _log.warning("engine.gone")
        await asyncio.to_thread(self._engine.ensure_running)
        self._ready = await self._engine.wait_ready(_ENGINE_READY_SECONDS)
        _log.info("engine.back", ready=self._ready)

    @asynccontextmanager
    async def _serving(self, application: ASGIApp, host: str, port: int) -> AsyncIterator[None]:
        config = uvicorn.Config(
            application, host=host, port=port, log_level="warning", access_log=False, timeout_graceful_shutdown=2,
            proxy_headers=self._settings.behind_proxy, server_header=False, lifespan="auto",
        )
        server = _Server(config)
        task = asyncio.create_task(server.serve())
        while not server.started and not task.done():
            await asyncio.sleep(0.02)
        try:
            yield
        finally:
            server.should_exit = True
            await task

    @asynccontextmanager
    async def _worker(self) -> AsyncIterator[None]:
        """The worker in a process of its own, started anew whenever it ends."""
        keeper = asyncio.create_task(_keep_worker())
        try:
            yield
        finally:
            keeper.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await keeper

    def _tell_passwords(self, desk: Desk) -> None:
        with desk.database.write() as session:
            made = first_staff(session, desk.profile)
        if made:
            say("首次启动，已建立工作人员账号（密码只显示这一次，请记下并尽快修改）：")
            for login, password in made:
                say(f"  {login:<12} {password}")


class _Server(uvicorn.Server):
    """Uvicorn without its own signal handling: one Ctrl-C stops the whole desk in order."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _stop_signal() -> asyncio.Event:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    return stopped


async def _keep_worker() -> None:
    while True:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "mingbai", "worker",
            cwd=ROOT, env={**os.environ, CHILD: "1"}, start_new_session=True, stdin=asyncio.subprocess.PIPE,
        )
        try:
            await process.wait()
            _log.warning("worker.ended", code=process.returncode)
            await asyncio.sleep(1)
        finally:
            if process.returncode is None:
                process.terminate()
                await process.wait()


def up(settings: Settings) -> None:
    """Run the desk in this process until it is stopped. CannotStart when another desk has the home."""
    with claimed(settings.home, f"服务台 http://{settings.host}:{settings.port}/"):
        logs.set_up(settings.home / "mingbai.log")
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(Supervisor(settings).run())
