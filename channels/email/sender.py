"""Sends notices over SMTP (RFC 5321): a refusal of the address ends them, everything else is tried again."""

import smtplib
import ssl
from contextlib import closing, suppress
from dataclasses import dataclass

from bot.delivery.service import Outgoing
from bot.delivery.worker import CannotSend
from channels.email.letter import letter

CHANNEL = "email"
_SECONDS = 20.0
_LATER = range(400, 500)  # the server's own «try again later»


@dataclass(frozen=True)
class Mailbox:
    """The desk's way out: a server and whom letters come from. `security` is `starttls`, `tls` or `none`."""

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = ""
    security: str = "starttls"


class EmailSender:
    """One connection a letter: notices are few, and a kept connection is one more thing that can die unseen."""

    def __init__(self, mailbox: Mailbox, place: str) -> None:
        self._mailbox = mailbox
        self._place = place

    def send(self, notice: Outgoing) -> None:
        """Hand the letter to the server; CannotSend without any address or words of the letter in its reason."""
        if not notice.to.address:
            raise CannotSend("没有收件地址", final=True)
        message = letter(notice, self._mailbox.sender, self._place)
        try:
            with closing(self._opened()) as server:
                self._introduce(server)
                server.send_message(message)
                with suppress(smtplib.SMTPException, OSError):
                    server.quit()  # the letter is taken: whatever is said to the farewell, it must not be sent again
        except smtplib.SMTPRecipientsRefused as error:
            code = next(iter(error.recipients.values()))[0]
            raise CannotSend(f"收件地址被拒收（{code}）", final=code not in _LATER) from error
        except smtplib.SMTPResponseException as error:
            raise CannotSend(f"邮件服务器答复 {error.smtp_code}", final=_is_final(error)) from error
        except (smtplib.SMTPException, OSError) as error:
            raise CannotSend(f"邮件服务器连不上（{type(error).__name__}）") from error

    def _opened(self) -> smtplib.SMTP:
        box = self._mailbox
        if box.security == "tls":
            return smtplib.SMTP_SSL(box.host, box.port, timeout=_SECONDS, context=ssl.create_default_context())
        return smtplib.SMTP(box.host, box.port, timeout=_SECONDS)

    def _introduce(self, server: smtplib.SMTP) -> None:
        if self._mailbox.security == "starttls":
            server.starttls(context=ssl.create_default_context())
        if self._mailbox.user:
            server.login(self._mailbox.user, self._mailbox.password)


def _is_final(error: smtplib.SMTPResponseException) -> bool:
    """A refused letter stays refused; a wrong password is the desk's own fault, which somebody will mend."""
    return not isinstance(error, smtplib.SMTPAuthenticationError) and error.smtp_code not in _LATER
