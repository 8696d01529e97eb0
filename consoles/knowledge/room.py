"""What all pages of the knowledge editor share: what they work with, their door, their corners."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from bot.clock.service import today
from bot.knowledge.editing.following import EditedKnowledge
from bot.knowledge.importing.service import Importer
from bot.people.service import Action, SignedIn, may
from consoles.console import Console
from consoles.guard import Elsewhere, Guard
from consoles.pages import not_found, render

CORNERS = (
    ("/knowledge", "概况"), ("/knowledge/entries", "答案"), ("/knowledge/unanswered", "没答上的问题"), ("/knowledge/flags", "被指出的答案"),
    ("/knowledge/sources", "依据"), ("/knowledge/imports", "导入的文件"),
)
OUTCOMES = {"answered": "直接回答", "redirected": "指到别处", "declined": "婉拒", "clarify": "反问"}


@dataclass(frozen=True)
class Editing:
    """What editors work on: the knowledge that the desk says, and how official documents are taken in.

    `importer` gives an importer as of today; `places` maps profile ids to names.
    """

    knowledge: EditedKnowledge
    importer: Callable[[], Importer]
    places: dict[str, str]


class Room:
    """The editor's pages on one desk."""

    def __init__(self, console: Console, guard: Guard, editing: Editing) -> None:
        self.console, self.guard, self.editing = console, guard, editing

    def door(self, request: Request) -> SignedIn:
        """Who asks; for whoever may not edit the pages are not there."""
        present = self.guard.present(request)
        if not may(present.staff, Action.EDIT_KNOWLEDGE):
            raise Elsewhere(not_found(self.console, present))
        return present

    def page(self, template: str, present: SignedIn, here: str, status: int = 200, **values: Any) -> Response:
        """A page of this room."""
        return render(
            self.console, f"knowledge/{template}.html", present, status, corners=CORNERS, here=here, places=self.editing.places,
            outcomes=OUTCOMES, today=today(), **values,
        )

    def missing(self, present: SignedIn) -> Response:
        """What was asked for is not there (any more)."""
        return not_found(self.console, present)
