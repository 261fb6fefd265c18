"""Weekly exports of everything become facts by their difference."""

from __future__ import annotations

from facts_folder import kinds_of_problems, lines, read, refusal

WEEKLY = """
    sources: 1
    timezone: UTC
    stages: [lead, mql, sql]
    files:
      contacts:
        file: contacts-*.csv
        rows: snapshot
        taken: {from_name: "contacts-%Y-%m-%d.csv"}
        lead: {crm: id}
        facts:
          - kind: lead.described
            properties: {title: title, employees: {column: employees, type: integer}}
          - kind: stage.asserted
            properties: {stage: status}
          - kind: stage.asserted
            at: became_sql
            with: {stage: sql}
"""

HEADER = "id,title,employees,status,became_sql\n"


def test_only_what_changed_becomes_a_fact_at_the_day_of_the_export(tmp_path):
    dataset = read(
        tmp_path,
        WEEKLY,
        {
            "contacts-2026-01-05.csv": HEADER + "1,Head,50,lead,\n2,VP,,lead,\n",
            "contacts-2026-01-12.csv": HEADER + "1,Head,60,MQL,\n2,,,lead,\n",
            "contacts-2026-01-19.csv": HEADER + "1,Head,60,mql,2026-01-15\n2,CEO,9,lead,\n",
        },
    )
    described = [
        line[:1] + line[2:]
        for line in lines(dataset, "at", "kind", "lead", "p_title", "p_employees")
        if line[1] == "lead.described"
    ]
    assert described == [
        ("2026-01-05 00:00", "1", "Head", 50),
        ("2026-01-12 00:00", "1", None, 60),  # the title did not change
        ("2026-01-05 00:00", "2", "VP", None),  # the cell that became empty says nothing
        ("2026-01-19 00:00", "2", "CEO", 9),
    ]
    stages = [
        line[1:]
        for line in lines(dataset, "kind", "at", "recorded", "lead", "p_stage")
        if line[0] == "stage.asserted"
    ]
    assert stages == [
        ("2026-01-05 00:00", "2026-01-05 00:00", "1", "lead"),
        ("2026-01-12 00:00", "2026-01-12 00:00", "1", "mql"),
        ("2026-01-15 00:00", "2026-01-19 00:00", "1", "sql"),  # learned by the export
        ("2026-01-05 00:00", "2026-01-05 00:00", "2", "lead"),
    ]
    counts = dataset.read
    assert (counts.rows, counts.taken, counts.known, counts.quarantined) == (6, 5, 1, 0)


def test_the_same_export_twice_says_nothing_new(tmp_path):
    rows = HEADER + "1,Head,50,lead,2026-01-01\n"
    once = read(tmp_path / "once", WEEKLY, {"contacts-2026-01-05.csv": rows})
    twice = read(
        tmp_path / "twice",
        WEEKLY,
        {"contacts-2026-01-05.csv": rows, "contacts-2026-01-12.csv": rows},
    )
    assert once.facts.equals(twice.facts)
    assert twice.read.known == 1


def test_a_column_that_only_some_exports_have_says_nothing_in_the_others(tmp_path):
    dataset = read(
        tmp_path,
        WEEKLY,
        {
            "contacts-2026-01-05.csv": "id,title,status,became_sql\n1,Head,lead,\n",
            "contacts-2026-01-12.csv": HEADER + "1,Head,60,lead,\n",
        },
    )
    assert kinds_of_problems(dataset) == {"column_in_some": 1}
    assert [line for line in lines(dataset, "at", "p_employees") if line[1]] == [
        ("2026-01-12 00:00", 60)
    ]


def test_a_snapshot_whose_day_nobody_says_is_refused(tmp_path):
    sources = WEEKLY.replace('taken: {from_name: "contacts-%Y-%m-%d.csv"}', "encoding: utf-8")
    (problem,) = refusal(tmp_path, sources, {"contacts-2026-01-05.csv": HEADER})
    assert problem.kind == "taken_missing"


