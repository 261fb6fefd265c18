"""A letter as it goes out: its headers, its text, its name."""

from __future__ import annotations

from email.utils import format_datetime
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils import translation
from django.utils.translation import gettext as _

from meetworthy.model.time import moment_of

from .leaving import leaving_headers, link_of
from .models import Letter
from .post import TO_LEADS

LANGUAGE = "Content-Language"  # RFC 3282


def message_id(letter: UUID) -> str:
    """Return the Message-ID of a letter: the same however often it is sent."""
    return f"<{letter}@{site_host()}>"


def site_host() -> str:
    """Return the host that letters are named by."""
    return urlsplit(settings.SITE_URL).hostname or "localhost"


def message_of(letter: Letter) -> EmailMultiAlternatives:
    """Return a letter as Django sends it; its date is when it was posted."""
    is_to_lead = letter.kind in TO_LEADS
    headers = {
        **letter.headers,
        "Message-ID": message_id(letter.uuid),
        "Date": format_datetime(moment_of(letter.posted_at)),
        "Auto-Submitted": "auto-generated",  # RFC 3834: no holiday notice answers it
        **(leaving_headers(letter.uuid) if is_to_lead else {}),
    }
    text = letter.text + (_leaving_text(letter) if is_to_lead else "")
    message = EmailMultiAlternatives(letter.subject, text, None, [letter.address], headers=headers)
    if letter.html:
        message.attach_alternative(letter.html, "text/html")
    return message


def language_of(letter: Letter) -> str:
    """Return the language that a letter is written in, as its own header says."""
    return str(letter.headers.get(LANGUAGE, "en"))


def _leaving_text(letter: Letter) -> str:
    with translation.override(language_of(letter)):
        said = _("If you do not want to hear from us: %(link)s") % {"link": link_of(letter.uuid)}
    return f"\n\n--\n{said}\n"
