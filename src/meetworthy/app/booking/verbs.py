"""What people do with a meeting: each verb is one transaction, told through ``judging.decide``.

Everything that is said is a fact about the lead, so that it is dated, judged at once and can be
taken back.  A verb returns what became of its own fact; raises Refused for what can't be done
(any more), PermissionDenied for whoever may not do it.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from meetworthy.app.ids import new_id
from meetworthy.app.judging.decide import decide
from meetworthy.app.judging.one import Seen
from meetworthy.app.ledger.models import Lead
from meetworthy.app.ledger.outcome import Outcome
from meetworthy.app.mail.post import post
from meetworthy.app.mail.suppressed import why_not_among
from meetworthy.app.people.access import Access
from meetworthy.app.people.models import Membership, Role
from meetworthy.app.people.refusals import refuse
from meetworthy.handoff.meetings import Meeting, Standing
from meetworthy.model.fact import Value
from meetworthy.model.time import DAY, MINUTE, moment_of

from .finding import found

HAND = "hand:"
"""What begins the name of a meeting that was booked here."""

LONGEST = DAY
"""No meeting is longer; chosen by eye."""

FARTHEST = 730 * DAY
"""No meeting is booked further ahead; chosen by eye."""


@dataclass(frozen=True, slots=True)
class Slot:
    """When a meeting is, with whom of us, about what and where; instants are microseconds."""

    starts_at: int
    ends_at: int
    host: str
    title: str = ""
    place: str = ""

    @property
    def said(self) -> dict[str, Value]:
        """What a fact says of it."""
        said: dict[str, Value] = {
            "starts_at": moment_of(self.starts_at).isoformat(),
            "ends_at": moment_of(self.ends_at).isoformat(),
            "host": self.host.lower(),
            "title": self.title,
            "place": self.place,
        }
        return {name: value for name, value in said.items() if value}


def book(
    access: Access, lead: Lead, slot: Slot, *, at: int, fact_id: str | None = None
) -> tuple[str, Outcome]:
    """Book a meeting with a lead; returns its name.  Asked again under one id, it is the same."""
    _check_slot(access, slot, at)
    made = new_id() if fact_id is None else uuid.uuid5(access.workspace.uuid, fact_id)
    name = f"{HAND}{made}"
    said = {"meeting": name, **slot.said}
    outcome = decide(
        access, lead=lead, kind="meeting.booked", properties=said, at=at, fact_id=fact_id
    )
    return name, outcome


def move(
    access: Access, lead: Lead, name: str, slot: Slot, *, at: int, fact_id: str | None = None
) -> Outcome:
    """Move a meeting to another time, place or host; one that was missed or called off is on."""
    _check_slot(access, slot, at)
    _seen, meeting = found(access, lead, name, at=at)
    _check_standing(meeting, {Standing.BOOKED, Standing.MISSED, Standing.CANCELLED})
    if slot.starts_at == meeting.starts_at and meeting.standing is not Standing.BOOKED:
        cause = _("It was to be at this time, and did not take place.")
        refuse("meeting_otherwise", "starts_at", cause, _("Choose another time."))
    said = {"meeting": meeting.name, **slot.said}
    return decide(access, lead=lead, kind="meeting.moved", properties=said, at=at, fact_id=fact_id)


def cancel(
    access: Access,
    lead: Lead,
    name: str,
    *,
    by: str = "",
    words: str = "",
    at: int,
    fact_id: str | None = None,
) -> Outcome:
    """Call a meeting off; ``by`` is ``host`` or ``guest``."""
    said = {"by": _side(by, needed=False), "words": words}
    return _say(access, lead, name, "meeting.cancelled", said, at, fact_id)


def hold(
    access: Access,
    lead: Lead,
    name: str,
    *,
    minutes: float | None = None,
    at: int,
    fact_id: str | None = None,
) -> Outcome:
    """Say that a meeting took place."""
    return _say(
        access, lead, name, "meeting.held", {"minutes": minutes}, at, fact_id, has_begun=True
    )


def miss(
    access: Access, lead: Lead, name: str, *, by: str, at: int, fact_id: str | None = None
) -> Outcome:
    """Say that a meeting did not take place because the host, or the guest, did not come."""
    said = {"by": _side(by, needed=True)}
    return _say(access, lead, name, "meeting.missed", said, at, fact_id, has_begun=True)


def accept(
    access: Access, lead: Lead, name: str, *, words: str = "", at: int, fact_id: str | None = None
) -> Outcome:
    """Accept a meeting as worth taking, before it takes place."""
    _seen, meeting = found(access, lead, name, at=at)
    if meeting.accepted is not None:
        cause = _("This meeting was accepted before.")
        refuse("meeting_otherwise", "meeting", cause, _("Nothing was changed."))
    return _say(access, lead, name, "meeting.accepted", {"words": words}, at, fact_id)


def send_agenda(
    access: Access, lead: Lead, name: str, *, words: str, at: int, fact_id: str | None = None
) -> Outcome:
    """Mail the guest what the meeting will be about, and record that they were told."""
    seen, meeting = found(access, lead, name, at=at)
    _check_standing(meeting, {Standing.BOOKED})
    if not words.strip():
        refuse("agenda_empty", "words", _("The agenda says nothing."), _("Write what it is about."))
    _check_address(seen)
    letter = f"agenda:{lead.number}:{fact_id or new_id()}"
    with transaction.atomic():
        said = {"meeting": meeting.name, "words": words}
        outcome = decide(
            access, lead=lead, kind="agenda.sent", properties=said, at=at, fact_id=fact_id
        )
        post(
            workspace_id=access.workspace.pk,
            to=seen.card.email,
            kind="agenda",
            key=letter,
            subject=_subject(meeting),
            text=words,
            at=at,
            lead=lead.number,
            headers={"Reply-To": access.actor} if "@" in access.actor else {},
        )
    return outcome


def confirm(
    access: Access,
    lead: Lead,
    name: str,
    *,
    words: str = "",
    criteria: Mapping[str, str] | None = None,
    at: int,
    fact_id: str | None = None,
) -> Outcome:
    """Confirm that a meeting was worth taking; it took place then, if nobody said so yet.

    ``criteria`` are what was learned in it: the status of each criterion, by its slug.
    """
    _seen, meeting = found(access, lead, name, at=at)
    if _is_ahead(meeting, at):
        _refuse_ahead()
    with transaction.atomic():
        if meeting.standing is Standing.BOOKED:
            _say(access, lead, name, "meeting.held", {}, at, _part(fact_id, "held"))
        _assess(access, lead, criteria or {}, words, at, fact_id)
        return _say(access, lead, name, "meeting.confirmed", {"words": words}, at, fact_id)


def decline(
    access: Access,
    lead: Lead,
    name: str,
    *,
    reason: str,
    words: str = "",
    criteria: Mapping[str, str] | None = None,
    at: int,
    fact_id: str | None = None,
) -> Outcome:
    """Say that a meeting is, or was, not worth taking, with one of the definition's reasons."""
    seen, _meeting = found(access, lead, name, at=at)
    _check_reason(seen, reason, words)
    with transaction.atomic():
        _assess(access, lead, criteria or {}, words, at, fact_id)
        said = {"reason": reason, "words": words}
        return _say(access, lead, name, "meeting.declined", said, at, fact_id)


