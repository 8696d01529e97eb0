"""The worker process: sends what waits in the outbox, and does the minute's chores."""

import os
import signal
import sys
import threading

from bot.agencies.service import load_profile
from bot.calls.sender import HotlineSender
from bot.delivery.worker import Sender, Worker
from bot.store import Database
from channels.web.channel import WebChannel
from mingbai import outgoing
from mingbai.chores import Chores
from mingbai.demo import sender as demo
from mingbai.demo.sender import DemoSender
from mingbai.outside import switched_on
from mingbai.postman import Postman
from mingbai.settings import Settings

# Set by the desk that starts a worker: it must end with the desk, also when the desk is killed.
CHILD = "MINGBAI_CHILD"


def senders(database: Database, chosen: Settings) -> dict[str, Sender]:
    """Every channel that can be written to: the web chat, the telephone, those outside that are switched on, and the ways that only go out."""
    outside = {channel.name: channel for channel in switched_on(chosen, database)}
    own: dict[str, Sender] = {"web": WebChannel(database), "hotline": HotlineSender(database), demo.CHANNEL: DemoSender()}
    return {**own, **outside, **outgoing.senders(chosen, load_profile(chosen.profile_path))}


def _until_parent_ends(stop: threading.Event) -> None:
    # The desk holds the other end of our standard input: when it is gone, however it went, the pipe ends.
    sys.stdin.read()
    stop.set()


def run(database: Database, chosen: Settings, chores: Chores) -> None:
    """Work until SIGTERM or SIGINT; the chores in threads of their own, so that a long sweep holds up no notice."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    if os.environ.get(CHILD):
        threading.Thread(target=_until_parent_ends, args=(stop,), daemon=True).start()
    for beside in (chores.run, Postman(database).run):
        threading.Thread(target=beside, args=(stop,), daemon=True).start()
    Worker(database, senders(database, chosen), outgoing.reach_of(chosen).next_way).run(stop)
