"""An export of the ledger: what is in it, and what happens to it between two exports."""

from __future__ import annotations

from multiprocessing import get_context
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.db import connections

from meetworthy.app.definitions.timeline import read
from meetworthy.app.ledger import export_write
from meetworthy.app.ledger.append import append
from meetworthy.app.ledger.export import export, mistyped_in, reading
from meetworthy.app.ledger.models import Head, Lead, PersonKey
from meetworthy.app.people.models import Workspace
from meetworthy.definition.language import Timeline
from meetworthy.facts.read import read_folder
from meetworthy.model.time import DAY
from meetworthy.model.told import Alias, Told
from property.told_worlds import make_workspace

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]

NOW = 1_772_000_000_000_000

STUDENTS = """
definition: Northwind
version: 1
in_force: 2026-01-01T00:00
language: 1
timezone: Europe/Berlin
currency: EUR
framework: bant
attributes:
  title: {type: text}
  employees: {type: integer}
fit:
  student: {when: "title like '%student%'", points: -30}
  right size: {when: "employees between 10 and 200", points: 15}
behaviour:
  asked for a demo: {fact: demo.requested, points: 40, high_intent: true}
stages:
  lead: {}
  mql: {when: "score >= 50 and high_intent > 0"}
  sql: {decided_by: sales, needs: {need: confirmed, budget: partial, timeline: partial}}
"""


@pytest.fixture
def workspace() -> Workspace:
    made: Workspace = make_workspace()
    return made


@pytest.fixture
def students() -> Timeline:
    loaded = read(STUDENTS, {})
    assert loaded.definition is not None, loaded.problems
    return (loaded.definition,)


def told(kind: str, id_: str, who: str = "jo", **properties: object) -> Told:
    return Told(
        kind,
        NOW - DAY,
        "site",
        id_,
        lead=(Alias("email", f"{who}@bright.com"),),
        properties=properties,  # type: ignore[arg-type]  # plain values
        content=id_.encode(),
    )


def tell(workspace: Workspace, *facts: Told) -> None:
    append(workspace.pk, facts, recorded_at=NOW, trusted=True)


def facts_in(folder: Path) -> list[dict[str, object]]:
    """Read a folder as the core's commands do, with all of its checks."""
    dataset = read_folder(folder)
    assert isinstance(dataset.facts, tuple)
    tables = [pq.read_table(path) for path in dataset.facts]
    return sorted(
        pa.concat_tables(tables, promote_options="permissive").to_pylist(),
        key=lambda row: str(row["id"]),
    )


def test_the_folder_is_one_that_the_commands_read(workspace: Workspace, tmp_path: Path) -> None:
    tell(workspace, told("page.viewed", "a", path="/pricing"), told("demo.requested", "b"))
    done = export(workspace.pk, tmp_path, at=NOW)
    assert (done.through, done.facts, done.new) == (2, 2, 2)
    assert [(row["lead"], row["kind"], row["p_path"]) for row in facts_in(tmp_path)] == [
        (1, "page.viewed", "/pricing"),
        (1, "demo.requested", None),
    ]
    leads = read_folder(tmp_path).leads.to_pylist()
    assert leads[0]["lead_id"] == str(Lead.objects.get().uuid)
    assert leads[0]["account_id"] == "bright.com"


def test_an_empty_ledger_makes_an_empty_folder(workspace: Workspace, tmp_path: Path) -> None:
    assert export(workspace.pk, tmp_path, at=NOW).facts == 0
    assert facts_in(tmp_path) == []


def test_a_second_export_reads_only_what_is_new(workspace: Workspace, tmp_path: Path) -> None:
    tell(workspace, told("demo.requested", "a"))
    export(workspace.pk, tmp_path, at=NOW)
    first = set(tmp_path.glob("facts-*.parquet"))
    tell(workspace, told("demo.requested", "b"))
    done = export(workspace.pk, tmp_path, at=NOW + 1)
    assert (done.facts, done.new, done.made_anew) == (2, 1, "")
    assert first < set(tmp_path.glob("facts-*.parquet"))
    assert export(workspace.pk, tmp_path, at=NOW + 2).new == 0
    assert [row["id"] for row in facts_in(tmp_path)] == ["a", "b"]


def test_a_property_nobody_had_named_before_gets_its_column(
    workspace: Workspace, tmp_path: Path
) -> None:
    tell(workspace, told("lead.described", "a", colour="red"))
    export(workspace.pk, tmp_path, at=NOW)
    tell(workspace, told("lead.described", "b", floors=3))
    export(workspace.pk, tmp_path, at=NOW + 1)
    tell(workspace, told("lead.described", "c", floors=2.5))
    export(workspace.pk, tmp_path, at=NOW + 2)
    said = [(row["p_colour"], row["p_floors"]) for row in facts_in(tmp_path)]
    assert said == [("red", None), (None, 3.0), (None, 2.5)]


def test_many_small_exports_are_merged(workspace: Workspace, tmp_path: Path) -> None:
    for number in range(12):
        tell(workspace, told("demo.requested", f"{number:02d}"))
        export(workspace.pk, tmp_path, at=NOW + number)
    assert [row["id"] for row in facts_in(tmp_path)] == [f"{number:02d}" for number in range(12)]
    with reading(tmp_path) as dataset:
        assert len(dataset.facts) < 12


