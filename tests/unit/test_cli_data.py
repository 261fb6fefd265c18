"""The instants a command is asked about, and what is said of the rows it read."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from meetworthy.cli.data import as_of_instant, before, ending, note_read, version_at
from meetworthy.cli.exits import Exit
from meetworthy.cli.moment import parse_moment
from meetworthy.definition.load import load_definition
from meetworthy.definition.packs import pack_path
from meetworthy.model.dataset import Dataset, ReadCounts
from meetworthy.model.problem import DataProblem
from meetworthy.model.tables import FACT_COLUMNS
from meetworthy.model.time import instant_of, moment_of


def facts(*rows: tuple[int | None, str]) -> pa.Table:
    """Facts of leads (or of nobody, None) at moments in UTC."""
    return pa.Table.from_pylist(
        [
            {
                "lead": lead,
                "occurred_at": instant_of(datetime.fromisoformat(at).replace(tzinfo=UTC)),
                "recorded_at": 0,
                "date_only": False,
                "kind": "page.viewed",
                "sender": "web",
                "id": str(number),
            }
            for number, (lead, at) in enumerate(rows)
        ],
        schema=FACT_COLUMNS,
    )


def as_of(table, zone: str, asked: str | None = None) -> str:
    moment = None if asked is None else parse_moment(asked)
    instant = as_of_instant(moment, Dataset(facts=table), zone)
    return moment_of(instant).isoformat()


def test_unless_said_it_is_the_first_midnight_after_the_last_fact():
    table = facts((1, "2018-03-01T09:00"), (2, "2018-03-04T22:30"))
    assert as_of(table, "UTC") == "2018-03-05T00:00:00+00:00"


def test_midnight_is_that_of_the_workspace():
    table = facts((1, "2018-03-04T23:30"))
    assert as_of(table, "Europe/Berlin") == "2018-03-05T23:00:00+00:00"


def test_a_fact_at_midnight_is_inside_the_day_it_begins():
    assert as_of(facts((1, "2018-03-04T00:00")), "UTC") == "2018-03-05T00:00:00+00:00"


def test_spend_booked_ahead_and_dates_in_the_future_do_not_move_it():
    table = facts((1, "2018-03-01T09:00"), (None, "2019-01-01T00:00"), (1, "2100-01-01T00:00"))
    assert as_of(table, "UTC") == "2018-03-02T00:00:00+00:00"


def test_what_is_asked_wins():
    table = facts((1, "2018-03-01T09:00"))
    assert as_of(table, "UTC", "2018-02-01") == "2018-02-01T00:00:00+00:00"


def test_facts_in_files_are_looked_at_too(tmp_path):
    path = tmp_path / "facts.parquet"
    pq.write_table(facts((1, "2018-03-01T09:00")), path)
    assert as_of((path,), "UTC") == "2018-03-02T00:00:00+00:00"


def test_judging_counts_an_instant_inclusively_so_a_command_asks_for_the_one_before():
    assert before(parse_moment("1970-01-01T00:00:01"), "UTC") == 999_999
    assert before(None, "UTC") is None


def test_the_version_that_a_report_names_is_the_one_in_force_then():
    first = load_definition(pack_path("product-led"))
    second = replace(first, version=2, in_force=first.in_force + 10)
    timeline = (first, second)
    at = [first.in_force - 1, first.in_force, first.in_force + 9, first.in_force + 10]
    assert [version_at(timeline, each).version for each in at] == [1, 1, 1, 2]


@pytest.mark.parametrize(
    ("quarantined", "strict", "code"),
    [
        (0, False, Exit.FINE),
        (3, False, Exit.FINE),
        (0, True, Exit.FINE),
        (3, True, Exit.QUARANTINED),
    ],
)
def test_quarantine_fails_a_command_only_where_asked_to(quarantined, strict, code):
    dataset = Dataset(facts=facts(), read=ReadCounts(10, 10 - quarantined, 0, quarantined))
    assert ending(dataset, strict=strict) is code


def test_what_became_of_the_rows_is_said_and_what_a_reader_must_know(capsys, tmp_path):
    dataset = Dataset(
        facts=facts(),
        read=ReadCounts(1200, 1190, 7, 3),
        quarantine=tmp_path / "quarantine.csv",
        problems=(DataProblem("late", 60, "Wins are recorded from December only.", ("a", "b")),),
    )
    note_read(dataset)
    said = capsys.readouterr().err
    assert "Read 1,200 rows: 1,190 taken, 7 already known, 3 quarantined." in said
    assert "quarantine.csv" in said
    assert "Wins are recorded from December only (60). E.g. a, b." in said