def dispute(
    access: Access, lead: Lead, name: str, *, words: str, at: int, fact_id: str | None = None
) -> Outcome:
    """Dispute that a meeting was declined, once; the arbiter then confirms or declines it."""
    if not words.strip():
        cause = _("A dispute without words gives the arbiter nothing to decide by.")
        refuse("dispute_empty", "words", cause, _("Say why it was worth taking."))
    return _say(access, lead, name, "meeting.disputed", {"words": words}, at, fact_id)


# -- what all of them rest on -------------------------------------------------------------------


def _say(
    access: Access,
    lead: Lead,
    name: str,
    kind: str,
    said: Mapping[str, Value | None],
    at: int,
    fact_id: str | None,
    *,
    has_begun: bool = False,
) -> Outcome:
    """Tell something of a meeting that is known, once it has begun where that is needed."""
    _seen, meeting = found(access, lead, name, at=at)
    if has_begun and _is_ahead(meeting, at):
        _refuse_ahead()
    given: dict[str, Value] = {n: value for n, value in said.items() if value not in (None, "")}
    properties: dict[str, Value] = {"meeting": meeting.name, **given}
    return decide(access, lead=lead, kind=kind, properties=properties, at=at, fact_id=fact_id)


def _assess(
    access: Access,
    lead: Lead,
    criteria: Mapping[str, str],
    words: str,
    at: int,
    fact_id: str | None,
) -> None:
    for criterion, status in criteria.items():
        said: dict[str, Value] = {"criterion": criterion, "status": status, "how": "meeting"}
        if words:
            said["words"] = words
        decide(
            access,
            lead=lead,
            kind="criterion.assessed",
            properties=said,
            at=at,
            fact_id=_part(fact_id, criterion),
        )


