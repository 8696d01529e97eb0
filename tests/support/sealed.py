"""A store that holds something in every column that depends on the desk's key, and what has to be true of it under any key."""

from dataclasses import dataclass
from typing import Any

import pyotp
from sqlalchemy import LargeBinary, select, type_coerce
from sqlalchemy.orm import Session

from bot.calls.models import Call, CallBack, CallBackLine, CallTicket, Utterance
from bot.clock.service import today
from bot.conversations import service
from bot.conversations.models import Attachment, Conversation, Message
from bot.delivery.models import Notice
from bot.filing.models import Draft
from bot.people import second_factor
from bot.people.accounts import add_staff
from bot.people.browsers import known_browser
from bot.people.models import SecondFactor, Staff, StaffDraft
from bot.people.service import sign_in, signed_in
from bot.store import Database, Fingerprint, Sealed, utc_now, vault
from bot.store.pace import Paced
from bot.tickets import numbers
from bot.tickets.models import AnswerFile, Ticket
from bot.tickets.phones import phone_key, tail_key
from channels.wechat.models import WechatToken
from mingbai.tables import METADATA
from tests.support.people import ID_NUMBER, NAME, PHONE

ADDRESS, NUMBER, CODE, PASSWORD = "openid-of-somebody", "C20261126001", "12345678", "correct-horse-battery"


@dataclass(frozen=True)
class Secrets:
    """What only citizens and staff know of the store: each must go on opening what it opened."""

    conversation: str
    session: str
    browser: str
    recovery_code: str


def fill(database: Database, messages: int = 3) -> Secrets:
    """Something of everything, sealed by the vault in use, and so many messages."""
    with database.write() as session:
        staff, _ = add_staff(session, "anna", "head", password=PASSWORD)
    entered = sign_in(database, "anna", PASSWORD)
    with database.write() as session:
        opened = service.open_with_token(session, "web")
        session.get_one(Conversation, opened.conversation_id).pending = {"lookup": NUMBER}
        service.of_address(session, "wechat", ADDRESS)
        session.add_all(Message(conversation_id=opened.conversation_id, author="citizen", content={"text": f"第{n}句"}, raw={"text": ID_NUMBER}) for n in range(messages))
        session.add(Attachment(id="a1", conversation_id=opened.conversation_id, name="照片.jpg", media_type="image/jpeg", size=3))
        session.add(Draft(conversation_id=opened.conversation_id, kind="complaint", answers={"applicant_name": NAME}))
        _add_ticket(session, staff)
        code = _add_factor(session, session.get_one(Staff, staff.id))
    assert opened.token and entered.browser_token
    return Secrets(opened.token, entered.token, entered.browser_token, code)


def _add_ticket(session: Session, staff: Staff) -> None:
    """A ticket that came of a call, with all that hangs on it."""
    ticket = Ticket(
        number=NUMBER, code_fingerprint=numbers.fingerprint(NUMBER, CODE), kind="complaint", status="received", agency="县民政局", title="路灯不亮",
        applicant={"applicant_name": NAME, "contact_phone": PHONE, "id_number": ID_NUMBER}, channel="hotline", received_on=today(),
        phone_key=phone_key(PHONE), phone_tail_key=tail_key(PHONE[-4:]),
    )  # fmt: skip
    call = Call(id="call1", origin="typed", caller=PHONE, caller_key=phone_key(PHONE), state="open", sheet={"text": "路灯不亮"}, summary="路灯")
    paced = Paced(name=vault.current().fingerprint("look-up/192.0.2.1", "pace"), since=utc_now())
    session.add_all((ticket, call, paced, WechatToken(app_id="wx1", token="a-token")))
    session.flush()
    back = CallBack(reason="missed", phone=PHONE, note="请回电")
    session.add_all(
        (
            Utterance(call_id="call1", utterance_id="u1", speaker="caller", text="路灯不亮", began_at=utc_now(), heard_at=utc_now()),
            CallTicket(call_id="call1", sheet=1, ticket_id=ticket.id, how="filed", receipt={"query_code": CODE}),
            StaffDraft(staff_id=staff.id, ticket_id=ticket.id, act="answer", body={"text": "已派人"}),
            AnswerFile(id="f1", ticket_id=ticket.id, by="anna", name="答复附件.pdf", media_type="application/pdf", size=3),
            Notice(key="n1", channel="email", address="fang@example.com", template="answered", data={"text": "已办"}),
            back,
        )
    )
    session.flush()
    session.add(CallBackLine(call_back_id=back.id, key="l1", template="answered", text="已办"))


def _add_factor(session: Session, staff: Staff) -> str:
    """A second factor in force; one of its recovery codes."""
    second_factor.begin(session, staff)
    secret = session.get_one(SecondFactor, staff.id).secret
    session.flush()
    return second_factor.confirm(session, staff, pyotp.TOTP(secret).at(utc_now()))[0]


def assert_opens(database: Database, secrets: Secrets) -> None:
    """Everything that was sealed is read, and everything that was found by a fingerprint is found, with the vault in use."""
    with database.read() as session:
        ticket = session.scalars(select(Ticket)).one()
        assert ticket.applicant["id_number"] == ID_NUMBER
        assert numbers.code_fits(ticket.code_fingerprint, NUMBER, CODE) and not numbers.code_fits(ticket.code_fingerprint, NUMBER, "12345679")
        assert (ticket.phone_key, ticket.phone_tail_key) == (phone_key(PHONE), tail_key(PHONE[-4:]))
        assert session.scalars(select(Call)).one().caller_key == phone_key(PHONE)
        assert service.by_token(session, secrets.conversation) is not None
        assert service.known_address(session, "wechat", ADDRESS) is not None
        assert signed_in(session, secrets.session) is not None
        staff = session.scalars(select(Staff)).one()
        assert known_browser(session, staff, secrets.browser) is not None
        assert second_factor.check(session, staff, secrets.recovery_code) is None, "and nothing is committed: it is to be asked again"


def columns(kind: type) -> set[tuple[str, str]]:
    """Table and name of every column of a type."""
    return {(table.name, column.name) for table in METADATA.sorted_tables for column in table.columns if isinstance(column.type, kind)}


def kept(database: Database, kind: type) -> dict[tuple[str, str], list[Any]]:
    """What lies in every column of a type, as it lies there."""
    found: dict[tuple[str, str], list[Any]] = {}
    with database.engine.connect() as connection:
        for table, name in columns(kind):
            column = METADATA.tables[table].c[name]
            raw = type_coerce(column, LargeBinary) if kind is Sealed else column
            found[table, name] = [value for value in connection.scalars(select(raw)) if value is not None]
    return found


def assert_all_of(database: Database, key: vault.Vault) -> int:
    """Every sealed value opens with this key; how many there are."""
    values = [bytes(value) for column in kept(database, Sealed).values() for value in column]
    for value in values:
        key.open(value)
    return len(values)


def assert_no_column_is_empty(database: Database) -> None:
    """`fill` has put something into every column that depends on the key."""
    for kind in (Sealed, Fingerprint):
        assert [where for where, values in kept(database, kind).items() if not values] == []
