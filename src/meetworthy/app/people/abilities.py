"""What one can do in a workspace, and which role may do it: one table for all to read."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from .models import Role


class Ability(StrEnum):
    """One thing that somebody may do in a workspace."""

    SEE = "see"  # leads, numbers, definitions, sources: everything but secrets
    RECORD = "record"  # what a lead did or is, told by hand
    ASSESS = "assess"  # a criterion of the framework, with its evidence
    DECIDE = "decide"  # accept, reject, qualify, contact: what only sales does
    BOOK = "book"  # meetings: booked, moved, cancelled, held, missed
    CONFIRM = "confirm"  # that a meeting is, or was, worth taking
    WRITE_DEFINITION = "write_definition"  # drafts, and their dry runs
    SIGN_MARKETING = "sign_marketing"
    SIGN_SALES = "sign_sales"
    ACTIVATE = "activate"  # put a signed version in force; take it back
    MANAGE_DATA = "manage_data"  # sources, imports, quarantine, endpoints
    MANAGE_PEOPLE = "manage_people"
    MANAGE_KEYS = "manage_keys"
    ERASE = "erase"  # a person, on request


A = Ability

MAY: Mapping[Role, frozenset[Ability]] = {
    # Whoever manages a workspace does not thereby speak for a team: an admin neither decides
    # on leads nor signs.  Sources can tell decisions, so only an admin connects them.
    Role.ADMIN: frozenset(
        {
            A.SEE,
            A.RECORD,
            A.WRITE_DEFINITION,
            A.ACTIVATE,
            A.MANAGE_DATA,
            A.MANAGE_PEOPLE,
            A.MANAGE_KEYS,
            A.ERASE,
        }
    ),
    Role.MARKETING: frozenset({A.SEE, A.RECORD, A.WRITE_DEFINITION, A.SIGN_MARKETING}),
    Role.SDR: frozenset({A.SEE, A.RECORD, A.ASSESS, A.DECIDE, A.BOOK}),
    Role.SALES: frozenset(
        {
            A.SEE,
            A.RECORD,
            A.ASSESS,
            A.DECIDE,
            A.BOOK,
            A.CONFIRM,
            A.WRITE_DEFINITION,
            A.SIGN_SALES,
        }
    ),
    Role.VIEWER: frozenset({A.SEE}),
}
"""What each role may do; docs/reference/roles.md shows this table."""

FOR_PEOPLE_ONLY = frozenset({A.SIGN_MARKETING, A.SIGN_SALES, A.MANAGE_PEOPLE, A.MANAGE_KEYS})
"""What no key may be given: a signature is a person's, and a key must not make keys."""

FOR_KEYS = frozenset(Ability) - FOR_PEOPLE_ONLY
"""The scopes that a key may have."""

_TELLING: Mapping[str, Ability] = {
    "criterion.assessed": A.ASSESS,
    "contact.made": A.DECIDE,  # stops sales' clocks
    "contact.suppressed": A.RECORD,
    "fact.retracted": A.DECIDE,  # it may take back a decision
    "lead.accepted": A.DECIDE,
    "lead.assigned": A.DECIDE,
    "lead.disqualified": A.DECIDE,
    "lead.qualified": A.DECIDE,
    "lead.recycled": A.DECIDE,
    "lead.rejected": A.DECIDE,
    "lead.snoozed": A.DECIDE,
    "agenda.sent": A.BOOK,
    "prequalification.sent": A.DECIDE,
    "prequalification.reminded": A.DECIDE,
    "prequalification.answered": A.ASSESS,
    "prequalification.lapsed": A.DECIDE,
    "meeting.accepted": A.CONFIRM,
    "meeting.confirmed": A.CONFIRM,
    "meeting.declined": A.CONFIRM,
    "opportunity.created": A.DECIDE,
    "opportunity.lost": A.DECIDE,
    "opportunity.won": A.DECIDE,
    "person.described": A.MANAGE_PEOPLE,
    "person.absent": A.MANAGE_PEOPLE,
    "spend.recorded": A.MANAGE_DATA,
    "stage.asserted": A.DECIDE,  # a stage asserted is a stage made
    "stage.decided": A.DECIDE,
}


def ability_to_tell(kind: str) -> Ability:
    """Return the ability that telling a fact of this kind by hand or by key needs."""
    if kind in _TELLING:
        return _TELLING[kind]
    return A.BOOK if kind.startswith("meeting.") else A.RECORD
