"""A mail server to send to: aiosmtpd, a real one, on this machine."""

from __future__ import annotations

import asyncio
import email
import email.policy
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage

from aiosmtpd.controller import Controller

BACKEND = "django.core.mail.backends.smtp.EmailBackend"


@dataclass
class MailServer:
    """What came in, and what is answered to each recipient or letter in turn, then `250`."""

    recipients: list[str] = field(default_factory=list)  # answers to RCPT TO
    letters: list[str] = field(default_factory=list)  # answers to the end of DATA
    slow: float = 0.0  # seconds before a letter is taken
    got: list[tuple[str, EmailMessage]] = field(default_factory=list)
    port: int = 0

    async def handle_RCPT(self, server, session, envelope, address, options):
        answer = self.recipients.pop(0) if self.recipients else "250 OK"
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server, session, envelope):
        await asyncio.sleep(self.slow)
        answer = self.letters.pop(0) if self.letters else "250 OK"
        if answer.startswith("2"):
            read = email.message_from_bytes(envelope.content, policy=email.policy.default)
            self.got.append((envelope.rcpt_tos[0], read))
        return answer


class _OnAFreePort(Controller):
    """The server says `hello` to itself to see that it is up: at the port that it got."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def serving_mail(server: MailServer) -> Iterator[MailServer]:
    """Serve on a free port until the block ends."""
    controller = _OnAFreePort(server, hostname="127.0.0.1", port=0)
    controller.start()
    server.port = controller.port
    try:
        yield server
    finally:
        controller.stop()


def send_to(settings, server: MailServer, *, seconds: float = 5.0) -> None:
    """Let Django's settings name this server."""
    settings.EMAIL_BACKEND = BACKEND
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_TIMEOUT = seconds
