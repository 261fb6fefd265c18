"""The kinds of facts a mapping may make: the product's, and the team's own beside them."""

from __future__ import annotations

from meetworthy.model.kinds import KINDS, Kind, Phase

from .mapping import Mapping, OwnKind

NEEDED: dict[str, tuple[str, ...]] = {
    "criterion.assessed": ("criterion", "status"),
    "stage.asserted": ("stage",),
    "stage.decided": ("stage",),
    "fact.retracted": ("sender", "fact"),
    "lead.cleared": ("attribute",),
    "account.cleared": ("attribute",),
    "lead.assigned": ("owner",),
    "person.described": ("person",),
    "spend.recorded": ("amount",),
}
"""What a fact of a kind must say; a row that leaves it empty makes no such fact."""

MERGES = ("lead.merged", "lead.unmerged")
"""Kinds that name another lead by its aliases (`other`)."""


def known_kinds(mapping: Mapping) -> dict[str, Kind]:
    """Return the registry extended by a mapping's own kinds and properties."""
    kinds = dict(KINDS)
    for name, own in mapping.kinds.items():
        kinds[name] = _extended(kinds.get(name), name, own)
    return kinds


def _extended(known: Kind | None, name: str, own: OwnKind) -> Kind:
    if known is None:
        return Kind(name, Phase[own.phase.upper()], dict(own.properties))
    return Kind(
        name, known.phase, {**known.properties, **own.properties}, known.open, known.accounting
    )
