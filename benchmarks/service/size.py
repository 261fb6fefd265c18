"""The service at size: a ledger of 20,000,000 facts, taken, judged and exported for real.

``python -m benchmarks.service.size --leads 1000000`` appends the benchmark's facts to the ledger of
the database that ``MEETWORTHY_DATABASE`` names (``bundled``: the PostgreSQL server from a pip
package; unsaid: SQLite in a temporary folder), judges every lead as a worker does, measures the
funnel for the first time, and times whole requests through Django: the leads, one lead, the funnel.

Facts come in order of time within 50,000 leads, so that what a lead did lies scattered.
"""

from __future__ import annotations

import argparse
import logging
import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import numpy as np
import structlog

from benchmarks.data import BLOCK_LEADS, Facts, draw_block
from benchmarks.files import LEADS_PER_ACCOUNT, SEED
from benchmarks.service.states import start, timed
from benchmarks.world import ACTORS, CODE, KINDS, PROPERTIES, SOURCES
from meetworthy.model.told import Alias, Told

BATCH = 5_000
DEFINITION = Path(__file__).parents[1] / "definition.yaml"

PAGES = {
    "leads, by score": "/leads",
    "leads, one stage": "/leads?stage=mql",
    "leads, a word": "/leads?q=lead4711",
    "a lead": "/leads/{lead}",
    "a lead, as of a date": "/leads/{lead}?at=2025-06-01",
    "funnel": "/funnel",
}


def told(facts: Facts, first: int) -> Iterator[Told]:
    """Yield facts as a sender tells them; their ids count from ``first``."""
    order = np.argsort(facts.at, kind="stable")
    columns = (facts.lead, facts.at, facts.kind, facts.detail)
    rows = zip(*(column[order].tolist() for column in columns), strict=True)
    for number, (lead, at, code, detail) in enumerate(rows, first):
        name, kind = f"f{number}", KINDS[code]
        who: tuple[Alias, ...] = (Alias("user", f"u{lead}"),)
        if kind == "lead.created":
            firm = lead // LEADS_PER_ACCOUNT
            who = (*who, Alias("email", f"lead{lead}@firm{firm}.example"))
        yield Told(
            kind, at, "site", name, who,
            source=SOURCES[lead % len(SOURCES)],
            actor=ACTORS[lead % len(ACTORS)] if code > CODE["lead.described"] else None,
            properties={
                one.name: one.words[said - 1]
                for one in PROPERTIES
                if kind in one.kinds and (said := detail >> one.shift & (1 << one.bits) - 1)
            },
            content=name.encode(),
        )  # fmt: skip


def take(workspace_id: int, leads: int) -> int:
    """Append the facts of so many leads; returns how many."""
    from django.db import transaction

    from meetworthy.app.ledger.append import append
    from meetworthy.app.ledger.sql import execute

    count, now = 0, _now()
    for block in range(0, leads, BLOCK_LEADS):
        told_here = told(draw_block(block, min(BLOCK_LEADS, leads - block), SEED), count)
        while batch := list(islice(told_here, BATCH)):
            with transaction.atomic():
                append(workspace_id, batch, recorded_at=now, trusted=True)
            count += len(batch)
        execute("DELETE FROM judging_mark")  # each lead is marked once, when all is there
    execute(
        "INSERT INTO judging_mark (workspace_id, lead, at)"
        " SELECT workspace_id, number, 0 FROM ledger_lead"
    )
    execute("ANALYZE")
    return count


def site() -> int:
    """Make a workspace with the benchmark's definition and a reader; returns its key."""
    from meetworthy.app.definitions.models import Version
    from meetworthy.app.people.accounts import make_user
    from meetworthy.app.people.members import add_member
    from meetworthy.app.people.models import Role
    from meetworthy.app.people.workspaces import create_workspace

    since = datetime(2026, 1, 5, tzinfo=UTC)
    workspace = create_workspace(name="Size", by=None, at=since)
    user = make_user("reader@size.example", password=None)
    add_member(workspace, user, role=Role.VIEWER, by=None, at=since)
    text = DEFINITION.read_text("utf-8")
    Version.objects.create(workspace=workspace, number=1, text=text, in_force=0, state="active")
    return int(workspace.pk)


def judge_all() -> int:
    """Judge as a worker does until nothing waits, the many by the engine; returns how many."""
    from meetworthy.app.judging.bulk import once
    from meetworthy.app.judging.work import work_once

    count = 0
    while done := once(at=_now()) or work_once(at=_now()):
        count += done
    return count


def measure_funnel(workspace_id: int) -> None:
    """Export the ledger and measure the funnel, as a worker does once it is asked for."""
    from meetworthy.app.measuring.funnel import FunnelQuestion, funnel_report, once

    now = _now()
    funnel_report(workspace_id, FunnelQuestion(), at=now)
    once(at=now)
    measured = funnel_report(workspace_id, FunnelQuestion(), at=now)
    assert measured is not None
    assert measured.report is not None, measured.refused


def pages(rounds: int) -> None:
    """Print how long each page takes on the server: median and 95th percentile."""
    from django.test import Client

    from meetworthy.app.ledger.models import Lead
    from meetworthy.app.people.models import User

    client = Client(headers={"host": "localhost"})
    client.force_login(User.objects.get())
    lead = Lead.objects.filter(merged_into=None)[4711]
    print(f"{'':26}{'median':>10}{'95th':>10}  ms on the server")
    for name, path in PAGES.items():
        address = "/w/size" + path.format(lead=lead.uuid)
        answer = client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        took = timed(lambda address=address: client.get(address), rounds)
        p95 = took[max(0, int(0.95 * len(took)) - 1)]
        print(f"{name:26}{statistics.median(took):10.1f}{p95:10.1f}", flush=True)


def main() -> None:
    """Take, judge, measure, ask."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.service.size")
    parser.add_argument("--leads", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--folder", type=Path, help="keep it here; what is kept is only asked")
    asked = parser.parse_args()
    if asked.folder:
        _in(asked.folder, asked.leads, asked.rounds)
        return
    with tempfile.TemporaryDirectory(prefix="meetworthy-size-") as folder:
        _in(Path(folder), asked.leads, asked.rounds)


def _in(folder: Path, leads: int, rounds: int) -> None:
    folder.mkdir(mode=0o755, exist_ok=True)
    folder.chmod(0o755)  # PostgreSQL runs as another user
    start(folder)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    from meetworthy.app.people.models import Workspace

    if not Workspace.objects.exists():
        _fill(leads)
    pages(rounds)


def _fill(leads: int) -> None:
    workspace = site()
    began = time.perf_counter()
    facts = take(workspace, leads)
    _say("taken", facts, "facts", began)
    began = time.perf_counter()
    _say("judged", judge_all(), "leads", began)
    began = time.perf_counter()
    measure_funnel(workspace)
    _say("exported and measured for the first time", facts, "facts", began)


def _now() -> int:
    return int(time.time()) * 1_000_000


def _say(done: str, count: int, what: str, began: float) -> None:
    seconds = time.perf_counter() - began
    print(f"{count:,} {what} {done} in {seconds:,.0f} s, {count / seconds:,.0f}/s", flush=True)


if __name__ == "__main__":
    main()
