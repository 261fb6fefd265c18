"""A Parquet file that already is a table of facts: taken as it stands, without a copy."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from meetworthy.model.dataset import Dataset, ReadCounts
from meetworthy.model.document import Steps, Tree
from meetworthy.model.kinds import Type
from meetworthy.model.problem import Problem, Refused
from meetworthy.model.tables import ALIASES, FACT_COLUMNS, PROPERTY_PREFIX

from .facts_aliases import read_aliases_of_facts
from .facts_keys import check_rows, read_leads
from .files import match_inside
from .load import suggestion
from .mapping import FileEntry, Mapping
from .registry import known_kinds
from .sql import parquet, unreadable


def is_facts_format(mapping: Mapping) -> bool:
    """Say whether a mapping speaks of a table of facts."""
    return any(entry.format == "facts" for entry in mapping.files.values())


def open_facts(folder: Path, mapping: Mapping, tree: Tree, *, ledger: bool = False) -> Dataset:
    """Return the dataset of a folder whose mapping has one entry of ``format: facts``.

    The schema, the kinds, the keys, the times and the ids are checked; what the facts say was
    when it was written.
    The leads come from the entry's ``leads`` file; without one a lead's id is its number.
    ``ledger`` asks for all aliases too.
    Raises ``Refused``.
    """
    if len(mapping.files) > 1:
        raise Refused([_not_alone(mapping, tree)])
    name, entry = next(iter(mapping.files.items()))
    where = ("files", name, "file")
    paths = _paths(folder, entry, tree, where)
    schema, rows = _schema(paths, tree, where)
    with duckdb.connect() as con:
        _check_whole(con, paths, tree, where)
        check_rows(con, paths, tree, where)
        _check_kinds(con, paths, mapping, tree, where)
        leads = read_leads(con, folder, entry, paths, tree, name)
    aliases = ALIASES.empty_table()
    if ledger:
        aliases = read_aliases_of_facts(folder, entry, leads, tree, name)
    return Dataset(
        facts=tuple(paths),
        leads=leads,
        properties=_property_types(schema, tree, where),
        zone=mapping.timezone,
        currency=mapping.currency,
        stages=mapping.stages,
        read=ReadCounts(rows=rows, taken=rows),
        aliases=aliases,
    )


def _not_alone(mapping: Mapping, tree: Tree) -> Problem:
    name = next(name for name, entry in mapping.files.items() if entry.format == "facts")
    return Problem(
        "facts_not_alone",
        tree.place(("files", name)),
        "A table of facts has its own keys, which other files can't share.",
        "Let the entry with `format: facts` stand alone in its folder.",
    )


def _paths(folder: Path, entry: FileEntry, tree: Tree, where: Steps) -> list[Path]:
    paths: list[Path] = []
    problems: list[Problem] = []
    for pattern in entry.file:
        matched, problem = match_inside(folder, pattern, tree, where)
        paths += [path for path in matched if path not in paths]
        problems += [] if problem is None else [problem]
    if problems:
        raise Refused(problems)
    return paths


def _schema(paths: list[Path], tree: Tree, where: Steps) -> tuple[pa.Schema, int]:
    rows, schema = 0, pa.schema([])
    for path in paths:
        try:
            file = pq.ParquetFile(path)
        except (pa.ArrowInvalid, OSError) as error:
            said = str(error).splitlines()[0]
            raise Refused(
                [
                    Problem(
                        "file_unreadable",
                        tree.place(where),
                        f"{path.name} is not a Parquet file: {said}.",
                        "Write it again.",
                    )
                ]
            ) from None
        problems = _column_problems(file.schema_arrow, path, tree, where)
        if problems:
            raise Refused(problems)
        schema, rows = file.schema_arrow, rows + int(file.metadata.num_rows)
    return schema, rows


def _check_whole(
    con: duckdb.DuckDBPyConnection, paths: list[Path], tree: Tree, where: Steps
) -> None:
    problems = [
        Problem(
            "file_unreadable",
            tree.place(where),
            f"{path.name} is broken inside: {why}.",
            "Write it again.",
        )
        for path in paths
        if (why := unreadable(con, path)) is not None
    ]
    if problems:
        raise Refused(problems)


def _column_problems(schema: pa.Schema, path: Path, tree: Tree, where: Steps) -> list[Problem]:
    problems = []
    for field in FACT_COLUMNS:
        index = schema.get_field_index(field.name)
        found = None if index < 0 else plain_type(schema.field(index).type)
        if found != field.type:
            problems.append(
                Problem(
                    "facts_schema",
                    tree.place(where),
                    f"{path.name}: column `{field.name}` is {found or 'absent'}, not {field.type}.",
                    "Write the table with the columns of docs/reference/sources.md.",
                )
            )
    return problems


def plain_type(kind: pa.DataType) -> pa.DataType:
    """Return the type of the values: dictionaries and large strings are strings."""
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    return pa.string() if pa.types.is_large_string(kind) else kind


def _property_types(schema: pa.Schema, tree: Tree, where: Steps) -> dict[str, Type]:
    found = {}
    for field in schema:
        if field.name.startswith(PROPERTY_PREFIX):
            kind = _property_type(plain_type(field.type))
            if kind is None:
                raise Refused(
                    [
                        Problem(
                            "facts_schema",
                            tree.place(where),
                            f"Column `{field.name}` is {field.type}.",
                            "Properties are text, integers, numbers, booleans, dates.",
                        )
                    ]
                )
            found[field.name.removeprefix(PROPERTY_PREFIX)] = kind
    return found


def _property_type(kind: pa.DataType) -> Type | None:
    tests = (
        (pa.types.is_string, Type.TEXT),
        (pa.types.is_integer, Type.INTEGER),
        (pa.types.is_floating, Type.NUMBER),
        (pa.types.is_boolean, Type.BOOLEAN),
        (pa.types.is_date, Type.DATE),
    )
    return next((named for is_a, named in tests if is_a(kind)), None)


def _check_kinds(
    con: duckdb.DuckDBPyConnection,
    paths: list[Path],
    mapping: Mapping,
    tree: Tree,
    where: Steps,
) -> None:
    known = known_kinds(mapping)
    found: set[str] = set()
    for path in paths:
        rows = con.execute(f"SELECT DISTINCT kind FROM {parquet(path)}").fetchall()
        found |= {str(kind) for (kind,) in rows}
    problems = [
        Problem(
            "kind_unknown",
            tree.place(where),
            f"`{kind}` is no kind of fact.",
            suggestion(kind, known) + " A kind of your own goes under `kinds:`.",
        )
        for kind in sorted(found - set(known))
    ]
    if problems:
        raise Refused(problems)
