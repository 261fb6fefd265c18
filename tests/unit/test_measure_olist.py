"""The real funnel of Olist: what independent computation says is true of it must come out.

Reads the CSV files directly: the reader has tests of its own.
"""

import csv
from functools import cache
from pathlib import Path

import pytest

from meetworthy.measure.funnel import measure_funnel
from unit.measure_cast import at, dataset_of, entries_of, entry, fact

OLIST = Path(__file__).parents[3] / "shared" / "data" / "olist"
pytestmark = pytest.mark.skipif(not OLIST.exists(), reason="the Olist data is not beside the repo")


def rows_of(name):
    with (OLIST / f"olist_{name}_dataset.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def olist():
    leads, deals = rows_of("marketing_qualified_leads"), rows_of("closed_deals")
    number = {row["mql_id"]: place for place, row in enumerate(leads, 1)}
    facts, entries = [], []
    for row in leads:
        lead, when = number[row["mql_id"]], at(row["first_contact_date"])
        named = {"lead_id": row["mql_id"]}
        facts.append(fact("lead.created", when, lead=lead, source=row["origin"] or None))
        entries.append({**entry(lead, "mql", when, date_only=True, how="asserted"), **named})
    for row in deals:
        lead, when = number[row["mql_id"]], at(row["won_date"])
        facts.append(fact("opportunity.won", when, lead=lead))
        entries.append({**entry(lead, "customer", when, how="recorded"), "lead_id": row["mql_id"]})
    data = dataset_of(facts, leads=len(leads), stages=("mql", "customer"))
    return data, entries_of(entries)


@cache
def seen_on(day, since=None):
    dataset, entries = olist()
    start = None if since is None else at(since)
    return measure_funnel(dataset, entries, as_of=at(day), definition=None, since=start)


def overall(report):
    return next(row for row in report.conversions if row.by is None and row.cohort is None)


def within(row, days):
    return next(mature for mature in row.mature if mature.horizon_days == days)


def test_on_the_first_of_march_30_days_can_be_told_and_60_not_yet():
    row = overall(seen_on("2018-03-01", since="2018-01-01"))
    assert row.so_far.rate == pytest.approx(0.079, abs=5e-4)
    mature = within(row, 30)
    assert mature.rate == pytest.approx(0.091, abs=5e-4)
    assert (mature.high - mature.low) / 2 == pytest.approx(0.014, abs=1e-3)
    assert mature.low < 0.089 < mature.high  # the truth known later
    assert within(row, 60).not_yet == "Nobody has been followed for 60 days; 30 are needed."


def test_on_the_first_of_april_60_days_can_be_told_too():
    row = overall(seen_on("2018-04-01", since="2018-01-01"))
    assert row.so_far.rate == pytest.approx(0.095, abs=5e-4)
    mature = within(row, 60)
    assert mature.rate == pytest.approx(0.112, abs=5e-4)
    assert (mature.high - mature.low) / 2 == pytest.approx(0.012, abs=1e-3)
    assert mature.low < 0.111 < mature.high


def test_later_the_truth_needs_no_estimate():
    row = overall(seen_on("2018-12-01", since="2018-01-01"))
    assert (row.entered, row.converted) == (5_997, 780)  # and the deal before its contact
    for days in (30, 60, 90, 180):
        assert within(row, days).complete


def test_the_volumes_are_those_of_the_files():
    report = seen_on("2018-12-01")
    assert [(row.stage, row.entered) for row in report.stages] == [
        ("mql", 8_000),
        ("customer", 842),
    ]


def test_wins_are_found_to_be_recorded_only_from_december_2017():
    (late,) = seen_on("2018-12-01").late_recording
    assert (late.from_, late.to) == ("mql", "customer")
    assert (late.first_from, late.first_to) == ("2017-06-14", "2017-12-05")
    assert late.since == "2018-01-01"
    assert late.chance < 1e-20


def test_the_late_start_is_seen_as_soon_as_february():
    assert seen_on("2018-02-01").late_recording[0].first_to == "2017-12-05"


def test_cohorts_of_2018_show_no_late_start():
    assert seen_on("2018-12-01", since="2018-01-01").late_recording == ()


def test_the_deal_before_its_contact_is_named_and_the_33_of_one_day_are_not():
    report = seen_on("2018-12-01")
    (order,) = report.impossible_orders
    assert order.count == 1
    kinds = {problem.kind: problem.count for problem in report.problems}
    assert kinds["deal_before_contact"] == 1
    assert kinds["empty_source"] == 60


def test_origins_have_the_counts_of_the_files():
    rows = {row.name: row.entered for row in seen_on("2018-12-01").sources}
    assert {name: (n["customer"], n["mql"]) for name, n in rows.items()} == {
        "paid_search": (195, 1_586),
        "organic_search": (271, 2_296),
        "social": (75, 1_350),
        "unknown": (179, 1_099),
        "direct_traffic": (56, 499),
        "email": (15, 493),
        "referral": (24, 284),
        "other": (4, 150),
        "display": (6, 118),
        "other_publicities": (3, 65),
        None: (14, 60),
    }


def test_a_benchmark_never_calls_the_late_recorded_conversion_low():
    assert all(row.verdict != "below" for row in seen_on("2018-12-01").diagnosis)


def test_the_headline_begins_with_what_the_numbers_cannot_be_trusted_for():
    first, second, *_ = seen_on("2018-12-01").headline
    assert first == (
        "Entries into customer are recorded only from 2017-12-05: earlier cohorts look dead and "
        "are not; what follows is of those from 2018-01-01 on."
    )
    assert second.startswith("Of the 5,997 leads that reached MQL, ")
    assert second.endswith(" reach customer within 60 days; 780 have so far.")
