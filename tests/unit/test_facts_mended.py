"""A quarantine, corrected and laid beside the files, takes the place of the bad rows."""

from __future__ import annotations

import shutil

import pytest

from facts_folder import kinds_of_problems, lines, make_folder, quarantine, refusal
from meetworthy.facts.read import read_folder

SOURCES = """
    sources: 1
    files:
      leads:
        file: leads.csv
        lead: {crm: id}
        id: row
        facts: [{kind: lead.described, at: at, properties: {title: title}}]
"""

BAD = b'id,at,title\n1,2026-01-01,VP\n2,2026-13-01,"=1+1, VP"\n3,2026-01-01\n4,2026-01-01,V\xe4\n'


def test_mended_rows_are_taken_in_their_places(tmp_path):
    folder = make_folder(tmp_path / "data", SOURCES, {"leads.csv": BAD})
    first = read_folder(folder, work=tmp_path / "work")
    assert (first.read.rows, first.read.taken, first.read.quarantined) == (4, 1, 3)
    shutil.copy(first.quarantine, folder / "mended.csv")
    text = (folder / "mended.csv").read_text()
    text = text.replace('2,2026-13-01,""=1+1, VP""', '2,2026-12-01,""=1+1, VP""')
    text = text.replace('"3,2026-01-01"', '"3,2026-01-01,CEO"').replace("V\ufffd", "Vä")
    (folder / "mended.csv").write_text(text)
    again = read_folder(folder, work=tmp_path / "again")
    assert (again.read.rows, again.read.taken, again.read.quarantined) == (4, 4, 0)
    assert lines(again, "lead", "at", "p_title", "id") == [
        ("1", "2026-01-01 00:00", "VP", "leads.csv#2"),
        ("2", "2026-12-01 00:00", "=1+1, VP", "leads.csv#3"),
        ("3", "2026-01-01 00:00", "CEO", "leads.csv#4"),
        ("4", "2026-01-01 00:00", "Vä", "leads.csv#5"),
    ]
    assert kinds_of_problems(again) == {}


def test_a_mended_row_that_is_still_wrong_is_set_aside_again(tmp_path):
    folder = make_folder(
        tmp_path / "data",
        SOURCES,
        {
            "leads.csv": BAD,
            "mended.csv": 'file,row,raw\nleads.csv,4,"3,soon,CEO"\nleads.csv,3,"2,x"\n'
            'leads.csv,99,"9,2026-01-01,CEO"\n',
        },
    )
    dataset = read_folder(folder, work=tmp_path / "work")
    assert [(row["row"], row["kind"]) for row in quarantine(dataset)] == [
        ("3", "ragged_row"),
        ("4", "time_unreadable"),
        ("5", "bad_bytes"),
    ]
    assert (dataset.read.rows, dataset.read.taken) == (4, 1)


@pytest.mark.parametrize("text", ["a,b\n1,2\n", "file,row,raw\nleads.csv,two,x\n"])
def test_a_mended_file_of_another_shape_is_refused(tmp_path, text):
    problems = refusal(tmp_path, SOURCES, {"leads.csv": BAD, "mended.csv": text})
    assert [problem.kind for problem in problems] == ["mended_unread"]
