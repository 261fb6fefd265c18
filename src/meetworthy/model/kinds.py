"""The registry of fact kinds: what may happen, and what is said about it when it does.

A kind is `area.happened`, past tense.  Teams and connectors extend the registry; a kind
that is not in it is refused, because a misspelt kind would otherwise never score.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum

REGISTRY_VERSION = 1


class Type(StrEnum):
    """The types of attributes and properties."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"


class Phase(IntEnum):
    """The order in which the facts of one instant are taken into account."""

    KNOWING = 0  # identity, attributes, evidence: what is known of the lead
    BEHAVIOUR = 1  # what the lead or the account did
    DECISION = 2  # what sales decided
    EVENT = 3  # what was recorded: meetings, won deals, stages asserted by a CRM
    EXIT = 4  # why the lead left


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of fact: its name, its phase, and the properties it may carry."""

    name: str
    phase: Phase
    properties: Mapping[str, Type] = field(default_factory=dict)
    open: bool = False  # carries any attribute (lead.described, account.described)
    accounting: bool = False  # about the workspace, not about a lead (spend, people)


def _kind(name: str, phase: Phase, /, **properties: Type) -> Kind:
    return Kind(name, phase, properties)


_T, _I, _N, _B, _D = Type.TEXT, Type.INTEGER, Type.NUMBER, Type.BOOLEAN, Type.DATE
_PAGE = {"path": _T, "url": _T, "title": _T, "referrer": _T}
_MAIL = {"subject": _T, "campaign_name": _T, "link": _T}
_MEETING = {"meeting": _T}
_BOOKING = {
    **_MEETING,
    "starts": _D,  # the day; starts_at and ends_at are instants, ISO 8601
    "starts_at": _T,
    "ends_at": _T,
    "host": _T,  # the salesperson's e-mail address
    "title": _T,
    "place": _T,
    "previous": _T,  # the meeting's id before, where a system gives a moved one a new id
}

_KNOWING = (
    _kind("lead.created", Phase.KNOWING),
    Kind("lead.described", Phase.KNOWING, open=True),
    Kind("account.described", Phase.KNOWING, open=True),
    _kind("lead.cleared", Phase.KNOWING, attribute=_T),
    _kind("account.cleared", Phase.KNOWING, attribute=_T),
    _kind("lead.identified", Phase.KNOWING, visitor=_T),
    _kind("lead.merged", Phase.KNOWING, other=_T),
    _kind("lead.unmerged", Phase.KNOWING, other=_T),
    _kind("lead.moved", Phase.KNOWING, account=_T),
    _kind("lead.assigned", Phase.KNOWING, owner=_T, rule=_T, why=_T),
    _kind(
        "criterion.assessed",
        Phase.KNOWING,
        criterion=_T,
        status=_T,
        how=_T,
        words=_T,
    ),
    _kind("lead.snoozed", Phase.KNOWING, until=_T, why=_T),  # until: an instant, ISO 8601
    _kind("prequalification.sent", Phase.KNOWING, form=_T, asked_by=_T),
    _kind("prequalification.reminded", Phase.KNOWING, form=_T),
    _kind("prequalification.answered", Phase.KNOWING, form=_T, fits=_B, tools=_T, words=_T),
    _kind("prequalification.lapsed", Phase.KNOWING, form=_T),
    _kind("agenda.sent", Phase.KNOWING, meeting=_T, words=_T),
    _kind("fact.retracted", Phase.KNOWING, sender=_T, fact=_T, why=_T),
)

_BEHAVIOUR = (
    Kind("page.viewed", Phase.BEHAVIOUR, _PAGE),
    _kind("form.submitted", Phase.BEHAVIOUR, form=_T, path=_T),
    _kind("demo.requested", Phase.BEHAVIOUR, path=_T),
    _kind("contact.requested", Phase.BEHAVIOUR, path=_T),
    _kind("quote.requested", Phase.BEHAVIOUR, amount=_N),
    _kind("calculator.used", Phase.BEHAVIOUR, calculator=_T, result=_N),
    _kind("content.downloaded", Phase.BEHAVIOUR, content=_T, topic=_T),
    _kind("webinar.registered", Phase.BEHAVIOUR, webinar=_T),
    _kind("webinar.attended", Phase.BEHAVIOUR, webinar=_T, minutes=_N),
    _kind("event.attended", Phase.BEHAVIOUR, event=_T),
    Kind("email.opened", Phase.BEHAVIOUR, _MAIL),
    Kind("email.clicked", Phase.BEHAVIOUR, _MAIL),
    _kind("email.replied", Phase.BEHAVIOUR, subject=_T, sentiment=_T),
    Kind("email.unsubscribed", Phase.BEHAVIOUR, _MAIL),
    Kind("email.bounced", Phase.BEHAVIOUR, {**_MAIL, "bounce": _T}),
    _kind("ad.clicked", Phase.BEHAVIOUR, ad=_T),
    _kind("call.answered", Phase.BEHAVIOUR, minutes=_N),
    _kind("chat.started", Phase.BEHAVIOUR, topic=_T),
    _kind("referral.received", Phase.BEHAVIOUR, referrer=_T),
    _kind("trial.started", Phase.BEHAVIOUR, plan=_T),
    _kind("product.used", Phase.BEHAVIOUR, feature=_T, times=_I),
    _kind("feature.activated", Phase.BEHAVIOUR, feature=_T),
    _kind("teammate.invited", Phase.BEHAVIOUR, teammates=_I),
    _kind("limit.reached", Phase.BEHAVIOUR, limit=_T),
    _kind("intent.surged", Phase.BEHAVIOUR, topic=_T, strength=_N),
)

_DECISION = (
    _kind("lead.accepted", Phase.DECISION),
    _kind("lead.qualified", Phase.DECISION),
    _kind("opportunity.created", Phase.DECISION, amount=_N, currency=_T, opportunity=_T),
    _kind("stage.decided", Phase.DECISION, stage=_T),
    _kind("contact.made", Phase.DECISION, how=_T, words=_T),
)

_EVENT = (
    _kind("stage.asserted", Phase.EVENT, stage=_T),
    Kind("meeting.booked", Phase.EVENT, _BOOKING),
    Kind("meeting.accepted", Phase.EVENT, {**_MEETING, "words": _T}),
    Kind("meeting.moved", Phase.EVENT, _BOOKING),
    Kind("meeting.cancelled", Phase.EVENT, {**_MEETING, "by": _T, "words": _T}),
    Kind("meeting.held", Phase.EVENT, {**_MEETING, "minutes": _N}),
    Kind("meeting.missed", Phase.EVENT, {**_MEETING, "by": _T}),
    Kind("meeting.confirmed", Phase.EVENT, {**_MEETING, "words": _T}),
    Kind("meeting.declined", Phase.EVENT, {**_MEETING, "reason": _T, "words": _T}),
    Kind("meeting.disputed", Phase.EVENT, {**_MEETING, "words": _T}),
    _kind("opportunity.won", Phase.EVENT, amount=_N, currency=_T, opportunity=_T),
)

_EXIT = (
    _kind("lead.rejected", Phase.EXIT, reason=_T, words=_T),
    _kind("lead.disqualified", Phase.EXIT, reason=_T, words=_T),
    _kind("lead.recycled", Phase.EXIT, reason=_T, words=_T),
    _kind("opportunity.lost", Phase.EXIT, reason=_T, words=_T, opportunity=_T),
)

_ACCOUNTING = (
    Kind(
        "spend.recorded",
        Phase.KNOWING,
        {"amount": _N, "currency": _T, "until": _D, "scope": _T},
        accounting=True,
    ),
    Kind(
        "person.described",
        Phase.KNOWING,
        {
            "person": _T,
            "role": _T,
            "name": _T,
            "until": _D,
            "team": _T,
            "manager": _T,
            "skills": _T,
            "capacity": _I,
            "weight": _N,
            "since": _D,
            "days": _T,
            "from": _T,
            "to": _T,
            "holidays": _T,
            "zone": _T,
        },
        accounting=True,
    ),
    Kind(
        "person.absent",
        Phase.KNOWING,
        {"person": _T, "since": _T, "until": _T, "why": _T},  # instants, ISO 8601
        accounting=True,
    ),
    Kind("contact.suppressed", Phase.KNOWING, {"why": _T}),
)

KINDS: Mapping[str, Kind] = {
    kind.name: kind for kind in (*_KNOWING, *_BEHAVIOUR, *_DECISION, *_EVENT, *_EXIT, *_ACCOUNTING)
}
"""The kinds that come with the product, by name."""
