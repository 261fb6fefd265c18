"""What a public key may tell: one that stands in every visitor's browser."""

from __future__ import annotations

from meetworthy.facts.telling_faults import Faults
from meetworthy.model.kinds import Kind, Phase

DESCRIBING = frozenset(
    {
        "lead.created",
        "lead.described",
        "lead.identified",
        "lead.moved",
        "account.described",
    }
)
"""Kinds beside behaviour that a browser tells by the usual calls of a website."""


def is_public(kind: Kind) -> bool:
    """Say whether a fact of this kind may come by a public key: behaviour and description.

    Anybody can read a public key and send what they like, so it never tells decisions,
    criteria, meetings, merges, spend, people, or that a fact is taken back.
    """
    return kind.phase is Phase.BEHAVIOUR or kind.name in DESCRIBING


def check_public(kind: Kind, field: str, faults: Faults) -> None:
    """Note a kind that a public key may not tell."""
    if not is_public(kind):
        faults.add(
            "public_key",
            field,
            f"A public key does not tell `{kind.name}`: anybody can read the key and send it.",
            "Send it from a server, with a key that is secret.",
        )
