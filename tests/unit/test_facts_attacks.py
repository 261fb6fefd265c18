"""Input that means harm or was mangled: refused with place and remedy, or taken and reported."""

from __future__ import annotations

from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from facts_folder import kinds_of_problems, lines, make_folder, quarantine, read, refusal
from meetworthy.facts.propose import propose_mapping
from meetworthy.facts.read import read_folder
from meetworthy.model.problem import Refused
from meetworthy.model.tables import FACT_COLUMNS, LEADS

LEADS_FILE = """
    sources: 1
    files:
      leads:
        file: leads.csv
        {words}
        lead: {{crm: id, email: mail}}
        facts:
          - kind: lead.created
            at: seen
"""
ROWS = "id,mail,seen\n1,a@acme.com,2026-01-01\n"


def of(words: str) -> str:
    return LEADS_FILE.format(words=words)


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("encoding: rot13", "encoding_unknown"),  # text to text
        ("encoding: base64", "encoding_unknown"),  # bytes to bytes
        ("encoding: idna", "encoding_unknown"),  # single names only
        ("encoding: unicode_escape", "encoding_unknown"),  # makes halves of signs
        ('encoding: "utf\\0"', "encoding_unknown"),
        ('separator: "\\0"', "mapping_value_error"),
        ('separator: "\\n"', "mapping_value_error"),
        ("separator: 'ä'", "mapping_value_error"),
        ("separator: '\"'", "mapping_value_error"),
        ("recorded: {column: seen, zone: Mars}", "zone_unknown"),
        ('sender: "a\\ud800b"', "broken_sign"),
        ('source: {is: "\\udfff"}', "broken_sign"),
    ],
)
def test_words_that_mean_nothing_are_refused_with_their_line(tmp_path, words, kind):
    (problem,) = refusal(tmp_path, of(words), {"leads.csv": ROWS})
    assert (problem.kind, problem.place.line) == (kind, 6)


def test_a_header_of_another_encoding_names_those_that_it_may_be(tmp_path):
    files = {"leads.csv": ROWS.encode("utf-16-le")}
    (problem,) = refusal(tmp_path / "unsaid", of(""), files)
    assert "utf-16-le" in problem.cause
    dataset = read(tmp_path / "said", of("encoding: utf-16-le"), files)
    assert lines(dataset, "lead") == [("1",)]


def test_a_parquet_file_that_is_broken_inside_is_refused(tmp_path):
    pq.write_table(
        pa.table({"id": ["1"] * 99, "mail": ["x"] * 99, "seen": ["y"] * 99}), tmp_path / "p"
    )
    raw = (tmp_path / "p").read_bytes()
    broken = raw[:4] + b"\xff" * 60 + raw[64:]
    sources = of("").replace("leads.csv", "leads.parquet")
    (problem,) = refusal(tmp_path, sources, {"leads.parquet": broken})
    assert problem.kind == "file_unreadable"
    assert "leads.parquet can't be read: it is broken inside" in problem.cause


def test_a_file_whose_name_is_not_text_is_refused(tmp_path):
    folder = make_folder(tmp_path, of("").replace("leads.csv", "'*.csv'"), {})
    (folder / "a\udcff.csv").write_text(ROWS, encoding="utf-8")
    with pytest.raises(Refused) as refused:
        read_folder(folder)
    assert [problem.kind for problem in refused.value.problems] == ["file_misnamed"]


def test_a_file_that_is_one_long_line_is_not_taken_for_columns(tmp_path):
    (tmp_path / "crm.csv").write_text("a,b," * 300_000)
    assert "it could not be read: its first line has more than" in propose_mapping(tmp_path)


def test_a_proposal_says_which_files_could_not_be_read(tmp_path):
    (tmp_path / "a.parquet").write_text("no", encoding="utf-8")
    (tmp_path / "b.csv").write_text(ROWS, encoding="utf-8")
    proposal = propose_mapping(tmp_path)
    assert "decide: it could not be read: Parquet file size is 2 bytes" in proposal
    assert "column: seen" in proposal or "at: seen" in proposal


def test_a_placeholder_where_somebody_should_be_named_is_reported(tmp_path):
    rows = ROWS + "2,n/a,2026-01-01\n3,n/a,2026-01-01\n4,test@test.com,2026-01-01\n"
    dataset = read(tmp_path, of(""), {"leads.csv": rows})
    (found,) = [each for each in dataset.problems if each.kind == "alias_placeholder"]
    assert found.count == 3
    assert found.examples == ("email n/a (2 rows)", "email test@test.com (1 rows)")


MERGES = """
    sources: 1
    files:
      leads:
        file: leads.csv
        lead: {crm: id}
        facts:
          - {kind: lead.created, at: seen}
      merges:
        file: merges.csv
        lead: {crm: keep}
        facts:
          - {kind: lead.merged, at: when, other: {crm: gone}}
"""


