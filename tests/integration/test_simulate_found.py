"""Do the numbers find what is so? The report on the example company against its truth."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from meetworthy.facts.read import read_folder
from meetworthy.judge.run import implicit_timeline, judge
from meetworthy.measure.funnel import measure_funnel
from meetworthy.model.time import start_of_day
from meetworthy.simulate.company import Summary, simulate
from meetworthy.simulate.world import ZONE, day_after, world_of

LEADS = 6000
HORIZONS = (30, 60, 90, 180)

FAULTY_KINDS = {"recording_starts_late", "deal_before_contact", "empty_source", "quarantined"}
"""The product's words for faults that the simulator plants."""


def truth(summary: Summary) -> dict[str, Any]:
    return json.loads((summary.out / "truth.json").read_text())


def report(summary: Summary, work: Path) -> Any:
    said = truth(summary)
    world = world_of(date.fromisoformat(said["start"]), said["days"])
    as_of = start_of_day(day_after(world.start, world.days), ZONE)
    dataset = read_folder(summary.out, work=work)
    judged = judge(dataset, implicit_timeline(dataset), at=as_of - 1)
    return measure_funnel(
        dataset, judged.entries, as_of=as_of, definition=None, horizons_days=HORIZONS
    )


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> tuple[Summary, Any]:
    folder = tmp_path_factory.mktemp("clean")
    summary = simulate(folder / "data", leads=LEADS, seed=21, faults=frozenset(), files="parquet")
    return summary, report(summary, folder / "work")


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> tuple[Summary, Any]:
    folder = tmp_path_factory.mktemp("faulty")
    summary = simulate(folder / "data", leads=LEADS, seed=21)
    return summary, report(summary, folder / "work")


def estimates(found: Any) -> dict[tuple[str, str, str | None, int], Any]:
    """The mature conversions that were said, over all and by source, of all cohorts together."""
    said = {}
    for row in found.conversions:
        by = dict(row.by or {})
        if row.cohort is None and by.keys() <= {"source"}:
            for mature in row.mature:
                key = (row.from_, row.to, by.get("source"), mature.horizon_days)
                said[key] = mature
    return said


def test_mature_conversions_cover_the_true_chances(clean: tuple[Summary, Any]) -> None:
    summary, found = clean
    said = estimates(found)
    stated = [
        (said[key], c["expected"])
        for c in truth(summary)["conversions"]
        if "expected" in c
        and (key := (c["from"], c["to"], c["source"], c["horizon_days"])) in said
        and getattr(said[key], "rate", None) is not None
    ]
    covered = sum(mature.low <= expected <= mature.high for mature, expected in stated)
    assert len(stated) > 60
    # 95 % each; the horizons of one source stand and fall together
    assert covered / len(stated) > 0.87


def test_the_sources_are_ranked_as_they_are(clean: tuple[Summary, Any]) -> None:
    _, found = clean
    rate = {
        source: getattr(mature, "rate", None)
        for (start, end, source, days), mature in estimates(found).items()
        if (start, end, days) == ("mql", "sql", 60)
    }
    assert rate["referral"] > rate["organic search"] > rate["webinar"]


def test_no_fault_is_found_in_clean_data(clean: tuple[Summary, Any]) -> None:
    _, found = clean
    assert FAULTY_KINDS.isdisjoint(problem.kind for problem in found.problems)


def test_the_planted_faults_are_found(faulty: tuple[Summary, Any]) -> None:
    summary, found = faulty
    planted = {fault["fault"]: fault for fault in truth(summary)["faults"]}
    problems = {problem.kind: problem for problem in found.problems}
    assert problems.keys() >= FAULTY_KINDS
    assert problems["empty_source"].count == planted["empty_source"]["count"]
    assert problems["deal_before_contact"].count == planted["deal_before_contact"]["count"]
    assert problems["quarantined"].count == (
        planted["bad_dates"]["count"] + planted["conflicts"]["count"]
    )


def test_the_late_start_of_recording_is_found_within_a_month(faulty: tuple[Summary, Any]) -> None:
    summary, found = faulty
    (fault,) = (f for f in truth(summary)["faults"] if f["fault"] == "late_recording")
    (late,) = (each for each in found.late_recording if each.to == "opportunity")
    begun, first = (date.fromisoformat(day[:10]) for day in (fault["recorded_from"], late.first_to))
    assert timedelta(0) <= first - begun <= timedelta(days=31)
