"""A mail server that speaks real SMTP on loopback and refuses what a test wants refused."""

from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

from tests.support.running import free_port


class FakeMail:
    """Keeps the letters it took. `refuse`: recipient → the answer it gets; `answer`: what is said to the letter itself, `farewell`: to QUIT."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.refuse: dict[str, str] = {}
        self.answer = "250 OK"
        self.farewell = "221 Bye"
        self.port = free_port()

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:
        """One recipient."""
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        """The letter."""
        if self.answer.startswith("250"):
            self.letters.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
        return self.answer

    async def handle_QUIT(self, _server: Any, _session: Any, _envelope: Any) -> str:
        """The end of the talk."""
        return self.farewell


@contextmanager
def fake_mail() -> Iterator[FakeMail]:
    """A server of one's own; gone afterwards."""
    mail = FakeMail()
    controller = Controller(mail, hostname="127.0.0.1", port=mail.port)
    controller.start()
    try:
        yield mail
    finally:
        controller.stop()
