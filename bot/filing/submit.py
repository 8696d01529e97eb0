"""A confirmed draft becomes a ticket, and the citizen gets the receipt."""

from dataclasses import replace

from sqlalchemy import update
from sqlalchemy.orm import Session

from bot.conversations.models import Attachment
from bot.conversations.replies import Citation, Option, Reply, TicketCard
from bot.filing import joining
from bot.filing.form import Form
from bot.filing.offices import Offices
from bot.filing.slots import NOT_GIVEN
from bot.tickets.joining import join
from bot.tickets.kinds import WORDS, Kind
from bot.tickets.lifecycle import LifecycleError
from bot.tickets.service import Filed, TicketError, Tickets, due_sentence
from bot.tickets.service import Filing as NewTicket

# Who the citizen is: sealed. Everything else is the matter, which agencies work on and search.
_PERSONAL = (
    "applicant_type", "applicant_name", "id_type", "id_number", "organization_name", "credit_code", "contact_phone",
    "contact_address", "postal_code", "email", "anonymous", "callback_preference", "oral_help", "on_behalf_of",
)


def submit(
    session: Session, tickets: Tickets, offices: Offices, form: Form, conversation_id: str, channel: str, message_id: int | None,
    main: str | None = None,
) -> list[Reply]:
    """File the draft in the caller's transaction; the reply carries number, query code, agency and due date.

    `main`: the ticket of others that the citizen chose to join. When that is over meanwhile the draft is filed by itself.
    """
    filing = ticket_of(offices, form, conversation_id, channel, message_id)
    if main is None:
        return _filed(session, tickets.file(session, filing), conversation_id)
    try:
        joined = join(session, tickets, filing, main)
    except (TicketError, LifecycleError):
        alone, *rest = _filed(session, tickets.file(session, filing), conversation_id)
        return [replace(alone, text=f"{joining.TOO_LATE}\n{alone.text}"), *rest]
    own = replace(joined.filed, due_on=joined.main.due_on, provisional=joined.main.provisional)
    return _filed(session, own, conversation_id, joining.receipt(joined))


def _filed(session: Session, filed: Filed, conversation_id: str, text: str = "") -> list[Reply]:
    _take_along(session, conversation_id, filed.ticket_id)
    citations = tuple(Citation(basis.source, basis.article) for basis in filed.legal_basis)
    card = TicketCard(filed.number, filed.kind, filed.agency, filed.due_on, filed.provisional, filed.query_code)
    return [Reply(text or _words(filed), "filed", citations, options=(Option("查进度", f"查进度 {filed.number}"),), ticket=card)]


def _take_along(session: Session, conversation_id: str, ticket_id: int) -> None:
    """Files that were sent while the draft was open belong to its ticket."""
    loose = update(Attachment).where(Attachment.conversation_id == conversation_id, Attachment.ticket_id.is_(None))
    session.execute(loose.values(ticket_id=ticket_id))


def ticket_of(offices: Offices, form: Form, conversation_id: str | None, channel: str, message_id: int | None = None) -> NewTicket:
    """The new ticket that a whole form comes to: who files apart from what is filed, and the agency that it goes to."""
    answers = {name: value for name, value in form.answers.items() if value != NOT_GIVEN}
    matter = {name: value for name, value in answers.items() if name not in _PERSONAL}
    applicant = {name: value for name, value in answers.items() if name in _PERSONAL}
    if applicant.get("id_number"):
        applicant.setdefault("id_type", "居民身份证")
    found = offices.route(form.matter(), form.answers.get("place", ""))
    agency = answers.get("target_agency") or found.agency
    return NewTicket(
        kind=form.of_kind,
        applicant=applicant,
        applicant_class=answers.get("applicant_type", "citizen"),
        matter=matter,
        title=answers[form.matter_slot].splitlines()[0][:60],
        agency=agency,
        # An application goes to the one authority it names (政府信息公开条例 art. 29, 36): who else works on the matter is not told
        # who asks; whom it asks for an opinion is that authority's to say.
        co_agencies=[] if form.of_kind is Kind.APPLICATION else [name for name in found.co if name != agency],
        channel=channel,
        conversation_id=conversation_id,
        message_id=message_id,
    )


def _words(filed: Filed) -> str:
    kind = WORDS[filed.kind].title
    basis = "、".join(basis.titled for basis in filed.legal_basis)
    office = "受理机关" if filed.kind is Kind.APPLICATION else "承办单位"
    lines = [
        f"已提交您的{kind}。",
        f"编号：{filed.number}",
        f"查询码：{filed.query_code}（请记好，凭编号和查询码查进展）",
        f"{office}：{filed.agency}",
        due_sentence(filed.due_on, filed.provisional),
        *filed.explanation,
        f"依据：{basis}。" if basis else "",
        "答复会发到这个对话里。",
    ]
    return "\n".join(line for line in lines if line)
