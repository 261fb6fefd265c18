"""What is known of a workspace's leads before all of them are judged, and of whom more is new."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from meetworthy.app.ledger import merges
from meetworthy.app.ledger.export import mistyped_in
from meetworthy.app.ledger.sql import among, fetch
from meetworthy.definition.language import Timeline
from meetworthy.model.dataset import Dataset
from meetworthy.model.kinds import KINDS
from meetworthy.model.tables import INSTANT


@dataclass(frozen=True, slots=True)
class Known:
    """Leads of a workspace: those that stand in lists, those that are marked, and others.

    Of ``ahead`` facts are told that have not happened yet; ``mistyped`` said something in
    another type than is declared, of which the engine has no value; ``started`` are those of
    whom a fact was told that starts a clock, which no entry shows.
    """

    standing: frozenset[int]
    marked: frozenset[int]
    ahead: frozenset[int]
    mistyped: frozenset[int]
    started: frozenset[int]


def known_of(
    workspace_id: int, dataset: Dataset, timeline: Timeline, *, at: int, top: int
) -> Known:
    """Return what is known of a workspace's leads, with its export as of marks up to ``top``."""
    standing = _leads("SELECT lead FROM judging_state WHERE workspace_id = %s", (workspace_id,))
    return Known(
        standing=frozenset(standing),
        marked=frozenset(marked_leads(workspace_id, top)),
        ahead=frozenset(_ahead(workspace_id, dataset, at)),
        mistyped=frozenset(_mistyped(workspace_id, dataset)),
        started=frozenset(_started(workspace_id, dataset, timeline)),
    )


def marked_leads(workspace_id: int, top: int) -> set[int]:
    """Return the leads with marks up to ``top``."""
    return _leads(
        "SELECT DISTINCT lead FROM judging_mark WHERE workspace_id = %s AND id <= %s",
        (workspace_id, top),
    )


def _ahead(workspace_id: int, dataset: Dataset, at: int) -> set[int]:
    """Return the leads that facts will concern which have not happened yet."""
    later = pc.field("occurred_at") > pa.scalar(at, pa.int64()).cast(INSTANT)
    found = _of_facts(dataset, later)
    leads = _values(found, "lead") | _of_accounts(workspace_id, _values(found, "account"))
    return leads | _of_visitors(workspace_id, _values(found, "visitor"))


def _started(workspace_id: int, dataset: Dataset, timeline: Timeline) -> set[int]:
    """Return the leads whose clocks may have been started by a fact, theirs or another's before.

    What happened to one that was merged into another has happened to that one.
    """
    kinds = {word for d in timeline for clock in d.sla.clocks for word in clock.start}
    kinds &= set(KINDS).union(*(d.kinds for d in timeline))
    if not kinds:
        return set()
    found = _of_facts(dataset, pc.field("kind").isin(sorted(kinds)))
    leads = _values(found, "lead") | _of_visitors(workspace_id, _values(found, "visitor"))
    return merges.family(workspace_id, leads) if leads else leads


def _of_facts(dataset: Dataset, chosen: pc.Expression) -> pa.Table:
    """Return whom some of the facts are about."""
    assert isinstance(dataset.facts, tuple)
    columns = ["lead", "account", "visitor"]
    tables = [pq.read_table(path, columns=columns, filters=chosen) for path in dataset.facts]
    return pa.concat_tables(tables)


def _of_visitors(workspace_id: int, visitors: Iterable[int]) -> set[int]:
    condition, parameter = among("visitor", visitors)
    return _leads(
        f"SELECT lead FROM ledger_identification WHERE workspace_id = %s AND {condition}",
        (workspace_id, parameter),
    )


def _mistyped(workspace_id: int, dataset: Dataset) -> set[int]:
    found = mistyped_in(dataset)
    return _values(found, "lead") | _of_accounts(workspace_id, _values(found, "account"))


def _of_accounts(workspace_id: int, accounts: Iterable[int]) -> set[int]:
    condition, parameter = among("account", accounts)
    return _leads(
        f"SELECT lead FROM ledger_belonging WHERE workspace_id = %s AND {condition}",
        (workspace_id, parameter),
    )


def _values(table: pa.Table, name: str) -> set[int]:
    return set(pc.unique(table.column(name).drop_null()).to_pylist())


def _leads(query: str, parameters: tuple[object, ...]) -> set[int]:
    return {row[0] for row in fetch(query, parameters)}
