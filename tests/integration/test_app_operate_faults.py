"""Processes are killed at random moments under load, many times; then everything is counted.

Every fact that was acknowledged is there, once.  Every effect was recorded once, and its message
reached the receiver at least once, under the effect's id.
"""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
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
from app_receiver import Receiver, receiving

pytestmark = [pytest.mark.sockets]

KILLS = 5
LANES = 4

ENDPOINT = """
import json
from django.utils import timezone
from meetworthy.app.outbox.endpoints import create_endpoint
from meetworthy.app.people.models import User, Workspace
ann = User.objects.create_user("ann@northwind.example")
create_endpoint(Workspace.objects.get(), url={url!r}, by=ann, at=timezone.now())
print(json.dumps(True))
"""


@pytest.fixture(scope="module")
def builder(tmp_path_factory) -> Iterator[Builder]:
    made = Builder(tmp_path_factory.mktemp("installations"))
    yield made
    made.end()


class Load:
    """Clients that send one fact after the other, each again until it is acknowledged."""

    def __init__(self, installation: Installation) -> None:
        self.installation = installation
        self.acknowledged: list[str] = []
        self.again = 0
        self._stop = threading.Event()
        self._pool = ThreadPoolExecutor(LANES)
        self._lanes = [self._pool.submit(self._send, lane) for lane in range(LANES)]

    def _send(self, lane: int) -> None:
        number = lane
        while not self._stop.is_set():
            try:
                answer = self.installation.post(asked_for_a_demo(number))
            except httpx.HTTPError:
                answer = None
            if answer is not None and answer.status_code == 200:
                said = answer.json()
                assert said["taken"] + said["known"] == 1, said
                self.acknowledged.append(f"demo-{number}")
                number += LANES
            else:
                self.again += 1
                time.sleep(0.05)

    def end(self) -> None:
        self._stop.set()
        self._pool.shutdown()
        for lane in self._lanes:
            lane.result()


def count(installation: Installation, receiver: Receiver, load: Load) -> None:
    """Wait until all is done, then count to zero lost and none twice."""
    wait_for(lambda: installation.marks() == 0, installation.log)
    # What a killed process had taken to deliver falls due again after its lease: let that be over.
    installation.write("update outbox_delivery set next_at = 0 where state = 'waiting'")
    waiting = "select count(*) from outbox_delivery where state <> 'delivered'"
    wait_for(lambda: installation.rows(waiting) == [(0,)], installation.log)

    kept = installation.kept()
    assert len(kept) == len(set(kept))
    assert set(load.acknowledged) <= set(kept)
    assert installation.stages() == ["mql"] * len(kept)

    effects = installation.rows("select workspace_id, lead, key, uuid, state from judging_effect")
    assert max(Counter(row[:3] for row in effects).values()) == 1
    sent = {str(row[3]).replace("-", "") for row in effects if row[4] == "sent"}
    told = Counter(each.replace("-", "") for each in receiver.ids)
    assert set(told) == sent
    assert len(sent) >= len(kept)
    assert installation.run("verify").returncode == 0


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving(Receiver()) as made:
        yield made


def prepare(installation: Installation, receiver: Receiver) -> None:
    installation.more["MEETWORTHY_ALLOW_PRIVATE_HOSTS"] = "localhost"
    installation.ask(ENDPOINT.format(url=receiver.url))


def test_one_process_killed_again_and_again_loses_nothing(builder, receiver):
    with builder.built("sqlite") as installation:
        prepare(installation, receiver)
        chance = random.Random(7)
        main = installation.serve()
        load = Load(installation)
        for turn in range(KILLS):
            reached = len(load.acknowledged) + 15
            wait_for(lambda: len(load.acknowledged) >= reached, installation.log)  # noqa: B023
            time.sleep(chance.uniform(0, 0.1))
            if turn % 2:  # the process that answers: the main one starts another
                for child in offspring(main):
                    kill(child)
            else:  # the main one: the other ends by itself, and somebody starts it all anew
                children = offspring(main)
                kill(main)
                main.wait()
                psutil.wait_procs(children, timeout=60)
                main = installation.serve()
        load.end()
        count(installation, receiver, load)


def test_web_and_workers_killed_again_and_again_lose_nothing(builder, receiver):
    with builder.built("postgresql") as installation:
        prepare(installation, receiver)
        chance = random.Random(8)
        main = installation.serve("--no-embedded-worker")
        workers = [installation.start("worker", log=f"worker{number}") for number in range(2)]
        load = Load(installation)
        for turn in range(KILLS):
            reached = len(load.acknowledged) + 15
            wait_for(lambda: len(load.acknowledged) >= reached, installation.log)  # noqa: B023
            time.sleep(chance.uniform(0, 0.1))
            if turn % 2:
                for child in offspring(main):
                    kill(child)
            else:
                kill(workers[turn % 4 // 2])
                workers[turn % 4 // 2].wait()
                workers[turn % 4 // 2] = installation.start("worker", log=f"worker{turn}-again")
        load.end()
        count(installation, receiver, load)


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
        kill(process)
        process.wait()
        if not (tmp_path / "backup").exists():
            installation.run("backup", str(tmp_path / "backup"))
        assert (tmp_path / "backup" / "manifest.json").exists()
        assert not partial.exists()
