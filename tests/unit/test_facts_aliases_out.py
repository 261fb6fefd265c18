"""What a ledger needs of a folder beside the facts: every alias, and each fact's own row."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from facts_folder import make_folder
from meetworthy.facts.read import read_folder
from meetworthy.model.problem import Refused
from meetworthy.model.tables import FACT_COLUMNS, LEADS

CRM = """
    sources: 1
    files:
      contacts:
        file: contacts.csv
        lead: {crm: id, email: mail}
        visitor: {cookie: cookie}
        account: {firm: firm}
        facts:
          - {kind: lead.identified, at: seen, when: {column: cookie, filled: true}}
          - {kind: lead.described, at: seen, properties: {title: title}}
"""
ROWS = """
    id,mail,cookie,firm,seen,title
    7,Jo@Brightworks.com,c1,f1,2026-01-01,VP
    7,jo@home-office.com,,f1,2026-01-01,VP
    8,,,f1,2026-01-02,CEO
"""


def aliases(folder: Path) -> list[tuple[object, ...]]:
    table = read_folder(folder, ledger=True).aliases
    return [tuple(row.values()) for row in table.to_pylist()]


def test_every_alias_of_every_lead_account_and_visitor_is_said(tmp_path):
    folder = make_folder(tmp_path, CRM, {"contacts.csv": ROWS})
    assert aliases(folder) == [
        ("a", 0, "firm", "f1"),
        ("a", 1, "domain", "brightworks.com"),
        ("a", 2, "domain", "home-office.com"),
        ("l", 0, "crm", "7"),
        ("l", 0, "email", "jo@brightworks.com"),
        ("l", 0, "email", "jo@home-office.com"),
        ("l", 1, "crm", "8"),
        ("v", 0, "cookie", "c1"),
    ]


def test_each_fact_says_its_file_and_row_where_a_ledger_asks(tmp_path):
    folder = make_folder(tmp_path, CRM, {"contacts.csv": ROWS})
    facts = read_folder(folder, ledger=True).facts
    assert sorted((row["file"], row["row"], row["kind"]) for row in facts.to_pylist()) == [
        ("contacts.csv", 2, "lead.described"),
        ("contacts.csv", 2, "lead.identified"),
        ("contacts.csv", 3, "lead.described"),
        ("contacts.csv", 4, "lead.described"),
    ]
    plain = read_folder(folder)
    assert "file" not in plain.facts.column_names
    assert plain.aliases.num_rows == 0


FACTS = """
    sources: 1
    files:
      facts: {file: facts.parquet, format: facts, leads: leads.parquet}
"""


def table_of_facts(tmp_path: Path, sources: str = FACTS) -> Path:
    folder = make_folder(tmp_path, sources, {})
    row = {
        "lead": 0, "account": None, "visitor": None, "occurred_at": 0, "recorded_at": 0,
        "date_only": False, "kind": "demo.requested", "sender": "web", "id": "1",
    }  # fmt: skip
    pq.write_table(pa.Table.from_pylist([row], FACT_COLUMNS), folder / "facts.parquet")
    leads = [
        {"lead": 0, "lead_id": "Jo@Brightworks.com", "account": 3, "account_id": "brightworks.com"},
        {"lead": 1, "lead_id": "contact-1", "account": 4, "account_id": "firm 4"},
    ]
    pq.write_table(pa.Table.from_pylist(leads, LEADS), folder / "leads.parquet")
    return folder


def test_a_table_of_facts_is_joined_by_the_names_of_its_leads_and_accounts(tmp_path):
    assert aliases(table_of_facts(tmp_path)) == [
        ("l", 0, "email", "jo@brightworks.com"),
        ("l", 1, "id", "contact-1"),
        ("a", 3, "domain", "brightworks.com"),
        ("a", 4, "id", "firm 4"),
    ]


def test_a_table_of_facts_without_a_table_of_leads_says_no_alias(tmp_path):
    sources = FACTS.replace(", leads: leads.parquet", "")
    assert aliases(table_of_facts(tmp_path, sources)) == []


def test_a_table_of_aliases_is_taken_as_it_stands(tmp_path):
    sources = FACTS.replace("leads.parquet}", "leads.parquet, aliases: aliases.parquet}")
    folder = table_of_facts(tmp_path, sources)
    rows = [{"entity": "v", "key": 5, "space": "anonymous", "value": "c-5"}]
    pq.write_table(pa.Table.from_pylist(rows), folder / "aliases.parquet")
    assert aliases(folder) == [("v", 5, "anonymous", "c-5")]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([{"entity": "v", "key": 5, "space": "anonymous"}], "has not the columns"),
        ([{"entity": "x", "key": 5, "space": "a", "value": "b"}], "speaks of `x`"),
        ([{"entity": "l", "key": "no", "space": "a", "value": "b"}], "has other columns"),
        ([{"entity": "l", "key": 1, "space": "a", "value": None}], "other columns"),
    ],
)
def test_a_table_of_aliases_that_is_none_is_refused(tmp_path, rows, said):
    sources = FACTS.replace("leads.parquet}", "leads.parquet, aliases: aliases.parquet}")
    folder = table_of_facts(tmp_path, sources)
    pq.write_table(pa.Table.from_pylist(rows), folder / "aliases.parquet")
    with pytest.raises(Refused, match=said):
        read_folder(folder, ledger=True)
