"""The tickets behind a number, as a list; open ones can be urged from there, several at once."""

from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi.responses import Response
from sqlalchemy.orm import Session
from starlette.datastructures import FormData

from bot.clock.service import add_workdays, today
from bot.clock.wording import day_zh
from bot.oversight import behind, standing
from bot.people.masking import mask_text
from bot.people.service import Action, SignedIn, may
from bot.tickets.applicants import CLASS_WORDS, ApplicantClass
from bot.tickets.conditions import URGE_FORMS
from bot.tickets.kinds import WORDS, Kind
from bot.tickets.lifecycle import STATUS_WORDS, Act
from bot.tickets.outcomes import outcome_of
from bot.tickets.service import find
from consoles.agency.acts import Desk
from consoles.agency.reading import ActRefused, Form
from consoles.agency.urgency import soon_workdays, urgency
from consoles.console import Console
from consoles.guard import field, safe_return
from consoles.numbers import number_in
from consoles.oversight.asked import Asked
from consoles.oversight.room import agencies, corners
from consoles.pages import go, not_found, render


@dataclass(frozen=True)
class Narrowed:
    """What a list of the annual report's cells is narrowed to beside the usual choices."""

    applicant_class: str = ""
    outcome: str = ""

    def known(self) -> bool:
        """Whether both say something there is."""
        fits = not self.outcome or outcome_of(Kind.APPLICATION, self.outcome) is not None
        return fits and (not self.applicant_class or self.applicant_class in set(ApplicantClass))


class Lists:
    """`/oversight/tickets`, `/oversight/open`, `/oversight/urge`."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._database = console.database
        self._desk = Desk(console.tickets, console.profile)

    def past(self, present: SignedIn, asked: Asked, name: str, narrowed: Narrowed, after: str) -> Response:
        """A set of tickets in a period."""
        if name not in behind.SETS or not narrowed.known():
            return not_found(self._console, present)
        wanted = behind.Wanted(name, asked.period, asked.scope, narrowed.applicant_class, narrowed.outcome)
        with self._database.read() as session:
            page = behind.page(session, wanted, today(), after)
        more = {"set": name, "class": narrowed.applicant_class, "outcome": narrowed.outcome}
        words = [asked.period.title, self._agency_words(asked), self._kind_words(asked), *_narrowed_words(narrowed)]
        return self._list(present, asked, f"{behind.SETS[name].title}工单", words, page, "/oversight/tickets", more, after, judged=name)

    def standing(self, present: SignedIn, asked: Asked, name: str, after: str, done: str = "") -> Response:
        """Open tickets as they stand."""
        if name not in standing.SETS:
            return not_found(self._console, present)
        day = today()
        until = add_workdays(day, soon_workdays(self._console.watch))[0]
        with self._database.read() as session:
            page = standing.page(session, name, asked.scope, day, until, after)
        words = [f"截至{day_zh(day)}", self._agency_words(asked), self._kind_words(asked)]
        title = f"{standing.SETS[name]}工单"
        return self._list(present, asked, title, words, page, "/oversight/open", {"set": name}, after, open_now=True, done=done)

    def _list(
        self, present: SignedIn, asked: Asked, title: str, words: list[str], page: behind.Page, path: str, more: dict[str, str], after: str,
        *, open_now: bool = False, judged: str = "", done: str = "",
    ) -> Response:
        day = today()
        return render(
            self._console, "oversight/tickets.html", present, corners=corners(present.staff), here=path, asked=asked, title=title,
            words=[word for word in words if word], rows=page.rows, path=path, more=more, after=after, open_now=open_now, today=day,
            next_address=f"{path}?{asked.query(**more, after=page.after)}" if page.after else "", first_address=f"{path}?{asked.query(**more)}",
            urgency=lambda row: urgency(row.status, row.due_on, day, self._console.watch), mask=mask_text, kinds=WORDS, statuses=STATUS_WORDS,
            may_urge=open_now and may(present.staff, Action.URGE), urge_forms=URGE_FORMS, agencies=agencies(self._console.profile),
            back=f"{path}?{asked.query(**more, after=after)}", done=done if done.isascii() and done.isdigit() else "", judged=judged,
        )

    def _agency_words(self, asked: Asked) -> str:
        return asked.own if asked.own is not None else asked.agency or "全部单位"

    def _kind_words(self, asked: Asked) -> str:
        return WORDS[Kind(asked.kind)].title if asked.kind else "全部种类"

    def urge(self, present: SignedIn, sent: FormData) -> Response:
        """Urge every ticket that was ticked, each by itself: one that cannot be does not hold up the others."""
        chosen = [value for value in sent.getlist("ticket") if isinstance(value, str)][: behind.PAGE]
        back = safe_return(field(sent, "back")) or "/oversight"
        refused = [(number, why) for number, version in map(_parts, chosen) if (why := self._urge_one(present, number, version, sent))]
        if chosen and not refused:
            return go(f"{back}{'&' if '?' in back else '?'}{urlencode({'done': len(chosen)})}")
        return render(
            self._console, "oversight/urged.html", present, 409 if refused else 400, corners=corners(present.staff), here="/oversight/open",
            done=len(chosen) - len(refused), refused=refused, back=back, text=field(sent, "text"),
        )

    def _urge_one(self, present: SignedIn, number: str, version: int, sent: FormData) -> str:
        """Why the ticket could not be urged; empty when it was."""
        fields = {name: field(sent, name).strip() for name in ("urge_form", "answer_by")}
        try:
            with self._database.write() as session:
                self._do(session, present, number, Form(Act.URGE, version, field(sent, "text"), fields))
        except ActRefused as refusal:
            return str(refusal)
        return ""

    def _do(self, session: Session, present: SignedIn, number: str, form: Form) -> None:
        ticket = find(session, number) if number.isprintable() else None
        if ticket is None or not may(present.staff, Action.VIEW, ticket):
            raise ActRefused("没有找到这张工单。")
        self._desk.do(session, present.staff, ticket, form)


def _parts(value: str) -> tuple[str, int]:
    """A ticked box: the ticket's number, and its version when the page was made."""
    number, _, version = value.partition(":")
    return number, number_in(version, 9) or 0


def _narrowed_words(narrowed: Narrowed) -> list[str]:
    words = [f"申请人：{CLASS_WORDS[ApplicantClass(narrowed.applicant_class)]}"] if narrowed.applicant_class else []
    outcome = outcome_of(Kind.APPLICATION, narrowed.outcome) if narrowed.outcome else None
    return [*words, f"{outcome.group}：{outcome.title}"] if outcome else words
