"""Rates beside bands and beside their own past: said only where the interval says so."""

from dataclasses import replace
from pathlib import Path

import pytest

from meetworthy.definition.benchmarks import BENCHMARK_SETS
from meetworthy.definition.frameworks import FRAMEWORKS
from meetworthy.definition.language import Definition, Entry, Motion, Stage
from meetworthy.measure.benchmarks import SETS
from meetworthy.measure.funnel import measure_funnel
from meetworthy.measure.wording import band_text
from unit.measure_cast import at, dataset_of, entries_of, entry, fact, on

STAGES = (
    Stage("mql", "MQL", Entry.JUDGED),
    Stage("sql", "SQL", Entry.DECIDED, kind="lead.qualified"),
)
DEFINITION = Definition(
    name="Northwind",
    version=3,
    in_force=0,
    zone="UTC",
    framework=FRAMEWORKS["bant"],
    stages=STAGES,
    motions=(Motion("all", "All", None, ("mql", "sql")),),
    hash="abc",
)


def measured(converted, entered, *, sets=("b2b-saas",), days=100, definition=DEFINITION):
    """So many MQLs on day 0, so many of them SQLs on day 5, seen some days later."""
    rows = [entry(lead, "mql", on(0)) for lead in range(1, entered + 1)]
    rows += [entry(lead, "sql", on(5), how="decided") for lead in range(1, converted + 1)]
    if definition is not None:
        definition = replace(definition, benchmarks=sets)
    data = dataset_of(leads=entered, stages=("mql", "sql"))
    return measure_funnel(data, entries_of(rows), as_of=on(days), definition=definition)


def test_the_rate_is_below_the_band_when_its_whole_interval_is():
    (row,) = measured(118, 1_000).diagnosis  # 11.8 %, 10.0 to 14.0; the band is 18 to 22
    assert row.verdict == "below"
    assert row.horizon_days == 90
    assert row.look_at == "rejection reasons and rates by source"
    assert row.says.startswith("MQL to SQL is 11.8 % within 90 days (9.9 – 13.9), under 18 – 22 %")


def test_twelve_of_a_hundred_are_not_enough_to_tell():
    (row,) = measured(12, 100).diagnosis  # 12 %, 7 to 20: 18 is inside
    assert row.verdict == "not enough to tell"
    # z² · 0.18 · 0.82 / 0.06² = 157.5 are needed, 100 are there (their interval is not Wilson's)
    assert row.more_needed == pytest.approx(58, abs=1)


def test_with_so_many_more_it_can_be_told():
    assert measured(20, 163).diagnosis[0].verdict == "below"


def test_a_rate_inside_the_band_is_called_so_only_with_its_whole_interval():
    assert measured(2_000, 10_000).diagnosis[0].verdict == "inside"
    assert measured(20, 100).diagnosis[0].verdict == "not enough to tell"


def test_young_passes_are_never_called_below():
    (row,) = measured(5, 1_000, days=20).diagnosis
    assert (row.verdict, row.horizon_days) == ("not enough to tell", None)
    assert "too young" in row.says


def test_what_is_above_already_is_above():
    assert measured(400, 1_000, days=20).diagnosis[0].verdict == "above"


def test_without_a_chosen_set_all_are_context_and_none_is_a_verdict():
    rows = measured(118, 1_000, definition=None).diagnosis
    assert {row.verdict for row in rows} == {"context"}
    assert {row.benchmark.set for row in rows} == {
        "cross-industry",
        "b2b-saas",
        "b2b-agreed-definitions",
        "b2b-strict",
    }
    assert "No definition is given; what these stages mean here is not known." in rows[0].warnings


def test_the_popular_figure_warns_that_it_probably_measured_something_else():
    (row,) = measured(118, 1_000, sets=("cross-industry",)).diagnosis
    assert "lead to opportunity within 84 days" in row.warnings[0]


def test_an_asserted_stage_is_warned_about():
    stages = (STAGES[0], replace(STAGES[1], entry=Entry.ASSERTED))
    (row,) = measured(118, 1_000, definition=replace(DEFINITION, stages=stages)).diagnosis
    assert row.warnings == ("SQL is asserted by another system; its criteria are not recorded.",)


