"""What every channel is: how the desk's replies look there, how they are sent, and how what citizens send is read.

A new channel is one folder that holds these few functions, and one entry in `mingbai.outside`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from bot.conversations.replies import Reply
from bot.delivery.service import Outgoing


@dataclass(frozen=True)
class Received:
    """A request of the other side as a channel reads it. `base` is our own address as the other side knows it, without a path."""

    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    base: str


@dataclass(frozen=True)
class Words:
    """Something said: written, spoken and recognised, tapped on a menu or a button."""

    text: str


@dataclass(frozen=True)
class File:
    """A file that has to be fetched: what `fetch` needs for it, its name where it has one, and what citizens call such a thing."""

    ref: Mapping[str, Any]
    noun: str
    name: str = ""


@dataclass(frozen=True)
class Place:
    """A point on the map by the name that the map gives it."""

    label: str


@dataclass(frozen=True)
class Edited:
    """A message of before, in new words."""

    original: str
    text: str


@dataclass(frozen=True)
class Tapped:
    """A button below a reply: the reply's id, and which of its choices."""

    reply: int
    choice: int


@dataclass(frozen=True)
class Unreadable:
    """Something that cannot be read here: what the history shows of it, and what is said."""

    shown: str
    say: str


@dataclass(frozen=True)
class Arrived:
    """Somebody is new here, or asks what this is."""

    shown: str


@dataclass(frozen=True)
class Left:
    """Somebody wants nothing more sent."""


@dataclass(frozen=True)
class Undelivered:
    """What the other side had taken did not arrive after all: its own name for it, and why."""

    remote_id: str
    why: str


What = Words | File | Place | Edited | Tapped | Unreadable | Arrived | Left | Undelivered


@dataclass(frozen=True)
class Incoming:
    """One thing that a citizen sent. `id` is the same whenever the other side sends it again, and no other thing of this citizen has it.

    `context` is the channel's own, for answering.
    """

    address: str
    id: str
    what: What
    context: Any = field(default=None, compare=False)


@dataclass(frozen=True)
class Carried:
    """What a request is answered with, and how many of the native messages went with it."""

    body: bytes = b""
    media_type: str = "text/plain"
    parts: int = 0


@dataclass(frozen=True)
class Fetched:
    """A file's bytes, with the name that it came under (empty: none)."""

    data: bytes = field(repr=False)
    name: str = ""


class CannotFetch(Exception):
    """A file could not be had; one Chinese sentence for its sender."""


class Channel(Protocol):
    """How replies look and travel. `Native` is whatever the channel sends: its own small dataclasses, or JSON."""

    name: str

    def render(self, replies: Sequence[Reply], base: str) -> Sequence[Any]:
        """The replies to one message as native messages, in the order they are sent; nothing that they say is lost."""
        ...

    def send(self, notice: Outgoing) -> None:
        """Send a notice (`bot.delivery.worker.Sender`): CannotSend when the other side does not take it."""
        ...


class Webhook(Channel, Protocol):
    """A channel whose other side calls us at `/channels/NAME`."""

    # How long an answer may take before the request has to be acknowledged without one.
    patience: float
    # The most that a request of the other side holds.
    most_bytes: int

    def greet(self, received: Received) -> str:
        """Answer the other side's check of our address (GET); Problem for anybody else."""
        ...

    def read(self, received: Received) -> list[Incoming]:
        """Verify a request and read it; empty for what needs no answer. Problem, always a 4xx, for what is not genuine or not whole."""
        ...

    def carry(self, received: Received, incoming: Incoming, messages: Sequence[Any]) -> Carried:
        """Answer the request with as much of `messages` as it can carry."""
        ...

    def acknowledge(self, received: Received) -> Carried:
        """Answer the request with nothing but that we have it."""
        ...

    async def fetch(self, file: File) -> Fetched:
        """Get a file, never more than `bot.store.files.MAX_BYTES` + 1 of it; CannotFetch."""
        ...

    def noticed(self, incoming: Incoming) -> None:
        """Told once that an incoming thing is in hand, for what a channel shows of that (a button that was tapped). Must not wait."""
        ...
