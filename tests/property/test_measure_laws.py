"""Laws of the numbers: whatever the entries."""

from collections import Counter

import pyarrow.parquet as pq
from hypothesis import given, settings
from hypothesis import strategies as st

from meetworthy.measure.funnel import measure_funnel
from meetworthy.model.dataset import Dataset
from unit.measure_cast import dataset_of, entries_of, entry, fact, on

STAGES = ("mql", "sql", "customer")
SOURCES = (None, "ads", "unknown", "webinar")


@st.composite
def entries(draw):
    """A few leads, each with some stages and perhaps an exit, on days 0 to 80 in any order."""
    rows = []
    for lead in range(1, draw(st.integers(1, 12)) + 1):
        for stage in draw(st.sets(st.sampled_from((*STAGES, "exit")))):
            day = draw(st.integers(0, 160)) / 2
            rows.append(entry(lead, stage, on(day), date_only=draw(st.booleans())))
    return rows


FACTS = [
    fact("lead.created", on(-1), lead=lead, source=SOURCES[lead % 4], industry=f"i{lead % 3}")
    for lead in range(1, 13)
]


def measured(rows, **asked):
    data = asked.pop("dataset", None) or dataset_of(FACTS, leads=12, stages=STAGES)
    return measure_funnel(data, entries_of(rows), as_of=on(70), definition=None, **asked)


few = settings(max_examples=25, deadline=None)


@few
@given(entries())
def test_who_entered_converted_left_or_is_open(rows):
    for row in measured(rows).conversions:
        assert row.entered == row.converted + row.left + row.open


@few
@given(entries())
def test_cohorts_and_sources_and_attributes_each_add_up_to_the_whole(rows):
    report = measured(rows, by=("industry",))
    whole, parts = {}, {}
    for row in report.conversions:
        pair = (row.from_, row.to)
        split = "cohort" if row.cohort else next(iter(row.by), None) if row.by else None
        if split is None:
            whole[pair] = Counter(entered=row.entered, converted=row.converted)
        else:
            counts = parts.setdefault((pair, split), Counter())
            counts.update(entered=row.entered, converted=row.converted)
    for (pair, _), counts in parts.items():
        assert +counts == +whole[pair]


@few
@given(entries(), st.randoms(use_true_random=False))
def test_the_order_of_entries_does_not_matter(rows, random):
    shuffled = list(rows)
    random.shuffle(shuffled)
    assert measured(rows) == measured(shuffled)


@few
@given(entries())
def test_every_entry_into_b_is_a_conversion_a_direct_entry_or_impossible(rows):
    report = measured(rows)
    entered = {row.stage: row.entered for row in report.stages}
    apart = Counter()
    for row in (*report.direct_entries, *report.impossible_orders):
        apart[row.from_, row.to] += row.count
    for row in report.conversions:
        if row.by is None and row.cohort is None:
            assert row.converted + apart[row.from_, row.to] == entered[row.to]


@few
@given(entries())
def test_sources_count_what_the_stages_count(rows):
    report = measured(rows)
    for stage in report.stages:
        assert sum(row.entered[stage.stage] for row in report.sources) == stage.entered


@few
@given(entries())
def test_what_happens_after_the_instant_changes_nothing(rows):
    later = [row for row in rows if row["at"] >= on(70)]
    assert measured(rows) == measured([row for row in rows if row not in later])


def test_facts_in_parquet_files_give_the_same_report(tmp_path):
    rows = [entry(lead, "mql", on(lead)) for lead in range(1, 13)] + [entry(3, "sql", on(20))]
    table = dataset_of(FACTS, leads=12, stages=STAGES)
    paths = (tmp_path / "it's one.parquet", tmp_path / "two.parquet")
    pq.write_table(table.facts.slice(0, 5), paths[0])
    pq.write_table(table.facts.slice(5), paths[1])
    files = Dataset(paths, table.leads, stages=STAGES)
    by = ("industry",)
    assert measured(rows, dataset=files, by=by) == measured(rows, dataset=table, by=by)


def test_no_facts_at_all_are_no_sources_and_no_costs():
    report = measured([entry(1, "mql", on(1))], dataset=Dataset((), stages=STAGES))
    assert report.sources == report.costs == report.visits == ()
