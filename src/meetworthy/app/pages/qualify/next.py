"""The one next action, in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from meetworthy.app.judging.one import Seen
from meetworthy.handoff.needs import Asked

_WORDS = {
    Asked.REVIEW: _("Accept the lead, or reject it with a reason"),
    Asked.CONTACT: _("Get in touch with the person"),
    Asked.QUALIFY: _("Find out what is missing, and qualify"),
    Asked.BOOK: _("Agree on a meeting"),
    Asked.PREPARE: _("Send the agenda of the meeting"),
    Asked.WORTH: _("Say whether the booked meeting is worth taking"),
    Asked.OUTCOME: _("Say whether the meeting took place"),
    Asked.CONFIRM: _("Say whether the meeting was worth it"),
    Asked.SETTLE: _("Decide the dispute about the meeting"),
    Asked.OPEN: _("Open an opportunity, or say why not"),
}


def next_of(seen: Seen) -> str:
    """Return what the lead needs of people next; nothing where it needs nobody."""
    needs = sorted(seen.needs, key=lambda need: need.due_at or seen.judgement.at * 2)
    return str(_WORDS[needs[0].asked]) if needs else ""
