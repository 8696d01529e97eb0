"""An order that must win, as data: named steps, each with the reason for its place. The first that has something to say is heard."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.conversations.replies import Reply

_About = TypeVar("_About")


@dataclass(frozen=True)
class Step(Generic[_About]):
    """One step. `says` answers what is to be said; nothing (None or no reply) leaves the message to the steps after it.

    `why` is the reason for its place, for whoever thinks of moving it. `acts`: at which acts of the engine's it is taken; None: at all.
    """

    name: str
    why: str
    says: Callable[[_About], list[Reply] | None]
    acts: frozenset[str] | None = None


def first(steps: Iterable[Step[_About]], about: _About, act: str = "") -> list[Reply] | None:
    """What the first step says that has something to say; None where none has."""
    taken = (step.says(about) for step in steps if step.acts is None or act in step.acts)
    return next((said for said in taken if said), None)
