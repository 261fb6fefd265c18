"""Bad files: each row that can't be taken is set aside with its place, the others are taken."""

from __future__ import annotations

from pathlib import Path

import pytest

from facts_folder import facts, kinds_of_problems, lines, quarantine, read, refusal

LEADS = """
    sources: 1
    files:
      leads:
        file: leads.csv
        lead: {crm: id}
        id: id
        facts:
          - kind: lead.described
            at: seen
            properties: {title: title, employees: {column: employees, type: integer}}
"""

HEADER = "id,seen,title,employees\n"


def read_rows(tmp_path: Path, rows: str | bytes, sources: str = LEADS):
    content = rows if isinstance(rows, bytes) else HEADER + rows
    return read(tmp_path, sources, {"leads.csv": content})


def test_counts_add_up_and_good_rows_beside_bad_ones_are_taken(tmp_path):
    dataset = read_rows(
        tmp_path,
        "1,2026-01-01,VP,50\n"
        "2,2026-01-01,VP\n"  # a cell is missing
        "3,2026-13-01,VP,50\n"  # no such month
        "4,2026-01-01,VP,many\n"  # not a number
        "1,2026-01-01,VP,50\n"  # the first row again
        "1,2026-01-01,VP,60\n"  # the first row's id with other content
        ",2026-01-01,VP,50\n",  # nobody
    )
    assert [(row["row"], row["kind"]) for row in quarantine(dataset)] == [
        ("3", "ragged_row"),
        ("4", "time_unreadable"),
        ("5", "value_unreadable"),
        ("7", "contradiction"),
        ("8", "id_missing"),
    ]
    counts = dataset.read
    assert (counts.rows, counts.taken, counts.known, counts.quarantined) == (7, 1, 1, 5)
    assert lines(dataset, "lead", "at", "p_employees") == [("1", "2026-01-01 00:00", 50)]


def test_a_contradiction_shows_both_rows_and_the_first_stands(tmp_path):
    dataset = read_rows(tmp_path, "1,2026-01-01,VP,50\n1,2026-01-01,CEO,50\n")
    (aside,) = quarantine(dataset)
    assert aside["raw"] == "1,2026-01-01,CEO,50"
    assert "row 2: 1,2026-01-01,VP,50" in aside["why"]
    assert lines(dataset, "p_title") == [("VP",)]


@pytest.mark.parametrize(
    "content", [b"", b"\n\n", b"id,seen,title,employees\n", HEADER.encode()[:-1]]
)
def test_an_empty_file_and_one_with_only_a_header_have_no_rows(tmp_path, content):
    dataset = read_rows(tmp_path, content)
    assert dataset.read.rows == 0
    assert facts(dataset) == []
    assert kinds_of_problems(dataset) == {"empty_file": 1}


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("utf-8", None),
        ("utf-8-sig", None),
        ("utf-16", None),  # the byte order mark says so
        ("utf-16-le", "utf-16-le"),
        ("latin-1", "latin-1"),
        ("cp1252", "cp1252"),
    ],
)
def test_encodings(tmp_path, encoding, said):
    declared = "" if said is None else f"encoding: {said}\n        "
    sources = LEADS.replace("lead: {crm: id}", f"{declared}lead: {{crm: id}}")
    rows = (HEADER + "1,2026-01-01,Geschäftsführer,50\n").encode(encoding)
    dataset = read_rows(tmp_path, rows, sources)
    assert lines(dataset, "p_title") == [("Geschäftsführer",)]
    assert dataset.read.quarantined == 0


def test_a_bad_byte_sets_its_row_aside_and_not_the_file(tmp_path):
    dataset = read_rows(
        tmp_path,
        HEADER.encode()
        + b"1,2026-01-01,VP,50\n2,2026-01-01,Gesch\xe4ft,50\n"
        + b"3,2026-01-01,V\0P,50\n4,2026-01-01,CEO,1\n",
    )
    assert [(row["row"], row["field"], row["kind"]) for row in quarantine(dataset)] == [
        ("3", "title", "bad_bytes"),
        ("4", "title", "nul_byte"),
    ]
    assert lines(dataset, "lead") == [("1",), ("4",)]


def test_quotes_in_quotes_newlines_in_cells_and_blank_lines(tmp_path):
    dataset = read_rows(
        tmp_path,
        '1,2026-01-01,"Head, ""Ops""\nand more",50\r\n\r\n'
        '2,2026-01-01,5" pipes,1\r\n3,2026-01-01,VP\r\n',
    )
    assert lines(dataset, "lead", "p_title") == [("1", 'Head, "Ops"\nand more'), ("2", '5" pipes')]
    (aside,) = quarantine(dataset)
    assert aside["row"] == "4"  # the header is row 1, a blank line is no row


def test_three_hundred_columns(tmp_path):
    names = [f"c{number}" for number in range(296)]
    header = HEADER.strip() + "," + ",".join(names) + "\n"
    row = "1,2026-01-01,VP,50," + ",".join(str(number) for number in range(296)) + "\n"
    sources = LEADS.replace("title: title,", "title: c295,")
    dataset = read_rows(tmp_path, (header + row).encode(), sources)
    assert lines(dataset, "p_title") == [("295",)]


@pytest.mark.parametrize(
    "when", ["1900-01-01", "1969-12-31 23:59", "2100-01-01", "9999-12-31", "0001-01-01"]
)
def test_absurd_years_are_set_aside(tmp_path, when):
    dataset = read_rows(tmp_path, f"1,{when},VP,50\n2,2026-01-01,VP,50\n")
    assert [row["kind"] for row in quarantine(dataset)] == ["time_absurd"]


