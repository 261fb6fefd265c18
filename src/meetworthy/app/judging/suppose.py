"""What if somebody said something: facts as they would be recorded, which nobody records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from meetworthy.app.ledger.append import OWN_SENDER
from meetworthy.app.people.access import Access
from meetworthy.model.fact import Fact, Value


def suppose(
    access: Access, lead: int, said: Iterable[tuple[str, Mapping[str, Value]]], *, at: int
) -> tuple[Fact, ...]:
    """Return facts of these kinds and properties as this person would tell them ``at``.

    ``judge_lead`` judges by them; nothing is written.
    """
    return tuple(
        Fact(
            kind=kind,
            occurred_at=at,
            sender=OWN_SENDER,
            id=f"supposed {number}",
            lead=lead,
            actor=access.actor,
            properties=properties,
        )
        for number, (kind, properties) in enumerate(said)
    )
