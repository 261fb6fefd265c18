"""Which properties become columns of an export, of which type, and what is unsealed for them.

A property that a kind of fact or a definition declares has the type that is declared; any other
has the narrowest that holds what was said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from meetworthy.definition.expression import Attribute, walk
from meetworthy.definition.language import Condition, Definition
from meetworthy.model.kinds import KINDS, Kind, Type
from meetworthy.model.personal import PERSONAL

from .export_state import Column

DESCRIBING = ("lead.described", "account.described")
"""The kinds that carry any attribute."""

MOST_COLUMNS = 400
"""Columns of one export, chosen by eye: far above what anybody is judged or split by."""

_READ_BY_JUDGING = frozenset(
    {
        "reason", "criterion", "status", "how", "stage", "meeting", "other", "attribute", "fact",
        "sender", "person", "role", "until",
    }
)  # fmt: skip
"""Properties that judging itself reads, whatever the definition says; one whose value looks like
an address (the id of a meeting in a calendar) is sealed in the ledger all the same."""


def kinds_of(timeline: Sequence[Definition]) -> Mapping[str, Kind]:
    """Return the registry with the teams' own kinds of every version."""
    kinds = dict(KINDS)
    for definition in timeline:
        kinds.update({name: kind for name, kind in definition.kinds.items() if name not in KINDS})
    return kinds


def declared_columns(timeline: Sequence[Definition]) -> tuple[Column, ...]:
    """Return the columns that kinds and definitions declare; what a kind says of it holds.

    What identifies persons is not among them, except for what is unsealed.
    """
    types: dict[str, Type] = {}
    for definition in timeline:
        types.update({name: rule.type for name, rule in definition.attributes.items()})
    for kind in kinds_of(timeline).values():
        types.update(kind.properties)
    needed = frozenset().union(*unsealed_by(timeline).values())
    kept = [name for name in sorted(types) if name not in PERSONAL or name in needed]
    return tuple(Column(name, types[name], declared=True) for name in kept)


def unsealed_by(timeline: Sequence[Definition]) -> dict[str, frozenset[str]]:
    """Return, by kind, the properties that judging by a timeline needs, sealed or not.

    Nothing where there is no timeline: then nobody judges, and what is sealed stays so.
    """
    if not timeline:
        return {}
    attributes = frozenset(_named(each for d in timeline for each in _of_leads(d)))
    needed = {
        name: _READ_BY_JUDGING & frozenset(kind.properties)
        for name, kind in kinds_of(timeline).items()
    }
    for definition in timeline:
        for rule in definition.behaviour:
            more = frozenset(_named([rule.where]))
            needed[rule.kind] = needed.get(rule.kind, frozenset()) | more
    for kind in DESCRIBING:
        needed[kind] = needed[kind] | attributes
    return {kind: names for kind, names in needed.items() if names}


def _of_leads(definition: Definition) -> Iterator[Condition | None]:
    """Yield the conditions about leads, not about single facts."""
    yield from (rule.when for rule in definition.fit)
    yield from (rule.when for rule in definition.disqualify)
    yield from (stage.when for stage in definition.stages)
    yield from (motion.when for motion in definition.motions)
    yield from (reason.until for reason in definition.reasons.values())
    yield from (clock.when for clock in definition.sla.clocks)


def _named(conditions: Iterable[Condition | None]) -> Iterator[str]:
    for condition in conditions:
        if condition is not None:
            nodes = walk(condition.expression)
            yield from (node.name for node in nodes if isinstance(node, Attribute))


_OBSERVED = {
    "VARCHAR": Type.TEXT,
    "BOOLEAN": Type.BOOLEAN,
    "BIGINT": Type.INTEGER,
    "UBIGINT": Type.INTEGER,
    "HUGEINT": Type.NUMBER,
    "DOUBLE": Type.NUMBER,
}
"""The types of JSON values by DuckDB's names."""


def widened(
    columns: Sequence[Column], said: Iterable[tuple[str, str]]
) -> tuple[tuple[Column, ...], frozenset[str]]:
    """Return columns with room for what was said (property, type of its value), in their order.

    Beside them the names for which there is no room.
    """
    found = {column.name: column for column in columns}
    left_out: set[str] = set()
    for name, spoken in said:
        kind, known = _OBSERVED.get(spoken), found.get(name)
        if kind is None or (known is not None and known.declared):
            continue
        if known is None and len(found) >= MOST_COLUMNS:
            left_out.add(name)
            continue
        held = kind if known is None else _wider(known.type, kind)
        found[name] = Column(name, held, declared=False)
    return tuple(found.values()), frozenset(left_out)


def _wider(one: Type, other: Type) -> Type:
    if one is other:
        return one
    return Type.NUMBER if {one, other} == {Type.INTEGER, Type.NUMBER} else Type.TEXT
