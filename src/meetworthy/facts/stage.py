"""Staging: an entry's files as one table of computed rows, the faulty ones set aside."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

import duckdb

from meetworthy.model.time import start_of_day, zone_offsets

from .aliases import ENTITIES, email_host, other_aliases, row_aliases
from .cells import cleaned
from .files import Found, day_in_name
from .mapping import FileEntry, Mapping
from .plan import Check, EntryPlan, RulePlan, says_something
from .quarantine import Set
from .rows import as_line, raw_rows
from .sql import name, one_row, parquet, text
from .subject import subject_entities
from .tables import RawTable

MOST_SHOWN = 200  # characters of a cell or a row that a message shows; chosen by eye


def stage(
    con: duckdb.DuckDBPyConnection,
    plan: EntryPlan,
    number: int,
    tables: list[RawTable],
    mapping: Mapping,
) -> None:
    """Make ``staged_<n>``: an entry's rows with all that its plan computes."""
    _plan_aliases(plan, mapping)
    zone = plan.entry.timezone or mapping.timezone
    con.execute(f"CREATE TEMP VIEW clean_{number} AS {_cleaned(plan, tables, zone)}")
    known = f"{_known_at(plan)} AS known_at, {_known_day(plan)} AS known_day"
    wanted = ", ".join(sorted(_wanted(plan)))
    con.execute(
        f"CREATE TEMP TABLE staged_{number} AS"
        f" SELECT part, row, file, {known}{', ' if wanted else ''}{wanted}"
        f" FROM {plan.sheet.query(f'clean_{number}')}"
    )


def _plan_aliases(plan: EntryPlan, mapping: Mapping) -> None:
    """Have the sheet compute the aliases before it is written."""
    for entity in ENTITIES:
        plan.aliases += [alias.sql for alias in row_aliases(plan, mapping, entity)]
    for rule in plan.entry.facts:
        plan.aliases += [alias.sql for alias in other_aliases(plan, mapping, rule.other)]
    host = email_host(plan, mapping)
    plan.aliases += [] if host is None else [host]
    for planned in plan.rules:
        plan.checks += _key_checks(plan, planned, mapping)


def _key_checks(plan: EntryPlan, rule: RulePlan, mapping: Mapping) -> Iterator[Check]:
    """Yield the checks that a row which makes a fact names the lead or visitor it is about."""
    makes = rule.when if rule.at is None else f"{rule.when} AND {rule.at.at} IS NOT NULL"
    makes += f" AND {says_something(rule)}"
    for entities in subject_entities(plan.entry, rule):
        aliases = [a.sql for entity in entities for a in row_aliases(plan, mapping, entity)]
        nobody = " AND ".join(f"{alias} IS NULL" for alias in aliases) or "true"
        yield Check(
            "key_absent",
            next(iter(getattr(plan.entry, entities[0]).values()), None),
            f"{makes} AND {nobody}",
            f"the row does not say which {' or '.join(entities)} it is about",
            "Fill in an id. Placeholders such as n/a or test@test.com name nobody.",
        )
    if rule.rule.other:
        others = [alias.sql for alias in other_aliases(plan, mapping, rule.rule.other)]
        nobody = " AND ".join(f"{alias} IS NULL" for alias in others)
        yield Check(
            "key_absent",
            next(iter(rule.rule.other.values())),
            f"{makes} AND {nobody}",
            "the row does not name the other lead",
            "Fill in its id.",
        )


def _cleaned(plan: EntryPlan, tables: list[RawTable], zone: str) -> str:
    return " UNION ALL ".join(
        _cleaned_part(plan, table, known_at(plan.entry, table.found, zone, is_first=not number))
        for number, table in enumerate(tables)
    )


def _cleaned_part(plan: EntryPlan, table: RawTable, known: int | None) -> str:
    columns = [
        f"{_cell(plan, table, column)} AS {short}" for column, short in plan.sheet.columns.items()
    ]
    place = [
        f"{table.found.part} AS part",
        f"{table.row_column} AS row",
        f"{text(table.found.name)} AS file",
        f"{'NULL' if known is None else known}::BIGINT AS taken_at",
    ]
    numbered = table.row_column != "row"
    return f"SELECT {', '.join(place + columns)} FROM {parquet(table.parquet, numbered=numbered)}"


def _cell(plan: EntryPlan, table: RawTable, column: str) -> str:
    if column not in table.names:
        return "CAST(NULL AS VARCHAR)"
    return cleaned(name(table.names[column]), plan.entry.empty)


def known_at(entry: FileEntry, found: Found, zone: str, *, is_first: bool) -> int | None:
    """Return the instant from which a file's columns without a date are known; None if unsaid.

    What the first snapshot says was known earlier where the mapping says from when.
    """
    known_from = None if entry.known_from is None else said_instant(entry.known_from, zone)
    taken = _taken_at(entry, found.path.name, zone)
    if taken is None or known_from is None:
        return known_from if taken is None else taken
    return min(taken, known_from) if is_first else taken


def _taken_at(entry: FileEntry, file_name: str, zone: str) -> int | None:
    if entry.taken is None:
        return None
    if entry.taken.from_name is not None:
        moment = day_in_name(file_name, entry.taken.from_name)
        return None if moment is None else _local_instant(moment, zone)
    return None if entry.taken.on is None else said_instant(entry.taken.on, zone)


