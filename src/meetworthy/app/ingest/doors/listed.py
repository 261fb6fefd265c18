"""Reading a body that holds one fact, or a list of them."""

from __future__ import annotations

from collections.abc import Sequence

from meetworthy.connect.reading import Placed, Read, Reading
from meetworthy.connect.segment.limits import MOST_EVENTS
from meetworthy.connect.trust import is_public
from meetworthy.facts.telling import read_fact
from meetworthy.model.problem import Place, Problem
from meetworthy.model.told import Told


def listed(said: object) -> list[object]:
    """Return the facts of a body: those of ``facts``, or the body itself."""
    if isinstance(said, dict) and isinstance(said.get("facts"), list):
        return list(said["facts"])
    return [said]


def read_listed(facts: Sequence[object], reading: Reading) -> Placed:
    """Return for each fact its place and what it tells."""
    if len(facts) > MOST_EVENTS:
        cause = f"There are {len(facts):,} facts, more than {MOST_EVENTS:,}."
        return [
            ("facts", [Problem("batch_large", Place("facts"), cause, "Send several requests.")])
        ]
    return [(f"facts[{number}]", _read(fact, reading, number)) for number, fact in enumerate(facts)]


def _read(fact: object, reading: Reading, number: int) -> Read:
    place = f"facts[{number}]"
    told = read_fact(
        fact,
        sender=reading.sender,
        kinds=reading.kinds,
        received_at=reading.received_at,
        place=place,
        zone=reading.zone,
        currency=reading.currency,
    )
    if not isinstance(told, Told):
        return told
    if reading.public and not is_public(reading.kinds[told.kind]):
        cause = f"A public key does not tell `{told.kind}`: anybody can read the key and send it."
        remedy = "Send it from a server, with a key that is secret."
        return [Problem("public_key", Place(place, None, "kind"), cause, remedy)]
    return (told,)
