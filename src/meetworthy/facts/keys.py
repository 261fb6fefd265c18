"""Rows get their keys: the integers of their lead, their visitor and their account."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from .accounts import account_domain
from .aliases import Alias, email_host, is_domain, namespaces, other_aliases, row_aliases
from .identity import Source, resolve
from .mapping import Mapping
from .plan import EntryPlan
from .sql import parquet

Shared = dict[str, list[tuple[int, str, int]]]


def key_rows(
    con: duckdb.DuckDBPyConnection, plans: list[EntryPlan], mapping: Mapping, scratch: Path
) -> Shared:
    """Make ``keyed_<n>`` from each ``good_<n>``; returns the aliases that link too many.

    Adds the columns ``lead``, ``visitor``, ``account`` and ``account_is_said`` (it does not
    only follow from an e-mail address).
    """
    _make_domains(con, plans, mapping, scratch)
    shared: Shared = {}
    for entity in ("lead", "visitor", "account"):
        sources = [
            source
            for number, plan in enumerate(plans)
            for source in _sources(plan, mapping, entity, f"good_{number}")
        ]
        shared[entity] = resolve(con, entity, sources, scratch)
    for number, plan in enumerate(plans):
        con.execute(f"CREATE TEMP TABLE keyed_{number} AS {_keyed(plan, mapping, number)}")
        con.execute(f"DROP TABLE good_{number}")
    return shared


def _make_domains(
    con: duckdb.DuckDBPyConnection, plans: list[EntryPlan], mapping: Mapping, scratch: Path
) -> None:
    queries = ["SELECT CAST(NULL AS VARCHAR) AS host"]
    spaces = namespaces(mapping, "account")
    for number, plan in enumerate(plans):
        hosts = [a.sql for a in row_aliases(plan, mapping, "account") if is_domain(spaces[a.space])]
        email = email_host(plan, mapping)
        hosts += [] if email is None else [email]
        queries += [f"SELECT DISTINCT {host} FROM good_{number}" for host in hosts]
    union = " UNION ".join(queries)
    rows = con.execute(f"SELECT DISTINCT host FROM ({union}) WHERE host IS NOT NULL").fetchall()
    found = [(host, account_domain(host)) for (host,) in rows]
    kept = [(host, domain) for host, domain in found if domain is not None]
    table = pa.table(
        {
            "host": pa.array([host for host, _ in kept], pa.string()),
            "domain": pa.array([domain for _, domain in kept], pa.string()),
        }
    )
    pq.write_table(table, scratch / "domains.parquet")
    con.execute(
        f"CREATE TEMP TABLE domain_of AS SELECT * FROM {parquet(scratch / 'domains.parquet')}"
    )


def _sources(plan: EntryPlan, mapping: Mapping, entity: str, table: str) -> list[Source]:
    if entity == "account":
        return _account_sources(plan, mapping, table)
    groups = [row_aliases(plan, mapping, entity)]
    if entity == "lead":
        groups += [other_aliases(plan, mapping, rule.other) for rule in plan.entry.facts]
    return [_source(aliases, table) for aliases in groups if aliases]


def _source(aliases: list[Alias], table: str) -> Source:
    columns = ", ".join(f"{alias.sql} AS a{index}" for index, alias in enumerate(aliases))
    return Source(f"SELECT {columns} FROM {table}", tuple(alias.space for alias in aliases))


def _account_sources(plan: EntryPlan, mapping: Mapping, table: str) -> list[Source]:
    aliases = row_aliases(plan, mapping, "account")
    found = []
    if aliases:
        columns = ", ".join(
            f"{_account_value(alias, mapping)} AS a{index}" for index, alias in enumerate(aliases)
        )
        found.append(
            Source(
                f"SELECT {columns} FROM {table} {_domain_joins(aliases, mapping)}",
                tuple(alias.space for alias in aliases),
            )
        )
    email = email_host(plan, mapping)
    if email is not None:
        query = f"SELECT domain AS a0 FROM {table} JOIN domain_of ON host = {email}"
        found.append(Source(query, (domain_space(mapping),)))
    return found


def domain_space(mapping: Mapping) -> int:
    """Return the number of the accounts' namespace of domains."""
    spaces = namespaces(mapping, "account")
    return next(number for number, space in enumerate(spaces) if is_domain(space))


def _account_value(alias: Alias, mapping: Mapping) -> str:
    named = is_domain(namespaces(mapping, "account")[alias.space])
    return f"d{alias.space}.domain" if named else alias.sql


def _domain_joins(aliases: list[Alias], mapping: Mapping) -> str:
    spaces = namespaces(mapping, "account")
    return " ".join(
        f"LEFT JOIN domain_of d{alias.space} ON d{alias.space}.host = {alias.sql}"
        for alias in aliases
        if is_domain(spaces[alias.space])
    )


def first_alias(pairs: list[tuple[int, str]]) -> tuple[str, str]:
    """Return the SQL of the namespace and the value of the first alias that a row has."""
    cases = " ".join(f"WHEN {sql} IS NOT NULL THEN {space}" for space, sql in pairs)
    return f"CASE {cases} END", f"coalesce({', '.join(sql for _, sql in pairs)})"


def _keyed(plan: EntryPlan, mapping: Mapping, number: int) -> str:
    joins: list[str] = []
    columns: list[str] = []
    for entity in ("lead", "visitor"):
        pairs = [(a.space, a.sql) for a in row_aliases(plan, mapping, entity)]
        columns.append(_join(entity, pairs, joins))
    accounts = row_aliases(plan, mapping, "account")
    joins.append(_domain_joins(accounts, mapping))
    said = [(alias.space, _account_value(alias, mapping)) for alias in accounts]
    pairs = list(said)
    email = email_host(plan, mapping)
    if email is not None:
        joins.append(f"LEFT JOIN domain_of de ON de.host = {email}")
        pairs.append((domain_space(mapping), "de.domain"))
    columns.append(_join("account", pairs, joins))
    is_said = " OR ".join(f"{value} IS NOT NULL" for _, value in said) or "false"
    columns.append(f"({is_said}) AS account_is_said")
    return f"SELECT t.*, {', '.join(columns)} FROM good_{number} t {' '.join(joins)}"


def _join(entity: str, pairs: list[tuple[int, str]], joins: list[str]) -> str:
    if not pairs:
        return f"CAST(NULL AS INTEGER) AS {entity}"
    space, value = first_alias(pairs)
    joins.append(
        f"LEFT JOIN {entity}_of {entity}_key"
        f" ON {entity}_key.space = {space} AND {entity}_key.value = {value}"
    )
    return f"{entity}_key.label AS {entity}"


def assign_accounts(con: duckdb.DuckDBPyConnection, plans: list[EntryPlan]) -> None:
    """Make ``lead_account``: the account that each lead belongs to from the start.

    What a file says outranks what follows from an e-mail address; of several accounts the one
    that most rows name, then the one with the lowest number: in any order of rows the same.
    """
    rows = " UNION ALL ".join(
        f"SELECT lead, account, account_is_said, count(*) AS said FROM keyed_{number}"
        " WHERE lead IS NOT NULL AND account IS NOT NULL GROUP BY ALL"
        for number in range(len(plans))
    )
    con.execute(
        "CREATE TEMP TABLE lead_account AS SELECT lead, account FROM"
        f" (SELECT lead, account, bool_or(account_is_said) AS is_said, sum(said) AS said"
        f" FROM ({rows}) GROUP BY ALL) QUALIFY row_number() OVER"
        " (PARTITION BY lead ORDER BY is_said DESC, said DESC, account) = 1"
    )
