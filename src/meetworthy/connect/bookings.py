"""What booking systems tell of a meeting, as facts about its guest."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b

from meetworthy.facts.accounts import account_domain, registrable_domain
from meetworthy.facts.moments import LATEST
from meetworthy.facts.telling import read_fact
from meetworthy.facts.telling_aliases import is_address
from meetworthy.facts.telling_faults import Faults
from meetworthy.facts.telling_faults import named as named_value
from meetworthy.facts.telling_time import EARLIEST
from meetworthy.model.problem import Problem
from meetworthy.model.time import instant_of, moment_of
from meetworthy.model.told import Told

from .ids import part_id
from .reading import Read, Reading
from .trust import check_public

SHOWN = "no-show:"
"""What begins the word that an undone no-show takes back: all marks of a meeting before it."""

_LONGEST_LINE, _LONGEST_WORDS = 300, 1_900  # characters kept of titles and reasons; chosen by eye
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]+")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in a booking, by their address."""

    email: str
    name: str = ""

    @property
    def firm(self) -> str | None:
        """Their company's domain; None for free mail."""
        return firm_of(self.email)


def firm_of(email: str) -> str | None:
    """Return the domain of an address's company, inside a network's own names too."""
    host = email.rpartition("@")[2].lower()
    return account_domain(host) or (host if registrable_domain(host) is None else None) or None


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing that happened to a booking; ``suffix`` tells it from others of the same meeting."""

    kind: str
    suffix: str
    at: str
    meeting: str
    guest: Person
    actor: str
    said: Mapping[str, object] = field(default_factory=dict)


def tell(happened: Happened, reading: Reading, place: str, *, names_guest: bool = False) -> Read:
    """Return the facts that tell it; ``names_guest`` adds what the guest is called."""
    facts: list[dict[str, object]] = []
    if names_guest and happened.guest.name:
        said: dict[str, object] = {"name": happened.guest.name}
        facts.append(_fact(happened, "lead.described", "guest:" + happened.suffix, said))
    said = dict(happened.said)
    if happened.kind != "fact.retracted":
        said["meeting"] = happened.meeting
    facts.append(_fact(happened, happened.kind, happened.suffix, said))
    told: list[Told] = []
    problems: list[Problem] = []
    for fact in facts:
        read = read_fact(
            fact,
            sender=reading.sender,
            kinds=reading.kinds,
            received_at=reading.received_at,
            place=place,
            zone=reading.zone,
            currency=reading.currency,
        )
        if isinstance(read, Told):
            told.append(read)
        else:
            problems += read
    return problems or _public_problems(told, reading, place) or tuple(told)


def _public_problems(told: list[Told], reading: Reading, place: str) -> list[Problem]:
    faults = Faults(place)
    for one in told:
        if reading.public:
            check_public(reading.kinds[one.kind], "kind", faults)
    return faults.problems


def _fact(
    happened: Happened, kind: str, suffix: str, said: Mapping[str, object]
) -> dict[str, object]:
    return {
        "kind": kind,
        "id": part_id(happened.meeting, ":" + suffix),
        "occurred_at": happened.at,
        "lead": {"email": happened.guest.email},
        "actor": happened.actor,
        "properties": {name: value for name, value in said.items() if value not in (None, "")},
    }


def taken_back(happened: Happened, sender: str, why: str) -> Happened:
    """Return the fact that takes back what was marked of a meeting before it."""
    said = {"sender": sender, "fact": SHOWN + happened.meeting, "why": why}
    return Happened(
        "fact.retracted",
        happened.suffix,
        happened.at,
        happened.meeting,
        happened.guest,
        happened.actor,
        said,
    )


def guest_of(people: list[Person], host: Person | None) -> Person | None:
    """Return the first who is not of the host's company; None where all are."""
    firm = None if host is None else host.firm
    mine = "" if host is None else host.email
    return next((p for p in people if p.email != mine and (firm is None or p.firm != firm)), None)


def person_of(value: object) -> Person | None:
    """Return somebody as ``{"email": …, "name": …}``; None where that names nobody."""
    if not isinstance(value, dict):
        return None
    email = line(value.get("email")).lower()
    return Person(email, line(value.get("name"))) if is_address(email) else None


def part(value: object, *names: str) -> object:
    """Return a member of nested objects; None where there is none."""
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def line(value: object) -> str:
    """Return a text on one line, without what can't be shown; empty for what is no text."""
    if not isinstance(value, str):
        return ""
    return _CONTROL.sub(" ", value[: 4 * _LONGEST_LINE]).strip()[:_LONGEST_LINE]


def words(value: object) -> str:
    """Return what somebody wrote, as a fact can hold it; empty for what is no text."""
    if not isinstance(value, str):
        return ""
    lines = (_CONTROL.sub(" ", each).strip() for each in value[: 2 * _LONGEST_WORDS].splitlines())
    return "\n".join(lines).strip()[:_LONGEST_WORDS]


def moment(value: object, field_name: str, faults: Faults) -> str:
    """Return an instant as facts write it: ISO 8601, UTC; what is none is noted.

    What is before 2000 or after 2099 is a placeholder, and none either.
    """
    try:
        read = instant_of(datetime.fromisoformat(value if isinstance(value, str) else ""))
    except (ValueError, OverflowError):
        read = -1
    if not EARLIEST <= read < LATEST:
        faults.add(
            "booking_unreadable",
            field_name,
            f"This is {named_value(value)} that is no instant from 2000 to 2099.",
            "Send the booking system's own payload, not a template of yours.",
        )
        return ""
    return moment_of(read).isoformat()


def text_needed(value: object, field_name: str, faults: Faults) -> str:
    """Return a word that must be there; its absence is noted."""
    said = line(value)
    if not said:
        faults.add(
            "booking_unreadable",
            field_name,
            "The booking does not say it.",
            "Send the booking system's own payload, not a template of yours.",
        )
    return said


def short(text: str) -> str:
    """Return a digest of a text, for ids."""
    return blake2b(text.encode("utf-8", "replace"), digest_size=6).hexdigest()
