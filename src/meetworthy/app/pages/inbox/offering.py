"""What can be done with a lead from the inbox: the one next action first, each with its key."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.translation import gettext as _

from meetworthy.app.booking.finding import public_of
from meetworthy.app.judging.one import Seen
from meetworthy.app.pages.meetings.offers import Offers, offers_of
from meetworthy.app.people.access import Ability, Access
from meetworthy.app.people.models import User
from meetworthy.handoff.meetings import Standing
from meetworthy.handoff.needs import Asked, Need

Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an act's form; ``choices`` make it a list."""

    name: str
    label: str
    kind: str = "text"
    choices: Pairs | None = None
    required: bool = False
    is_long: bool = False
    value: str = ""


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that can be done: at once, or with a form of some fields."""

    act: str
    label: str
    key: str = ""
    hidden: Pairs = ()
    fields: tuple[Field, ...] = ()
    verb: str = ""
    is_first: bool = False


@dataclass(frozen=True, slots=True)
class Way:
    """A page on which something is done."""

    label: str
    url: str
    key: str = ""
    is_first: bool = False


@dataclass(frozen=True, slots=True)
class Can:
    """All that somebody can do with a lead now, and which lead follows."""

    plain: tuple[Act, ...] = ()
    asking: tuple[Act, ...] = ()
    ways: tuple[Way, ...] = ()
    next: str = ""


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks what they can do with which lead, and what helps to choose."""

    access: Access
    seen: Seen
    lead: str
    takers: Iterable[User]
    reasons: Pairs
    tomorrow: str = ""
    next: str = ""


def can_of(asking: Asking) -> Can:
    """Return what somebody may do with a lead, by what it needs."""
    if not asking.seen.needs:
        return Can(next=asking.next)
    needs = {need.asked: need for need in asking.seen.needs}
    own = next((need for need in asking.seen.needs if not need.meeting), None)
    acts = [act for need in needs.values() for act in _meeting_acts(need, asking)]
    if own is not None and asking.access.may(Ability.DECIDE):
        acts += _lead_acts(own, asking)
    ways = [way for need in needs.values() for way in _ways(need, asking)]
    if acts and not any(way.is_first for way in ways):
        acts[0] = replace(acts[0], is_first=True)
    return Can(
        plain=tuple(act for act in acts if not act.fields),
        asking=tuple(act for act in acts if act.fields),
        ways=tuple(ways),
        next=asking.next,
    )


def _ways(need: Need, asking: Asking) -> list[Way]:
    """Return the pages on which a need is answered, where it takes more than a form."""
    where = [asking.access.workspace.slug, asking.lead]
    may_book = asking.access.may(Ability.BOOK)
    match need.asked:
        case Asked.QUALIFY | Asked.CONTACT if asking.access.may(Ability.ASSESS):
            is_first = need.asked is Asked.QUALIFY
            qualify = Way(_("Qualify"), reverse("qualify", args=where), "q", is_first)
            is_met = any(one.standing is Standing.BOOKED for one in asking.seen.meetings)
            return [qualify, _booking(where)] if may_book and not is_met else [qualify]
        case Asked.BOOK if may_book:
            return [_booking(where, is_first=True)]
        case Asked.PREPARE if may_book:
            public = public_of(asking.access.workspace, need.meeting)
            url = reverse("meeting", args=[*where, public])
            return [Way(_("Write the agenda"), url, "w", True)]
        case _:
            return []


def _booking(where: list[str], *, is_first: bool = False) -> Way:
    return Way(_("Book a meeting"), reverse("meeting-book", args=where), "b", is_first)


def _lead_acts(need: Need, asking: Asking) -> list[Act]:
    acts = []
    if need.asked is Asked.REVIEW:
        acts.append(Act("accept", _("Accept"), "a"))
    if need.asked is Asked.OPEN:
        acts.append(Act("open", _("Open an opportunity"), "o"))
    if need.asked is not Asked.REVIEW:
        acts.append(_contact())
    words = Field("words", _("In which words"), is_long=True)
    why = Field("reason", _("Why"), choices=asking.reasons, required=True)
    acts.append(Act("reject", _("Reject…"), "r", (), (why, words), _("Reject")))
    until = Field("until", _("Until"), "datetime-local", required=True, value=asking.tomorrow)
    reason = Field("why", _("Why it can wait"), required=True)
    acts.append(Act("snooze", _("Snooze…"), "z", (), (until, reason), _("Put off")))
    people = [
        (user.email.lower(), str(user))
        for user in asking.takers
        if user.email.lower() != asking.seen.card.owner.lower()
    ]
    owner = Field("owner", _("To whom"), choices=people, required=True)
    note = Field("why", _("Why (optional)"))
    acts.append(Act("reassign", _("Reassign…"), "m", (), (owner, note), _("Give to them")))
    return acts


def _contact() -> Act:
    ways = (("call", _("a call")), ("email", _("an e-mail")), ("meeting", _("a meeting")))
    how = Field("how", _("How"), choices=ways)
    words = Field("words", _("What was said (optional)"), is_long=True)
    return Act("contact", _("Log contact…"), "l", (), (how, words), _("Log contact"))


def _meeting_acts(need: Need, asking: Asking) -> list[Act]:
    meeting = (("meeting", need.meeting),)
    may_book = asking.access.may(Ability.BOOK)
    may = _may(need, asking)
    match need.asked:
        case Asked.WORTH if may.accept:
            return [Act("worth", _("Worth taking"), "a", meeting), _decline(asking, meeting)]
        case Asked.OUTCOME if may_book:
            return [
                Act("held", _("It took place"), "h", meeting),
                Act("missed", _("Guest did not come"), "n", (*meeting, ("by", "guest"))),
                Act("missed", _("We did not come"), "", (*meeting, ("by", "host"))),
            ]
        case Asked.CONFIRM | Asked.SETTLE if may.confirm:
            return [Act("confirm", _("Was worth it"), "a", meeting), _decline(asking, meeting)]
        case _:
            return []


def _may(need: Need, asking: Asking) -> Offers:
    """Return what the page of the meeting offers: who booked it does not speak for its worth."""
    meetings = (one for one in asking.seen.meetings if one.name == need.meeting)
    known = next(meetings, None)
    if known is None:
        return Offers()
    return offers_of(asking.access, asking.seen, known, at=asking.seen.judgement.at)


def _decline(asking: Asking, meeting: Pairs) -> Act:
    known = asking.seen.definition.meetings.reasons
    pairs = [(reason, reason[:1].upper() + reason[1:]) for reason in known]
    why = Field("reason", _("Why"), choices=pairs or None, required=True)
    words = Field("words", _("In which words"), is_long=True)
    return Act("decline", _("Decline…"), "r", meeting, (why, words), _("Decline"))
