"""What the sections choose, order and say."""

from __future__ import annotations

from dataclasses import replace

import pytest

from meetworthy.measure.results import Cost, CurvePoint, DirectEntry, NotYet, Read
from meetworthy.model.problem import DataProblem
from meetworthy.report.charts.curves import at_risk_at, until_settled
from meetworthy.report.sections.cohorts import cohorts
from meetworthy.report.sections.conversions import conversions, horizon_for, main_horizon
from meetworthy.report.sections.costs import costs
from meetworthy.report.sections.diagnosis import findings
from meetworthy.report.sections.first import first
from meetworthy.report.sections.ratios import direct_entries, period_ratios
from meetworthy.report.sections.sources import sources
from meetworthy.report.sections.stages import stages
from meetworthy.report.sections.trouble import troubles
from unit.report_fixture import example_report


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def point(day: float, rate: float, at_risk: int = 100) -> CurvePoint:
    return CurvePoint(day, rate, rate / 2, min(1.0, rate * 2), at_risk)


def test_the_first_horizon_is_the_one_of_the_headline():
    assert main_horizon(example_report()) == 60


def test_where_few_have_been_followed_for_60_days_a_shorter_one_comes_first():
    step = example_report().conversions[0]
    young = tuple(
        m if m.horizon_days == 30 else NotYet(m.horizon_days, "too young", 3) for m in step.mature
    )
    assert horizon_for([replace(step, mature=young)], (30, 60, 90, 180)) == 30


def test_of_nothing_there_is_no_horizon():
    assert horizon_for([], (30, 60)) is None


def test_a_step_to_a_later_stage_folds_away_unless_a_benchmark_stands_beside_it():
    panel = conversions(example_report()).panels[0]
    assert [plain(row.label) for row in panel.folded] == [
        "SQL → Opportunity",
        "SQL → Customer",
        "Lead → Customer",
    ]
    assert "MQL → SQL" in [plain(row.label) for row in panel.shown]


def test_figures_that_nobody_chose_are_context_and_no_yardstick():
    report = example_report()
    as_context = tuple(replace(d, verdict="context") for d in report.diagnosis)
    section = conversions(replace(report, diagnosis=as_context))
    assert section.context_bands
    assert not section.chosen_bands
    assert findings(replace(report, diagnosis=as_context)).shown == ()


def test_what_needs_a_look_comes_first_and_what_cannot_be_told_before_what_is_inside():
    verdicts = [finding.verdict for finding in findings(example_report()).shown]
    assert verdicts == ["below", "not enough to tell", "inside"]


def test_the_last_stage_is_where_all_have_arrived():
    bars = {bar.label: bar for bar in stages(example_report()).bars}
    assert [label for label, bar in bars.items() if bar.last] == ["Customer"]
    assert bars["Lead"].moved + bars["Lead"].open + bars["Lead"].left == pytest.approx(
        100, abs=0.01
    )


def test_what_a_crm_asserts_beside_a_judged_stage_stands_apart():
    assert [bar.label for bar in stages(example_report()).asserted] == ["SQL"]


def test_months_with_too_few_to_say_anything_are_named_instead_of_drawn():
    report = example_report()
    month = next(c for c in report.conversions if c.cohort)
    never = (NotYet(60, "9 have been followed; 30 are needed.", 9),)
    few = tuple(
        replace(month, cohort=f"2026-{m:02d}", mature=never, consecutive=True) for m in range(1, 7)
    )
    section = cohorts(replace(report, conversions=few))
    assert section.charts == ()
    assert [plain(step) for step in section.too_few] == ["MQL → SQL"]


def test_a_month_is_open_until_everyone_in_it_has_had_the_horizon():
    (chart,) = cohorts(example_report()).charts
    assert (
        plain(chart.says)
        == "6 months, within 60 days: 4 mature, 1 still open, 1 not yet to be said."
    )


def test_costs_are_a_row_for_each_source_and_what_is_not_known_is_said():
    section = costs(example_report())
    assert section is not None
    names = [row[0].text for row in section.top.rows]
    assert names[0] == "all marketing and sales expense"
    assert "referral" in names
    assert "partner fair" not in names
    (why, of), *_ = section.not_known
    assert why == "No spend is recorded for this source"
    assert of == "partner fair, unknown, (empty)"


