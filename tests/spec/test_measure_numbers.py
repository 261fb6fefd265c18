"""The numbers, worked by hand: cases 17, 28, 29 and 30 of the semantics, and more of the kind."""

import pytest

from meetworthy.measure.funnel import measure_funnel
from meetworthy.model.problem import DataProblem, Refused
from unit.measure_cast import at, dataset_of, entries_of, entry, fact, on


def measured(
    rows, *, as_of, facts=(), stages=("mql", "sql"), leads=20, zone="UTC", problems=(), **asked
):
    dataset = dataset_of(facts, leads=leads, stages=stages, zone=zone, problems=problems)
    return measure_funnel(dataset, entries_of(rows), as_of=as_of, definition=None, **asked)


def conversion(report, a="mql", b="sql", *, by=None, cohort=None):
    (row,) = [
        row
        for row in report.conversions
        if (row.from_, row.to, row.by, row.cohort) == (a, b, by, cohort)
    ]
    return row


# Case 17: months are in the workspace's zone


def test_an_evening_in_march_utc_is_april_in_berlin():
    rows = [entry(1, "mql", at("2026-03-31T22:30"))]
    report = measured(rows, as_of=at("2026-05-01"), zone="Europe/Berlin")
    assert [row.cohort for row in report.conversions if row.cohort] == ["2026-04"]
    assert [row.month for row in report.period_ratios] == ["2026-04"]


def test_the_same_evening_is_march_in_utc():
    rows = [entry(1, "mql", at("2026-03-31T22:30"))]
    report = measured(rows, as_of=at("2026-05-01"))
    assert [row.cohort for row in report.conversions if row.cohort] == ["2026-03"]


# Case 28: the pass is the unit

TWICE = [
    entry(1, "pass", at("2026-01-01"), how="created"),
    entry(1, "mql", at("2026-01-02")),
    entry(1, "exit", at("2026-01-10"), reason="no_budget_yet"),
    entry(1, "pass", at("2026-01-20"), number=2, how="returned"),
    entry(1, "mql", at("2026-01-28"), number=2),
    entry(1, "sql", at("2026-02-05"), number=2),
]


def test_the_first_pass_did_not_convert_though_the_second_did():
    row = conversion(measured(TWICE, as_of=at("2026-03-01")))
    assert (row.converted, row.entered, row.left, row.open) == (0, 1, 1, 0)


def test_ever_is_another_number_and_says_so():
    report = measured(TWICE, as_of=at("2026-03-01"), unit="ever")
    row = conversion(report)
    assert (row.converted, row.entered) == (1, 1)
    assert report.settings.unit == "ever"


def test_every_pass_counts_both():
    row = conversion(measured(TWICE, as_of=at("2026-03-01"), unit="every pass"))
    assert (row.converted, row.entered) == (1, 2)


def test_the_period_ratio_counts_all_passes_and_divides_by_no_nothing():
    rows = measured(TWICE, as_of=at("2026-03-01")).period_ratios
    assert [(r.month, r.entered_to, r.entered_from, r.ratio) for r in rows] == [
        ("2026-01", 0, 2, 0.0),
        ("2026-02", 1, 0, None),
    ]


# Case 29: leaving competes with converting


def test_the_chance_to_have_converted_by_day_six_is_two_in_five():
    # entered so long before the end that each was followed 1 to 6 days, and what became of them
    end = on(100)
    rows = []
    for lead, (days, outcome) in enumerate(zip(range(1, 7), (0, 1, 1, 2, 2, 0), strict=True), 1):
        start = end - days * 86_400_000_000 if outcome == 0 else on(10)
        rows.append(entry(lead, "mql", start))
        if outcome:
            rows.append(entry(lead, {1: "sql", 2: "exit"}[outcome], start + days * 86_400_000_000))
    report = measured(rows, as_of=end, horizons_days=(6,))
    # thirty must be followed before a rate is given, so the case itself is too small to print
    (velocity,) = report.velocity
    assert velocity.not_yet is not None
    row = conversion(report)
    assert (row.converted, row.left, row.open) == (2, 2, 2)
    assert row.mature[0].not_yet == "Only 5 have been followed for 6 days; 30 are needed."


