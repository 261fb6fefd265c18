"""Whether mails can be sent."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator

from django.conf import settings
from django.core.mail import get_connection

from .finding import Finding, fine, look, wrong

ABOUT = "mail"
SECONDS = 10


def check_mail(*, at: int) -> Iterator[Finding]:  # noqa: ARG001 - every check is asked alike
    """Find mails that would not leave; none is sent."""
    if not settings.EMAIL_BACKEND.endswith("smtp.EmailBackend"):
        yield look(ABOUT, "No mail is sent: it is printed where the service runs.",
                   "Set MEETWORTHY_SMTP.")  # fmt: skip
        return
    server = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    try:
        mailer = get_connection(timeout=SECONDS)
        mailer.open()
        mailer.close()
    except (OSError, smtplib.SMTPException) as error:
        yield wrong(ABOUT, f"{server} does not take mail: {error}", "Mend MEETWORTHY_SMTP.")
        return
    yield fine(ABOUT, f"{server} answers.")
