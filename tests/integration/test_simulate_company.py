"""The example company as it is written: the same each time, true to its truth, faults counted."""

import csv
import hashlib
import json
from collections import Counter
from datetime import date
from math import sqrt
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from meetworthy.definition.load import load_timeline
from meetworthy.model.kinds import KINDS
from meetworthy.model.tables import FACT_COLUMNS, LEADS
from meetworthy.simulate.block import BLOCK_LEADS
from meetworthy.simulate.company import Summary, simulate
from meetworthy.simulate.faults import DEFAULT_FAULTS

LEADS_DRAWN = 6000


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Summary:
    return simulate(tmp_path_factory.mktemp("faulty"), leads=LEADS_DRAWN, seed=11)


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Summary:
    return simulate(
        tmp_path_factory.mktemp("clean"), leads=LEADS_DRAWN, seed=11, faults=frozenset()
    )


@pytest.fixture(scope="module")
def as_facts(tmp_path_factory: pytest.TempPathFactory) -> Summary:
    return simulate(tmp_path_factory.mktemp("facts"), leads=25_000, seed=3, files="parquet")


def rows(summary: Summary, file: str) -> list[dict[str, str]]:
    with (summary.out / file).open(newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def truth(summary: Summary) -> dict[str, Any]:
    return json.loads(summary.truth.read_text())


def digests(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


# ---------------------------------------------------------------- the same arguments


@pytest.mark.parametrize("files", ["csv", "parquet"])
def test_the_same_seed_writes_the_same_bytes(tmp_path: Path, files: Any) -> None:
    for name in ("one", "two"):
        simulate(tmp_path / name, leads=300, seed=5, files=files)
    assert digests(tmp_path / "one") == digests(tmp_path / "two")


def test_another_seed_draws_another_company(tmp_path: Path) -> None:
    for seed in (1, 2):
        simulate(tmp_path / str(seed), leads=100, seed=seed)
    one, two = digests(tmp_path / "1"), digests(tmp_path / "2")
    assert one["crm_contacts.csv"] != two["crm_contacts.csv"]


def test_a_fault_changes_the_recording_and_not_what_is_true(
    clean: Summary, faulty: Summary
) -> None:
    def realised(summary: Summary) -> list[Any]:
        return [c["realised"] for c in truth(summary)["conversions"] if c["source"] is None]

    assert realised(clean) == realised(faulty)


@pytest.mark.parametrize(("leads", "days"), [(1, 30), (3, 90), (40, 730)])
def test_small_and_short_companies_are_written_too(tmp_path: Path, leads: int, days: int) -> None:
    summary = simulate(tmp_path, leads=leads, seed=2, days=days, start=date(2023, 10, 1))
    assert len(rows(summary, "crm_contacts.csv")) == leads


def test_nonsense_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no such fault: gremlins"):
        simulate(tmp_path, leads=10, seed=1, faults=frozenset({"gremlins"}))
    with pytest.raises(ValueError, match="needs a lead"):
        simulate(tmp_path, leads=0, seed=1)


# ---------------------------------------------------------------- the truth


def test_realised_frequencies_agree_with_the_generating_chances(clean: Summary) -> None:
    stated = [c for c in truth(clean)["conversions"] if "expected" in c and c["entered"] >= 50]
    far = [
        c
        for c in stated
        if abs(c["realised"] - c["expected"])
        > 4.5 * sqrt(c["standard_error"] ** 2 + (0.5 / c["entered"]) ** 2)
    ]
    assert len(stated) > 100
    assert far == []


def test_the_market_is_as_a_believable_company_has_it(clean: Summary) -> None:
    ever = {
        (c["from"], c["to"], c["source"]): c["expected"]
        for c in truth(clean)["conversions"]
        if c["horizon_days"] is None and "expected" in c
    }
    assert 0.15 < ever["mql", "sql", None] < 0.20
    assert ever["mql", "sql", "webinar"] < 0.06
    assert ever["mql", "sql", "referral"] > 0.35
    assert 0.10 < ever["sql", "customer", None] < 0.20


def test_every_mql_that_the_crm_asserts_is_one_of_the_truth(clean: Summary) -> None:
    asserted = sum(bool(row["Became MQL"]) for row in rows(clean, "crm_contacts.csv"))
    (stated,) = (
        c
        for c in truth(clean)["conversions"]
        if (c["from"], c["to"], c["source"], c["horizon_days"]) == ("mql", "sql", None, 90)
    )
    assert asserted == stated["entered"]


def test_one_sdr_games_and_the_data_shows_it(clean: Summary) -> None:
    people = truth(clean)["people"]
    rate = {p["person"]: p["opportunities"] / p["confirmed"] for p in people}
    (gamer,) = (p["person"] for p in people if p["games"])
    assert rate[gamer] < 0.6 * min(r for person, r in rate.items() if person != gamer)
    events = rows(clean, "meetings.csv")
    booked = [e for e in events if e["Event"] == "Booked" and e["User"] == gamer]
    others = [e for e in events if e["Event"] == "Booked" and e["User"] != gamer]
    late, usual = (
        sum(int(e["Time"][8:10]) >= 26 for e in group) / len(group) for group in (booked, others)
    )
    assert late > 1.5 * usual
    confirmed = [e for e in events if e["Event"] == "Confirmed" and e["User"] == gamer]
    assert confirmed, "self-confirmations"


# ---------------------------------------------------------------- the faults


def test_a_clean_company_has_no_fault(clean: Summary) -> None:
    contacts = {row["Contact ID"]: row for row in rows(clean, "crm_contacts.csv")}
    assert truth(clean)["faults"] == []
    assert all(row["Original source"] for row in contacts.values())
    for deal in rows(clean, "deals.csv"):
        if deal["Status"] == "won":
            assert deal["Closed"] > contacts[deal["Contact ID"]]["Created"][:10]
    for file in ("web_events.csv", "email_events.csv"):
        ids = Counter(row["Event ID"] for row in rows(clean, file))
        assert max(ids.values()) == 1


def test_planted_faults_are_in_the_files_as_often_as_the_truth_says(faulty: Summary) -> None:
    planted = {fault["fault"]: fault for fault in truth(faulty)["faults"]}
    assert planted.keys() == DEFAULT_FAULTS
    contacts = {row["Contact ID"]: row for row in rows(faulty, "crm_contacts.csv")}
    deals, web, mail = (rows(faulty, f"{f}.csv") for f in ("deals", "web_events", "email_events"))

    empty = [row["Email"] for row in contacts.values() if not row["Original source"]]
    assert sorted(empty) == sorted(planted["empty_source"]["ids"])

    early = [
        contacts[deal["Contact ID"]]["Email"]
        for deal in deals
        if deal["Status"] == "won" and deal["Closed"] < contacts[deal["Contact ID"]]["Created"][:10]
    ]
    assert sorted(early) == sorted(planted["deal_before_contact"]["ids"])

    first = planted["late_recording"]["recorded_from"][:10]
    assert min(deal["Created"][:10] for deal in deals if deal["Created"]) >= first

    repeated = {i for i, n in Counter(row["Event ID"] for row in web).items() if n > 1}
    assert repeated == set(planted["duplicates"]["ids"])
    conflicting = {i for i, n in Counter(row["Event ID"] for row in mail).items() if n > 1}
    assert conflicting == set(planted["conflicts"]["ids"])
    bad = {row["Event ID"] for row in web if row["Time"].startswith("2024-02-30")}
    assert bad == set(planted["bad_dates"]["ids"])
    late = {row["Event ID"] for row in mail if row["Delivered"] != row["Time"]}
    assert len(late) == planted["late_facts"]["count"]
    assert all(fault["count"] > 0 for fault in planted.values())


def test_opportunities_are_recorded_late_in_the_contacts_too(faulty: Summary) -> None:
    (fault,) = (f for f in truth(faulty)["faults"] if f["fault"] == "late_recording")
    dates = [row["Became opportunity"] for row in rows(faulty, "crm_contacts.csv")]
    assert min(filter(None, dates)) >= fault["recorded_from"]


# ---------------------------------------------------------------- the definition


def test_the_definition_is_valid_and_changes_in_the_middle(clean: Summary) -> None:
    first, second = load_timeline(clean.definition)
    assert (first.version, second.version) == (1, 2)
    assert first.hash != second.hash


# ---------------------------------------------------------------- large companies


def test_facts_are_written_in_the_schema_of_facts(as_facts: Summary) -> None:
    facts = pq.read_table(as_facts.out / "facts.parquet")
    assert facts.schema.names[: len(FACT_COLUMNS)] == FACT_COLUMNS.names
    assert [facts.schema.field(n).type for n in FACT_COLUMNS.names] == FACT_COLUMNS.types
    assert set(facts["kind"].unique().to_pylist()) <= KINDS.keys()
    assert facts.num_rows / as_facts.leads == pytest.approx(20, abs=3)
    leads = pq.read_table(as_facts.out / "leads.parquet")
    assert leads.schema.equals(LEADS)
    assert leads["lead_id"].combine_chunks().unique().__len__() == 25_000


def test_blocks_follow_one_another_without_sharing_a_key(as_facts: Summary) -> None:
    leads = pq.read_table(as_facts.out / "leads.parquet")
    assert leads["lead"].to_pylist() == list(range(25_000))
    accounts = set(leads["account"].to_pylist())
    assert accounts == set(range(as_facts.accounts))
    own = leads.group_by("account").aggregate([("account_id", "count_distinct")])
    assert set(own["account_id_count_distinct"].to_pylist()) == {1}


def test_sorted_and_shuffled_files_hold_the_same_facts(tmp_path: Path) -> None:
    ids = []
    for shuffled in (False, True):
        folder = tmp_path / str(shuffled)
        simulate(folder, leads=400, seed=9, files="parquet", shuffled=shuffled)
        ids.append(pq.read_table(folder / "facts.parquet")["id"].to_pylist())
    assert ids[0] != ids[1]
    assert sorted(ids[0]) == sorted(ids[1])


def test_a_large_company_is_written_block_by_block(as_facts: Summary) -> None:
    """No more than one block of leads is held: one row group each, and one for the accounting."""
    file = pq.ParquetFile(as_facts.out / "facts.parquet")
    sizes = [file.metadata.row_group(i).num_rows for i in range(file.num_row_groups)]
    assert len(sizes) == 3
    assert max(sizes) < 25 * BLOCK_LEADS
