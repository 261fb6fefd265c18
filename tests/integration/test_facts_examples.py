"""The two example exports, read by their mappings: what is known about them is in the facts."""

from __future__ import annotations

import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from meetworthy.facts.read import read_folder
from meetworthy.model.dataset import Dataset

HOUSE = Path(__file__).parents[2]
DATA = HOUSE.parent / "shared" / "data"


def read_example(name: str, data: str, work: Path) -> Dataset:
    if not (DATA / data).is_dir():
        pytest.skip(f"the data in ../shared/data/{data} is not here; it is not ours to ship")
    folder = work / "data"
    shutil.copytree(DATA / data, folder)
    shutil.copy(HOUSE / "examples" / name / "sources.yaml", folder)
    return read_folder(folder, work=work / "work")


@pytest.fixture(scope="module")
def olist(tmp_path_factory) -> Dataset:
    return read_example("olist", "olist", tmp_path_factory.mktemp("olist"))


@pytest.fixture(scope="module")
def x_education(tmp_path_factory) -> Dataset:
    return read_example("x-education", "x-education", tmp_path_factory.mktemp("x"))


def of_kind(dataset: Dataset, kind: str) -> pa.Table:
    return dataset.facts.filter(pc.equal(dataset.facts["kind"], kind))


def test_olist_has_8000_mqls_and_842_customers_and_loses_no_row(olist):
    assert (olist.read.rows, olist.read.taken, olist.read.quarantined) == (8842, 8842, 0)
    mqls = of_kind(olist, "stage.asserted")
    assert (mqls.num_rows, set(mqls["p_stage"].to_pylist())) == (8000, {"mql"})
    assert all(mqls["date_only"].to_pylist())
    won = of_kind(olist, "opportunity.won")
    assert won.num_rows == len(set(won["lead"].to_pylist())) == 842
    assert not any(won["date_only"].to_pylist())
    assert olist.leads.num_rows == 8000


def test_olist_leads_and_deals_are_the_same_leads(olist):
    contacted = set(of_kind(olist, "lead.created")["lead"].to_pylist())
    assert set(of_kind(olist, "opportunity.won")["lead"].to_pylist()) <= contacted


def test_olist_leads_by_origin_with_the_empty_ones_apart_from_unknown(olist):
    created = of_kind(olist, "lead.created")
    counts = created.group_by("source").aggregate([("lead", "count")])
    by_source = dict(
        zip(*(counts[name].to_pylist() for name in ("source", "lead_count")), strict=True)
    )
    assert by_source == {
        "paid_search": 1586, "organic_search": 2296, "social": 1350, "unknown": 1099,
        "direct_traffic": 499, "email": 493, "referral": 284, "other": 150, "display": 118,
        "other_publicities": 65, None: 60,
    }  # fmt: skip
    (empty,) = [problem for problem in olist.problems if problem.kind == "empty_source"]
    assert empty.count == 60


def test_olist_has_one_deal_before_its_contact_and_33_on_the_day(olist):
    contact = dict(zip(*_columns(of_kind(olist, "lead.created")), strict=True))
    won = dict(zip(*_columns(of_kind(olist, "opportunity.won")), strict=True))
    local = {lead: (_day(won[lead]), _day(contact[lead])) for lead in won}
    assert sum(first < second for first, second in local.values()) == 1
    assert sum(first == second for first, second in local.values()) == 33


def _columns(table: pa.Table) -> tuple[list[int], list[object]]:
    return table["lead"].to_pylist(), table["occurred_at"].to_pylist()


def _day(moment):
    from zoneinfo import ZoneInfo

    return moment.astimezone(ZoneInfo("America/Sao_Paulo")).date()


def test_olist_attributes_of_a_deal_are_known_from_its_day(olist):
    described = of_kind(olist, "lead.described")
    segment = described.filter(pc.is_valid(described["p_business_segment"]))
    won = dict(zip(*_columns(of_kind(olist, "opportunity.won")), strict=True))
    assert segment.num_rows > 800
    assert all(won[lead] == at for lead, at in zip(*_columns(segment), strict=True))


def test_x_education_has_9240_leads_and_says_that_nothing_says_when(x_education):
    assert (x_education.read.rows, x_education.read.quarantined) == (9240, 0)
    assert x_education.leads.num_rows == 9240
    customers = of_kind(x_education, "opportunity.won").num_rows
    assert round(customers / 9240, 3) == 0.385
    assert {problem.kind for problem in x_education.problems} >= {"no_dates", "empty_source"}
    assert all(x_education.facts["date_only"].to_pylist())


def test_x_education_columns_that_sales_filled_in_later_are_left_out(x_education):
    assert not {"tags", "lead_quality", "last_activity"} & set(x_education.properties)
