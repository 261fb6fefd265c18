"""Mails to people: the invitation.  Those about passwords are django-allauth's."""

from __future__ import annotations

from django.core.mail import send_mail
from django.template.loader import render_to_string

from .models import Invitation


def send_invitation(invitation: Invitation, link: str) -> None:
    """Send the link to the invited address.  Raises what the mail server says."""
    about = {"invitation": invitation, "workspace": invitation.workspace, "link": link}
    subject = render_to_string("people/invitation_subject.txt", about)
    text = render_to_string("people/invitation_mail.txt", about)
    send_mail(" ".join(subject.split()), text, None, [invitation.email])