@pytest.mark.parametrize(
    "number", ["nan", "inf", "1e400", "12.5", "1,200", "99999999999999999999", "0x10"]
)
def test_what_is_no_whole_number_is_set_aside(tmp_path, number):
    dataset = read_rows(tmp_path, f'1,2026-01-01,VP,"{number}"\n')
    assert [row["what"] for row in quarantine(dataset)] == [number]


def test_bounds_that_the_mapping_states_are_kept(tmp_path):
    sources = LEADS.replace("type: integer}", "type: integer, at_least: 0, at_most: 1000000}")
    dataset = read_rows(tmp_path, "1,2026-01-01,VP,-5\n2,2026-01-01,VP,0\n", sources)
    assert [row["what"] for row in quarantine(dataset)] == ["'-5"]
    assert lines(dataset, "p_employees") == [(0,)]


@pytest.mark.parametrize("formula", ["=cmd|'/c calc'!A1", "+1+1", "-1+1", "@SUM(A1)", "\t=1"])
def test_a_spreadsheet_runs_no_formula_of_the_quarantine(tmp_path, formula):
    dataset = read_rows(tmp_path, f'{formula},2026-13-01,"{formula}",50\n')
    assert dataset.quarantine is not None
    for row in quarantine(dataset):
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row.values())


def test_html_in_a_name_stays_text(tmp_path):
    dataset = read_rows(tmp_path, "1,2026-01-01,<script>alert(1)</script>,50\n")
    assert lines(dataset, "p_title") == [("<script>alert(1)</script>",)]


def test_a_wrong_separator_is_named(tmp_path):
    (problem,) = refusal(
        tmp_path, LEADS, {"leads.csv": "id;seen;title;employees\n1;2026-01-01;VP;50\n"}
    )
    assert problem.kind == "separator"
    assert "semicolon" in problem.cause
    assert problem.remedy == 'Say `separator: ";"`.'


def test_a_missing_column_is_named_with_the_nearest_one(tmp_path):
    (problem,) = refusal(tmp_path, LEADS, {"leads.csv": "id,seen,titel,employees\n"})
    assert problem.kind == "column_missing"
    assert problem.place.line == 11
    assert "`titel`" in problem.remedy


def test_a_column_that_stands_twice_can_not_be_meant(tmp_path):
    (problem,) = refusal(
        tmp_path, LEADS, {"leads.csv": "id,seen,title,title,employees\n1,2026-01-01,a,b,5\n"}
    )
    assert problem.kind == "column_twice"


@pytest.mark.parametrize("file", ["../leads.csv", "/etc/passwd", "sub/../../leads.csv", "link.csv"])
def test_a_file_outside_the_folder_is_refused(tmp_path, file):
    (tmp_path / "leads.csv").write_text(HEADER)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "link.csv").symlink_to(tmp_path / "leads.csv")
    (problem,) = refusal(tmp_path, LEADS.replace("leads.csv", file), {})
    assert problem.kind == "file_outside"


def test_a_quote_that_is_never_closed_sets_the_rest_aside(tmp_path):
    dataset = read_rows(tmp_path, '1,2026-01-01,VP,50\n2,2026-01-01,"VP,50\n3,2026-01-01,VP,50\n')
    assert [row["kind"] for row in quarantine(dataset)] == ["ragged_row"]
    assert dataset.read.rows == dataset.read.taken + dataset.read.quarantined


def test_a_million_facts_on_one_lead(tmp_path):
    sources = """
        sources: 1
        files:
          visits:
            file: visits.csv
            lead: {crm: id}
            id: row
            facts: [{kind: page.viewed, at: {column: at, format: unix}, properties: {path: path}}]
    """
    rows = "id,at,path\n" + "".join(f"1,{1_700_000_000 + n},/p\n" for n in range(1_000_000))
    dataset = read(tmp_path, sources, {"visits.csv": rows.encode()})
    assert (dataset.read.rows, dataset.read.taken) == (1_000_000, 1_000_000)
    assert dataset.leads.num_rows == 1


def test_a_lead_whose_account_has_its_own_id(tmp_path):
    sources = LEADS.replace("lead: {crm: id}", "lead: {crm: id}\n        account: {crm: id}")
    dataset = read_rows(tmp_path, "1,2026-01-01,VP,50\n", sources)
    assert dataset.leads.to_pylist() == [
        {"lead": 0, "lead_id": "1", "account": 0, "account_id": "1"}
    ]


MERGES = """
    sources: 1
    files:
      merges:
        file: merges.csv
        lead: {crm: kept}
        facts: [{kind: lead.merged, at: at, other: {crm: given_up}}]
"""


def test_merges_that_go_round_in_a_circle_are_set_aside_but_for_the_first(tmp_path):
    dataset = read(
        tmp_path,
        MERGES,
        {"merges.csv": "kept,given_up,at\na,b,2026-01-01\nb,c,2026-01-02\nc,a,2026-01-03\n"},
    )
    number = {name: key for key, name in enumerate("abc")}
    assert lines(dataset, "lead", "p_other") == [
        ("a", str(number["b"])),
        ("b", str(number["c"])),
    ]
    assert [row["row"] for row in quarantine(dataset)] == ["4"]
    assert kinds_of_problems(dataset)["cyclic_merge"] == 1


def test_a_lead_merged_with_itself_says_nothing(tmp_path):
    dataset = read(tmp_path, MERGES, {"merges.csv": "kept,given_up,at\na,a,2026-01-01\n"})
    assert facts(dataset) == []
    assert dataset.read.quarantined == 0
