"""A folder imported into the ledger is judged as the command judges the folder, lead by lead."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from meetworthy.app.definitions.models import Version
from meetworthy.app.imports.jobs import create_job
from meetworthy.app.imports.models import Job
from meetworthy.app.imports.run import once
from meetworthy.app.judging.models import Effect, LeadState, StageEntry
from meetworthy.app.judging.work import work_once
from meetworthy.app.ledger.models import Alias, Lead
from meetworthy.app.ledger.open import open_ledger
from meetworthy.app.people.models import Workspace
from meetworthy.definition.load import load_timeline
from meetworthy.facts.read import read_folder
from meetworthy.judge.run import judge
from meetworthy.model.dataset import Dataset
from meetworthy.model.time import DAY, HOUR
from meetworthy.simulate.company import simulate

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]


def workspace_judged_by(definition: Path) -> Workspace:
    made = Workspace.objects.create(slug="northwind", name="Northwind")
    open_ledger(made.pk)
    lists = {path.name: path.read_text("utf-8") for path in definition.glob("*.csv")}
    for version in load_timeline(definition):
        text = (definition / f"v{version.version}.yaml").read_text("utf-8")
        Version.objects.create(
            workspace=made,
            number=version.version,
            text=text,
            lists=lists,
            in_force=version.in_force,
            state="active",
        )
    return made


def imported(workspace: Workspace, folder: Path, *, at: int) -> Job:
    job = create_job(workspace=workspace, folder=folder, name="exports", by=None, at=at)
    while once(at=at, clock=lambda: at):
        pass
    job.refresh_from_db()
    assert job.state == Job.State.DONE, job.problems
    return job


def judge_marked(*, at: int) -> None:
    while work_once(at=at):
        pass


def last_fact(dataset: Dataset) -> int:
    facts = dataset.facts if isinstance(dataset.facts, pa.Table) else pq.read_table(*dataset.facts)
    return pc.max(facts["occurred_at"]).cast(pa.int64()).as_py()


def entries_by_command(dataset: Dataset, definition: Path, *, at: int) -> dict[str, list[tuple]]:
    judged = judge(dataset, load_timeline(definition), at=at)
    found: dict[str, list[tuple]] = {}
    columns = ("lead_id", "pass", "motion", "stage", "at", "date_only", "how", "version", "reason")
    table = judged.entries.set_column(
        judged.entries.schema.get_field_index("at"), "at", judged.entries["at"].cast(pa.int64())
    )
    for row in table.select(columns).to_pylist():
        found.setdefault(row["lead_id"], []).append(tuple(row[name] for name in columns[1:]))
    return found


def entries_in_ledger(workspace: Workspace, leads: dict[str, int]) -> dict[str, list[tuple]]:
    columns = (
        "pass_number", "motion", "stage", "at", "date_only", "how", "version", "reason",
    )  # fmt: skip
    by_lead: dict[int, list[tuple]] = {}
    rows = StageEntry.objects.filter(workspace=workspace).order_by("lead", "place")
    for lead, *entry in rows.values_list("lead", *columns):
        by_lead.setdefault(lead, []).append(tuple(entry))
    return {name: by_lead[number] for name, number in leads.items() if number in by_lead}


def leads_by_alias(workspace: Workspace, dataset: Dataset) -> dict[str, int]:
    """Return the ledger's number of each of the dataset's leads, by what people call it."""
    numbers = dict(
        Alias.objects.filter(workspace=workspace, entity="l").values_list("value", "number")
    )
    return {name: numbers[name] for name in dataset.leads["lead_id"].to_pylist() if name in numbers}


@pytest.mark.parametrize(("files", "leads"), [("csv", 150), ("parquet", 60)])
def test_an_imported_company_is_judged_as_its_folder_is(tmp_path, files, leads) -> None:
    folder = tmp_path / "company"
    simulate(folder, leads=leads, seed=3, files=files)
    dataset = read_folder(folder)
    at = last_fact(dataset) + HOUR
    workspace = workspace_judged_by(folder / "definition")
    job = imported(workspace, folder, at=at)
    assert (job.rows, job.taken, job.known, job.quarantined) == (
        dataset.read.rows,
        dataset.read.taken,
        dataset.read.known,
        dataset.read.quarantined,
    )
    judge_marked(at=at)
    known = leads_by_alias(workspace, dataset)
    assert Lead.objects.filter(workspace=workspace).count() == dataset.leads.num_rows == len(known)
    expected = entries_by_command(dataset, folder / "definition", at=at)
    assert entries_in_ledger(workspace, known) == expected
    verdicts = judge(dataset, load_timeline(folder / "definition"), at=at).verdicts
    stages = {row["lead_id"]: row["stage"] for row in verdicts.to_pylist()}
    states = dict(LeadState.objects.filter(workspace=workspace).values_list("lead", "stage"))
    assert {name: states[number] for name, number in known.items()} == stages


def test_history_that_is_imported_makes_no_tasks_and_no_messages(tmp_path: Path) -> None:
    folder = tmp_path / "company"
    simulate(folder, leads=60, seed=4)
    at = last_fact(read_folder(folder)) + 30 * DAY
    workspace = workspace_judged_by(folder / "definition")
    Workspace.objects.filter(pk=workspace.pk).update(live_since=at - DAY)
    imported(workspace, folder, at=at)
    judge_marked(at=at)
    assert StageEntry.objects.filter(stage="mql").exists()
    before = Effect.objects.filter(at__lt=at - DAY)
    assert before.exists()
    assert not before.exclude(state=Effect.State.PAST)
