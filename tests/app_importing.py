"""Small imports for tests: a workspace, a folder that the test shows, a job run to its end."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from facts_folder import make_folder
from meetworthy.app.imports.jobs import create_job
from meetworthy.app.imports.models import Job
from meetworthy.app.imports.run import once
from meetworthy.app.ledger.load import fact_of, select
from meetworthy.app.ledger.open import open_ledger
from meetworthy.app.people.models import Workspace
from meetworthy.model.fact import Fact
from meetworthy.model.time import instant_of

NOW = instant_of(datetime(2026, 5, 4, 12, tzinfo=UTC))

CRM = """
    sources: 1
    files:
      crm:
        file: crm.csv
        lead: {crm: id, mail: email}
        id: id
        facts:
          - kind: lead.described
            at: seen
            properties: {seniority: seniority, employees: {column: employees, type: integer}}
"""
HEADER = "id,email,seen,seniority,employees\n"


def new_workspace(slug: str = "northwind") -> Workspace:
    made = Workspace.objects.create(slug=slug, name=slug)
    open_ledger(made.pk)
    return made


def folder_of(folder: Path, rows: str, sources: str = CRM, header: str = HEADER) -> Path:
    return make_folder(folder, sources, {"crm.csv": (header + rows).encode()})


def asked(workspace: Workspace, folder: Path) -> Job:
    return create_job(workspace=workspace, folder=folder, name=folder.name, by=None, at=NOW)


def imported(workspace: Workspace, folder: Path, *, about: int = 4_000) -> Job:
    """Import a folder to its end, whatever that is."""
    job = asked(workspace, folder)
    while once(at=NOW, clock=lambda: NOW, about=about):
        pass
    job.refresh_from_db()
    return job


def counts(job: Job) -> tuple[int, int, int, int]:
    assert job.rows == job.taken + job.known + job.quarantined
    return (job.rows, job.taken, job.known, job.quarantined)


def facts_of(workspace: Workspace) -> list[Fact]:
    return [fact_of(row) for row in sorted(select(workspace.pk, "true", ()), key=lambda r: r[-1])]