def said_instant(said: str, zone: str) -> int:
    """Return the instant of an ISO date or time written in the mapping; ValueError if neither."""
    moment = datetime.fromisoformat(said)
    if moment.tzinfo is not None:
        return int(moment.timestamp()) * 1_000_000 + moment.microsecond
    return _local_instant(moment, zone)


def _local_instant(moment: datetime, zone: str) -> int:
    start = start_of_day(moment.date(), zone)
    if moment.time() == datetime.min.time():
        return start
    instants, offsets = zone_offsets(zone)
    naive = (moment - datetime(1970, 1, 1)) // (datetime.resolution)  # noqa: DTZ001 - local
    last = max(k for k, instant in enumerate(instants) if instant <= start)
    return int(naive - offsets[last])


def _known_at(plan: EntryPlan) -> str:
    return "taken_at" if plan.taken is None else plan.taken.at


def _known_day(plan: EntryPlan) -> str:
    if plan.taken is not None:
        return plan.taken.date_only
    entry = plan.entry
    said = entry.known_from if entry.taken is None else (entry.taken.from_name or entry.taken.on)
    return str(said is None or not re.search(r"%H|%I|%M|T\d|:\d", said)).lower()


_NAME = re.compile(r"\b(?:k\d+|x\d_\d+)\b")


def _wanted(plan: EntryPlan) -> set[str]:
    """Return the computed columns that rules, checks and keys speak of."""
    parts = list(plan.aliases)
    for rule in plan.rules:
        parts += [rule.when, rule.source, rule.campaign, rule.actor]
        parts += [value.sql for value in rule.properties.values()]
        parts += _members(rule.at)
    parts += _members(plan.recorded) + [check.sql for check in plan.checks]
    columns = {**plan.entry.lead, **plan.entry.visitor, **plan.entry.account}
    for written in plan.entry.facts:
        columns |= {f"other {space}": column for space, column in written.other.items()}
    parts += [plan.sheet.raw(column) for column in columns.values()]
    if plan.entry.id not in {None, "row"}:
        parts.append(plan.sheet.raw(str(plan.entry.id)))
    return set(_NAME.findall(" ".join(parts)))


def _members(instant: object) -> list[str]:
    fields = ("at", "date_only", "error", "doubled")
    return [] if instant is None else [getattr(instant, field) for field in fields]


def set_aside(
    con: duckdb.DuckDBPyConnection, plan: EntryPlan, number: int, tables: list[RawTable]
) -> Iterator[Set]:
    """Yield the faulty rows of an entry, and make ``good_<n>`` of the others."""
    con.execute(f"CREATE TEMP TABLE bad_{number} (part INTEGER, row BIGINT)")
    failed = [check for check, count in _failures(con, plan, number) if count]
    for table in tables:
        yield from _rejected(table)
    for check in failed:
        yield from _failed(con, check, number, tables)
    if failed:
        con.execute(
            f"CREATE TEMP TABLE good_{number} AS SELECT * FROM staged_{number}"
            f" WHERE (part, row) NOT IN (SELECT (part, row) FROM bad_{number})"
        )
        con.execute(f"DROP TABLE staged_{number}")
    else:
        con.execute(f"ALTER TABLE staged_{number} RENAME TO good_{number}")


def _failures(
    con: duckdb.DuckDBPyConnection, plan: EntryPlan, number: int
) -> list[tuple[Check, int]]:
    if not plan.checks:
        return []
    counts = ", ".join(f"count(*) FILTER ({check.sql})" for check in plan.checks)
    row = one_row(con, f"SELECT {counts} FROM staged_{number}")
    return list(zip(plan.checks, row, strict=True))


def _rejected(table: RawTable) -> Iterator[Set]:
    for reject in table.rejects:
        why, remedy = _REJECTS[reject.kind]
        yield Set(
            table.found.name,
            reject.row,
            reject.field,
            reject.what[:MOST_SHOWN],
            reject.why or why,
            remedy,
            reject.kind,
            reject.what,
        )


_REJECTS = {
    "ragged_row": (
        "the row has not as many cells as the header",
        "Quote cells that hold the separator, or fill in the cells that are missing.",
    ),
    "bad_bytes": (
        "the row holds bytes that are not of the file's encoding",
        "Declare the file's `encoding` (latin-1 and cp1252 are usual), or mend the row.",
    ),
    "nul_byte": ("the row holds a NUL byte", "Delete the byte, or export the row again."),
}


def _failed(
    con: duckdb.DuckDBPyConnection,
    check: Check,
    number: int,
    tables: list[RawTable],
) -> Iterator[Set]:
    rows = con.execute(
        f"INSERT INTO bad_{number} SELECT part, row FROM staged_{number} WHERE ({check.sql})"
        f" AND (part, row) NOT IN (SELECT (part, row) FROM bad_{number}) RETURNING part, row"
    ).fetchall()
    for table in tables:
        numbers = {row for part, row in rows if part == table.found.part}
        if numbers:
            yield from _shown(con, check, table, numbers)


def _shown(
    con: duckdb.DuckDBPyConnection, check: Check, table: RawTable, numbers: set[int]
) -> Iterator[Set]:
    for row, cells in raw_rows(con, table, numbers):
        index = table.header.index(check.column) if check.column in table.header else None
        what = "" if index is None else (cells[index] or "")
        yield Set(
            table.found.name,
            row,
            check.column,
            what[:MOST_SHOWN],
            check.why,
            check.remedy,
            check.kind,
            as_line(cells, table.separator),
        )
