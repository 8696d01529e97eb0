"""Canned answers: a short list that all operators share, editable, with the place's own facts filled in."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.agencies.service import Profile
from bot.conversations.handover.models import CannedAnswer

MOST, TITLE_LENGTH, TEXT_LENGTH = 30, 20, 500
# What may stand in braces.
FACTS = ("hotline", "hours", "office")


class CannedError(ValueError):
    """A list that cannot be kept; one Chinese sentence."""


@dataclass(frozen=True)
class Canned:
    """One answer with the title it is found by."""

    title: str
    text: str


def canned_answers(session: Session) -> list[Canned]:
    """The list as it is written, facts still in braces: the office's own, or ours while it has none."""
    rows = session.scalars(select(CannedAnswer).order_by(CannedAnswer.position, CannedAnswer.id)).all()
    return [Canned(row.title, row.text) for row in rows] or list(_defaults())


def filled_in(answers: Sequence[Canned], profile: Profile) -> list[Canned]:
    """The list as it is said in this place."""
    facts = {"hotline": profile.line, "hours": profile.hours.text(), "office": profile.office.name}
    return [Canned(one.title, _filled(one.text, facts)) for one in answers]


def _filled(text: str, facts: dict[str, str]) -> str:
    for name, fact in facts.items():
        text = text.replace(f"{{{name}}}", fact)
    return text


def keep(session: Session, answers: Sequence[Canned], who: str) -> None:
    """Replace the list; nothing at all goes back to ours. CannedError names what is wrong, and nothing is changed."""
    for one in answers:
        _check(one)
    if len(answers) > MOST:
        raise CannedError(f"常用语最多 {MOST} 条，请删去 {len(answers) - MOST} 条。")
    session.execute(delete(CannedAnswer))
    session.add_all(CannedAnswer(position=n, title=one.title, text=one.text, changed_by=who) for n, one in enumerate(answers, 1))


def _check(one: Canned) -> None:
    if not one.title or not one.text:
        raise CannedError(f"每一条都要有名称和内容：{one.title or one.text[:20]}")
    if len(one.title) > TITLE_LENGTH or len(one.text) > TEXT_LENGTH:
        raise CannedError(f"“{one.title[:TITLE_LENGTH]}”太长了：名称最多 {TITLE_LENGTH} 个字，内容最多 {TEXT_LENGTH} 个字。")


@lru_cache(maxsize=1)
def _defaults() -> tuple[Canned, ...]:
    raw = yaml.safe_load((Path(__file__).parent / "canned.yml").read_text(encoding="utf-8"))
    return tuple(Canned(row["title"], row["text"]) for row in raw)
