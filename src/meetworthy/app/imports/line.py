"""One mended line of a file, read as its import read the others."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

import duckdb
import pyarrow as pa

from meetworthy.facts.read import read_folder
from meetworthy.model.dataset import Dataset
from meetworthy.model.problem import Place, Problem, Refused
from meetworthy.model.told import Told

from .aside import rows_aside
from .chunks import Facts
from .kept import Kept
from .names import Names
from .ordering import FACTS, write_facts
from .told import told_of
from .unnamed import with_unnamed

_PLACE = re.compile(r"(?P<file>.+?):(?P<row>\d+)(?: \(|$)", re.DOTALL)

_ROW = 2  # what the line is in a file of its own: the header is row 1


def place_in(text: str) -> tuple[str, int] | None:
    """Return the file and the row that a place names; None where it names none."""
    said = _PLACE.match(text)
    return None if said is None else (said["file"], int(said["row"]))


def told_by_line(kept: Kept, file: str, row: int, line: str) -> list[Told] | list[Problem]:
    """Return the facts that a line tells in place of a file's row, or all that is wrong with it.

    A line that tells nothing new in itself (all of it is in other lines) tells no facts.
    """
    with tempfile.TemporaryDirectory(prefix="meetworthy-line-") as made:
        folder, work = Path(made) / "line", Path(made) / "work"
        folder.mkdir()
        kept.write_folder(folder, file, line)
        try:
            dataset = read_folder(folder, work=work, ledger=True)
        except Refused as refused:
            return refused.problems
        if dataset.read.rows != 1:
            cause = f"This is {dataset.read.rows} lines, not one."
            return [Problem("line_unfit", Place(file, row), cause, "Mend one line at a time.")]
        if dataset.quarantine is not None:
            (aside,) = rows_aside(dataset.quarantine, 0, 1, job_id=0, senders={})
            field = aside.problem.place.field
            return [
                Problem(
                    aside.problem.kind,
                    Place(file, row, field),
                    aside.problem.cause,
                    aside.problem.remedy,
                )
            ]
        return _told(dataset, work, file, row)


def _told(dataset: Dataset, work: Path, file: str, row: int) -> list[Told]:
    with duckdb.connect() as con:
        con.execute("SET TimeZone = 'UTC'")
        count, _ = write_facts(con, dataset, work)
        aliases = with_unnamed(con, dataset, work / FACTS)
    facts = Facts(work / FACTS)
    try:
        table = facts.chunk(0, about=max(count, 1))
    finally:
        facts.close()
    return told_of(_in_its_row(table, file, row), Names(aliases, dataset.leads))


def _in_its_row(table: pa.Table, file: str, row: int) -> pa.Table:
    """Return facts whose ids, where they are the row's number, say the row of the file."""
    own, meant = f"{file}#{_ROW}", f"{file}#{row}"
    ids = [
        meant + said.removeprefix(own) if said.startswith(own) else said
        for said in table["id"].to_pylist()
    ]
    place = table.schema.get_field_index("id")
    return table.set_column(place, "id", pa.array(ids, pa.string()))
