"""When it happened: ISO needs no format, everything else is declared, nothing is guessed."""

from __future__ import annotations

import pytest

from facts_folder import kinds_of_problems, lines, quarantine, read, refusal


def leads(at: str, zone: str = "Europe/Berlin") -> str:
    return f"""
        sources: 1
        timezone: {zone}
        files:
          leads:
            file: leads.csv
            lead: {{crm: id}}
            facts: [{{kind: lead.created, at: {at}}}]
    """


def moments(tmp_path, at: str, *cells: str, zone: str = "Europe/Berlin"):
    rows = "id,at\n" + "".join(f'{n},"{cell}"\n' for n, cell in enumerate(cells))
    return read(tmp_path, leads(at, zone), {"leads.csv": rows})


@pytest.mark.parametrize(
    ("cell", "at", "date_only"),
    [
        ("2026-03-01", "2026-02-28 23:00", True),  # the day begins at 00:00 in Berlin
        ("2026-03-01 10:00", "2026-03-01 09:00", False),
        ("2026-07-01T10:00:00", "2026-07-01 08:00", False),
        ("2026-03-01T10:00:00Z", "2026-03-01 10:00", False),
        ("2026-03-01T10:00:00+05:30", "2026-03-01 04:30", False),
        ("2026-03-01 10:00:00.123456 UTC", "2026-03-01 10:00", False),
        ("2026-03-01T10:00:00-0800", "2026-03-01 18:00", False),
    ],
)
def test_iso_needs_no_format(tmp_path, cell, at, date_only):
    dataset = moments(tmp_path, "at", cell)
    assert lines(dataset, "at", "date_only") == [(at, date_only)]


@pytest.mark.parametrize(
    ("written", "cell", "at", "date_only"),
    [
        ('"%d/%m/%Y"', "02/03/2018", "2018-03-02 00:00", True),
        ('"%m/%d/%Y"', "02/03/2018", "2018-02-03 00:00", True),
        ('"%d.%m.%Y %H:%M"', "2.3.2018 7:05", "2018-03-02 07:05", False),
        ('"%b %d, %Y %I:%M %p"', "Mar 02, 2018 03:05 PM", "2018-03-02 15:05", False),
        ('"%d/%m/%Y %H:%M:%S%z"', "02/03/2018 10:00:00+0200", "2018-03-02 08:00", False),
        ("unix", "1520000000", "2018-03-02 14:13", False),
        ("unix_ms", "1520000000123", "2018-03-02 14:13", False),
        ('["%d/%m/%Y %H:%M", "%d/%m/%Y"]', "02/03/2018", "2018-03-02 00:00", True),
    ],
)
def test_a_declared_format_is_read_as_declared(tmp_path, written, cell, at, date_only):
    dataset = moments(tmp_path, f"{{column: at, format: {written}}}", cell, zone="UTC")
    assert lines(dataset, "at", "date_only") == [(at, date_only)]


def test_a_date_that_could_be_two_is_refused_with_both_readings(tmp_path):
    (problem,) = refusal(
        tmp_path, leads("at"), {"leads.csv": "id,at\n1,02/03/2018\n2,04/05/2018\n"}
    )
    assert problem.kind == "time_undeclared"
    assert '`%d/%m/%Y` ("02/03/2018" is 2 March 2018)' in problem.remedy
    assert '`%m/%d/%Y` ("02/03/2018" is 3 February 2018)' in problem.remedy


def test_rows_that_do_not_fit_the_declared_format_are_set_aside(tmp_path):
    dataset = moments(tmp_path, '{column: at, format: "%d/%m/%Y"}', "02/03/2018", "02/13/2018")
    assert [(row["row"], row["field"], row["what"]) for row in quarantine(dataset)] == [
        ("3", "at", "02/13/2018")
    ]


def test_a_time_that_the_zone_skips_is_no_time(tmp_path):
    dataset = moments(tmp_path, "at", "2025-03-30 01:59", "2025-03-30 02:30", "2025-03-30 03:00")
    assert lines(dataset, "at") == [("2025-03-30 00:59",), ("2025-03-30 01:00",)]
    assert [row["kind"] for row in quarantine(dataset)] == ["time_skipped"]


def test_of_a_time_that_the_zone_has_twice_the_first_is_taken_and_it_is_said(tmp_path):
    dataset = moments(tmp_path, "at", "2025-10-26 02:30")
    assert lines(dataset, "at") == [("2025-10-26 00:30",)]
    assert kinds_of_problems(dataset) == {"time_doubled": 1}


def test_a_day_that_begins_at_one_o_clock(tmp_path):
    dataset = moments(tmp_path, "at", "2017-10-15", zone="America/Sao_Paulo")
    assert lines(dataset, "at") == [("2017-10-15 03:00",)]  # 00:00 to 01:00 did not exist
    assert dataset.read.quarantined == 0


def test_a_column_may_have_a_zone_of_its_own(tmp_path):
    dataset = moments(tmp_path, "{column: at, zone: America/New_York}", "2026-01-01 10:00")
    assert lines(dataset, "at") == [("2026-01-01 15:00",)]


def test_what_was_recorded_later_says_when(tmp_path):
    sources = leads("at", "UTC").replace("facts:", "recorded: logged\n            facts:")
    dataset = read(
        tmp_path,
        sources,
        {"leads.csv": "id,at,logged\n1,2026-01-01,2026-02-01 10:00\n2,2026-01-01,\n"},
    )
    assert lines(dataset, "lead", "at", "recorded") == [
        ("1", "2026-01-01 00:00", "2026-02-01 10:00"),
        ("2", "2026-01-01 00:00", "2026-01-01 00:00"),
    ]


def test_cells_that_are_no_times_at_all_are_set_aside_and_do_not_refuse_the_file(tmp_path):
    dataset = moments(tmp_path, "at", "soon", "later")
    assert [row["kind"] for row in quarantine(dataset)] == ["time_unreadable", "time_unreadable"]
