"""Usual names of events, and the kinds of facts they are.

The names of Segment's own specifications (B2B SaaS, email, live chat, e-commerce) and those that
websites use for the same thing; a workspace's own mapping comes first.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

_BY_KIND = {
    "ad.clicked": ("Ad Clicked", "Advertisement Clicked"),
    "calculator.used": ("Calculator Used", "ROI Calculator Used"),
    "call.answered": ("Call Answered",),
    "chat.started": ("Live Chat Conversation Started", "Chat Started"),
    "contact.requested": ("Contact Requested", "Contact Sales Requested"),
    "content.downloaded": (
        "Content Downloaded", "Asset Downloaded", "Ebook Downloaded", "Whitepaper Downloaded",
        "Case Study Downloaded", "File Downloaded",
    ),
    "demo.requested": ("Demo Requested", "Requested Demo", "Request Demo"),
    "email.bounced": ("Email Bounced",),
    "email.clicked": ("Email Link Clicked", "Email Clicked"),
    "email.opened": ("Email Opened",),
    "email.replied": ("Email Replied",),
    "email.unsubscribed": ("Unsubscribed", "Email Unsubscribed"),
    "event.attended": ("Event Attended",),
    "feature.activated": ("Feature Activated",),
    "form.submitted": ("Form Submitted",),
    "lead.created": ("Signed Up",),
    "limit.reached": ("Limit Reached",),
    "opportunity.won": ("Order Completed",),
    "product.used": ("Feature Used",),
    "quote.requested": ("Quote Requested",),
    "teammate.invited": ("Invite Sent", "Teammate Invited"),
    "trial.started": ("Trial Started",),
    "webinar.attended": ("Webinar Attended", "Attended Webinar"),
    "webinar.registered": ("Webinar Registered", "Registered for Webinar"),
}  # fmt: skip

_MAIL = {"email_subject": "subject", "link_url": "link"}
RENAMED: Mapping[str, Mapping[str, str]] = {
    "chat.started": {"conversation_topic": "topic"},
    "email.bounced": _MAIL,
    "email.clicked": _MAIL,
    "email.opened": _MAIL,
    "email.replied": {"email_subject": "subject"},
    "email.unsubscribed": _MAIL,
    "form.submitted": {"form_id": "form", "form_name": "form"},
    "opportunity.won": {"total": "amount", "revenue": "amount", "order_id": "opportunity"},
    "trial.started": {"trial_plan_name": "plan"},
}
"""Properties of those specifications, and what they are called here, by kind.

Of two that mean one property the first in this list stands.
"""

_NOT_LETTERS = re.compile(r"[\W_]+")


@lru_cache(maxsize=4096)
def plain(name: str) -> str:
    """Return an event's name without case, blanks and hyphens: demo_requested, Demo Requested."""
    return _NOT_LETTERS.sub("", name).lower()


USUAL: Mapping[str, str] = {plain(name): kind for kind, names in _BY_KIND.items() for name in names}
"""Kinds of facts by the plain names of events."""


def usual_names() -> dict[str, tuple[str, ...]]:
    """Return the usual names by kind, for the documentation."""
    return dict(_BY_KIND)