def test_what_identifies_persons_is_left_out(workspace: Workspace, tmp_path: Path) -> None:
    tell(workspace, told("lead.described", "a", name="Jo Weber", title="Student", employees=5))
    export(workspace.pk, tmp_path, at=NOW)
    (row,) = facts_in(tmp_path)
    assert row["p_employees"] == 5
    assert row["p_title"] is None  # a page has a title too, which is not sealed
    assert {"p_name", "p_url"} & set(row) == set()
    assert b"Weber" not in b"".join(path.read_bytes() for path in tmp_path.glob("*.*"))


def test_what_a_condition_asks_for_is_unsealed(
    workspace: Workspace, students: Timeline, tmp_path: Path
) -> None:
    tell(workspace, told("lead.described", "a", name="Jo Weber", title="Student"))
    export(workspace.pk, tmp_path, at=NOW, timeline=students)
    (row,) = facts_in(tmp_path)
    assert row["p_title"] == "Student"
    assert "p_name" not in row


def test_what_judging_reads_is_unsealed_where_it_looks_like_an_address(
    workspace: Workspace, students: Timeline, tmp_path: Path
) -> None:
    tell(workspace, told("meeting.held", "a", meeting="040000@calendar.example"))
    export(workspace.pk, tmp_path, at=NOW, timeline=students)
    (row,) = facts_in(tmp_path)
    assert row["p_meeting"] == "040000@calendar.example"


def test_who_is_erased_leaves_the_export_with_the_next(
    workspace: Workspace, students: Timeline, tmp_path: Path
) -> None:
    tell(workspace, told("lead.described", "a", title="Student", employees=50))
    export(workspace.pk, tmp_path, at=NOW, timeline=students)
    PersonKey.objects.all().delete()
    Lead.objects.update(erased_at=NOW)
    done = export(workspace.pk, tmp_path, at=NOW + 1, timeline=students)
    assert done.made_anew == "somebody was erased"
    (row,) = facts_in(tmp_path)
    assert (row["p_title"], row["p_employees"]) == (None, 50)
    assert len(list(tmp_path.glob("facts-*.parquet"))) == 1  # nothing of before stays


def test_an_attribute_told_in_another_type_is_named(
    workspace: Workspace, students: Timeline, tmp_path: Path
) -> None:
    tell(workspace, told("lead.described", "a", employees="50"))
    tell(workspace, told("lead.described", "b", "al", employees=50))
    export(workspace.pk, tmp_path, at=NOW, timeline=students)
    with reading(tmp_path) as dataset:
        assert mistyped_in(dataset).to_pylist() == [{"lead": 1, "account": None}]


def test_a_restored_ledger_is_exported_anew(workspace: Workspace, tmp_path: Path) -> None:
    tell(workspace, told("demo.requested", "a"))
    with connections["default"].cursor() as cursor:  # a backup of here …
        before = Head.objects.get()
        tell(workspace, told("demo.requested", "b"), told("demo.requested", "c"))
        export(workspace.pk, tmp_path, at=NOW)
        cursor.execute("DELETE FROM ledger_fact WHERE number > 1")
        cursor.execute("DELETE FROM ledger_batch WHERE number > 1")
        before.save()  # … is restored
    tell(workspace, told("demo.requested", "d"), told("demo.requested", "e"))
    done = export(workspace.pk, tmp_path, at=NOW + 1)
    assert "restored" in done.made_anew
    assert [row["id"] for row in facts_in(tmp_path)] == ["a", "d", "e"]


def test_whoever_is_killed_midway_leaves_the_export_of_before(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(workspace, told("demo.requested", "a"))
    export(workspace.pk, tmp_path, at=NOW)
    tell(workspace, told("demo.requested", "b"))
    written = export_write.Writer.write_part

    def killed(*given: object, **named: object) -> None:
        written(*given, **named)  # type: ignore[arg-type]  # passed on as they are
        raise KeyboardInterrupt

    monkeypatch.setattr(export_write.Writer, "write_part", killed)
    with pytest.raises(KeyboardInterrupt):
        export(workspace.pk, tmp_path, at=NOW + 1)
    monkeypatch.undo()
    assert [row["id"] for row in facts_in(tmp_path)] == ["a"]
    export(workspace.pk, tmp_path, at=NOW + 2)
    assert [row["id"] for row in facts_in(tmp_path)] == ["a", "b"]


def _export_there(workspace_id: int, folder: Path, at: int) -> None:
    connections.close_all()
    export(workspace_id, folder, at=at)


def test_two_exporters_at_once_do_it_one_after_the_other(
    workspace: Workspace, tmp_path: Path
) -> None:
    tell(workspace, *(told("demo.requested", f"{number:03d}") for number in range(200)))
    connections.close_all()
    forked = get_context("fork")
    both = [
        forked.Process(target=_export_there, args=(workspace.pk, tmp_path, NOW + n))
        for n in range(2)
    ]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert [each.exitcode for each in both] == [0, 0]
    assert len(facts_in(tmp_path)) == 200
