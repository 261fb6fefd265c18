"""Parquet in: as exported, and as a table of facts that is taken without a copy."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from facts_folder import lines, make_folder, quarantine
from meetworthy.facts.read import read_folder
from meetworthy.model.kinds import Type
from meetworthy.model.problem import Refused
from meetworthy.model.tables import FACT_COLUMNS, LEADS

FACTS = (
    "sources: 1\ntimezone: Europe/Berlin\nfiles:\n  facts: {file: facts.parquet, format: facts}\n"
)

FACT = {
    "lead": 7,
    "account": None,
    "visitor": None,
    "occurred_at": datetime(2026, 1, 1, tzinfo=UTC),
    "recorded_at": datetime(2026, 1, 1, tzinfo=UTC),
    "date_only": False,
    "kind": "page.viewed",
    "sender": "web",
    "id": "1",
    "source": None,
    "campaign": None,
    "actor": None,
    "p_path": "/pricing",
}
SCHEMA = pa.schema([*FACT_COLUMNS, pa.field("p_path", pa.string())])


def folder_with(tmp_path, table: pa.Table, sources: str = FACTS):
    folder = make_folder(tmp_path, sources, {})
    pq.write_table(table, folder / "facts.parquet")
    return folder


def test_a_table_of_facts_is_taken_as_it_stands(tmp_path):
    folder = folder_with(tmp_path, pa.Table.from_pylist([FACT], SCHEMA))
    dataset = read_folder(folder)
    assert dataset.facts == (folder / "facts.parquet",)
    assert dataset.properties == {"path": Type.TEXT}
    assert (dataset.read.rows, dataset.read.taken, dataset.zone) == (1, 1, "Europe/Berlin")
    assert dataset.leads.to_pylist() == [
        {"lead": 7, "lead_id": "7", "account": None, "account_id": None}
    ]


def test_leads_of_a_table_of_facts_may_have_their_own_names(tmp_path):
    sources = FACTS.replace("format: facts", "format: facts, leads: leads.parquet")
    folder = folder_with(tmp_path, pa.Table.from_pylist([FACT], SCHEMA), sources)
    lead = {"lead": 7, "lead_id": "ann", "account": 1, "account_id": "acme.com"}
    pq.write_table(pa.Table.from_pylist([lead], LEADS), folder / "leads.parquet")
    assert read_folder(folder).leads.to_pylist() == [lead]


@pytest.mark.parametrize(
    ("table", "kind"),
    [
        (pa.Table.from_pylist([{**FACT, "kind": "page.veiwed"}], SCHEMA), "kind_unknown"),
        (pa.Table.from_pylist([FACT], SCHEMA).drop_columns(["sender"]), "facts_schema"),
        (pa.table({"a": [1]}), "facts_schema"),
    ],
)
def test_what_is_no_table_of_facts_is_refused(tmp_path, table, kind):
    with pytest.raises(Refused) as refused:
        read_folder(folder_with(tmp_path, table))
    assert kind in {problem.kind for problem in refused.value.problems}


def test_a_table_of_facts_stands_alone(tmp_path):
    sources = FACTS + "  more: {file: facts.parquet}\n"
    with pytest.raises(Refused, match="stand alone"):
        read_folder(folder_with(tmp_path, pa.Table.from_pylist([FACT], SCHEMA), sources))


LEADS_OF_PARQUET = """
    sources: 1
    timezone: Europe/Berlin
    files:
      leads:
        file: leads.parquet
        lead: {crm: id}
        id: id
        facts:
          - kind: lead.described
            at: day
            properties: {size: {column: size, type: integer}, good: {column: good, type: boolean}}
          - kind: contact.made
            at: moment
"""


def test_an_export_in_parquet_keeps_its_types(tmp_path):
    folder = make_folder(tmp_path / "data", LEADS_OF_PARQUET, {})
    table = pa.table(
        {
            "id": [1, 2],
            "day": [date(2026, 1, 1), date(1900, 1, 1)],
            "moment": [datetime(2026, 1, 1, 10), None],  # noqa: DTZ001 - of no zone, on purpose
            "size": [50.0, 7.0],
            "good": [True, None],
        }
    )
    pq.write_table(table, folder / "leads.parquet")
    dataset = read_folder(folder, work=tmp_path / "work")
    assert lines(dataset, "lead", "kind", "at", "date_only", "p_size", "p_good") == [
        ("1", "lead.described", "2025-12-31 23:00", True, 50, True),
        ("1", "contact.made", "2026-01-01 09:00", False, None, None),
    ]
    assert [(row["row"], row["kind"]) for row in quarantine(dataset)] == [("2", "time_absurd")]


def test_a_file_that_only_calls_itself_parquet_is_refused(tmp_path):
    folder = make_folder(tmp_path, LEADS_OF_PARQUET, {"leads.parquet": b"id,day\n"})
    with pytest.raises(Refused, match="not a Parquet file"):
        read_folder(folder)
