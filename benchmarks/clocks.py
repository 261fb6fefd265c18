"""What running clocks cost to keep: the statements and processor time of a worker that waits.

``python -m benchmarks.clocks`` puts leads with running clocks into a database, lets every look
that a worker takes in an idle minute be taken, and counts.  Between its warning and its deadline
a clock changes nothing, so the figures should not know how many there are: the ratio is what to
read.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

FEW, MANY = 1_000, 100_000
ROUNDS = 5
"""The least of so many is shown: others may be at work on the machine."""


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m benchmarks.clocks")
    asked.add_argument("--on", default="sqlite,postgresql", help="which databases")
    asked.add_argument("--inside", default="", help=argparse.SUPPRESS)
    given = asked.parse_args()
    if given.inside:
        _measure(json.loads(given.inside))
        return
    for kind in given.on.split(","):
        _on(kind)


def _on(kind: str) -> None:
    """Measure few and many in processes of their own, on one database each."""
    from benchmarks.service.installed import database_on

    found = {}
    for count in (FEW, MANY):
        with tempfile.TemporaryDirectory(prefix="meetworthy-clocks-") as folder:
            Path(folder).chmod(0o755)  # PostgreSQL runs as another user
            with database_on(kind, Path(folder)) as url:
                found[count] = _inside(Path(folder), url, count)
    few, many = found[FEW], found[MANY]
    for name, unit in (("statements", "statements"), ("cpu_ms", "ms of CPU")):
        ratio = many[name] / few[name]
        print(
            f"{kind}: an idle minute with {FEW:,} running clocks: {few[name]:,.0f} {unit};"
            f" with {MANY:,}: {many[name]:,.0f}; ratio {ratio:.2f}",
            flush=True,
        )


def _inside(folder: Path, url: str, count: int) -> dict[str, float]:
    secret = "a secret of a benchmark, long enough to be one"
    environment = {
        **os.environ,
        "MEETWORTHY_DATA": str(folder / "data"),
        "MEETWORTHY_DATABASE": url,
        "MEETWORTHY_SECRET": secret,
    }
    command = [sys.executable, "-m", "benchmarks.clocks", "--inside", json.dumps(count)]
    ended = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, float] = json.loads(ended.stdout.splitlines()[-1])
    return found


def _measure(count: int) -> None:
    from meetworthy.app.operate.start import start

    start()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    now = time.time_ns() // 1_000
    _fill(count, now)
    found = min((_idle_minute(now) for _ in range(ROUNDS)), key=lambda one: one["cpu_ms"])
    print(json.dumps(found))


def _fill(count: int, now: int) -> None:
    """Put leads into the tables, each with a need and a clock due in the days to come."""
    from django.db import connection

    from meetworthy.app.judging.models import Clock, LeadState, Need
    from meetworthy.app.ledger.open import open_ledger
    from meetworthy.app.people.models import Workspace

    workspace = Workspace.objects.create(slug="bench", name="Bench", live_since=0)
    open_ledger(workspace.pk)
    hour = 3_600_000_000
    for start in range(0, count, 5_000):
        leads = range(start + 1, min(start + 5_000, count) + 1)
        warn = {lead: now + hour + lead * 1_000_000 for lead in leads}
        LeadState.objects.bulk_create(
            LeadState(workspace=workspace, lead=lead, through=1, judged_at=now,
                      next_at=warn[lead], stage="mql") for lead in leads
        )  # fmt: skip
        Clock.objects.bulk_create(
            Clock(workspace=workspace, lead=lead, slug="accept", pass_number=1, started_at=now,
                  version=1, target="2 hours", warn_at=warn[lead], due_at=warn[lead] + hour,
                  state="running", next_at=warn[lead]) for lead in leads
        )  # fmt: skip
        Need.objects.bulk_create(
            Need(workspace=workspace, lead=lead, asked="review", person="a@b.example",
                 roles="sdr", since=now, due_at=warn[lead] + hour, clock="accept")
            for lead in leads
        )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _idle_minute(now: int) -> dict[str, float]:
    """Take every look of every task that a worker with nothing to do takes in a minute."""
    from django.db import connection

    from meetworthy.app.operate.tasks import TASKS

    looks = [(task.load(), round(60 / task.pause_seconds)) for task in TASKS if task.is_there]
    for once, _ in looks:
        once(at=now)  # what is left of the filling, and imports
    statements = 0

    def count(execute, sql, parameters, many, context):  # type: ignore[no-untyped-def]  # Django's
        nonlocal statements
        statements += 1
        return execute(sql, parameters, many, context)

    began, server = time.process_time_ns(), _server_ms()
    with connection.execute_wrapper(count):
        for once, times in looks:
            for _ in range(times):
                assert not once(at=now), once
    spent = (time.process_time_ns() - began) / 1e6 + _server_ms() - server
    return {"statements": statements, "cpu_ms": spent}


def _server_ms() -> float:
    """Return the processor time that the database's own process has spent on us; none of SQLite."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return 0.0
    import psutil

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
    times = psutil.Process(pid).cpu_times()
    return 1_000 * float(times.user + times.system)


if __name__ == "__main__":
    main()
