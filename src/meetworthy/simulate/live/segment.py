"""What visitors and leads do, as calls of Segment's tracking API.

The form is that of https://segment.com/docs/connections/spec/; what a sender adds when it
sends (``sentAt``, the write key) is left to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .event import Event, Person

EVENTS: Mapping[str, str] = {
    "Ad Clicked": "ad.clicked",
    "Demo Requested": "demo.requested",
    "Contact Requested": "contact.requested",
    "Calculator Used": "calculator.used",
    "Content Downloaded": "content.downloaded",
    "Email Opened": "email.opened",
    "Email Link Clicked": "email.clicked",
    "Email Replied": "email.replied",
    "Unsubscribed": "email.unsubscribed",
    "Email Bounced": "email.bounced",
    "Webinar Registered": "webinar.registered",
    "Webinar Attended": "webinar.attended",
    "Trial Started": "trial.started",
    "Feature Used": "product.used",
    "Feature Activated": "feature.activated",
    "Teammate Invited": "teammate.invited",
    "Limit Reached": "limit.reached",
}
"""What the company calls the events it tracks, and the kind of fact that each is."""

NAMES = {kind: name for name, kind in EVENTS.items()}

SITE = "https://www.northwind.example"
TITLES = {
    "/": "Northwind: who is worth a meeting",
    "/product": "Product",
    "/features/scoring": "Scoring",
    "/features/meetings": "Meetings",
    "/blog/what-is-an-mql": "What is an MQL?",
    "/blog/honest-funnels": "Honest funnels",
    "/case-studies/agency": "Case study: an agency",
    "/case-studies/saas": "Case study: a SaaS company",
    "/about": "About us",
    "/careers": "Careers",
    "/pricing": "Prices",
    "/pricing/plans": "Plans",
}
REFERRERS = {
    "organic search": "https://www.google.com/",
    "paid search": "https://www.google.com/",
    "referral": "https://partner.example/",
}
WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
AGENTS = (
    f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/142.0.0.0 Safari/537.36",
    f"Mozilla/5.0 (Linux; Android 10; K) {WEBKIT} Chrome/142.0.0.0 Mobile Safari/537.36",
    "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0",
)
"""What browsers say of themselves; the form is theirs, the versions are chosen by eye."""

LIBRARY = {"name": "meetworthy-simulate", "version": "1"}
IDENTIFIED = "lead.identified"
VIEWED = "page.viewed"

KINDS = frozenset(NAMES) | {IDENTIFIED, VIEWED}
"""The kinds that travel as Segment calls; all others are told as facts."""

SIGNED_UP = "trial.started"
"""The kind after which the product tells to whose workspace a user belongs."""

BROWSER = "web"


def call_of(event: Event, message_id: str, stamp: str) -> dict[str, Any]:
    """Return the call that tells an event."""
    if event.kind == IDENTIFIED:
        assert event.person is not None
        return identify(event.person, event.visitor, message_id, stamp)
    call = _head("page" if event.kind == VIEWED else "track", message_id, stamp)
    call |= _whom(event.person, event.visitor)
    context = call["context"]
    if event.sender == BROWSER:
        context |= _browser(event.visitor or "a0")
    if event.source is not None:
        context["campaign"] = {"source": event.source}
    if event.kind == VIEWED:
        page = _page(event)
        return call | {"properties": page, "context": context | {"page": page}}
    return call | {"event": NAMES[event.kind], "properties": event.properties}


def identify(person: Person, visitor: str | None, message_id: str, stamp: str) -> dict[str, Any]:
    """Return the call that says who somebody is; by a browser where a visitor is known."""
    call = _head("identify", message_id, stamp) | _whom(person, visitor)
    if visitor is not None:
        call["context"] |= _browser(visitor)
    traits: dict[str, Any] = {
        "email": person.email,
        "firstName": person.first,
        "lastName": person.last,
    }
    return call | {"traits": traits}


def group(person: Person, message_id: str, stamp: str) -> dict[str, Any]:
    """Return the call by which the product says for which company somebody uses it."""
    company = person.company
    call = _head("group", message_id, stamp) | _whom(person, None)
    traits = {"name": company.name, "website": f"https://www.{company.domain}"}
    return call | {"groupId": company.group, "traits": traits}


def _head(kind: str, message_id: str, stamp: str) -> dict[str, Any]:
    return {
        "type": kind,
        "messageId": message_id,
        "timestamp": stamp,
        "context": {"library": dict(LIBRARY)},
    }


def _whom(person: Person | None, visitor: str | None) -> dict[str, str]:
    whom = {} if visitor is None else {"anonymousId": visitor}
    return whom if person is None else whom | {"userId": person.user}


def _browser(visitor: str) -> dict[str, str]:
    agent = AGENTS[int(visitor.removeprefix("a")) % len(AGENTS)]
    return {"userAgent": agent, "locale": "de-DE"}


def _page(event: Event) -> dict[str, Any]:
    path = event.properties["path"]
    page = {"path": path, "url": SITE + path, "title": TITLES.get(path, path)}
    if event.source in REFERRERS:
        page["referrer"] = REFERRERS[event.source]
    return page
