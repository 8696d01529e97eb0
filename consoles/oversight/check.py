"""The yearly self-check as a page and as files."""

from collections.abc import Mapping
from urllib.parse import urlencode

from fastapi.responses import Response
from sqlalchemy.orm import Session
from starlette.datastructures import FormData

from bot.clock.calendar import SHANGHAI
from bot.clock.service import today
from bot.oversight import self_check, sheets
from bot.oversight.models import SelfCheck, SelfCheckGroup
from bot.oversight.self_check import DECISIONS, PROPOSALS, Chosen, Decision, Proposal, SelfCheckError
from bot.people.service import Action, SignedIn, assessed_agency, may
from bot.tickets.kinds import Kind
from bot.tickets.outcomes import outcome_of
from consoles.console import Console
from consoles.guard import field, safe_return
from consoles.numbers import number_in
from consoles.oversight.assess import attachment
from consoles.oversight.room import agencies, corners
from consoles.pages import go, not_found, render

_MOST = 5_000
_HEAD = ("单位", "申请的内容", "申请数", "不予公开（含部分公开）", "予以公开（含部分公开）", "办理结果", "建议", "决定", "理由", "工单编号")


class Check:
    """`/oversight/self-check`."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._database = console.database

    def page(self, present: SignedIn, query: Mapping[str, str], *, status: int = 200, error: str = "", kept: tuple[int, str, str] | None = None) -> Response:
        """The newest list, the groups that most applied for first."""
        chosen, own = self._chosen(present, query), assessed_agency(present.staff)
        with self._database.read() as session:
            check = self_check.latest(session)
            rows, after = self_check.groups(session, check, chosen, query.get("after", "")) if check else ([], "")
            counts = self_check.summary(session, check, chosen.agency) if check else {}
        rule = next((rule for rule in self._console.profile.rules if "自查" in rule.text), None)
        return render(
            self._console, "oversight/self_check.html", present, status, corners=corners(present.staff), here="/oversight/self-check",
            check=check, rows=rows, after=after, counts=counts, chosen=chosen, own=own, proposals=PROPOSALS, decisions=DECISIONS, rule=rule,
            outcomes=outcome_words, often=self_check.OFTEN, agencies=agencies(self._console.profile), error=error, kept=kept, today=today(), zone=SHANGHAI,
            asks=may(present.staff, Action.OVERSEE), back=_address(query), first=_address({**query, "after": ""}), next=_address({**query, "after": after}),
        )

    def _chosen(self, present: SignedIn, query: Mapping[str, str]) -> Chosen:
        own = assessed_agency(present.staff)
        agency = own if own is not None else query.get("agency", "").replace("\0", "")[:80] or None
        proposal = query.get("proposal", "")
        return Chosen(agency, proposal if proposal in set(Proposal) else "", query.get("decided", "") if query.get("decided") in ("yes", "no") else "")

    def ask(self, present: SignedIn) -> Response:
        """Ask the worker for a new list."""
        with self._database.write() as session:
            self_check.ask(session, today(), present.staff.login)
        return go("/oversight/self-check")

    def decide(self, present: SignedIn, group_id: str, sent: FormData) -> Response:
        """Write down a decision; the page comes back where it was."""
        back = safe_return(field(sent, "back")) or "/oversight/self-check"
        number = number_in(group_id) or 0
        decision, reason = field(sent, "decision"), field(sent, "reason")
        try:
            with self._database.write() as session:
                self_check.decide(session, number, assessed_agency(present.staff), decision, reason, present.staff.login)
        except SelfCheckError as refusal:
            return self.page(present, {}, status=409, error=str(refusal), kept=(number, decision, reason))
        return go(f"{back}#group-{number}")

    def file(self, present: SignedIn, query: Mapping[str, str], kind: str) -> Response:
        """The list as xlsx or CSV."""
        if kind not in ("xlsx", "csv"):
            return not_found(self._console, present)
        with self._database.read() as session:
            check = self_check.latest(session)
            if check is None:
                return not_found(self._console, present)
            rows = self._lines(session, check, self._chosen(present, query))
        title = f"{self._console.profile.name}信息公开自查 {check.first:%Y年%m月}至{check.last:%Y年%m月}"
        if kind == "csv":
            return attachment(sheets.csv_bytes(_HEAD, rows), f"{title}.csv", sheets.CSV)
        return attachment(sheets.xlsx_bytes(title, [f"制表日期：{today()}"], _HEAD, rows), f"{title}.xlsx", sheets.XLSX)

    def _lines(self, session: Session, check: SelfCheck, chosen: Chosen) -> list[list[sheets.Value]]:
        rows, _ = self_check.groups(session, check, chosen, limit=_MOST)
        return [_line(row) for row in rows]


def _line(row: SelfCheckGroup) -> list[sheets.Value]:
    decision = DECISIONS[Decision(row.decision)] if row.decision else ""
    return [
        row.agency, row.title, row.asked, row.withheld, row.given, "；".join(f"{words} {n}" for words, n in outcome_words(row)),
        PROPOSALS[Proposal(row.proposal)][0], decision, row.reason, " ".join(row.numbers),
    ]  # fmt: skip


def outcome_words(row: SelfCheckGroup) -> list[tuple[str, int]]:
    """What became of a group's applications, in words; the most frequent first."""
    named = []
    for code, n in sorted(row.outcomes.items(), key=lambda pair: -pair[1]):
        outcome = outcome_of(Kind.APPLICATION, code)
        named.append((f"{outcome.group}（{outcome.title}）" if outcome and outcome.group != outcome.title else outcome.title if outcome else code, n))
    return named


def _address(query: Mapping[str, str]) -> str:
    kept = {name: value for name in ("agency", "proposal", "decided", "after") if (value := query.get(name))}
    return f"/oversight/self-check?{urlencode(kept)}" if kept else "/oversight/self-check"