def test_the_same_ten_times_over_is_enough_to_say_so():
    end = on(100)
    rows, lead = [], 0
    for _ in range(10):
        for days, outcome in zip(range(1, 7), (0, 1, 1, 2, 2, 0), strict=True):
            lead += 1
            start = end - days * 86_400_000_000 if outcome == 0 else on(10)
            rows.append(entry(lead, "mql", start))
            if outcome:
                moment = start + days * 86_400_000_000
                rows.append(entry(lead, {1: "sql", 2: "exit"}[outcome], moment))
    report = measured(rows, as_of=end, horizons_days=(1, 3, 6), leads=60)
    by_days = {m.horizon_days: m for m in conversion(report).mature}
    assert by_days[1].rate == 0.0
    assert by_days[3].rate == pytest.approx(0.4)
    assert by_days[6].rate == pytest.approx(0.4)
    assert not by_days[6].complete


# Case 30: Wilson intervals


def test_81_of_263_is_printed_with_its_wilson_interval():
    rows = [entry(lead, "mql", on(0)) for lead in range(1, 264)]
    rows += [entry(lead, "sql", on(3)) for lead in range(1, 82)]
    rate = conversion(measured(rows, as_of=on(10), leads=263)).so_far
    assert rate.rate == pytest.approx(0.308, abs=5e-4)
    assert (rate.low, rate.high) == (
        pytest.approx(0.2553, abs=5e-5),
        pytest.approx(0.3662, abs=5e-5),
    )


# What else the semantics say of conversions


def test_only_what_occurred_before_the_instant_counts():
    rows = [entry(1, "mql", on(0)), entry(1, "sql", on(5))]
    assert conversion(measured(rows, as_of=on(5))).converted == 0
    assert conversion(measured(rows, as_of=on(5) + 1)).converted == 1


def test_a_pass_that_skipped_mql_is_a_direct_entry_and_in_no_conversion():
    rows = [entry(1, "mql", on(0)), entry(2, "sql", on(1))]
    report = measured(rows, as_of=on(10))
    assert conversion(report).entered == 1
    (direct,) = report.direct_entries
    assert (direct.from_, direct.to, direct.count, direct.examples) == ("mql", "sql", 1, ("L2",))


def test_an_sql_before_its_mql_is_in_the_volumes_and_out_of_the_conversion():
    rows = [
        entry(1, "mql", on(5)),
        entry(1, "sql", on(2)),
        entry(2, "mql", on(0)),
    ]
    report = measured(rows, as_of=on(10))
    assert [(s.stage, s.entered) for s in report.stages] == [("mql", 2), ("sql", 1)]
    row = conversion(report)
    assert (row.entered, row.converted) == (1, 0)
    (order,) = report.impossible_orders
    assert (order.count, order.examples) == (1, ("L1",))
    assert "impossible_order" in [problem.kind for problem in report.problems]


@pytest.mark.parametrize("which", ["mql", "sql", "both"])
def test_two_things_on_one_day_known_by_date_are_no_impossible_order(which):
    rows = [
        entry(1, "mql", at("2026-01-05T15:00"), date_only=which != "sql"),
        entry(1, "sql", at("2026-01-05T00:00"), date_only=which != "mql"),
    ]
    report = measured(rows, as_of=at("2026-02-01"))
    assert report.impossible_orders == ()
    assert conversion(report).converted == 1


def test_the_day_before_is_an_impossible_order_by_date_too():
    rows = [
        entry(1, "mql", at("2026-01-05"), date_only=True),
        entry(1, "sql", at("2026-01-04T23:00")),
    ]
    assert measured(rows, as_of=at("2026-02-01")).impossible_orders[0].count == 1


