"""Faults, tried on a running installation: killed, cut off, full, flooded; then everything counted.

What was acknowledged is there once, what follows from it was recorded once, and who asked to be
told was told at least once, under one id.
"""

from __future__ import annotations

import json
import random
import resource
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress

import psutil
import pytest

from app_installation import (
    Builder,
    Installation,
    asked_for_a_demo,
    kill,
    offspring,
    wait_for,
)
from app_load import LEADS, Load, fact
from app_receiver import Receiver, receiving

pytestmark = [pytest.mark.sockets]

KILLS = 8
SOMETIMES_WRONG = [500, 204, 204, 503] * 5 + [204]
"""What the endpoint of others answers: now and then that it went wrong."""

LISTEN = """
import json
from django.utils import timezone
from meetworthy.app.outbox.models import Endpoint
from meetworthy.app.ingest.keeping import new_secret
from meetworthy.app.people.models import Workspace
Endpoint.objects.create(workspace=Workspace.objects.get(), url={url!r}, secrets=[new_secret()])
print(json.dumps(1))
"""
VERIFY = """
import json
from meetworthy.app.ledger.verify import verify
from meetworthy.app.people.models import Workspace
found = verify(Workspace.objects.get())
print(json.dumps({"facts": found.facts, "problems": [str(p) for p in found.problems]}))
"""


@pytest.fixture(scope="module")
def builder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Builder]:
    made = Builder(tmp_path_factory.mktemp("faults"))
    yield made
    made.end()


@pytest.fixture(params=["sqlite", "postgresql"])
def installation(request: pytest.FixtureRequest, builder: Builder) -> Iterator[Installation]:
    with builder.built(request.param) as made:
        made.more["MEETWORTHY_ALLOW_PRIVATE_HOSTS"] = "localhost"
        yield made


@pytest.fixture
def embedded(builder: Builder) -> Iterator[Installation]:
    with builder.built("sqlite") as made:
        yield made


def assert_nothing_lost(installation: Installation, load: Load) -> None:
    kept = Counter(name for name in installation.kept() if not name.startswith("identified"))
    assert {name: times for name, times in kept.items() if times > 1} == {}
    assert set(load.acknowledged) - set(kept) == set()  # every promise was kept
    assert set(kept) - load.sent == set()  # and nothing was made up
    assert load.refused == []
    found = installation.ask(VERIFY)
    assert found["problems"] == []


def assert_everything_followed_once(installation: Installation, receiver: Receiver) -> None:
    wait_for(lambda: installation.marks() == 0, installation.log)
    leads = installation.rows("select count(*) from ledger_lead where merged_into is null")[0][0]
    assert leads == LEADS
    assert installation.stages() == ["mql"] * leads
    keys = installation.rows(
        "select lead, key, count(*) from judging_effect group by lead, key having count(*) > 1"
    )
    assert keys == []
    tasks = "select count(*) from judging_effect where kind = 'task.review'"
    assert installation.rows(tasks)[0][0] == leads
    waiting = "select count(*) from outbox_delivery where state = 'waiting'"
    # What a killed worker was delivering falls due again after its lease: let that be over.
    due = "update outbox_delivery set next_at = 0 where state = 'waiting'"
    wait_for(
        lambda: installation.write(due) or installation.rows(waiting)[0][0] == 0, installation.log
    )
    sent = "select uuid from judging_effect where state = 'sent'"
    ids = {str(row[0]).replace("-", "") for row in installation.rows(sent)}
    told = {name.replace("-", "") for name in receiver.ids}
    assert ids - told == set()  # everybody who asked was told
    assert told - ids == set()  # and of nothing else


def test_killed_at_random_under_load_nothing_is_lost_or_done_twice(
    installation: Installation,
) -> None:
    dice = random.Random(11)
    with receiving(Receiver(answers=SOMETIMES_WRONG.copy())) as receiver:
        installation.ask(LISTEN.format(url=receiver.url))
        web = installation.serve("--no-embedded-worker")
        workers = [installation.start("worker", log=f"worker{n}") for n in range(2)]
        load = Load(installation)
        load.start()
        for number in range(KILLS):
            time.sleep(dice.uniform(0.2, 1.5))  # at any point of whatever is under way
            if number % 2:
                victim = dice.randrange(len(workers))
                kill(workers[victim])
                workers[victim] = installation.start("worker", log=f"worker{victim}")
            elif dice.random() < 0.5:
                for process in offspring(web):
                    kill(process)  # the main process starts another
            else:
                for process in (*offspring(web), web):
                    kill(process)
                web = installation.serve("--no-embedded-worker")
        wait_for(lambda: {row[0] for row in installation.rows(
            "select value from ledger_alias where entity = 'l'")} >= {
            f"lead{n}@bright.example" for n in range(LEADS)}, installation.log)  # fmt: skip
        installation.wait_until_ready(web)
        load.stop()
        assert_nothing_lost(installation, load)
        assert_everything_followed_once(installation, receiver)


