"""An import that is killed again and again ends as one that nobody disturbed."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app_installation import Builder, Installation, kill, wait_for
from meetworthy.simulate.company import simulate

pytestmark = [pytest.mark.sockets]

ASK = """
import json
from pathlib import Path
from meetworthy.app.imports.jobs import create_job
from meetworthy.app.ledger.open import open_ledger
from meetworthy.app.operate.clock import now
from meetworthy.app.people.models import Workspace
workspace, _ = Workspace.objects.get_or_create(slug={slug!r}, defaults={{"name": {slug!r}}})
open_ledger(workspace.pk)
job = create_job(workspace=workspace, folder=Path({folder!r}), name="x", by=None, at=now())
print(json.dumps([workspace.pk, job.pk]))
"""

# A worker's loop over imports, in small pieces so that there is much to be killed between.  Each
# start's clock is two minutes ahead of the one before: a killed one has been silent long enough.
WORK = """
import sys, time
from meetworthy.app.operate.start import start
start()
from meetworthy.app.imports.run import once
from meetworthy.app.operate.clock import now
ahead = int(sys.argv[1]) * 120_000_000
def clock():
    time.sleep(0.02)  # it is asked for with every piece: nobody is done before they are killed
    return now() + ahead
while True:
    if not once(at=clock(), clock=clock, about=60):
        time.sleep(0.02)
"""

FACTS = (
    "select number, kind, occurred_at, date_only, sender, told_id, lead, account, visitor, source,"
    " campaign, actor, properties, sealed is null from ledger_fact where workspace_id = {}"
    " order by number"
)
WHO = {
    "ledger_alias": "entity, space, value, number",
    "ledger_lead": "number, account, merged_into",
    "ledger_belonging": "account, lead",
    "ledger_identification": "visitor, lead, first_at",
    "ledger_head": "facts, leads, accounts, visitors, batches",
    "ingest_quarantined": "place, kind, body, times",
}
COUNTS = (
    "select state, items, position, rows, taken, known, quarantined from imports_job where id = {}"
)


@pytest.fixture(scope="module")
def builder(tmp_path_factory) -> Iterator[Builder]:
    made = Builder(tmp_path_factory.mktemp("installations"))
    yield made
    made.end()


@pytest.fixture(params=["sqlite", "postgresql"])
def installation(request, builder) -> Iterator[Installation]:
    with builder.built(request.param) as made:
        yield made


@pytest.fixture(scope="module")
def company(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("company")
    simulate(folder, leads=50, seed=5)
    return folder


def work(installation: Installation, number: int) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(
        [sys.executable, "-c", WORK, str(number)],
        env=installation.environment,
        cwd=installation.folder.parent,
    )
    installation.started.append(process)
    return process


def position(installation: Installation, job: int) -> int:
    return installation.rows(f"select position from imports_job where id = {job}")[0][0]


def state(installation: Installation, job: int) -> str:
    return installation.rows(f"select state from imports_job where id = {job}")[0][0]


def run_to_the_end(installation: Installation, job: int, number: int) -> None:
    process = work(installation, number)
    wait_for(lambda: state(installation, job) == "done")
    kill(process)
    process.wait()


def test_killed_at_random_points_an_import_ends_as_an_undisturbed_one(installation, company):
    calm, calm_job = installation.ask(ASK.format(slug="calm", folder=str(company)))
    run_to_the_end(installation, calm_job, 0)
    stormy, stormy_job = installation.ask(ASK.format(slug="stormy", folder=str(company)))
    chance = random.Random(7)
    kills_while_taking = 0
    for number in range(1, 7):
        before, process = position(installation, stormy_job), work(installation, number)
        if number > 2:  # the first two are killed while the folder is read
            wait_for(lambda: position(installation, stormy_job) > before)  # noqa: B023 - waited for at once
            kills_while_taking += 1
        else:
            wait_for(lambda: state(installation, stormy_job) == "running")
        time.sleep(chance.uniform(0, 0.15))
        kill(process)
        process.wait()
    assert kills_while_taking == 4
    assert state(installation, stormy_job) == "running"  # there was something left to kill
    run_to_the_end(installation, stormy_job, 7)
    rows = installation.rows
    assert rows(COUNTS.format(stormy_job)) == rows(COUNTS.format(calm_job))
    assert rows(FACTS.format(stormy)) == rows(FACTS.format(calm))
    for table, columns in WHO.items():
        query = f"select {columns} from {table} where workspace_id = {{}}"
        assert sorted(rows(query.format(stormy))) == sorted(rows(query.format(calm)))
    ((_, items, done, all_rows, taken, known, quarantined),) = rows(COUNTS.format(stormy_job))
    assert items == done > 1_000
    assert all_rows == taken + known + quarantined
    installation.run("verify")  # the chains hold: it ends with 0
