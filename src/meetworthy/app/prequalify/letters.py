"""What is written to a lead: the form's link, and once more as a reminder."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.utils import formats, translation
from django.utils.translation import gettext as _

from meetworthy.app.mail.compose import LANGUAGE
from meetworthy.app.mail.post import post
from meetworthy.model.time import moment_of

from .addressee import Addressee
from .models import Form
from .tokens import link_of

KIND = "prequalification"


def key_of(form: Form, which: str = "first") -> str:
    """Return the key of a letter of a form, ``first`` or ``reminder``."""
    return f"form:{form.uuid}:{which}"


def post_first(form: Form, to: Addressee, *, at: int, not_before: int = 0) -> None:
    """Post the letter with the form's link."""
    with translation.override(form.language):
        subject = _("A few short questions before we talk")
        opening = _(
            "Thank you for your interest. So that our meeting is worth your time, please answer"
            " a few short questions first. It takes about a minute, and needs no account:"
        )
        _post(form, to, "first", subject, opening, at=at, not_before=not_before)


def post_reminder(form: Form, to: Addressee, *, at: int) -> None:
    """Post the one reminder."""
    with translation.override(form.language):
        subject = _("A reminder: a few short questions before we talk")
        opening = _(
            "A few days ago we sent you some short questions. If you are still interested in a"
            " meeting, please take a minute for them:"
        )
        _post(form, to, "reminder", subject, opening, at=at)


def _post(
    form: Form,
    to: Addressee,
    which: str,
    subject: str,
    opening: str,
    *,
    at: int,
    not_before: int = 0,
) -> None:
    company = form.workspace.name
    paragraphs = (
        _("Hello %(name)s,") % {"name": to.first_name} if to.first_name else _("Hello,"),
        opening,
        link_of(form.uuid),
        _("The link works until %(day)s.") % {"day": day_text(form)},
        _("Kind regards") + "\n" + company,
    )
    post(
        workspace_id=form.workspace_id,
        to=to.email,
        kind=KIND,
        key=key_of(form, which),
        subject=subject,
        text="\n\n".join(paragraphs),
        at=at,
        not_before=not_before,
        lead=form.lead,
        headers={LANGUAGE: form.language},
    )


def day_text(form: Form) -> str:
    """Return the last whole day on which a form can be answered, in the workspace's zone."""
    end = moment_of(form.expires_at).astimezone(ZoneInfo(form.workspace.zone))
    return formats.date_format(end, "j F Y" if form.language == "en" else "DATE_FORMAT")