def test_one_process_with_everything_in_it_is_killed_too(embedded: Installation) -> None:
    dice = random.Random(12)
    embedded.more["MEETWORTHY_ALLOW_PRIVATE_HOSTS"] = "localhost"
    with receiving(Receiver(answers=SOMETIMES_WRONG.copy())) as receiver:
        embedded.ask(LISTEN.format(url=receiver.url))
        web = embedded.serve()
        load = Load(embedded, senders=2, seed=2)
        load.start()
        for _ in range(KILLS // 2):
            time.sleep(dice.uniform(0.2, 1.5))
            for process in (*offspring(web), web):
                kill(process)
            web = embedded.serve()
        wait_for(lambda: len(embedded.stages()) == LEADS, embedded.log)
        load.stop()
        assert_nothing_lost(embedded, load)
        assert_everything_followed_once(embedded, receiver)


def test_connections_that_are_cut_under_load_lose_nothing(builder: Builder) -> None:
    with builder.built("postgresql") as made:
        made.serve()
        worker = made.start("worker", log="worker")
        load = Load(made, senders=2, seed=3)
        load.start()
        wait_for(lambda: len(load.acknowledged) > 100 and made.stages(), made.log)
        cut = """
select pg_terminate_backend(pid) from pg_stat_activity
where datname = current_database() and pid <> pg_backend_pid()
"""
        for _ in range(10):
            made.rows(cut)
            time.sleep(0.1)
        with_it_gone = len(load.acknowledged)
        wait_for(lambda: len(load.acknowledged) > with_it_gone + 100, made.log)
        load.stop()
        assert worker.poll() is None
        assert_nothing_lost(made, load)
        wait_for(lambda: made.marks() == 0, made.log)


def test_a_full_disk_is_said_and_nothing_half_is_kept(embedded: Installation) -> None:
    web = embedded.serve("--no-embedded-worker")
    assert embedded.post(fact("before", 1)).status_code == 200
    (process,) = [p for p in offspring(web) if p.num_threads() > 1] or offspring(web)
    wal = embedded.folder / "meetworthy.sqlite3-wal"
    size = max(wal.stat().st_size if wal.exists() else 0, 4096)
    process.rlimit(psutil.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
    refused = embedded.post(*[fact(f"during{n}", n) for n in range(500)])
    assert refused.status_code == 503, refused.text
    assert int(refused.headers["Retry-After"]) > 0
    process.rlimit(psutil.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    assert "during0" not in embedded.kept()
    wait_for(lambda: embedded.post(fact("after", 1)).status_code == 200, embedded.log)
    again = embedded.post(*[fact(f"during{n}", n) for n in range(500)])
    assert again.json()["taken"] == 500
    assert embedded.ask(VERIFY)["problems"] == []


def test_the_same_batch_from_two_senders_at_once_is_taken_once(installation: Installation) -> None:
    installation.serve("--no-embedded-worker")
    facts = [fact(f"f{n}", n % 7) for n in range(300)]
    answers: list[dict[str, int]] = []

    def send() -> None:
        answers.append(installation.post(*facts).json())

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(answer["taken"] for answer in answers) == 300
    assert sum(answer["known"] for answer in answers) == 900
    assert sorted(installation.kept()) == sorted(one["id"] for one in facts)


def test_a_client_that_sends_half_a_body_and_hangs_up(embedded: Installation) -> None:
    embedded.serve()
    body = json.dumps(fact("half", 1)).encode()
    head = (
        f"POST /v1/facts HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {embedded.key}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    for _ in range(20):
        with socket.create_connection(("127.0.0.1", embedded.port)) as connection:
            connection.sendall(head.encode() + body[: len(body) // 2])
    assert embedded.post(fact("whole", 1)).json()["taken"] == 1
    assert embedded.kept() == ["whole"]


def test_ten_thousand_duplicates_are_one_fact(embedded: Installation) -> None:
    embedded.serve()
    for _ in range(5):
        answer = embedded.post(*[fact("same", 1)] * 2_000)
        while answer.status_code == 429:  # more than a source may send: as asked, later
            time.sleep(int(answer.headers["Retry-After"]))
            answer = embedded.post(*[fact("same", 1)] * 2_000)
        assert answer.status_code == 200, answer.text
    assert embedded.kept() == ["same"]
    wait_for(lambda: embedded.stages() == ["mql"], embedded.log)
    assert embedded.rows("select count(*) from ingest_quarantined")[0][0] == 0


def test_a_database_that_goes_and_comes_back_is_waited_for(builder):
    with builder.built("postgresql") as installation:
        installation.serve("--embedded-worker")
        assert installation.post(asked_for_a_demo(1)).status_code == 200
        wait_for(lambda: installation.stages() == ["mql"], installation.log)
        with builder.nobody_may_connect(installation):
            wait_for(lambda: installation.status("/readyz") == 503, installation.log)
            assert installation.status("/healthz") == 200
            assert installation.post(asked_for_a_demo(2)).status_code >= 500
        wait_for(lambda: installation.status("/readyz") == 200, installation.log)
        assert installation.post(asked_for_a_demo(2)).status_code == 200
        wait_for(lambda: installation.stages() == ["mql", "mql"], installation.log)


def test_a_backup_that_is_killed_leaves_nothing_that_looks_like_one(builder, tmp_path):
    with builder.built("sqlite") as installation:
        process = installation.start("backup", str(tmp_path / "backup"))
        partial = tmp_path / "backup.partial"
        wait_for(lambda: partial.exists() or process.poll() is not None)
        with suppress(ProcessLookupError):  # it may have been quicker
            kill(process)
        process.wait()
        if not (tmp_path / "backup").exists():
            installation.run("backup", str(tmp_path / "backup"))
        assert (tmp_path / "backup" / "manifest.json").exists()
        assert not partial.exists()
