"""Facts in plain JSON, one or a list of them: the body of the facts endpoint and of webhooks."""

from __future__ import annotations

from meetworthy.facts.telling import read_fact
from meetworthy.facts.telling_faults import Faults
from meetworthy.facts.telling_faults import named as named_value
from meetworthy.model.told import Told

from .ids import part_id
from .reading import Placed, Read, Reading
from .trust import check_public

MOST_FACTS = 2_500
"""Of one request; as many as a batch of Segment's API has events."""

LARGEST_FACTS = 500 * 1024
"""Bytes of one request; as a batch of Segment's API."""


def read_facts(body: object, reading: Reading, *, message_id: str | None = None) -> Placed:
    """Return for each fact of a body its place and what it tells.

    The body is one fact (at the place ``fact``), or ``{"facts": [...]}`` (``facts[3]``).
    Facts of a signed message that have no id are named by the message's and their number.
    """
    if not isinstance(body, dict) or "facts" not in body:
        return [("fact", _read(named(body, message_id, 0), reading, "fact"))]
    faults, listed = Faults("facts"), body["facts"]
    if not isinstance(listed, list):
        faults.add("facts_unreadable", "facts", f"This is {named_value(listed)}.", "Send a list.")
    elif len(listed) > MOST_FACTS:
        cause = f"There are {len(listed):,} facts, more than {MOST_FACTS:,}."
        faults.add("facts_many", "facts", cause, "Send several requests.")
    elif body.keys() != {"facts"}:
        cause = "Beside `facts` there are other members, which would be lost."
        faults.add("facts_unreadable", None, cause, "Send `facts` alone, or one fact.")
    else:
        named_facts = [named(fact, message_id, number) for number, fact in enumerate(listed)]
        places = [f"facts[{number}]" for number in range(len(listed))]
        return [
            (place, _read(fact, reading, place))
            for place, fact in zip(places, named_facts, strict=True)
        ]
    return [("facts", faults.problems)]


def named(fact: object, message_id: str | None, number: int) -> object:
    """Return a fact with an id: its own, else the message's and its number in it."""
    if message_id is None or not isinstance(fact, dict) or fact.get("id") is not None:
        return fact
    return {**fact, "id": part_id(message_id, f"#{number}")}


def _read(fact: object, reading: Reading, place: str) -> Read:
    told = read_fact(
        fact,
        sender=reading.sender,
        kinds=reading.kinds,
        received_at=reading.received_at,
        place=place,
        zone=reading.zone,
        currency=reading.currency,
    )
    if isinstance(told, Told) and reading.public:
        faults = Faults(place)
        check_public(reading.kinds[told.kind], "kind", faults)
        return faults.problems or (told,)
    return (told,) if isinstance(told, Told) else told
