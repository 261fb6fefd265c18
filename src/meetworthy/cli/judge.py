"""`meetworthy judge`: every lead's verdict and stage entries, as tables."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .arguments import AsOf, DataFolder, DefinitionPath, Json, KnownBy, OutFolder, Strict
from .data import (
    as_of_instant,
    before,
    ending,
    in_zone,
    note_read,
    read_as_dict,
    reading,
    zone_of,
)
from .progress import watching
from .say import columns, data_problem_as_dict, note_data_problems, say

if TYPE_CHECKING:
    import pyarrow as pa

    from meetworthy.definition.language import Timeline


class Format(StrEnum):
    """The files that tables are written as."""

    PARQUET = "parquet"
    CSV = "csv"


def judge(
    data: DataFolder,
    definition: DefinitionPath,
    out: OutFolder,
    as_of: AsOf = None,
    known_by: KnownBy = None,
    table_format: Annotated[
        Format,
        typer.Option(
            "--format",
            metavar="parquet|csv",
            help="parquet keeps values as they are; csv is for spreadsheets, and text that one "
            "would run as a formula gets a leading apostrophe.",
        ),
    ] = Format.PARQUET,
    strict: Strict = False,
    as_json: Json = False,
) -> None:
    """Judge every lead by a written definition: verdicts, and each entry into a stage.

    Writes to FOLDER: `verdicts` (a row a lead: stage, score, verdict, what is unknown, what
    to ask next), `entries` (a row for each entry into a stage, with its exact moment and the
    version that granted it) and `judged.json` (what was read and by what it was judged).
    """
    with watching(f"Reading {data}") as watch:
        from meetworthy.definition.load import load_timeline
        from meetworthy.judge.run import judge as judge_all

        timeline = load_timeline(definition)
        with reading(data, watch, out=out) as dataset:
            zone = zone_of(dataset, timeline)
            until = as_of_instant(as_of, dataset, zone)
            watch(f"Judging {dataset.leads.num_rows:,} leads")
            known = before(known_by, zone)
            judged = judge_all(dataset, timeline, at=until - 1, known_by=known)
        watch("Writing the tables")
        files = [
            _write(judged.verdicts, out, "verdicts", table_format),
            _write(judged.entries, out, "entries", table_format),
        ]
    summary = {
        "as_of": in_zone(until, zone),
        "known_by": None if known_by is None else in_zone(known_by.instant(zone), zone),
        "definition": _versions(timeline),
        "read": read_as_dict(dataset),
        "leads": judged.verdicts.num_rows,
        "entered": _entered(judged.entries, timeline),
        "problems": [data_problem_as_dict(problem) for problem in judged.problems],
        "files": [str(path) for path in files],
    }
    if not as_json:
        note_read(dataset)
        note_data_problems(judged.problems)
    _say_summary(summary, out, as_json=as_json)
    raise typer.Exit(ending(dataset, strict=strict))


def _say_summary(summary: dict[str, Any], out: Path, *, as_json: bool) -> None:
    text = json.dumps(summary, ensure_ascii=False, indent=2)
    (out / "judged.json").write_text(text + "\n", encoding="utf-8")
    if as_json:
        say(text)
        return
    rows: list[tuple[object, ...]] = [("ever entered", "leads")]
    rows += [(stage, f"{count:,}") for stage, count in summary["entered"].items()]
    say(f"As of {summary['as_of']}\n\n{columns(rows)}\n")
    say("Wrote " + " and ".join(summary["files"]))


def _write(table: pa.Table, out: Path, name: str, table_format: Format) -> Path:
    import pyarrow.parquet as pq

    from .cells import write_csv

    out.mkdir(parents=True, exist_ok=True)
    path = out / f"{name}.{table_format}"
    if table_format is Format.CSV:
        write_csv(table, path)
    else:
        pq.write_table(table, path)
    return path


def _versions(timeline: Timeline) -> list[dict[str, Any]]:
    return [
        {
            "name": version.name,
            "version": version.version,
            "in_force": in_zone(version.in_force, version.zone),
            "hash": version.hash,
        }
        for version in timeline
    ]


def _entered(entries: pa.Table, timeline: Timeline) -> dict[str, int]:
    """Count the leads that ever entered each stage, in the definition's order, and exits."""
    import pyarrow.compute as pc

    grouped = entries.group_by("stage").aggregate([("lead", "count_distinct")])
    stages = pc.cast(grouped.column("stage"), "string").to_pylist()
    counts = dict(zip(stages, grouped.column("lead_count_distinct").to_pylist(), strict=True))
    order = dict.fromkeys(stage.slug for version in timeline[::-1] for stage in version.stages)
    return {slug: int(counts.get(slug, 0)) for slug in (*order, "review", "exit")}
