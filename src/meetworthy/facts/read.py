"""Reading a folder of exports: files in, one keyed and checked dataset out."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from meetworthy.model.dataset import Dataset, ReadCounts
from meetworthy.model.document import Tree
from meetworthy.model.kinds import Kind, Type
from meetworthy.model.problem import Place, Problem, Refused
from meetworthy.model.tables import ALIASES

from .check import check_mapping
from .columns import check_columns, check_times
from .decoding import check_encoding
from .extract import FIXED, Extraction
from .facts_format import is_facts_format, open_facts
from .files import Found, find_files
from .keys import Shared, assign_accounts, key_rows
from .known import describe, settle
from .load import load_mapping
from .mapping import Mapping
from .mended import read_mended
from .merges import set_circles_aside
from .notices import notices
from .plan import EntryPlan, plan_entry
from .quarantine import Set, write_quarantine
from .registry import known_kinds
from .sql import one_row, unreadable
from .stage import set_aside, stage
from .tables import RawTable, Unsplittable, is_parquet, load_table
from .write import write_aliases, write_facts, write_leads

Progress = Callable[[str, float], None]

MEMORY = "2GB"
"""What DuckDB may hold before it spills to the scratch folder; chosen by eye."""


def read_folder(
    folder: Path,
    *,
    work: Path | None = None,
    progress: Progress | None = None,
    ledger: bool = False,
) -> Dataset:
    """Read a folder of files by its ``sources.yaml`` into a dataset.

    ``work`` is a folder for what is too large to hold and for the quarantine; a temporary one
    that lives as long as the process unless given.  ``progress`` is told what is being done
    and how far all of it is (0 to 1).  ``ledger`` asks for what a ledger keeps and judging does
    not need: all aliases, and for each fact the ``file`` and ``row`` it was taken from.
    Raises ``Refused`` with every problem of the mapping; rows that can't be taken are set
    aside, never raised.
    """
    tell = progress or (lambda _what, _share: None)
    if not folder.is_dir():
        raise Refused([_no_folder(folder)])
    mapping, tree = load_mapping(folder)
    if is_facts_format(mapping):
        return open_facts(folder, mapping, tree, ledger=ledger)
    return _Reading(folder, mapping, tree, _scratch(work), tell, ledger).run()


def _no_folder(folder: Path) -> Problem:
    return Problem(
        "folder_absent",
        Place(str(folder)),
        "There is no such folder.",
        "Name the folder that holds sources.yaml and the files it speaks of.",
    )


def _scratch(work: Path | None) -> Path:
    """Return the folder given, made if need be; else one that is gone when the process ends."""
    if work is not None:
        work.mkdir(parents=True, exist_ok=True)
        return work
    made = Path(tempfile.mkdtemp(prefix="meetworthy-"))
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return made


@dataclass
class _Reading:
    """One reading of one folder, step by step."""

    folder: Path
    mapping: Mapping
    tree: Tree
    scratch: Path
    tell: Progress
    ledger: bool
    aside: list[Set] = field(default_factory=list)

    def run(self) -> Dataset:
        kinds = known_kinds(self.mapping)
        found = self._find(kinds)
        with tempfile.TemporaryDirectory(dir=self.scratch) as spill:
            tables = self._load(found, Path(spill))
            self._refuse(check_columns(self.mapping, self.tree, tables))
            with duckdb.connect(config=_config(spill)) as con:
                con.execute("SET TimeZone = 'UTC'")
                return self._take_rows(con, kinds, tables, Path(spill))

    def _refuse(self, problems: list[Problem]) -> None:
        if problems:
            raise Refused(problems)

    def _find(self, kinds: dict[str, Kind]) -> dict[str, list[Found]]:
        problems = check_mapping(self.mapping, self.tree, kinds)
        found, wrong = find_files(self.folder, self.mapping, self.tree)
        problems += wrong
        for name, files in found.items():
            entry = self.mapping.files[name]
            for file in files:
                if is_parquet(entry, file.path):
                    continue
                where = ("files", name, "encoding")
                wrong_encoding = check_encoding(file.path, entry.encoding, self.tree, where)
                problems += [] if wrong_encoding is None else [wrong_encoding]
        self._refuse(problems)
        return found

    def _load(self, found: dict[str, list[Found]], spill: Path) -> dict[str, list[RawTable]]:
        mended, problems = read_mended(self.folder)
        total = sum(file.path.stat().st_size for files in found.values() for file in files) or 1
        done = 0
        tables: dict[str, list[RawTable]] = {}
        for name, files in found.items():
            tables[name] = []
            for file in files:
                before = done

                def report(seen: int, file: Found = file, before: int = before) -> None:
                    self.tell(f"reading {file.name}", 0.4 * (before + seen) / total)

                try:
                    entry = self.mapping.files[name]
                    tables[name].append(
                        load_table(file, entry, mended.get(file.name, {}), spill, report)
                    )
                except Unsplittable as error:
                    problems.append(self._unreadable(name, file, error))
                done += file.path.stat().st_size
        self._refuse(problems)
        return tables

    def _unreadable(self, name: str, file: Found, error: Unsplittable) -> Problem:
        return Problem(
            "file_unreadable",
            self.tree.place(("files", name, "file")),
            f"{file.name} can't be read: {error}.",
            "Declare its `separator` or `encoding`, mend its quotes, or export it again.",
        )

    def _take_rows(
        self,
        con: duckdb.DuckDBPyConnection,
        kinds: dict[str, Kind],
        tables: dict[str, list[RawTable]],
        spill: Path,
    ) -> Dataset:
        plans = [plan_entry(name, self.mapping, kinds) for name in self.mapping.files]
        self._stage(con, plans, tables)
        for number, plan in enumerate(plans):
            self.aside += set_aside(con, plan, number, tables[plan.name])
        self.tell("matching people and companies", 0.6)
        shared = key_rows(con, plans, self.mapping, spill)
        self.tell("taking facts", 0.7)
        properties = _all_properties(plans)
        self._extract(con, plans, properties)
        self._settle(con, properties, tables)
        self.tell("writing facts", 0.9)
        return self._dataset(con, plans, tables, properties, shared)

    def _stage(
        self,
        con: duckdb.DuckDBPyConnection,
        plans: list[EntryPlan],
        tables: dict[str, list[RawTable]],
    ) -> None:
        problems: list[Problem] = []
        for number, plan in enumerate(plans):
            self.tell(f"checking {plan.name}", 0.4 + 0.2 * number / len(plans))
            try:
                stage(con, plan, number, tables[plan.name], self.mapping)
            except duckdb.Error:
                self._refuse_broken(con, plan.name, tables[plan.name])
                raise
            problems += check_times(con, plan, number, self.tree)
        self._refuse(problems)

    def _refuse_broken(
        self, con: duckdb.DuckDBPyConnection, name: str, tables: list[RawTable]
    ) -> None:
        """Refuse Parquet files whose footer is whole and whose pages are not."""
        said = {table.found: unreadable(con, table.parquet) for table in tables}
        self._refuse(
            [
                self._unreadable(name, found, Unsplittable(f"it is broken inside: {why}"))
                for found, why in said.items()
                if why is not None
            ]
        )

    def _extract(
        self, con: duckdb.DuckDBPyConnection, plans: list[EntryPlan], properties: dict[str, Type]
    ) -> None:
        extraction = Extraction(con, self.mapping, properties)
        extraction.create_table()
        for number, plan in enumerate(plans):
            extraction.run(plan, number)

    def _settle(
        self,
        con: duckdb.DuckDBPyConnection,
        properties: dict[str, Type],
        tables: dict[str, list[RawTable]],
    ) -> None:
        places = {"ord", "part", "row", "recorded", "sender", "id"}
        content = [column for column in FIXED if column not in places]
        content += [f"p_{key}" for key in properties]
        by_part = {table.found.part: table for files in tables.values() for table in files}
        self.aside += set_circles_aside(con, by_part)
        self.aside += describe(con, settle(con, content), by_part)

    def _dataset(
        self,
        con: duckdb.DuckDBPyConnection,
        plans: list[EntryPlan],
        tables: dict[str, list[RawTable]],
        properties: dict[str, Type],
        shared: Shared,
    ) -> Dataset:
        assign_accounts(con, plans)
        names = {table.found.part: table.found.name for files in tables.values() for table in files}
        files = names if self.ledger else None
        facts = write_facts(con, properties, self.scratch, files=files)
        rows = sum(table.rows for files in tables.values() for table in files)
        quarantine = self.scratch / "quarantine.csv"
        quarantined = write_quarantine(quarantine, self.aside)
        return Dataset(
            facts=facts,
            leads=write_leads(con, self.mapping),
            properties=properties,
            zone=self.mapping.timezone,
            currency=self.mapping.currency,
            stages=self.mapping.stages,
            read=counts(con, rows, quarantined),
            quarantine=quarantine if quarantined else None,
            problems=tuple(notices(con, self.mapping, plans, shared, tables, self.aside)),
            aliases=write_aliases(con, self.mapping) if self.ledger else ALIASES.empty_table(),
        )


def _config(spill: str) -> dict[str, str | bool | int | float | list[str]]:
    return {"memory_limit": MEMORY, "temp_directory": spill}


def _all_properties(plans: list[EntryPlan]) -> dict[str, Type]:
    found: dict[str, Type] = {}
    for plan in plans:
        for rule in plan.rules:
            found.update({key: value.type for key, value in rule.properties.items()})
            if rule.rule.other:
                found["other"] = Type.TEXT
    return found


def counts(con: duckdb.DuckDBPyConnection, rows: int, quarantined: int) -> ReadCounts:
    """Return what became of the rows: those that only say what was known are counted apart."""
    row = one_row(con, "SELECT count(*) FROM (SELECT DISTINCT part, row FROM again)")
    known = int(row[0])
    return ReadCounts(rows, rows - known - quarantined, known, quarantined)
