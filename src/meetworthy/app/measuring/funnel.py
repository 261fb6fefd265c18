"""The funnel of a workspace: the last measured report at once, a newer one in the background."""

from __future__ import annotations

import shutil
import time
from dataclasses import dataclass, replace
from pathlib import Path

from meetworthy.app.definitions.timeline import timeline_of
from meetworthy.app.ledger.export import export, reading
from meetworthy.app.ledger.export_place import export_folder
from meetworthy.app.ledger.sql import fetch
from meetworthy.app.operate.wake import wake
from meetworthy.definition.language import Definition, Timeline
from meetworthy.judge.run import judge
from meetworthy.measure.funnel import measure_funnel
from meetworthy.measure.results import FunnelReport
from meetworthy.model.dataset import Dataset
from meetworthy.model.problem import DataProblem, Refused
from meetworthy.model.time import DAY, SECOND

from .entries import read_entries
from .kept import Answer, Asked, alone, answer_in, ask, every_asked, keep, report_in
from .question import FunnelQuestion

__all__ = ["FunnelQuestion", "Measured", "funnel_report", "once"]

REST = 15 * SECOND
"""So long an answer is good enough, however much happens; chosen by eye."""

SHARE = 10
"""Measuring takes at most one part in so many of a worker's time; chosen by eye."""

KEPT_UP = DAY
"""A question that nobody asked for so long is no longer kept up to date; chosen by eye."""

KEPT = 30 * DAY
"""After so long its answer goes too; chosen by eye."""


@dataclass(frozen=True, slots=True)
class Measured:
    """The last answer to a question: when it was measured, and whether more is known by now.

    ``report`` is None where the question can't be answered; ``refused`` says why.
    """

    report: FunnelReport | None
    refused: str
    measured_at: int  # µs
    through: int  # the ledger's last fact that it saw
    is_current: bool


def funnel_report(workspace_id: int, question: FunnelQuestion, *, at: int) -> Measured | None:
    """Return what is known of a question, at once; None where it is being measured first.

    It is measured again in the background where something happened since.
    """
    folder = ask(workspace_id, question)
    found = report_in(folder)
    current = found is not None and _is_current(workspace_id, found[0], at)
    if not current:
        wake("measuring")
    if found is None:
        return None
    answer, report = found
    return Measured(report, answer.refused, answer.measured_at, answer.through, current)


def once(*, at: int) -> int:
    """Measure the question that waits longest for an answer; returns how many were measured."""
    waiting: list[tuple[int, Path, Asked]] = []
    for folder, asked, touched in every_asked():
        idle = at - int(touched * SECOND)
        if idle > KEPT:
            shutil.rmtree(folder, ignore_errors=True)
        elif idle <= KEPT_UP and _is_ours(asked):
            answer = answer_in(folder)
            if answer is None or _is_due(asked, answer, at):
                waiting.append((0 if answer is None else answer.measured_at, folder, asked))
    for _, folder, asked in sorted(waiting, key=lambda one: one[0]):
        with alone(folder) as is_mine:
            if is_mine:
                _measure(folder, asked, at)
                return 1
    return 0


def _is_ours(asked: Asked) -> bool:
    """Say whether the workspace of a question is the one that it was asked of."""
    rows = fetch("SELECT uuid FROM people_workspace WHERE id = %s", (asked.workspace_id,))
    return bool(rows) and str(rows[0][0]).replace("-", "") == asked.workspace


def _is_due(asked: Asked, answer: Answer, at: int) -> bool:
    rests = max(REST, SHARE * answer.took)
    if 0 <= at - answer.measured_at < rests:  # a clock set back does not make it rest longer
        return False
    return not _is_current(asked.workspace_id, answer, at)


def _is_current(workspace_id: int, answer: Answer, at: int) -> bool:
    """Say whether nothing happened since; a day passing is something to numbers about time."""
    if not 0 <= at - answer.measured_at < DAY:
        return False
    rows = fetch("SELECT facts FROM ledger_head WHERE workspace_id = %s", (workspace_id,))
    facts = rows[0][0] if rows else 0
    return answer.through == facts and answer.timeline == _hash_of(timeline_of(workspace_id))


def _hash_of(timeline: Timeline) -> str:
    return " ".join(definition.hash or definition.name for definition in timeline)


def _measure(folder: Path, asked: Asked, at: int) -> None:
    began = time.monotonic_ns()
    timeline = timeline_of(asked.workspace_id)
    place = export_folder(asked.workspace_id)
    done = export(asked.workspace_id, place, at=at, timeline=timeline)
    report, refused = None, ""
    with reading(place) as dataset:
        try:
            report = _report(asked, dataset, timeline, at)
        except Refused as error:
            refused = str(error)
        except ValueError as error:  # a question that means nothing: horizons, pairs
            refused = str(error)
    answer = Answer(
        measured_at=at,
        took=(time.monotonic_ns() - began) // 1000,
        through=done.through,
        timeline=_hash_of(timeline),
        refused=refused,
    )
    keep(folder, answer, report)


def _report(asked: Asked, dataset: Dataset, timeline: Timeline, at: int) -> FunnelReport:
    question = asked.question
    as_of = at if question.as_of is None else min(question.as_of, at)
    problems = dataset.problems
    if question.as_of is None:
        entries = read_entries(asked.workspace_id, dataset.leads)
        problems += _waiting(asked.workspace_id)
    else:
        judged = judge(dataset, timeline, at=as_of - 1)
        entries, problems = judged.entries, problems + judged.problems
    return measure_funnel(
        replace(dataset, problems=problems),
        entries,
        as_of=as_of,
        definition=_in_force(timeline, as_of),
        since=question.since,
        horizons_days=question.horizons_days,
        by=question.by,
        unit=question.unit,
        pairs=question.pairs,
    )


def _in_force(timeline: Timeline, as_of: int) -> Definition | None:
    """Return the version in force before an instant; None where none was ever written."""
    written = [each for each in timeline if each.version > 0]
    before = [each for each in written if each.in_force < as_of]
    return before[-1] if before else (written[0] if written else None)


def _waiting(workspace_id: int) -> tuple[DataProblem, ...]:
    """Say how many leads wait to be judged: the numbers do not have them yet."""
    rows = fetch(
        "SELECT count(DISTINCT lead) FROM judging_mark WHERE workspace_id = %s", (workspace_id,)
    )
    leads = int(rows[0][0])
    if not leads:
        return ()
    text = f"{leads:,} leads were waiting to be judged anew when this was measured."
    return (DataProblem("not_judged_yet", leads, text),)
