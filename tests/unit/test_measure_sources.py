"""What came of each source: volume by qualified leads, money, visits."""

import pytest

from meetworthy.measure.funnel import measure_funnel
from unit.measure_cast import at, dataset_of, entries_of, entry, fact, on

MINUTE = 60_000_000


def report_of(facts, rows, *, leads, **asked):
    dataset = dataset_of(facts, leads=leads, stages=("mql", "sql"))
    return measure_funnel(dataset, entries_of(rows), as_of=on(100), definition=None, **asked)


def two_sources():
    # a webinar brought 200 MQLs of which 5 became SQLs, referrals 50 of which 20 did
    facts, rows = [], []
    for lead in range(1, 251):
        webinar = lead <= 200
        facts.append(
            fact("lead.created", on(0), lead=lead, source="webinar" if webinar else "referral")
        )
        rows.append(entry(lead, "mql", on(1)))
        if lead <= 5 or 200 < lead <= 220:
            rows.append(entry(lead, "sql", on(9)))
    return facts, rows


def test_fifty_mqls_with_twenty_sqls_beat_two_hundred_with_five():
    facts, rows = two_sources()
    first, second = report_of(facts, rows, leads=250).sources
    assert (first.name, first.qualified, first.entered) == ("referral", 20, {"mql": 50, "sql": 20})
    assert (second.name, second.qualified, second.rate.rate) == ("webinar", 5, 0.025)


def test_the_small_source_is_drawn_towards_the_whole():
    facts, rows = two_sources()
    first, _ = report_of(facts, rows, leads=250).sources
    assert first.shrunk.rate < first.rate.rate == 0.4
    assert first.shrunk.horizon_days == 60


def test_the_headline_names_the_source_that_lowers_the_rate():
    facts, rows = two_sources()
    sentences = report_of(facts, rows, leads=250).headline
    (webinar,) = [s for s in sentences if "webinar" in s]
    assert webinar == (
        "Of the 200 from webinar that reached MQL, 2.5 % (0.9 – 5.4) reach SQL within 60 days; "
        "without them the rate so far would be 40.0 % instead of 10.0 %."
    )


def won(lead, amount, **more):
    return fact("opportunity.won", on(20), lead=lead, **{"amount": amount, **more})


def test_an_opportunity_counts_once_however_many_leads_it_names():
    facts = [
        fact("lead.created", on(0), lead=1, source="fair"),
        fact("lead.created", on(0), lead=2, source="ads"),
        won(1, 5_000.0, currency="EUR", opportunity="D-1", id="a"),
        won(2, 5_000.0, currency="EUR", opportunity="D-1", id="b"),
        won(2, 700.0, currency="USD", opportunity="D-2", id="c"),
        won(2, None, currency=None, opportunity="D-3", id="d"),
    ]
    rows = [entry(lead, "mql", on(1)) for lead in (1, 2)]
    sources = {row.name: row for row in report_of(facts, rows, leads=2).sources}
    assert [(m.currency, m.amount, m.records) for m in sources["fair"].revenue] == [
        ("EUR", 5_000.0, 1)
    ]
    assert [(m.currency, m.amount) for m in sources["ads"].revenue] == [("USD", 700.0)]
    assert sources["ads"].won_without_amount == 1


def view(minute, **who):
    return fact("page.viewed", at("2026-01-31T23:00") + minute * MINUTE, **who)


def test_visits_end_with_half_an_hour_of_nothing_and_visitors_are_counted_once():
    facts = [
        view(0, visitor=1),
        view(29, visitor=1),
        view(58, visitor=1),  # still the first visit
        view(88, visitor=1),  # a pause of 30 minutes: the second, in February
        view(5, visitor=2),
        view(6, lead=1),  # a lead seen without a visitor is a visitor too
        fact("lead.identified", on(40), lead=2, visitor=2),
    ]
    whole, january, february = report_of(facts, [entry(1, "mql", on(50))], leads=2).visits
    assert (whole.visits, whole.visitors, whole.became_leads) == (4, 3, 2)
    assert (january.month, january.visits, january.visitors) == ("2026-01", 3, 3)
    assert (february.month, february.visits, february.visitors) == ("2026-02", 1, 1)
    assert february.became_leads == 0
    assert whole.visitor_to_lead.rate == pytest.approx(2 / 3)


def test_what_a_visitor_did_is_the_leads_once_it_is_identified():
    facts = [
        fact("ad.clicked", on(0), visitor=7, source="ads"),
        fact("lead.identified", on(1), lead=1, visitor=7),
    ]
    assert report_of(facts, [entry(1, "mql", on(2))], leads=1).sources[0].name == "ads"


def test_entries_of_many_at_one_instant_are_called_imported():
    rows = [entry(lead, "mql", on(1) + lead) for lead in range(1, 41)]
    rows += [entry(lead, "sql", on(5), how="decided") for lead in range(1, 31)]
    problems = report_of([], rows, leads=40).problems
    (burst,) = [problem for problem in problems if problem.kind == "burst"]
    assert burst.count == 30
    assert burst.examples == ("L1", "L2", "L3", "L4", "L5")


def test_judged_entries_at_one_instant_are_a_new_version_and_no_burst():
    rows = [entry(lead, "mql", on(1)) for lead in range(1, 41)]
    assert report_of([], rows, leads=40).problems == ()
