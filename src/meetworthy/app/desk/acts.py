"""What people do at the desk: each act is one or two facts about a lead, told at once.

``done`` names the facts, so that they can be taken back while the undo minute lasts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db import transaction

from meetworthy.app.booking import verbs
from meetworthy.app.ids import new_id
from meetworthy.app.judging.decide import decide
from meetworthy.app.judging.one import Seen, judge_lead
from meetworthy.app.ledger.append import OWN_SENDER
from meetworthy.app.ledger.load import fact_of, select
from meetworthy.app.ledger.models import Lead
from meetworthy.app.people.abilities import MAY, Ability
from meetworthy.app.people.access import Access
from meetworthy.app.people.members import members_of
from meetworthy.app.people.models import Membership, Role
from meetworthy.app.people.refusals import refuse
from meetworthy.model.fact import Value
from meetworthy.model.time import DAY, SECOND, instant_said, moment_of

UNDO = 60 * SECOND
"""For so long what was done at the desk can be undone with one key."""

GRACE = 5 * SECOND
"""What the way of a request may take beyond it; chosen by eye."""

LONGEST_SNOOZE = 180 * DAY
"""Who wants a lead to rest longer rejects it for a reason that brings it back; chosen by eye."""

Said = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Done:
    """An act that was done: its name, the lead, the ids of its facts, when."""

    act: str
    lead: int
    facts: tuple[str, ...]
    at: int


@dataclass(frozen=True, slots=True)
class _Told:
    kind: str
    properties: dict[str, Value]


def do(access: Access, lead: Lead, act: str, said: Said, *, at: int) -> Done:
    """Do an act of the desk; returns how to undo it.

    ``said`` is what a form says: ``reason``, ``words``, ``until``, ``why``, ``owner``, ``how``,
    ``meeting``, ``by``.  Raises Refused for what can't be done (any more), KeyError for an act
    that there is not, PermissionDenied for whoever may not.
    """
    if act in OF_MEETINGS:
        fact_id = str(new_id())
        OF_MEETINGS[act](access, lead, said, at, fact_id)
        return Done(act, lead.number, (fact_id,), at)
    told = OF_LEADS[act](access, lead, said, at)
    facts = []
    with transaction.atomic():
        for one in told:
            fact_id = str(new_id())
            decide(
                access, lead=lead, kind=one.kind, properties=one.properties, at=at, fact_id=fact_id
            )
            facts.append(fact_id)
    return Done(act, lead.number, tuple(facts), at)


def undo(access: Access, lead: Lead, done: Done, *, at: int) -> None:
    """Take back what somebody did themselves while the minute lasts; raises Refused after it."""
    if done.lead != lead.number or at > done.at + UNDO + GRACE:
        cause = "The minute in which this can be undone is over."
        remedy = "The page of the lead can take it back, with a reason."
        refuse("undo_late", "undo", cause, remedy)
    with transaction.atomic():
        for fact_id in reversed(done.facts):
            _check_own(access, lead, fact_id)
            properties: dict[str, Value] = {"sender": OWN_SENDER, "fact": fact_id}
            decide(access, lead=lead, kind="fact.retracted", properties=properties, at=at)


def _check_own(access: Access, lead: Lead, fact_id: str) -> None:
    rows = select(access.workspace.pk, "sender = %s AND told_id = %s", (OWN_SENDER, fact_id))
    fact = fact_of(rows[0]) if rows else None
    if fact is None or fact.lead != lead.number or fact.actor != access.actor:
        cause = "This was not done by you."
        remedy = "The page of the lead shows who did what."
        refuse("undo_foreign", "undo", cause, remedy)


# -- the acts -----------------------------------------------------------------------------------


def _accept(access: Access, lead: Lead, _said: Said, at: int) -> list[_Told]:
    """Accept a lead; it is theirs who accepted it."""
    accepted = _Told("lead.accepted", {})
    seen = _seen(access, lead, at)
    if access.user is None or seen.card.owner == access.actor:
        return [accepted]
    return [accepted, _Told("lead.assigned", {"owner": access.actor, "why": "accepted it"})]


def _reject(_access: Access, _lead: Lead, said: Said, _at: int) -> list[_Told]:
    return [_Told("lead.rejected", _given(said, "reason", "words"))]


def _snooze(access: Access, lead: Lead, said: Said, at: int) -> list[_Told]:
    """Let a lead rest until an instant, for a reason; its clocks go on."""
    until = instant_said(said.get("until", ""))
    if not said.get("why", "").strip():
        refuse("snooze_reason", "why", "A reason is missing.", "Say why it can wait.")
    if until is None or not at < until <= at + LONGEST_SNOOZE:
        days = LONGEST_SNOOZE // DAY
        cause = "This is no moment within the next half year."
        refuse("snooze_until", "until", cause, f"Give one within {days} days.")
    seen = _seen(access, lead, at)
    if not seen.needs:
        cause = "This lead needs nobody now."
        refuse("snooze_nothing", "lead", cause, "There is nothing to put off.")
    told: dict[str, Value] = {"until": moment_of(until).isoformat(), "why": said["why"].strip()}
    return [_Told("lead.snoozed", told)]


def _reassign(access: Access, lead: Lead, said: Said, at: int) -> list[_Told]:
    owner = said.get("owner", "").strip().lower()
    members = {each.user.email.lower(): each for each in members_of(access.workspace)}
    if owner not in members:
        cause = f"“{owner}” is nobody of this workspace." if owner else "A person is missing."
        refuse("owner_unknown", "owner", cause, "Choose somebody of the workspace.")
    if not takes_leads(members[owner]):
        cause = f"{members[owner].user} takes no leads: their role does not decide on them."
        refuse("owner_takes_none", "owner", cause, "Choose an SDR or a salesperson.")
    if _seen(access, lead, at).card.owner == owner:
        refuse("owner_already", "owner", "They have this lead already.", "Choose somebody else.")
    return [_Told("lead.assigned", {"owner": owner, **_given(said, "why")})]


def takes_leads(member: Membership) -> bool:
    """Say whether leads can be given to a member: their role has to decide on them."""
    return Ability.DECIDE in MAY[Role(member.role)]


def _contact(_access: Access, _lead: Lead, said: Said, _at: int) -> list[_Told]:
    told = _given(said, "how", "words")
    if not told.get("how"):
        refuse("contact_how", "how", "It is missing how.", "Say how: call, email, meeting.")
    return [_Told("contact.made", told)]


def _open(_access: Access, _lead: Lead, _said: Said, _at: int) -> list[_Told]:
    return [_Told("opportunity.created", {})]


OF_LEADS: Mapping[str, Callable[[Access, Lead, Said, int], list[_Told]]] = {
    "accept": _accept,
    "reject": _reject,
    "snooze": _snooze,
    "reassign": _reassign,
    "contact": _contact,
    "open": _open,
}
"""What is done with a lead."""


# -- its meetings: the verbs of booking ---------------------------------------------------------


def _worth(access: Access, lead: Lead, said: Said, at: int, fact_id: str) -> None:
    verbs.accept(access, lead, _meeting(said), words=_words(said), at=at, fact_id=fact_id)


def _held(access: Access, lead: Lead, said: Said, at: int, fact_id: str) -> None:
    verbs.hold(access, lead, _meeting(said), at=at, fact_id=fact_id)


def _missed(access: Access, lead: Lead, said: Said, at: int, fact_id: str) -> None:
    verbs.miss(access, lead, _meeting(said), by=said.get("by", ""), at=at, fact_id=fact_id)


def _confirm(access: Access, lead: Lead, said: Said, at: int, fact_id: str) -> None:
    verbs.confirm(access, lead, _meeting(said), words=_words(said), at=at, fact_id=fact_id)


def _decline(access: Access, lead: Lead, said: Said, at: int, fact_id: str) -> None:
    reason, words = said.get("reason", "").strip(), _words(said)
    verbs.decline(access, lead, _meeting(said), reason=reason, words=words, at=at, fact_id=fact_id)


def _meeting(said: Said) -> str:
    return said.get("meeting", "")


def _words(said: Said) -> str:
    return said.get("words", "").strip()


OF_MEETINGS: Mapping[str, Callable[[Access, Lead, Said, int, str], None]] = {
    "worth": _worth,
    "held": _held,
    "missed": _missed,
    "confirm": _confirm,
    "decline": _decline,
}
"""What is done with a lead's meeting."""

ACTS = frozenset({*OF_LEADS, *OF_MEETINGS})
"""Every act of the desk."""


def _seen(access: Access, lead: Lead, at: int) -> Seen:
    seen = judge_lead(access.workspace.pk, lead.number, at=at)
    if seen is None:
        refuse("lead_nobody", "lead", "Nobody is a lead here yet.", "Open the list of leads.")
    return seen


def _given(said: Said, *names: str) -> dict[str, Value]:
    return {name: said[name].strip() for name in names if said.get(name, "").strip()}
