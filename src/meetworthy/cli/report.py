"""`meetworthy report`: the funnel, told truthfully, as one HTML file and one JSON file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .arguments import (
    AsOf,
    DataFolder,
    Json,
    KnownBy,
    OptionalDefinitionPath,
    OutFolder,
    Strict,
)
from .data import as_of_instant, ending, note_read, read_data, zone_of
from .moment import Moment, parse_moment
from .progress import Watch, watching
from .say import say

if TYPE_CHECKING:
    from meetworthy.measure.results import FunnelReport
    from meetworthy.model.dataset import Dataset

HORIZONS_DAYS = (30, 60, 90, 180)
"""The horizons of mature conversion unless others are asked for."""


def report(
    data: DataFolder,
    out: OutFolder,
    definition: OptionalDefinitionPath = None,
    as_of: AsOf = None,
    known_by: KnownBy = None,
    since: Annotated[
        Moment | None,
        typer.Option(
            "--since",
            metavar="T",
            parser=parse_moment,
            help="Only cohorts that entered from this instant on.",
            show_default=False,
        ),
    ] = None,
    horizon: Annotated[
        list[int] | None,
        typer.Option(
            "--horizon",
            metavar="DAYS",
            min=1,
            help="A horizon of mature conversion; repeatable. Unless said: 30, 60, 90 and 180.",
            show_default=False,
        ),
    ] = None,
    by: Annotated[
        list[str] | None,
        typer.Option(
            "--by",
            metavar="ATTRIBUTE",
            help="Break conversions down by this attribute too, beside source and campaign; "
            "repeatable.",
            show_default=False,
        ),
    ] = None,
    strict: Strict = False,
    as_json: Json = False,
) -> None:
    """Report on the funnel: conversions with their uncertainty, sources, speed, diagnosis.

    Writes report.html, one file that opens anywhere without a network, and report.json with
    the same numbers, to FOLDER. With --json the latter is printed too.
    """
    horizons = tuple(dict.fromkeys(sorted(horizon))) if horizon else HORIZONS_DAYS
    with watching(f"Reading {data}") as watch:
        dataset, measured = _measure(
            data, definition, (as_of, known_by, since), horizons, tuple(by or ()), out, watch
        )
        watch("Writing the report")
        from meetworthy.report.write import write_report

        html, json_path = write_report(measured, out)
    if as_json:
        say(json_path.read_text(encoding="utf-8").rstrip("\n"))
    else:
        note_read(dataset)
        _say_headline(measured)
        say(f"Wrote {html} and {json_path}")
    raise typer.Exit(ending(dataset, strict=strict))


def _measure(
    data: Path,
    definition: Path | None,
    moments: tuple[Moment | None, Moment | None, Moment | None],
    horizons_days: tuple[int, ...],
    by: tuple[str, ...],
    out: Path,
    watch: Watch,
) -> tuple[Dataset, FunnelReport]:
    from meetworthy.definition.load import load_timeline
    from meetworthy.judge.run import implicit_timeline, judge
    from meetworthy.measure.funnel import measure_funnel

    written = None if definition is None else load_timeline(definition)
    dataset = read_data(data, watch, work=out)
    zone = zone_of(dataset, written)
    as_of, known_by, since = moments
    until = as_of_instant(as_of, dataset, zone)
    watch(f"Judging {dataset.leads.num_rows:,} leads")
    judged = judge(
        dataset,
        written or implicit_timeline(dataset),
        at=until - 1,
        known_by=None if known_by is None else known_by.instant(zone) - 1,
    )
    watch("Measuring the funnel")
    measured = measure_funnel(
        dataset,
        judged.entries,
        as_of=until,
        definition=written[-1] if written else None,
        since=None if since is None else since.instant(zone),
        horizons_days=horizons_days,
        by=by,
    )
    return dataset, measured


def _say_headline(measured: FunnelReport) -> None:
    say(f"As of {measured.as_of}")
    for sentence in measured.headline:
        say(f"  {sentence}")
