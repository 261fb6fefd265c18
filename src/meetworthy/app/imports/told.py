"""Facts of a staged table as they are told to the ledger: named by aliases, not by keys."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from meetworthy.facts.registry import MERGES
from meetworthy.facts.telling_content import content_of
from meetworthy.model.fact import Value
from meetworthy.model.tables import PROPERTY_PREFIX
from meetworthy.model.told import LONGEST_ID, Told

from .names import Aliases, Names
from .naming import short_id

_FIXED = ("lead", "account", "visitor", "date_only", "kind", "source", "campaign", "actor")

_SPECIAL = frozenset({*MERGES, "fact.retracted"})
"""Kinds whose properties name a lead or a fact, which the ledger knows by other names."""


def told_of(facts: pa.Table, names: Names) -> list[Told]:
    """Return the facts of a table as told, in its order."""
    others = facts["p_other"].drop_null().to_pylist() if "p_other" in facts.column_names else []
    leads = np.union1d(_keys(facts["lead"]), [int(key) for key in others if str(key).isdecimal()])
    names.look_up(leads.astype(np.int64), _keys(facts["account"]), _keys(facts["visitor"]))
    columns = [_short(facts[column]).to_pylist() for column in ("sender", "id")]
    columns += [facts[column].to_pylist() for column in _FIXED]
    instants = facts["occurred_at"].cast(pa.int64()).to_pylist()
    rows = zip(instants, properties_of(facts), *columns, strict=True)
    return [_told(names, *row) for row in rows]


def _keys(column: pa.ChunkedArray) -> np.ndarray:
    return np.unique(column.drop_null().to_numpy())


def _short(names: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return names no longer than the ledger keeps; hardly ever is one."""
    if len(names) == 0 or pc.max(pc.utf8_length(names)).as_py() <= LONGEST_ID:
        return names
    return pa.chunked_array([[short_id(name) for name in names.to_pylist()]], pa.string())


def _told(
    names: Names,
    at: int,
    properties: dict[str, Value],
    sender: str,
    id_: str,
    lead: int | None,
    account: int | None,
    visitor: int | None,
    date_only: bool,
    kind: str,
    source: str | None,
    campaign: str | None,
    actor: str | None,
) -> Told:
    other: Aliases = ()
    if kind in _SPECIAL:
        other = names.of("l", _other(properties))
        _shorten(properties)
    if account is not None or lead is None:
        accounts = names.of("a", account)
    else:
        accounts = names.account_of(lead)
    anonymous = names.of("v", visitor)
    # Whom it is about is left out: a person's names grow, and the fact stays the same.
    content = content_of([kind, at, date_only, source, campaign, actor, properties])
    return Told(
        kind, at, sender, id_, names.of("l", lead), accounts, anonymous[0] if anonymous else None,
        other, date_only, source, campaign, actor, properties, content or b"",
    )  # fmt: skip


def _other(properties: dict[str, Value]) -> int | None:
    """Take the other lead of a merge out of the properties: its key means nothing outside."""
    said = str(properties.pop("other", ""))
    return int(said) if said.isdecimal() else None


def _shorten(properties: dict[str, Value]) -> None:
    """Name the fact that is taken back as the ledger names it."""
    for word in ("fact", "sender"):
        if word in properties:
            properties[word] = short_id(str(properties[word]))


def properties_of(facts: pa.Table) -> list[dict[str, Value]]:
    """Return the properties of each fact: what its ``p_`` columns say, in their order."""
    found: list[dict[str, Value]] = [{} for _ in range(facts.num_rows)]
    for column in facts.column_names:
        if not column.startswith(PROPERTY_PREFIX):
            continue
        name, values = column.removeprefix(PROPERTY_PREFIX), facts[column]
        if values.null_count < len(values):
            places = pc.indices_nonzero(values.is_valid()).to_pylist()
            for place, value in zip(places, values.drop_null().to_pylist(), strict=True):
                _say(found[place], name, value)
    return found


def _say(properties: dict[str, Value], name: str, value: Any) -> None:
    if isinstance(value, date):
        properties[name] = value.isoformat()
    elif not (isinstance(value, float) and not math.isfinite(value)):  # no number says nothing
        properties[name] = value
