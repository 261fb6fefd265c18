"""What the person recorded lately about a lead, to be taken back."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from meetworthy.app.judging.one import Seen
from meetworthy.app.ledger.append import OWN_SENDER
from meetworthy.app.pages.lead.timeline import kind_text, public_id
from meetworthy.app.pages.names import STATUS_WORDS, Names
from meetworthy.app.people.access import Access
from meetworthy.judge.evidence import assessment_in
from meetworthy.model.fact import Fact
from meetworthy.model.time import HOUR

LATELY = 12 * HOUR
"""What was recorded longer ago is taken back on the lead's page; chosen by eye."""

_MOST = 8
KINDS = frozenset(
    {"criterion.assessed", "contact.made", "lead.accepted", "lead.qualified", "stage.decided"}
)
"""What this page records."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A fact that the person recorded."""

    public: str
    at: int
    text: str
    words: str


def mine_of(access: Access, seen: Seen) -> list[Recorded]:
    """Return what the person recorded here lately, the latest first."""
    since = seen.judgement.at - LATELY
    facts = [one for one in reversed(seen.facts) if one.recorded_at >= since]
    own = [one for one in facts if is_own(access, one)][:_MOST]
    return [
        Recorded(
            str(public_id(one, seen.numbers)),
            one.occurred_at,
            _text(one, Names(seen.definition)),
            str(one.properties.get("words", "")),
        )
        for one in own
    ]


def is_own(access: Access, fact: Fact) -> bool:
    """Say whether this person recorded a fact here."""
    return fact.sender == OWN_SENDER and fact.actor == access.actor and fact.kind in KINDS


def _text(fact: Fact, names: Names) -> str:
    found = assessment_in(fact) if fact.kind == "criterion.assessed" else None
    if found is None:
        return kind_text(fact.kind)
    criterion, assessment = found
    said = {"name": names.criterion(criterion), "status": STATUS_WORDS[assessment.status]}
    return _("%(name)s %(status)s") % said
