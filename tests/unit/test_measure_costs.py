"""What an entry cost: spend over entries of the same period, and what can't be said."""

from datetime import date

import pytest

from meetworthy.measure.funnel import measure_funnel
from unit.measure_cast import at, dataset_of, entries_of, entry, fact

JANUARY = {"until": date(2026, 2, 1)}


def spend(amount, source=None, *, start="2026-01-01", currency="EUR", **more):
    more = {**JANUARY, **more}
    said = {"amount": float(amount), "currency": currency, "source": source, **more}
    return fact("spend.recorded", at(start), **said)


def costs(*spent, as_of="2026-03-01", since=None, currency=None):
    # four MQLs in January from the webinar, two from ads, one more from ads in February
    days = {1: "webinar", 2: "webinar", 3: "webinar", 4: "webinar", 5: "ads", 6: "ads", 7: "ads"}
    created = [fact("lead.created", at("2026-01-02"), lead=n, source=s) for n, s in days.items()]
    rows = [entry(n, "mql", at("2026-01-10")) for n in range(1, 7)]
    rows.append(entry(7, "mql", at("2026-02-10")))
    dataset = dataset_of([*created, *spent], leads=7, stages=("mql",), currency=currency)
    start = None if since is None else at(since)
    report = measure_funnel(
        dataset, entries_of(rows), as_of=at(as_of), definition=None, since=start
    )
    return {
        (row.scope, None if row.by is None else next(iter(row.by.values()))): row
        for row in report.costs
    }


def test_channel_spend_is_divided_by_the_entries_from_that_channel_in_its_period():
    found = costs(spend(400, "webinar"), spend(300, "ads"))
    assert found["channel", "webinar"].per_entry == 100.0  # 400 over 4
    assert found["channel", "ads"].per_entry == 150.0  # 300 over the 2 of January
    assert (found["channel", "ads"].from_, found["channel", "ads"].until) == (
        "2026-01-01",
        "2026-02-01",
    )


def test_beside_it_all_channel_spend_over_all_entries():
    assert costs(spend(400, "webinar"), spend(300, "ads"))["channel", None].per_entry == (
        pytest.approx(700 / 6)
    )


def test_all_expense_is_its_own_figure_and_no_channel_spend():
    found = costs(spend(400, "webinar"), spend(3_000, scope="all"))
    assert found["all", None].per_entry == 500.0
    assert found["channel", None].per_entry == pytest.approx(400 / 6)


def test_no_spend_recorded_is_unknown_and_not_zero():
    row = costs(spend(400, "webinar"))["channel", "ads"]
    assert (row.spend, row.per_entry) == (None, None)
    assert row.unknown == "No spend is recorded; that is unknown, not zero."


def test_a_spend_of_zero_is_zero():
    assert costs(spend(0, "ads"))["channel", "ads"].per_entry == 0.0


def test_two_currencies_are_not_added():
    row = costs(spend(400, "ads"), spend(100, "ads", currency="USD"))["channel", "ads"]
    assert row.per_entry is None
    assert row.unknown == "Spend is in EUR and USD, and no rates are given; they are not added."


def test_an_amount_without_currency_is_in_the_workspaces():
    row = costs(spend(400, "webinar", currency=None), currency="BRL")["channel", "webinar"]
    assert (row.per_entry, row.currency) == (100.0, "BRL")


def test_an_amount_without_any_currency_is_unknown():
    row = costs(spend(400, "webinar", currency=None))["channel", "webinar"]
    assert row.unknown == "The currency of the spend is not given."


def test_a_month_that_is_not_over_counts_by_its_share_of_days():
    # seen on 16 January 12:00, half of 31 days are over
    row = costs(spend(310, "webinar"), as_of="2026-01-16T12:00")["channel", "webinar"]
    assert row.spend == pytest.approx(155.0)
    assert row.entered == 4


def test_money_spent_on_what_brought_nobody_is_shown():
    row = costs(spend(400, "webinar"), spend(900, "fair"))["channel", "fair"]
    assert (row.spend, row.entered, row.per_entry) == (900.0, 0, None)
    assert row.low == pytest.approx(900 / 3.689, rel=1e-3)


def test_the_interval_is_that_of_the_count():
    # Garwood for a count of 4: 1.090 to 10.24
    row = costs(spend(400, "webinar"))["channel", "webinar"]
    assert (row.low, row.high) == (
        pytest.approx(400 / 10.242, rel=1e-3),
        pytest.approx(400 / 1.0899, rel=1e-3),
    )


def test_without_any_spend_there_is_no_table_of_costs():
    assert costs() == {}
