"""`meetworthy report`: the funnel, told truthfully, as one HTML file and one JSON file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated

import typer

from meetworthy.model.problem import Place, Problem, Refused

from .arguments import (
    AsOf,
    DataFolder,
    Json,
    KnownBy,
    OptionalDefinitionPath,
    OutFolder,
    Strict,
)
from .data import as_of_instant, before, ending, note_read, reading, version_at, zone_of
from .moment import Moment, parse_moment
from .progress import Watch, watching
from .say import say

if TYPE_CHECKING:
    from meetworthy.definition.language import Timeline
    from meetworthy.measure.results import FunnelReport
    from meetworthy.model.dataset import Dataset

HORIZONS_DAYS = (30, 60, 90, 180)
"""The horizons of mature conversion unless others are asked for."""

ALWAYS_BY = ("source", "campaign")
"""What every report breaks conversions down by."""


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
    asked = _Asked(
        as_of,
        known_by,
        since,
        tuple(sorted(set(horizon or HORIZONS_DAYS))),
        tuple(name for name in by or () if name not in ALWAYS_BY),
    )
    with watching(f"Reading {data}") as watch:
        from meetworthy.definition.load import load_timeline
        from meetworthy.report.write import write_report

        written = None if definition is None else load_timeline(definition)
        with reading(data, watch, out=out) as dataset:
            measured = _measure(dataset, written, asked, watch)
        watch("Writing the report")
        html, json_path = write_report(measured, out)
    if as_json:
        say(json_path.read_text(encoding="utf-8").rstrip("\n"))
    else:
        note_read(dataset)
        _say_headline(measured)
        say(f"Wrote {html} and {json_path}")
    raise typer.Exit(ending(dataset, strict=strict))


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the report is asked about."""

    as_of: Moment | None
    known_by: Moment | None
    since: Moment | None
    horizons_days: tuple[int, ...]
    by: tuple[str, ...]


def _measure(
    dataset: Dataset, written: Timeline | None, asked: _Asked, watch: Watch
) -> FunnelReport:
    from meetworthy.judge.run import judge
    from meetworthy.measure.funnel import measure_funnel

    _refuse_unknown(asked.by, dataset)
    timeline = written or _implied_by(dataset)
    zone = zone_of(dataset, written)
    until = as_of_instant(asked.as_of, dataset, zone)
    watch(f"Judging {dataset.leads.num_rows:,} leads")
    known = before(asked.known_by, zone)
    judged = judge(dataset, timeline, at=until - 1, known_by=known)
    watch("Measuring the funnel")
    return measure_funnel(
        replace(dataset, problems=dataset.problems + judged.problems),
        judged.entries,
        as_of=until,
        definition=version_at(written, until - 1) if written else None,
        since=None if asked.since is None else asked.since.instant(zone),
        horizons_days=asked.horizons_days,
        by=asked.by,
        known_by=known,
    )


def _refuse_unknown(attributes: tuple[str, ...], dataset: Dataset) -> None:
    """Raise Refused for attributes that no fact carries: a misspelt one would show nothing."""
    from meetworthy.definition.nearest import suggest

    known = sorted(dataset.properties)
    problems = [
        Problem(
            "unknown_attribute",
            Place("--by"),
            f"No fact in these files carries {name!r}.",
            suggest(name, known, "Name an attribute that a fact carries."),
        )
        for name in attributes
        if name not in dataset.properties
    ]
    if problems:
        raise Refused(problems)


def _implied_by(dataset: Dataset) -> Timeline:
    """Return the stages that the files themselves record, as a definition."""
    from meetworthy.judge.run import implicit_timeline

    return implicit_timeline(dataset)


def _say_headline(measured: FunnelReport) -> None:
    say(f"As of {measured.as_of}")
    for sentence in measured.headline:
        say(f"  {sentence}")
