"""The names from outside in a table of facts: its table of aliases, else what its leads say."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from meetworthy.model.document import Tree
from meetworthy.model.problem import Problem, Refused
from meetworthy.model.tables import ALIASES

from .accounts import account_domain
from .files import match_inside
from .mapping import FileEntry
from .telling_aliases import DOMAIN, EMAIL, is_address

ID = "id"
"""The space of an alias of which nothing more is known."""

_ENTITIES = ("l", "a", "v")
_REMEDY = "Write the table with the columns of docs/reference/sources.md."


def read_aliases_of_facts(
    folder: Path, entry: FileEntry, leads: pa.Table, tree: Tree, name: str
) -> pa.Table:
    """Return the aliases of a table of facts.

    Without a table of aliases they are what the table of leads calls each lead and account; a
    lead known only by its number has none.  Raises ``Refused``.
    """
    if entry.aliases is None:
        return _of_leads(leads) if entry.leads is not None else ALIASES.empty_table()
    where = ("files", name, "aliases")
    matched, problem = match_inside(folder, entry.aliases, tree, where)
    if problem is not None:
        raise Refused([problem])
    table, cause = _written(matched[0])
    if cause:
        raise Refused([Problem("facts_schema", tree.place(where), cause, _REMEDY)])
    return table


def _written(path: Path) -> tuple[pa.Table, str]:
    """Return the table of a file, and what is wrong with it, if anything."""
    none = ALIASES.empty_table()
    try:
        table = pq.read_table(path)
    except (pa.ArrowException, OSError) as error:
        why = str(error).partition("\n")[0].rstrip(". ")
        return none, f"{path.name} is not a Parquet file: {why}."
    if not set(ALIASES.names) <= set(table.column_names):
        return none, f"{path.name} has not the columns {', '.join(ALIASES.names)}."
    try:
        table = table.select(ALIASES.names).cast(ALIASES)
    except (pa.ArrowException, ValueError) as error:
        return none, f"{path.name} has other columns: {error}.".replace("..", ".")
    if any(column.null_count for column in table.columns):
        return none, f"{path.name} has empty cells."
    others = sorted(set(table["entity"].unique().to_pylist()) - set(_ENTITIES))
    return table, f"{path.name} speaks of `{others[0]}`; entities are l, a and v." if others else ""


def _of_leads(leads: pa.Table) -> pa.Table:
    columns = [leads[column].to_pylist() for column in ("lead", "lead_id", "account", "account_id")]
    rows = list(_rows(*columns))
    lists = list(zip(*rows, strict=True)) if rows else [(), (), (), ()]
    arrays = [pa.array(cells, kind) for cells, kind in zip(lists, ALIASES.types, strict=True)]
    return pa.Table.from_arrays(arrays, schema=ALIASES)


def _rows(
    leads: list[int], names: list[str], accounts: list[int | None], called: list[str | None]
) -> Iterator[tuple[str, int, str, str]]:
    for lead, said in zip(leads, names, strict=True):
        is_mail = is_address(said)
        yield "l", lead, EMAIL if is_mail else ID, said.lower() if is_mail else said
    known: dict[int, str] = {}
    for account, name in zip(accounts, called, strict=True):
        if account is not None and name:
            known.setdefault(account, name)
    for account, name in sorted(known.items()):
        yield "a", account, DOMAIN if account_domain(name) == name else ID, name