def test_every_set_that_a_definition_may_name_is_known():
    assert set(SETS) == set(BENCHMARK_SETS)


def quarters(first, second, entered=400):
    """MQLs of two quarters, 1 in `first` (then `second`) of a hundred to SQL within a week."""
    rows, lead = [], 0
    for start, share in (("2025-07-10", first), ("2025-10-10", second)):
        for n in range(entered):
            lead += 1
            rows.append(entry(lead, "mql", at(start)))
            if n < share * entered:
                rows.append(entry(lead, "sql", at(start) + 7 * 86_400_000_000, how="decided"))
    data = dataset_of(leads=lead, stages=("mql", "sql"))
    return measure_funnel(data, entries_of(rows), as_of=at("2026-03-01"), definition=None).trends


def test_a_fall_that_chance_does_not_explain_is_said():
    (trend,) = quarters(0.20, 0.10)
    assert (trend.before, trend.after, trend.verdict) == ("2025-Q3", "2025-Q4", "fallen")
    assert trend.says == (
        "MQL to SQL fell from 20.0 % in 2025-Q3 to 10.0 % in 2025-Q4, within 60 days."
    )


def test_a_fall_that_chance_explains_is_no_change():
    assert quarters(0.20, 0.18)[0].verdict == "no change shown"


def test_a_quarter_that_is_not_over_for_all_is_not_compared():
    rows = [entry(lead, "mql", on(lead)) for lead in range(1, 100)]
    data = dataset_of(leads=100, stages=("mql", "sql"))
    assert measure_funnel(data, entries_of(rows), as_of=on(100), definition=None).trends == ()


def test_asserted_stages_stand_beside_the_judged_ones_as_a_series_of_their_own():
    rows = [entry(lead, "mql", on(0)) for lead in (1, 2, 3)] + [entry(1, "sql", on(5))]
    facts = [fact("stage.asserted", on(4), lead=lead, stage="SQL") for lead in (1, 2)]
    report = measure_funnel(
        dataset_of(facts, leads=3), entries_of(rows), as_of=on(50), definition=DEFINITION
    )
    judged, asserted = [row for row in report.stages if row.stage.startswith("sql")]
    assert (judged.stage, judged.entered, judged.criteria_recorded) == ("sql", 1, True)
    assert (asserted.stage, asserted.entered) == ("sql (asserted)", 2)
    assert (asserted.series, asserted.criteria_recorded) == ("asserted", False)
    assert asserted.entered == asserted.moved_on + asserted.left + asserted.open
    (row,) = [
        r for r in report.conversions if r.to == "sql (asserted)" and r.by is None and not r.cohort
    ]
    assert (row.from_, row.converted, row.entered) == ("mql", 2, 3)


def test_of_an_asserted_stage_it_is_said_who_moved_on():
    rows = [entry(lead, "mql", on(0)) for lead in (1, 2, 3)] + [entry(1, "sql", on(5))]
    rows += [entry(2, "exit", on(9), reason="no answer")]
    facts = [fact("stage.asserted", on(1), lead=lead, stage="MQL") for lead in (1, 2, 3)]
    report = measure_funnel(
        dataset_of(facts, leads=3), entries_of(rows), as_of=on(50), definition=DEFINITION
    )
    (asserted,) = [row for row in report.stages if row.stage == "mql (asserted)"]
    assert (asserted.moved_on, asserted.left, asserted.open) == (1, 1, 1)


@pytest.mark.parametrize("known", SETS.values(), ids=lambda known: known.name)
def test_every_set_is_documented_with_its_provenance_and_every_band(known):
    page = Path(__file__).parents[2] / "docs" / "reference" / "benchmarks.md"
    section = page.read_text(encoding="utf-8").split(f"\n## {known.name}\n")[1].split("\n## ")[0]
    assert known.source in section
    assert known.definition in section
    for band in known.bands:
        assert f"| {band.label} |" in section
        assert band_text(band.low, band.high) in section