def test_a_lead_known_by_date_has_been_followed_for_the_days_that_are_over():
    # entered on 30 January, seen at the start of 1 March 2018: 30 days
    rows = [entry(lead, "mql", at("2018-01-30"), date_only=True) for lead in range(1, 31)]
    thirty, more = conversion(
        measured(rows, as_of=at("2018-03-01"), leads=30, horizons_days=(30, 31))
    ).mature
    assert thirty.rate == 0.0
    assert thirty.followed == 30
    assert more.not_yet == "Nobody has been followed for 31 days; 30 are needed."


def test_where_nobody_converted_the_upper_limit_is_not_zero():
    rows = [entry(lead, "mql", on(0)) for lead in range(1, 41)]
    (mature,) = conversion(measured(rows, as_of=on(50), leads=40, horizons_days=(30,))).mature
    assert (mature.rate, mature.low) == (0.0, 0.0)
    assert mature.high == pytest.approx(0.0876, abs=5e-5)  # Wilson, 0 of 40


def test_since_leaves_out_earlier_cohorts():
    rows = [entry(1, "mql", on(0)), entry(2, "mql", on(10)), entry(2, "sql", on(12))]
    report = measured(rows, as_of=on(20), since=on(5))
    assert conversion(report).entered == 1
    assert report.settings.since == "2026-01-06"


def test_a_source_that_is_empty_is_not_the_source_unknown():
    facts = [
        fact("lead.created", on(0), lead=1, source="unknown"),
        fact("lead.created", on(0), lead=2),
        fact("lead.created", on(0), lead=3, source="webinar"),
    ]
    rows = [entry(lead, "mql", on(1)) for lead in (1, 2, 3)]
    report = measured(rows, as_of=on(10), facts=facts)
    assert {row.name for row in report.sources} == {"unknown", None, "webinar"}
    (problem,) = [p for p in report.problems if p.kind == "empty_source"]
    assert (problem.count, problem.examples) == (1, ("L2",))
    assert "1 says `unknown`, which is not the same" in problem.text


def test_empty_sources_are_counted_of_the_leads_that_the_report_is_about():
    facts = [
        fact("lead.created", on(0), lead=1),
        fact("lead.created", on(30), lead=2),
        fact("lead.created", on(31), lead=3, source="webinar"),
    ]
    rows = [entry(1, "mql", on(0)), entry(2, "mql", on(30)), entry(3, "mql", on(31))]
    of_reading = DataProblem("empty_source", 2, "Leads whose source is empty.", ("L1", "L2"))
    report = measured(
        rows, as_of=on(40), since=on(20), facts=facts, problems=(of_reading,), unit="every pass"
    )
    (problem,) = report.problems
    assert (problem.kind, problem.count, problem.examples) == ("empty_source", 1, ("L2",))
    assert problem.text.startswith("1 lead has an empty source (50.0 % of those since 2026-01-21)")


def test_a_lead_that_went_backwards_through_several_stages_is_one_problem():
    rows = [
        entry(1, "mql", on(9)),
        entry(1, "sql", on(5)),
        entry(1, "customer", on(2)),
        entry(2, "mql", on(0)),
    ]
    report = measured(rows, as_of=on(10), stages=("mql", "sql", "customer"))
    assert len(report.impossible_orders) == 3
    (problem,) = [p for p in report.problems if p.kind == "impossible_order"]
    assert (problem.count, problem.examples) == (1, ("L1",))
    assert "SQL before MQL (1)" in problem.text


def test_a_source_is_what_was_first_known_and_else_what_was_first_done():
    facts = [
        fact("ad.clicked", on(0), lead=1, source="ads"),
        fact("lead.created", on(1), lead=1, source="crm import"),
        fact("webinar.attended", on(3), lead=2, source="webinar"),
        fact("ad.clicked", on(2), lead=2, source="ads"),
        fact("lead.created", on(4), lead=2),
    ]
    rows = [entry(lead, "mql", on(5)) for lead in (1, 2)]
    report = measured(rows, as_of=on(10), facts=facts)
    assert {row.name: row.entered["mql"] for row in report.sources} == {"crm import": 1, "ads": 1}


