"""What others ask of filing: begin a draft, take the next message, drop it."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.agencies.wording import simplified
from bot.clock.service import Period
from bot.conversations.replies import Reply
from bot.filing import checks, demands, english, extract, joining, missed, remarks, several, words
from bot.filing.asides import Asides, Ask
from bot.filing.form import Form
from bot.filing.models import Draft
from bot.filing.offices import Offices, elsewhere
from bot.filing.slots import KIND_QUESTION, slot_of
from bot.filing.submit import submit
from bot.filing.taking import Taking
from bot.people.masking import mask_text
from bot.tickets.kinds import Kind
from bot.tickets.service import Tickets

# Names stay as they are written, in traditional characters too.
_AS_WRITTEN = frozenset({"applicant_name", "organization_name"})


@dataclass(frozen=True)
class Speaker:
    """Who is filing, and over which channel."""

    conversation_id: str
    channel: str


class Filing:
    """Fills drafts in by conversation: one question at a time, nothing asked twice, everything checked."""

    def __init__(self, tickets: Tickets, offices: Offices, ask: Ask, period: Callable[[Kind], Period]) -> None:
        self._tickets = tickets
        self._offices = offices
        self._taking = Taking(offices, Asides(ask, period))

    def open_draft(self, session: Session, conversation_id: str) -> Form | None:
        """The draft of this conversation, locked until the transaction ends; None when there is none."""
        row = session.scalar(select(Draft).where(Draft.conversation_id == conversation_id).with_for_update())
        return Form.of(row) if row else None

    def start(self, session: Session, speaker: Speaker, kind: Kind | None, text: str, place: str = "") -> list[Reply]:
        """Begin with the citizen's first words; answers the first question, or points to the right door and begins nothing.

        `place`: where it is, when that was shown on a map before.
        """
        text = "" if remarks.only_applies(text) else checks.narrow(simplified(text))
        form = Form(kind, None, dict(extract.facts(text, kind)))
        if english.wants(text):
            english.note(form)
            text = english.matter(text)
        form.notes |= {"opening": text[: checks.MAX_DESCRIPTION], "place": place}
        if kind is None:
            replies = [form.ask_kind(KIND_QUESTION)]
        elif misplaced := self._misplaced(form, kind, text):
            replies = misplaced
        else:
            replies = self._begin(form, kind, text)
        return self._keep(session, speaker, form, replies)

    def fill(self, session: Session, speaker: Speaker, message_id: int | None, text: str, likely: Kind | None = None) -> list[Reply]:
        """Take the next message into the open draft; empty when there is no draft.

        `likely`: the kind that the engine hears in the words, for where the kind itself is the open question.
        """
        form = self.open_draft(session, speaker.conversation_id)
        if form is None:
            return []
        text = checks.narrow(text if form.asks in _AS_WRITTEN else simplified(text))
        if remarks.is_cancel(text, among_others=form.kind is not None and form.asks != form.matter_slot):
            return self.cancel(session, speaker)
        before = form.kept(), form.asks
        if form.kind is None or form.asks == "kind":
            return self._keep(session, speaker, form, missed.counted(form, before, text, self._take_kind(form, text, likely)))
        main = joining.chosen(form, text)
        if main or (form.asks == "review" and remarks.is_confirm(text)):
            replies = submit(session, self._tickets, self._offices, form, speaker.conversation_id, speaker.channel, message_id, main)
            self._drop(session, speaker)
            return [*replies, *self._go_on(session, speaker, form)]
        return self._keep(session, speaker, form, missed.counted(form, before, text, self._taking.take(form, text)))

    def _go_on(self, session: Session, speaker: Speaker, filed: Form) -> list[Reply]:
        """The next of several matters that were told at once; empty when there is none."""
        form = several.following(filed)
        return self._keep(session, speaker, form, [self._taking.ask(form, several.lead(form))]) if form else []

    def place(self, session: Session, speaker: Speaker, label: str) -> list[Reply]:
        """Take a place shown on the map into the open draft; empty when there is no draft."""
        form = self.open_draft(session, speaker.conversation_id)
        if form is None:
            return []
        if form.kind is None or form.asks == "kind":
            return self.ask_again(session, speaker)
        return self._keep(session, speaker, form, self._taking.take_place(form, label))

    def cancel(self, session: Session, speaker: Speaker) -> list[Reply]:
        """取消: the draft is deleted whole."""
        self._drop(session, speaker)
        return [Reply(words.CANCELLED, "cancelled")]

    def beside_danger(self, session: Session, speaker: Speaker, message_id: int | None, text: str) -> list[Reply]:
        """Words that tell of danger: the matter itself is taken from them where it is asked for; any other question is asked again."""
        form = self.open_draft(session, speaker.conversation_id)
        tells_the_matter = form is not None and form.kind is not None and form.asks == form.matter_slot
        return self.fill(session, speaker, message_id, text) if tells_the_matter else self.ask_again(session, speaker)

    def ask_again(self, session: Session, speaker: Speaker) -> list[Reply]:
        """The open question once more, after something else was dealt with; empty without a draft."""
        form = self.open_draft(session, speaker.conversation_id)
        if form is None:
            return []
        asked = form.ask_kind(KIND_QUESTION) if form.kind is None or form.asks == "kind" else self._taking.ask(form)
        return joining.offered(session, form, speaker.conversation_id, [english.beside(form, asked)])

    def _take_kind(self, form: Form, text: str, likely: Kind | None) -> list[Reply]:
        kind = remarks.named_kind(text)
        if kind is None and form.kind is not None and remarks.is_confirm(text):
            kind = Kind.COMPLAINT if form.kind is Kind.APPLICATION else Kind.APPLICATION
        opening = form.notes.get("opening", "")
        if kind is None and form.kind is None and (kind := self._told(text, likely)):  # the matter itself, in place of its kind
            opening = text
        if kind is None:
            if found := self._taking.aside(form, text):
                return [*found, form.ask_kind(KIND_QUESTION)]
            if form.kind is None and remarks.tells_something(text):
                form.notes["opening"] = text[: checks.MAX_DESCRIPTION]
                return [form.ask_kind(f"您说的“{mask_text(text)[:40]}”先记下了。{KIND_QUESTION}")]
            return [form.ask_kind(f"没有听明白。{KIND_QUESTION}")]
        form.become(kind)
        form.answers = extract.facts(opening, kind) | form.answers
        return self._begin(form, kind, opening)

    @staticmethod
    def _told(text: str, likely: Kind | None) -> Kind | None:
        """Which kind the words begin by themselves: a record that is wanted, a grievance, or what the engine hears."""
        if remarks.is_question(text) and not (demands.asks_for_a_record(text) or demands.is_grievance(text)):
            return None
        if demands.asks_for_a_record(text) or demands.wants_a_record(text):
            return Kind.APPLICATION
        return Kind.COMPLAINT if demands.is_grievance(text) else likely

    def _begin(self, form: Form, kind: Kind, text: str) -> list[Reply]:
        form.kind = kind
        if (place := form.notes.get("place")) and slot_of(kind, "place"):
            form.answers["place"] = place
        if kind is Kind.APPLICATION and (named := remarks.addressee(text)) and (agency := self._offices.named(named)):
            form.answers.setdefault("target_agency", agency)
        said = extract.matter(text, kind)
        parted = several.parted(form, self._offices, said) if said else None
        overview = []
        if parted:
            said, overview = parted[0], [parted[1]]
            if form.dropped:
                return overview
        elif kind is not Kind.APPLICATION and said and (away := elsewhere(form, self._offices, self._offices.route([said]), text)):
            return away
        if said and extract.enough(said, kind):
            form.answers[form.matter_slot] = said[: checks.MAX_DESCRIPTION]
        elif len(said) >= 2:
            form.notes["said"] = said[: checks.MAX_DESCRIPTION]
        oral = kind is Kind.APPLICATION and demands.needs_writing_help(text)
        if oral:
            form.answers["oral_help"] = words.ORAL_HELP
        asked = self._taking.ask(form)
        citations = (words.ART_29,) if oral else ()
        return [*overview, Reply(f"{words.opening(kind, oral=oral)}\n{asked.text}", "asked", citations, asked.asks, asked.options)]

    def _misplaced(self, form: Form, kind: Kind, text: str) -> list[Reply] | None:
        """A complaint put as an application (art. 39), or the other way round: explained, and the citizen decides."""
        disclosure = kind is Kind.COMPLAINT and demands.wants_a_record(text)
        if not disclosure and not (kind is Kind.APPLICATION and demands.is_grievance(text)):
            return None
        form.kind = kind
        return [form.ask_kind(words.complaint_as_application(disclosure), (words.ART_29 if disclosure else words.ART_39,))]

    def _keep(self, session: Session, speaker: Speaker, form: Form, replies: list[Reply]) -> list[Reply]:
        if form.dropped:
            self._drop(session, speaker)
            return replies
        replies = joining.offered(session, form, speaker.conversation_id, replies)
        replies = [english.beside(form, reply) for reply in replies]
        row = session.get(Draft, speaker.conversation_id) or Draft(conversation_id=speaker.conversation_id)
        row.kind, row.asks, row.answers = form.kind, form.asks, form.kept()
        session.add(row)
        session.flush()
        return replies

    def _drop(self, session: Session, speaker: Speaker) -> None:
        row = session.get(Draft, speaker.conversation_id)
        if row is not None:
            session.delete(row)
            session.flush()