def test_without_spend_there_is_no_table_of_costs():
    unknown = Cost("sqm", None, "all", None, None, 9, None, None, None, None, None, "No spend.")
    assert costs(replace(example_report(), costs=(unknown,))) is None


def test_each_cost_says_of_how_many():
    section = costs(example_report())
    assert section is not None
    row = next(row for row in section.top.rows if row[0].text == "referral")
    sqm = next(cell for cell in row if cell.note)
    assert plain(sqm.text) == "EUR 210"
    assert plain(sqm.note) == "168 – 273, 71 entered"


def test_a_source_without_a_shrunken_rate_is_hollow():
    report = example_report()
    first = replace(report.sources[0], shrunk=None)
    section = sources(replace(report, sources=(first,)))
    assert section is not None
    assert section.top.rows[0][-2].state == "unknown"


def test_a_ratio_without_entries_below_the_line_is_hollow_and_shows_its_counts():
    section = period_ratios(example_report())
    assert section is not None
    june = section.latest.rows[0]
    assert (june[0].text, june[1].state, plain(june[1].text)) == ("Jun 2026", "unknown", "3 / 0")


def test_direct_entries_of_nobody_are_not_listed():
    nobody = DirectEntry("mql", "sql", 0)
    assert direct_entries(replace(example_report(), direct_entries=(nobody,))) is None


def test_a_curve_is_drawn_until_little_more_happens():
    curve = [point(0, 0), point(10, 0.2), *(point(day, 0.2) for day in range(20, 720, 10))]
    assert until_settled(curve)[-1].day == 20


def test_a_curve_that_still_rises_is_drawn_whole():
    curve = [point(day, day / 1000) for day in range(0, 100, 10)]
    assert until_settled(curve) == curve


def test_a_curve_of_nobody_who_converted_is_drawn_for_two_weeks():
    assert until_settled([point(day, 0.0) for day in range(100)])[-1].day == 14


def test_who_is_still_followed_is_told_as_of_the_day():
    curve = [point(0, 0, 90), point(10, 0.1, 50), point(20, 0.2, 7)]
    assert [at_risk_at(curve, day) for day in (0, 9.9, 10, 25)] == [90, 90, 50, 7]


def test_examples_that_stand_for_many_are_not_counted_on():
    reasons = DataProblem("quarantined", 24, "Rows.", ("time_unreadable (18)", "contradiction (6)"))
    ids = DataProblem("empty_source", 7, "Leads.", ("a", "b"))
    found = troubles(replace(example_report(), problems=(reasons, ids))).found
    assert [(each.kind, each.more) for each in found] == [("quarantined", 0), ("empty source", 5)]


def test_what_the_headline_and_the_section_say_anyway_is_no_caution():
    found = first(replace(example_report(), read=Read(100, 76, 0, 24)))
    assert not any("recorded only from" in text for text in found.cautions)
    said = replace(example_report(), problems=(), read=Read(100, 76, 0, 24))
    assert first(said).cautions == ("24 of 100 rows are in quarantine, and in no number here.",)


def test_a_step_that_hardly_anybody_took_is_not_drawn_by_month():
    report = example_report()
    few = tuple(replace(c, converted=0) if c.cohort else c for c in report.conversions)
    assert cohorts(report).charts
    assert cohorts(replace(report, conversions=few)).charts == ()


def test_a_cost_column_stands_only_where_somebody_spent():
    report = example_report()
    with_costs, without = sources(report), sources(replace(report, costs=()))
    assert with_costs.top.columns[-1].name.startswith("cost per")
    assert not without.top.columns[-1].name.startswith("cost per")


def test_the_main_step_is_drawn_by_month_first():
    report = example_report()
    main = replace(report.sources[0], from_="mql", to="sql")
    drawn = cohorts(replace(report, sources=(main, *report.sources[1:]))).charts
    assert plain(drawn[0].title) == "MQL → SQL"


def test_a_ranking_says_within_what_its_rates_are():
    assert plain(sources(example_report()).step).startswith("MQL → SQL, ")