def test_a_merge_of_a_lead_with_itself_says_what_is_known(tmp_path):
    files = {
        "leads.csv": "id,seen\n1,2026-01-01\n2,2026-01-01\n",
        "merges.csv": "keep,gone,when\n1,2,2026-02-01\n1,1,2026-02-02\n",
    }
    dataset = read(tmp_path, MERGES, files)
    assert (dataset.read.rows, dataset.read.taken, dataset.read.known) == (4, 3, 1)
    assert "rows_without_facts" not in kinds_of_problems(dataset)


def test_a_merge_that_closes_a_circle_is_set_aside(tmp_path):
    files = {
        "leads.csv": "id,seen\n1,2026-01-01\n2,2026-01-01\n",
        "merges.csv": "keep,gone,when\n1,2,2026-02-01\n2,1,2026-02-02\n",
    }
    dataset = read(tmp_path, MERGES, files)
    assert [(row["row"], row["kind"]) for row in quarantine(dataset)] == [("3", "cyclic_merge")]


def test_a_stage_that_a_later_export_dates_otherwise_is_reported(tmp_path):
    sources = """
        sources: 1
        files:
          leads:
            file: leads-*.csv
            rows: snapshot
            taken: {from_name: "leads-%Y-%m-%d.csv"}
            lead: {crm: id}
            facts:
              - {kind: stage.asserted, at: mql, with: {stage: mql}}
    """
    files = {
        "leads-2026-03-01.csv": "id,mql\n1,2026-02-01\n2,2026-02-01\n",
        "leads-2026-03-08.csv": "id,mql\n1,2026-02-03\n2,2026-02-01\n",
    }
    dataset = read(tmp_path, sources, files)
    (found,) = [each for each in dataset.problems if each.kind == "stage_dated_anew"]
    assert (found.count, found.examples) == (1, ("1: mql",))


TABLE = "sources: 1\nfiles:\n  facts: {file: facts.parquet, format: facts}\n"
DAY = datetime(2026, 1, 1, tzinfo=UTC)
FACT = {
    "lead": 0,
    "occurred_at": DAY,
    "recorded_at": DAY,
    "date_only": False,
    "kind": "page.viewed",
    "sender": "web",
    "id": "1",
}
LOOSE = pa.schema([pa.field(field.name, field.type) for field in FACT_COLUMNS])


def table_refusal(tmp_path, *rows: dict[str, object], leads: pa.Table | None = None) -> list[str]:
    """Return why a table of facts is refused: of each problem the cause."""
    named = (
        TABLE
        if leads is None
        else TABLE.replace("format: facts", "format: facts, leads: leads.parquet")
    )
    folder = make_folder(tmp_path, named, {})
    pq.write_table(
        pa.Table.from_pylist([{**FACT, **row} for row in rows], LOOSE), folder / "facts.parquet"
    )
    if leads is not None:
        pq.write_table(leads, folder / "leads.parquet")
    with pytest.raises(Refused) as refused:
        read_folder(folder)
    assert all(problem.remedy and problem.place.line == 3 for problem in refused.value.problems)
    return [problem.cause for problem in refused.value.problems]


@pytest.mark.parametrize(
    ("row", "cause"),
    [
        ({"lead": -1}, "Facts that have a negative `lead`: 1."),
        ({"account": -1}, "Facts that have a negative `account`: 1."),
        ({"id": None}, "Facts that have no `id`: 1."),
        ({"kind": None}, "Facts that have no `kind`: 1."),
        ({"occurred_at": None}, "Facts that have no `occurred_at`: 1."),
        (
            {"occurred_at": datetime(1900, 1, 1, tzinfo=UTC)},
            "Facts that have a `occurred_at` before 1970 or after 2099: 1.",
        ),
    ],
)
def test_a_table_of_facts_with_values_that_judging_cant_take_is_refused(tmp_path, row, cause):
    assert table_refusal(tmp_path, {"id": "0"}, row) == [cause]


def test_a_table_of_facts_with_one_name_for_two_facts_is_refused(tmp_path):
    assert table_refusal(tmp_path, {}, {"lead": 1}) == [
        "Facts that have the `sender` and `id` of another: 1."
    ]


def test_keys_so_high_that_judging_would_fill_the_memory_are_refused(tmp_path):
    (cause,) = table_refusal(tmp_path, {"lead": 2_000_000_000})
    assert cause == "The keys of the leads (1) go from 2,000,000,000 to 2,000,000,000."


def lead_rows(*rows: dict[str, object]) -> pa.Table:
    return pa.Table.from_pylist(list(rows), pa.schema([pa.field(f.name, f.type) for f in LEADS]))


@pytest.mark.parametrize(
    ("leads", "cause"),
    [
        (lead_rows({"lead": 5, "lead_id": "a"}), "Leads of the facts that are not in it: 1."),
        (
            lead_rows({"lead": 0, "lead_id": "a"}, {"lead": 0, "lead_id": "b"}),
            "Leads that stand in it twice: 1.",
        ),
        (lead_rows({"lead": None, "lead_id": "a"}), "leads.parquet has other columns"),
        (pa.table({"lead": [0]}), "leads.parquet has not the columns"),
    ],
)
def test_a_table_of_leads_that_does_not_fit_the_facts_is_refused(tmp_path, leads, cause):
    assert table_refusal(tmp_path, {}, leads=leads)[0].startswith(cause)
