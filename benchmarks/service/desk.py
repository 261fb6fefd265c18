"""The desk's pages at size: inboxes, a lead, meetings, among a million leads and 200 people.

``python -m benchmarks.service.desk --leads 1000000`` fills a database as ``benchmarks.service
.states`` does, adds what 200 people are asked for and meetings drawn at random, tells and judges
for real what the reader's own leads did, and prints how long each page takes on the server: the
median and the 95th percentile of the whole request through Django.
"""

from __future__ import annotations

import argparse
import logging
import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import structlog

from benchmarks.service.states import BATCH, DAY, fill, start, timed

PEOPLE, OWN = 200, 60
ASKED_OF = 0.05  # of all leads, in progress at a time; chosen by eye
MET = 0.04
MINUTE = 60_000_000

PAGES = {
    "inbox, mine": "/inbox",
    "inbox, everybody's": "/inbox?whose=all",
    "inbox, nobody's": "/inbox?whose=nobodys",
    "inbox, left lying": "/inbox?whose=lying",
    "inbox, a lead chosen": "/inbox?lead={lead}",
    "a lead": "/leads/{lead}",
    "qualifying": "/leads/{lead}/qualify",
    "meetings, mine": "/meetings",
    "meetings, all": "/meetings?whose=all",
    "passed on, 30 days": "/passed",
    "team": "/team",
}


def people(workspace_id: int) -> list[str]:
    """Bring 200 people in; return their addresses, the reader's first."""
    from meetworthy.app.people.accounts import make_user
    from meetworthy.app.people.members import add_member
    from meetworthy.app.people.models import Role, Workspace

    workspace, since = Workspace.objects.get(pk=workspace_id), datetime(2026, 1, 5, tzinfo=UTC)
    found = []
    for number in range(PEOPLE):
        user = make_user(f"p{number}@size.example", name=f"Person {number}", password=None)
        role = Role.SALES if number % 2 == 0 else Role.SDR
        add_member(workspace, user, role=role, by=None, at=since)
        found.append(user.email)
    return found


def needs(
    leads: int, persons: list[str], now: int, *, seed: int = 7
) -> Iterator[tuple[object, ...]]:
    """Yield rows of what is asked, in the order of the table's columns after the workspace."""
    chance = random.Random(seed)
    asked = ("review", "contact", "qualify", "book")
    for lead in sorted(chance.sample(range(1, leads), int(ASKED_OF * leads))):
        due = now + int(chance.gauss(0, 10) * DAY)
        person = "" if chance.random() < 0.02 else chance.choice(persons)
        yield (
            lead, chance.choice(asked), "", person, "sdr sales", due - DAY, due, due - MINUTE,
            due - DAY, "accept", "asked for a demo", due - DAY, 0, "",
        )  # fmt: skip


def meetings(
    leads: int, persons: list[str], now: int, *, seed: int = 8
) -> Iterator[tuple[object, ...]]:
    """Yield meetings of the last year and the next weeks, in the order of the store's columns."""
    chance = random.Random(seed)
    standings = ("confirmed", "declined", "missed", "cancelled", "held")
    for lead in sorted(chance.sample(range(1, leads), int(MET * leads))):
        starts = now - int(chance.uniform(-20, 365) * DAY)
        is_over = starts < now
        held = starts if is_over else None
        yield (
            lead, f"m{lead}", chance.choice(standings) if is_over else "booked", starts - 3 * DAY,
            chance.choice(persons), chance.choice(persons), "Discovery", "", starts,
            starts + 30 * MINUTE, 0, None, None, held, "", held, chance.choice(persons), None, None,
            None, "",
        )  # fmt: skip


def tell_own(workspace_id: int, leads: int, person: str, now: int) -> str:
    """Tell what the reader's own leads did and judge it; return the public id of one."""
    from django.db import transaction

    from meetworthy.app.definitions.models import Version
    from meetworthy.app.judging.work import work_once
    from meetworthy.app.ledger.append import append
    from meetworthy.app.ledger.models import Lead
    from meetworthy.app.ledger.sql import execute
    from meetworthy.model.told import Alias, Told

    text = (Path(__file__).parents[2] / "tests/spec/northwind/definition.yaml").read_text("utf-8")
    competitors = {"competitors.csv": "domain\nrival.example\n"}
    Version.objects.create(
        workspace_id=workspace_id,
        number=3,
        text=text,
        lists=competitors,
        in_force=1,
        state="active",
    )
    execute("UPDATE ledger_head SET leads = %s WHERE workspace_id = %s", (leads, workspace_id))

    def told(number: int, place: int, kind: str, ago: int, **said: object) -> Told:
        name = f"{number}-{place}"
        return Told(
            kind=kind, occurred_at=now - ago, sender="site", id=name,
            lead=(Alias("email", f"own{number}@size.example"),), content=name.encode(),
            properties=said,  # type: ignore[arg-type]  # texts only
        )  # fmt: skip

    for number in range(OWN):
        facts = [told(number, 0, "lead.described", 9 * DAY, name=f"Own {number}", seniority="vp")]
        facts += [
            told(number, k, "page.viewed", (9 * DAY) // k, path="/pricing") for k in range(1, 20)
        ]
        facts += [told(number, 30, "demo.requested", 5 * MINUTE, path="/demo")]
        facts += [told(number, 31, "lead.assigned", 4 * MINUTE, owner=person)]
        with transaction.atomic():
            append(workspace_id, facts, recorded_at=now, trusted=True)
    while work_once(at=now):
        pass
    own = Lead.objects.filter(workspace_id=workspace_id, number__gt=leads).first()
    assert own is not None
    return str(own.uuid)


def write(
    workspace_id: int, table: str, columns: tuple[str, ...], rows: Iterator[tuple[object, ...]]
) -> int:
    """Write rows of a workspace in batches; return how many."""
    from django.db import transaction

    from meetworthy.app.ledger.sql import insert

    count = 0
    while batch := list(islice(rows, BATCH)):
        with transaction.atomic():
            insert(table, columns, [(workspace_id, *row) for row in batch])
        count += len(batch)
    return count


def main() -> None:
    """Fill and measure."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.service.desk")
    parser.add_argument("--leads", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=20)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="meetworthy-desk-") as folder:
        start(Path(folder))
        structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
        from django.test import Client

        from meetworthy.app.judging.store import MEETING_COLUMNS, NEED_COLUMNS
        from meetworthy.app.ledger.sql import execute
        from meetworthy.app.people.models import User

        now = int(time.time()) * 1_000_000
        workspace = fill(asked.leads)
        persons = people(workspace)
        lead = tell_own(workspace, asked.leads, persons[0], now)
        wanted = write(workspace, "judging_need", NEED_COLUMNS, needs(asked.leads, persons, now))
        met = write(
            workspace, "judging_meeting", MEETING_COLUMNS, meetings(asked.leads, persons, now)
        )
        execute("ANALYZE")
        print(f"{asked.leads:,} leads, {PEOPLE} people, {wanted:,} needs, {met:,} meetings")
        client = Client(headers={"host": "localhost"})
        client.force_login(User.objects.get(email=persons[0]))
        print(f"{'':26}{'median':>10}{'95th':>10}  ms on the server")
        for name, path in PAGES.items():
            address = "/w/size" + path.format(lead=lead)
            answer = client.get(address)
            assert answer.status_code == 200, (address, answer.status_code)
            took = timed(lambda address=address: client.get(address), asked.rounds)
            p95 = took[max(0, int(0.95 * len(took)) - 1)]
            print(f"{name:26}{statistics.median(took):10.1f}{p95:10.1f}", flush=True)


if __name__ == "__main__":
    main()
