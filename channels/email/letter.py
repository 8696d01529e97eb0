"""A notice as a letter: plain text, a subject without personal data, an id by which a repeat is known again."""

import hashlib
from email.headerregistry import Address
from email.message import EmailMessage

from bot.delivery.notices import subject_of
from bot.delivery.service import Outgoing


def letter(notice: Outgoing, sender: str, place: str) -> EmailMessage:
    """The letter (RFC 5322). Its Message-ID comes from the notice's key, so that two copies are one letter to a mail reader."""
    domain = sender.rpartition("@")[2]
    message = EmailMessage()
    message["Subject"] = f"【{place}政府信息公开服务台】{subject_of(notice.template, notice.data)}"
    message["From"] = Address("政府信息公开服务台", addr_spec=sender)
    message["To"] = str(notice.to.address)
    message["Message-ID"] = f"<{hashlib.sha256(notice.key.encode()).hexdigest()[:40]}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday notice comes back
    message.set_content(f"{notice.text}\n\n—\n{place}政府信息公开服务台自动发送，请勿直接回复。\n")
    return message