def test_an_attribute_splits_by_the_value_that_held_at_entry():
    facts = [
        fact("lead.described", on(0), lead=1, employees=5),
        fact("lead.described", on(20), lead=1, employees=50),
        fact("lead.described", on(9), lead=2, employees=50),
    ]
    rows = [entry(1, "mql", on(10)), entry(2, "mql", on(8)), entry(2, "sql", on(9))]
    report = measured(rows, as_of=on(30), facts=facts, by=("employees",))
    groups = {
        row.by["employees"]: (row.entered, row.not_known_at_entry)
        for row in report.conversions
        if row.by and "employees" in row.by
    }
    assert groups == {"5": (1, False), None: (1, True)}


def test_conversion_between_any_two_kinds_of_fact_may_be_asked_for():
    facts = [
        fact("webinar.attended", on(1), lead=1),
        fact("meeting.held", on(5), lead=1),
        fact("webinar.attended", on(2), lead=2),
        fact("meeting.held", on(3), lead=3),
    ]
    rows = [entry(lead, "pass", on(0), how="created") for lead in (1, 2, 3)]
    pair = ("webinar.attended", "meeting.held")
    report = measured(rows, as_of=on(10), facts=facts, stages=(), pairs=[pair])
    row = conversion(report, *pair)
    assert (row.entered, row.converted) == (2, 1)
    assert report.direct_entries[0].examples == ("L3",)


def test_a_name_that_is_neither_stage_nor_kind_is_refused():
    with pytest.raises(ValueError, match="neither a stage"):
        measured([entry(1, "mql", on(0))], as_of=on(1), pairs=[("mql", "webinar.atended")])


def test_a_retracted_fact_is_gone_and_a_merged_lead_has_one_source():
    facts = [
        fact("lead.created", on(0), lead=1, source="fair", id="a"),
        fact("fact.retracted", on(1), lead=1, sender="crm", fact="a", id="r"),
        fact("lead.created", on(2), lead=2, source="webinar", id="b"),
        fact("lead.merged", on(3), lead=1, other="2", id="m"),
    ]
    report = measured([entry(1, "mql", on(4))], as_of=on(10), facts=facts)
    assert [row.name for row in report.sources] == ["webinar"]


def test_no_entries_at_all_make_an_empty_report_that_says_so():
    report = measured([], as_of=on(1), stages=())
    assert report.stages == report.conversions == ()
    assert report.headline == ("There are no stage entries to measure as of this time.",)


def test_without_dates_what_can_be_said_is_said_and_what_cannot_is_named():
    rows = [entry(lead, "mql", on(0)) for lead in range(1, 101)]
    rows += [entry(lead, "sql", on(0)) for lead in range(1, 31)]
    undated = DataProblem("no_dates", 100, "Leads of which nothing says when it happened.")
    dataset = dataset_of(leads=100, stages=("mql", "sql"), problems=(undated,))
    report = measure_funnel(dataset, entries_of(rows), as_of=on(1), definition=None)
    row = conversion(report)
    assert (row.so_far.rate, row.converted, row.entered) == (0.3, 30, 100)
    why = "The data have no dates, so nothing can be said about time."
    assert {mature.not_yet for mature in row.mature} == {why}
    assert [velocity.not_yet for velocity in report.velocity] == [why]
    assert report.period_ratios == report.late_recording == report.trends == ()
    assert [r for r in report.conversions if r.cohort] == []
    assert report.problems == (undated,)
    assert report.headline == (
        f"Of the 100 leads that reached MQL, 30 reached SQL, 30.0 % (21.9 – 39.6). {why}",
    )


def test_a_question_without_an_answer_is_refused_with_all_that_is_wrong_with_it():
    facts = [fact("lead.described", on(0), lead=1, industry="SaaS")]
    with pytest.raises(Refused) as refused:
        measured([entry(1, "mql", on(1))], as_of=on(2), since=on(3), by=("indsutry",), facts=facts)
    assert [problem.kind for problem in refused.value.problems] == [
        "empty_period",
        "unknown_attribute",
    ]
    assert refused.value.problems[1].remedy == "There are: industry."
