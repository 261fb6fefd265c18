"""The aliases of a dataset's keys, as facts are told by them: strongest first."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from meetworthy.model.told import Alias

from .naming import is_shared, short_alias, space_of

Aliases = tuple[Alias, ...]


class Names:
    """Looks up the aliases of leads, accounts and visitors, and the account of a lead."""

    def __init__(self, aliases: pa.Table, leads: pa.Table) -> None:
        self._tables = {entity: _Table(entity, aliases) for entity in ("l", "a", "v")}
        self._leads = leads["lead"].to_numpy()
        self._accounts = leads["account"].fill_null(-1).to_numpy()

    def of(self, entity: str, key: int | None) -> Aliases:
        """Return all aliases of an entity (``l``, ``a`` or ``v``), none where there is none."""
        return () if key is None else self._tables[entity].of(key)

    def account_of(self, lead: int) -> Aliases:
        """Return the aliases of the account that a lead belongs to from the start."""
        place = int(np.searchsorted(self._leads, lead))
        if place == len(self._leads) or self._leads[place] != lead:
            return ()
        account = int(self._accounts[place])
        return () if account < 0 else self.of("a", account)

    def forget(self) -> None:
        """Forget what was looked up: the next facts are about others."""
        for table in self._tables.values():
            table.known.clear()


class _Table:
    """The aliases of one kind of entity, sorted by key."""

    def __init__(self, entity: str, aliases: pa.Table) -> None:
        self.entity = entity
        rows = np.flatnonzero(aliases["entity"].to_numpy(zero_copy_only=False) == entity)
        keys = aliases["key"].to_numpy()[rows]
        order = np.argsort(keys, kind="stable")
        self.keys = keys[order]
        mine = aliases.take(pa.array(rows[order]))
        self.spaces, self.values = mine["space"], mine["value"]
        self.known: dict[int, Aliases] = {}

    def of(self, key: int) -> Aliases:
        found = self.known.get(key)
        if found is None:
            found = self.known[key] = self._look_up(key)
        return found

    def _look_up(self, key: int) -> Aliases:
        first, last = np.searchsorted(self.keys, [key, key + 1])
        length = int(last - first)
        spaces = self.spaces.slice(int(first), length).to_pylist()
        values = self.values.slice(int(first), length).to_pylist()
        told = [
            Alias(space_of(self.entity, space), short_alias(value.replace("\0", "\u2400")))
            for space, value in zip(spaces, values, strict=True)
        ]
        told.sort(key=lambda alias: is_shared(self.entity, alias.space))  # stable: as they came
        return tuple(dict.fromkeys(told))
