"""The aliases of a dataset's keys, as facts are told by them: strongest first."""

from __future__ import annotations

from itertools import islice

import numpy as np
import pyarrow as pa

from meetworthy.model.told import Alias

from .naming import is_shared, short_alias, space_of

Aliases = tuple[Alias, ...]
Keys = np.ndarray


class Names:
    """Looks up the aliases of leads, accounts and visitors, and the account of a lead.

    Keys are looked up many at a time (``look_up``), then asked for one by one.
    """

    def __init__(self, aliases: pa.Table, leads: pa.Table) -> None:
        self._tables = {entity: _Table(entity, aliases) for entity in ("l", "a", "v")}
        self._leads = leads["lead"].to_numpy()
        self._accounts = leads["account"].fill_null(-1).to_numpy()
        self._account_of: dict[int, int] = {}

    def look_up(self, leads: Keys, accounts: Keys, visitors: Keys) -> None:
        """Look up what these keys stand for; what was looked up before is forgotten."""
        places = np.searchsorted(self._leads, leads)
        there = places < len(self._leads)
        there[there] = self._leads[places[there]] == leads[there]
        belonging = self._accounts[places[there]]
        self._account_of = dict(zip(leads[there].tolist(), belonging.tolist(), strict=True))
        self._tables["l"].look_up(leads)
        self._tables["a"].look_up(np.union1d(accounts, belonging[belonging >= 0]))
        self._tables["v"].look_up(visitors)

    def of(self, entity: str, key: int | None) -> Aliases:
        """Return all aliases of an entity (``l``, ``a`` or ``v``), none where there is none."""
        return () if key is None else self._tables[entity].known.get(key, ())

    def account_of(self, lead: int) -> Aliases:
        """Return the aliases of the account that a lead belongs to from the start."""
        return self._tables["a"].known.get(self._account_of.get(lead, -1), ())


class _Table:
    """The aliases of one kind of entity, sorted by key."""

    def __init__(self, entity: str, aliases: pa.Table) -> None:
        self.entity = entity
        rows = np.flatnonzero(aliases["entity"].to_numpy(zero_copy_only=False) == entity)
        keys = aliases["key"].to_numpy()[rows]
        order = np.argsort(keys, kind="stable")
        self.keys = keys[order]
        mine = aliases.select(["space", "value"]).take(pa.array(rows[order])).combine_chunks()
        self.spaces, self.values = mine["space"], mine["value"]
        self.known: dict[int, Aliases] = {}

    def look_up(self, keys: Keys) -> None:
        """Look up the aliases of keys, which are sorted and each there once."""
        first = np.searchsorted(self.keys, keys, side="left")
        last = np.searchsorted(self.keys, keys, side="right")
        counts = last - first
        starts = np.repeat(first - np.concatenate(([0], np.cumsum(counts)[:-1])), counts)
        rows = pa.array(starts + np.arange(len(starts)))
        spaces, values = self.spaces.take(rows).to_pylist(), self.values.take(rows).to_pylist()
        said = zip(spaces, values, strict=True)
        told = iter([Alias(space_of(self.entity, space), _kept(value)) for space, value in said])
        self.known = {
            key: self._strongest_first(list(islice(told, count)))
            for key, count in zip(keys.tolist(), counts.tolist(), strict=True)
        }

    def _strongest_first(self, aliases: list[Alias]) -> Aliases:
        if len(aliases) > 1:  # a stable sort: otherwise as they came
            aliases.sort(key=lambda alias: is_shared(self.entity, alias.space))
            return tuple(dict.fromkeys(aliases))
        return tuple(aliases)


def _kept(value: str) -> str:
    """Return a value as every database can keep it: no NUL, which Parquet files may hold."""
    return short_alias(value.replace("\0", "\u2400") if "\0" in value else value)