def test_a_file_whose_name_does_not_say_the_day_is_refused(tmp_path):
    (problem,) = refusal(tmp_path, WEEKLY, {"contacts-latest.csv": HEADER + "1,Head,5,lead,\n"})
    assert problem.kind == "taken_unread"
    assert "contacts-latest.csv" in problem.cause


UNDATED = """
    sources: 1
    files:
      leads:
        file: leads.csv
        rows: undated
        taken: {on: 2026-03-01}
        lead: {crm: id}
        facts:
          - kind: lead.created
          - kind: stage.asserted
            with: {stage: customer}
            when: {column: won, is: 1}
"""


def test_without_any_date_the_stage_is_said_and_that_nothing_says_when(tmp_path):
    dataset = read(tmp_path, UNDATED, {"leads.csv": "id,won\n1,0\n2,1\n"})
    assert lines(dataset, "lead", "kind", "at", "date_only") == [
        ("1", "lead.created", "2026-03-01 00:00", True),
        ("2", "lead.created", "2026-03-01 00:00", True),
        ("2", "stage.asserted", "2026-03-01 00:00", True),
    ]
    assert kinds_of_problems(dataset) == {"no_dates": 2}


def test_columns_without_a_date_are_known_from_when_the_mapping_says(tmp_path):
    sources = """
        sources: 1
        files:
          leads:
            file: leads.csv
            known_from: 2026-02-01
            lead: {crm: id}
            facts: [{kind: lead.described, properties: {title: title}}]
    """
    dataset = read(tmp_path, sources, {"leads.csv": "id,title\n1,VP\n"})
    assert lines(dataset, "at", "p_title") == [("2026-02-01 00:00", "VP")]


def test_what_the_first_snapshot_says_was_known_from_when_the_mapping_says(tmp_path):
    sources = WEEKLY.replace("rows: snapshot", "rows: snapshot\n        known_from: 2025-12-01")
    dataset = read(
        tmp_path,
        sources,
        {
            "contacts-2026-01-05.csv": HEADER + "1,Head,50,,\n",
            "contacts-2026-01-12.csv": HEADER + "1,VP,50,,\n",
        },
    )
    assert lines(dataset, "at", "recorded", "p_title", "p_employees") == [
        ("2025-12-01 00:00", "2025-12-01 00:00", "Head", 50),
        ("2026-01-12 00:00", "2026-01-12 00:00", "VP", None),
    ]


def test_what_has_a_date_is_said_once_though_the_rest_of_the_row_changes(tmp_path):
    sources = """
        sources: 1
        files:
          contacts:
            file: contacts-*.csv
            rows: snapshot
            taken: {from_name: "contacts-%Y-%m-%d.csv"}
            lead: {crm: id}
            id: id
            source: source
            facts: [{kind: lead.created, at: created}]
    """
    dataset = read(
        tmp_path,
        sources,
        {
            "contacts-2026-01-05.csv": "id,created,source\n1,2026-01-01,ads\n",
            "contacts-2026-01-12.csv": "id,created,source\n1,2026-01-01,fair\n",
        },
    )
    assert lines(dataset, "at", "recorded", "source") == [
        ("2026-01-01 00:00", "2026-01-05 00:00", "ads")
    ]
    assert (dataset.read.taken, dataset.read.known, dataset.read.quarantined) == (1, 1, 0)


def test_spend_that_is_exported_again_and_again_is_spent_once(tmp_path):
    sources = """
        sources: 1
        files:
          spend:
            file: spend-*.csv
            rows: snapshot
            taken: {from_name: "spend-%Y-%m-%d.csv"}
            source: channel
            facts: [{kind: spend.recorded, at: month, properties: {amount: amount}}]
    """
    rows = "month,channel,amount\n2026-01-01,ads,100\n2026-01-01,fair,100\n"
    dataset = read(tmp_path, sources, {"spend-2026-02-01.csv": rows, "spend-2026-03-01.csv": rows})
    assert sorted(lines(dataset, "source", "p_amount")) == [("ads", 100.0), ("fair", 100.0)]
    assert (dataset.read.taken, dataset.read.known) == (2, 2)
