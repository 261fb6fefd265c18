"""Writing the parts of an export: facts as sorted Parquet, by DuckDB, larger than memory or not."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb
import pyarrow as pa

from meetworthy.model.kinds import Type
from meetworthy.model.tables import FACT_COLUMNS, PROPERTY_PREFIX

from .export_shape import DESCRIBING
from .export_state import Column

MEMORY = "1GB"
"""What DuckDB may hold before it spills beside the export; chosen by eye: a worker is small."""

_SQL_TYPES = {
    Type.TEXT: "VARCHAR",
    Type.INTEGER: "BIGINT",
    Type.NUMBER: "DOUBLE",
    Type.BOOLEAN: "BOOLEAN",
    Type.DATE: "DATE",
}
_INSTANTS = ("occurred_at", "recorded_at")
_ORDER = (
    " ORDER BY coalesce(l.account, f.account) NULLS LAST, f.lead NULLS LAST, f.occurred_at,"
    " f.sender, f.id"
)
MISTYPED = "mistyped"
"""A column beside those of facts: the fact states a declared attribute in another type."""


class Writer:
    """An embedded database that turns facts as read, and earlier parts, into sorted parts."""

    def __init__(self, spill: Path) -> None:
        config = {"memory_limit": MEMORY, "temp_directory": str(spill)}
        self._con = duckdb.connect(config=config)  # type: ignore[arg-type]  # its stubs are narrow
        self._con.execute("SET TimeZone = 'UTC'")

    def close(self) -> None:
        """Let go of the database."""
        self._con.close()

    def said_in(self, raw: Path) -> list[tuple[str, str]]:
        """Return each property that describing facts name, and the JSON type of its values."""
        kinds = ", ".join(map(_text, DESCRIBING))
        return self._con.execute(f"""
            SELECT DISTINCT name, json_type(properties, '$."' || name || '"') FROM (
                SELECT properties, unnest(json_keys(properties)) AS name
                FROM read_parquet({_text(str(raw))}) WHERE kind IN ({kinds}))
            ORDER BY ALL""").fetchall()

    def kinds_in(self, parts: Sequence[Path]) -> set[str]:
        """Return the kinds of the facts in parts."""
        files = ", ".join(_text(str(path)) for path in parts)
        rows = self._con.execute(f"SELECT DISTINCT kind FROM read_parquet([{files}])").fetchall()
        return {kind for (kind,) in rows}

    def write_part(self, raw: Path, part: Path, columns: Sequence[Column], leads: pa.Table) -> None:
        """Write facts as read as one sorted part."""
        self._con.register("leads", leads)
        shape = ", ".join(f'"{column.name}": "JSON"' for column in columns)
        said = f"json_transform(properties, {_text('{' + shape + '}')})"
        fixed = [_fixed(field) for field in FACT_COLUMNS]
        own = [f"{_typed(column)} AS {_quoted(column)}" for column in columns]
        self._copy(
            f"""SELECT {", ".join([*fixed, *own])}, {_mistyped(columns)} AS {MISTYPED}
            FROM (SELECT *, {said} AS said FROM read_parquet({_text(str(raw))})) f
            LEFT JOIN leads l ON l.lead = f.lead""",
            part,
        )

    def merge(
        self,
        parts: Sequence[Path],
        part: Path,
        columns: Sequence[Column],
        before: Sequence[Column],
        leads: pa.Table,
    ) -> None:
        """Write parts that have the columns ``before`` as one, with the columns of now."""
        self._con.register("leads", leads)
        old = {column.name for column in before}
        fixed = [f"f.{field.name}" for field in FACT_COLUMNS]
        own = [
            f"CAST({f'f.{_quoted(c)}' if c.name in old else 'NULL'} AS {_SQL_TYPES[c.type]})"
            f" AS {_quoted(c)}"
            for c in columns
        ]
        files = ", ".join(_text(str(path)) for path in parts)
        self._copy(
            f"""SELECT {", ".join([*fixed, *own])}, f.{MISTYPED}
            FROM read_parquet([{files}]) f LEFT JOIN leads l ON l.lead = f.lead""",
            part,
        )

    def _copy(self, query: str, part: Path) -> None:
        fresh = part.with_name(f".{part.name}.fresh")
        self._con.execute(
            f"COPY ({query}{_ORDER}) TO {_text(str(fresh))} (FORMAT parquet, COMPRESSION snappy)"
        )
        fresh.replace(part)


def _fixed(field: pa.Field) -> str:
    if field.name in _INSTANTS:
        return f"make_timestamptz(f.{field.name}) AS {field.name}"
    if field.type == pa.int32():
        return f"CAST(f.{field.name} AS INTEGER) AS {field.name}"
    return f"f.{field.name}"


def _typed(column: Column) -> str:
    """Return a property in its column's type, as SQL; null where it is not of that type."""
    said = f'said."{column.name}"'
    text = f"CAST({said} AS VARCHAR)"
    plain = f"({said} ->> '$')"
    match column.type:
        case Type.TEXT:
            return f"CASE {text} WHEN 'true' THEN 'True' WHEN 'false' THEN 'False' ELSE {plain} END"
        case Type.BOOLEAN:
            return f"CASE {text} WHEN 'true' THEN true WHEN 'false' THEN false END"
        case Type.DATE:
            is_date = f"regexp_full_match({plain}, '[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}')"
            return f"CASE WHEN {is_date} THEN TRY_CAST({plain} AS DATE) END"
        case Type.NUMBER:
            return f"TRY_CAST({text} AS DOUBLE)"
        case Type.INTEGER:
            whole = f"TRY_CAST({text} AS DOUBLE) = floor(TRY_CAST({text} AS DOUBLE))"
            return f"CASE WHEN {whole} THEN TRY_CAST({text} AS BIGINT) END"


def _mistyped(columns: Sequence[Column]) -> str:
    """Say whether a describing fact states anything in another type than its column's, as SQL."""
    kinds = ", ".join(map(_text, DESCRIBING))
    tests = []
    for column in columns:
        if not column.declared:
            continue
        said = f'said."{column.name}"'
        is_other = f"{_typed(column)} IS NULL"
        if column.type is Type.TEXT:
            is_other = f"CAST({said} AS VARCHAR)[1] <> '\"'"
        tests.append(f"({said} IS NOT NULL AND {is_other})")
    return f"(f.kind IN ({kinds}) AND ({' OR '.join(tests) or 'false'}))"


def _quoted(column: Column) -> str:
    return f'"{PROPERTY_PREFIX}{column.name}"'


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