def _part(fact_id: str | None, name: str) -> str | None:
    return None if fact_id is None else f"{fact_id}:{name}"[:100]


def _is_ahead(meeting: Meeting, at: int) -> bool:
    return meeting.starts_at is not None and meeting.starts_at > at


def _refuse_ahead() -> None:
    cause = _("This meeting has not begun yet.")
    refuse("meeting_ahead", "meeting", cause, _("Say so once it has taken place."))


def _check_standing(meeting: Meeting, possible: set[Standing]) -> None:
    if meeting.standing not in possible:
        cause = _("This meeting is %s by now.") % meeting.standing.value
        refuse("meeting_otherwise", "meeting", cause, _("Nothing was changed."))


def _check_slot(access: Access, slot: Slot, at: int) -> None:
    if not 0 < slot.ends_at - slot.starts_at <= LONGEST:
        cause = _("It would end before it begins, or last longer than a day.")
        refuse("meeting_time", "ends_at", cause, _("Correct when it ends."))
    if not at - FARTHEST <= slot.starts_at <= at + FARTHEST:
        cause = _("It would be more than two years from now.")
        refuse("meeting_time", "starts_at", cause, _("Correct when it is."))
    if slot.host.lower() not in hosts_of(access):
        cause = _("%s is nobody here who takes meetings.") % (slot.host or _("The host"))
        refuse("host_unknown", "host", cause, _("Choose a salesperson or an SDR."))


def hosts_of(access: Access) -> dict[str, str]:
    """Return who takes meetings in a workspace: addresses and names, salespeople first."""
    held = Membership.objects.select_related("user").filter(
        workspace=access.workspace, until=None, role__in=(Role.SALES, Role.SDR)
    )
    ordered = sorted(held, key=lambda each: (each.role != Role.SALES, str(each.user).lower()))
    return {each.user.email.lower(): str(each.user) for each in ordered}


def _side(by: str, *, needed: bool) -> str:
    if by not in ("host", "guest") and (by or needed):
        cause = _("It does not say who: the host or the guest.")
        refuse("meeting_by", "by", cause, _("Say host or guest."))
    return by


def _check_reason(seen: Seen, reason: str, words: str) -> None:
    known = seen.definition.meetings.reasons
    if known and reason not in known:
        cause = _("That is no reason of the definition for declining a meeting.")
        refuse("reason_unknown", "reason", cause, _("Give one of: %s.") % ", ".join(known))
    if not known and not (reason or words):
        cause = _("A meeting is not declined without a reason.")
        refuse("reason_unknown", "words", cause, _("Say why it was not worth taking."))


def _check_address(seen: Seen) -> None:
    if not seen.card.email:
        cause = _("No e-mail address of this lead is known.")
        refuse("address_unknown", "lead", cause, _("Add their address first."))
    why = why_not_among(seen.facts)
    if why:
        cause = _("This lead is not written to: they %s.") % why
        refuse("address_closed", "lead", cause, _("Tell them in another way."))


def _subject(meeting: Meeting) -> str:
    if not meeting.title:
        return _("What our meeting will be about")
    return _("What our meeting will be about: %s") % meeting.title


MINUTES = tuple(length * MINUTE for length in (15, 30, 45, 60, 90))
"""Lengths that forms offer."""
