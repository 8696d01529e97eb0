"""What editors do: keep a draft, publish it, withdraw an entry, undo the last change, say what became of a source."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.knowledge.check import Finding, check
from bot.knowledge.editing.models import Act, EntryChange, EntryDraft, SourceChange
from bot.knowledge.editing.overlay import entry_from, laid_over, row_of
from bot.knowledge.models import KnowledgeError, Library
from bot.store import utc_now

# Two numbers that move with every change: what a desk has to compare to know that it is up to date.
Version = tuple[int, int]
_ID = re.compile(r"[a-z0-9][a-z0-9-]{2,78}[a-z0-9]")


class EditRefused(ValueError):
    """A change that cannot be made; one Chinese sentence. `findings`: what the content check has to say of it."""

    def __init__(self, told: str, findings: Sequence[Finding] = ()) -> None:
        super().__init__(told)
        self.findings = tuple(findings)


def version(session: Session) -> Version:
    """How far the changes have come."""
    return (session.scalar(select(func.max(EntryChange.id))) or 0, session.scalar(select(func.max(SourceChange.id))) or 0)


def edited(session: Session, base: Library) -> Library:
    """The content as it stands: the project's own with every change in force laid over it."""
    return laid_over(base, _bodies(session), _sources(session))


def _bodies(session: Session) -> dict[str, Mapping[str, Any] | None]:
    newest = select(func.max(EntryChange.id)).group_by(EntryChange.entry_id)
    rows = session.scalars(select(EntryChange).where(EntryChange.id.in_(newest)))
    return {row.entry_id: row.body for row in rows if not row.own}


def _sources(session: Session) -> dict[str, Mapping[str, Any]]:
    newest = select(func.max(SourceChange.id)).group_by(SourceChange.title)
    return {row.title: row.body for row in session.scalars(select(SourceChange).where(SourceChange.id.in_(newest)))}


# — drafts ————————————————————————————————————————————————————————————————


def draft_of(session: Session, entry_id: str) -> EntryDraft | None:
    """The draft of an entry, if somebody is writing one."""
    return session.scalar(select(EntryDraft).where(EntryDraft.entry_id == entry_id))


def drafts(session: Session) -> list[EntryDraft]:
    """Every draft, the one last touched first."""
    return list(session.scalars(select(EntryDraft).order_by(EntryDraft.updated_at.desc())))


def save_draft(session: Session, body: Mapping[str, Any], who: str, questions: Sequence[int] = ()) -> EntryDraft:
    """Keep what was written; nothing is checked but the name, since a draft may be half done."""
    entry_id = str(body.get("id", ""))
    if not _ID.fullmatch(entry_id):
        raise EditRefused("编号用 4 到 80 个小写字母、数字和横线，首尾是字母或数字。")
    row = draft_of(session, entry_id) or EntryDraft(entry_id=entry_id, who=who)
    row.body, row.who, row.updated_at = dict(body), who, utc_now()
    row.questions = sorted({*(row.questions or []), *questions})
    session.add(row)
    session.flush()
    return row


def discard(session: Session, entry_id: str) -> None:
    """Throw a draft away; what is published stays."""
    if (row := draft_of(session, entry_id)) is not None:
        session.delete(row)
        session.flush()


def with_draft(session: Session, base: Library, draft: EntryDraft) -> Library:
    """The content as it would be with this draft published; KnowledgeError when the draft is no entry yet."""
    return laid_over(base, {**_bodies(session), draft.entry_id: draft.body}, _sources(session))


def findings(session: Session, base: Library, draft: EntryDraft, today: date) -> list[Finding]:
    """What the content check has against publishing the draft; what it had before does not count."""
    try:
        then = check(with_draft(session, base, draft), today)
    except KnowledgeError as error:
        return [Finding("", draft.entry_id, str(error).split("：", 1)[-1])]
    before = set(check(edited(session, base), today))
    return [finding for finding in then if finding not in before or finding.entry_id == draft.entry_id]


# — changes ———————————————————————————————————————————————————————————————


def publish(session: Session, base: Library, entry_id: str, who: str, today: date, note: str = "") -> EntryChange:
    """Say the draft from now on. EditRefused with the findings when the content check has anything against it."""
    draft = draft_of(session, entry_id)
    if draft is None:
        raise EditRefused("没有这条草稿，可能刚刚被别人发布或者删掉了。")
    against = findings(session, base, draft, today)
    if against:
        raise EditRefused(f"还有 {len(against)} 处要改，改好再发布。", against)
    change = _add(session, entry_id, Act.PUBLISH, row_of(entry_from(draft.body)), who, note)
    session.delete(draft)
    session.flush()
    return change


def withdraw(session: Session, base: Library, entry_id: str, who: str, note: str) -> EntryChange:
    """Say an entry no more. A reason is wanted: whoever reads the history has to understand it."""
    library = edited(session, base)
    if entry_id not in library.by_id:
        raise EditRefused("没有这条答案，可能已经停用。")
    if not note.strip():
        raise EditRefused("请写明为什么停用。")
    leads = [entry.id for entry in library.entries if entry_id in entry.next]
    if leads:
        raise EditRefused(f"条目 {'、'.join(leads[:5])} 的“接着问”里还有它，请先改那里。")
    if own := library.stand_ins(entry_id):
        raise EditRefused(f"条目 {'、'.join(entry.id for entry in own)} 在当地代替它，请先停用那里的。")
    return _add(session, entry_id, Act.WITHDRAW, None, who, note)


def undo(session: Session, base: Library, entry_id: str, who: str) -> EntryChange:
    """Put back what stood before the last change. Undoing an undo brings the change back."""
    newest, before = (*history(session, entry_id)[:2], None, None)[:2]
    if newest is None:
        raise EditRefused("这条答案没有改动过，没有可以撤销的。")
    if before is None:
        known = entry_id in base.by_id
        return _add(session, entry_id, Act.UNDO, None, who, "", own=known)
    return _add(session, entry_id, Act.UNDO, before.body, who, "", own=before.own)


def history(session: Session, entry_id: str) -> list[EntryChange]:
    """Every change of an entry, the newest first."""
    return list(session.scalars(select(EntryChange).where(EntryChange.entry_id == entry_id).order_by(EntryChange.id.desc())))


def recent(session: Session, limit: int = 20) -> list[EntryChange]:
    """The last changes of all entries."""
    return list(session.scalars(select(EntryChange).order_by(EntryChange.id.desc()).limit(limit)))


def _add(session: Session, entry_id: str, act: Act, body: Mapping[str, Any] | None, who: str, note: str, *, own: bool = False) -> EntryChange:
    change = EntryChange(entry_id=entry_id, act=act, body=dict(body) if body is not None else None, own=own, who=who, note=note.strip()[:500])
    session.add(change)
    session.flush()
    return change


def change_source(
    session: Session, base: Library, title: str, who: str, *, dead_on: date | None, replaced_by: str | None, clauses: Mapping[str, str]
) -> SourceChange:
    """Say what became of a source: out of force from a day on, replaced, or with further clauses."""
    source = base.sources.get(title)
    if source is None:
        raise EditRefused("没有这个依据。")
    if dead_on is not None and source.in_force_on is not None and dead_on < source.in_force_on:
        raise EditRefused("失效日期早于施行日期，请核对。")
    row = SourceChange(title=title, who=who, body={
        "dead_on": dead_on.isoformat() if dead_on else None, "replaced_by": replaced_by or None,
        "clauses": {article: gist for article, gist in clauses.items() if source.clauses.get(article) != gist},
    })  # fmt: skip
    session.add(row)
    session.flush()
    return row
