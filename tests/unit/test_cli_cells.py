"""CSV for spreadsheets: a cell of ours is never run as a formula."""

from __future__ import annotations

import csv
from datetime import UTC, datetime

import pyarrow as pa
import pytest

from meetworthy.cli.cells import write_csv


def written(tmp_path, **columns):
    path = tmp_path / "out.csv"
    write_csv(pa.table(columns), path)
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+49 30 1234", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", '=HYPERLINK("http://x")'],
)
def test_text_that_a_spreadsheet_would_run_gets_an_apostrophe(tmp_path, text):
    assert written(tmp_path, name=[text])[0]["name"] == f"'{text}"


@pytest.mark.parametrize("text", ["plain", "a=b", 'a "quoted" word', "a,b", "two\nlines", "Zoë"])
def test_other_text_stays_as_it_is(tmp_path, text):
    assert written(tmp_path, name=[text])[0]["name"] == text


def test_a_name_in_a_word_column_is_text_too(tmp_path):
    words = pa.array(["=1+1", "fine"]).dictionary_encode()
    assert [row["name"] for row in written(tmp_path, name=words)] == ["'=1+1", "fine"]


def test_text_inside_a_list_is_safe_because_the_list_is_json(tmp_path):
    assert written(tmp_path, unknown=[["=1+1", "need"]])[0]["unknown"] == '["=1+1", "need"]'


def test_numbers_keep_their_sign_and_nothing_stays_nothing(tmp_path):
    rows = written(tmp_path, score=[-12.5, None], name=[None, "x"])
    assert rows == [{"score": "-12.5", "name": ""}, {"score": "", "name": "x"}]


def test_instants_say_their_zone(tmp_path):
    at = pa.array([datetime(2026, 3, 1, 13, 30, tzinfo=UTC)], pa.timestamp("us", tz="UTC"))
    assert written(tmp_path, at=at)[0]["at"] == "2026-03-01 13:30:00.000000Z"
