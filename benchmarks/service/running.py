"""A running service: facts through HTTP, verdicts per second, time to the verdict, memory."""

from __future__ import annotations

import json
import os
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psutil

MEETWORTHY = Path(sys.executable).parent / "meetworthy"
SENDERS = 8
BATCH = 100
DEFINITION = """
definition: Bench
version: 1
in_force: 2026-01-01T00:00
language: 1
timezone: UTC
framework: bant
attributes:
  seniority: {type: text}
fit:
  decision maker: {when: "seniority in ('vp', 'director')", points: 20}
behaviour:
  asked for a demo: {fact: demo.requested, points: 40, half_life: 90 days, high_intent: true}
  looked at prices: {fact: page.viewed, where: "path like '/pricing%'", points: 12, cap: 30}
  read: {fact: page.viewed, points: 1, cap: 10, half_life: 14 days}
stages:
  lead: {}
  mql: {when: "score >= 30 and high_intent > 0"}
  sql: {decided_by: sales, needs: {need: confirmed, budget: partial, timeline: partial}}
"""


@dataclass(frozen=True, slots=True)
class Site:
    """A service's address and the key that facts are sent to it with."""

    url: str
    key: str

    def take(self, client: httpx.Client, events: list[dict[str, Any]]) -> bool:
        """Send a batch; returns whether it was taken, false where the service asks to wait."""
        answer = client.post(f"{self.url}/v1/batch", json={"batch": events}, auth=(self.key, ""))
        if answer.status_code not in {200, 429, 503}:
            raise SystemExit(f"a batch was refused: {answer.status_code} {answer.text[:500]}")
        return answer.status_code == 200


def main() -> None:
    asked = json.loads(sys.argv[1])
    parts = asked["parts"].split(",")
    from meetworthy.app.operate.start import start

    start()
    key = _set_up()
    from meetworthy.app.ledger.sql import is_postgresql

    beside = is_postgresql()
    port = _free_port()
    arguments = ["--port", str(port), *(["--no-embedded-worker"] if beside else [])]
    with running("serve", *arguments) as web:
        site = Site(f"http://127.0.0.1:{port}", key)
        _wait_until_ready(site, web)
        workers = [subprocess.Popen([MEETWORTHY, "worker"], **_QUIET)] if beside else []
        try:
            idle = _memory(web)
            most = _http(site, asked["facts"], "http" in parts)
            busy = _memory(web)
            if "latency" in parts:
                _latency("alone", site, seconds=20, per_second=0)
                _latency("at half of it", site, seconds=asked["seconds"], per_second=most / 2)
            if "memory" in parts:
                print(f"  memory of the web process: idle {idle:,.0f} MB, busy {busy:,.0f} MB")
        finally:
            for worker in workers:
                worker.terminate()
                worker.wait()
    if "judging" in parts:
        for count in (1, 2):
            _verdicts(count)


_QUIET: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


def _set_up() -> str:
    from django.core.management import call_command
    from django.utils import timezone

    from meetworthy.app.definitions.models import Version
    from meetworthy.app.ingest.keeping import create_source
    from meetworthy.app.ingest.models import Source
    from meetworthy.app.ledger.open import open_ledger
    from meetworthy.app.people.models import Workspace

    call_command("migrate", verbosity=0)
    workspace = Workspace.objects.create(slug="running", name="Running", live_since=0)
    open_ledger(workspace.pk)
    Version.objects.create(
        workspace=workspace, number=1, text=DEFINITION, in_force=0, state="active"
    )
    source = create_source(
        workspace=workspace, name="Site", sender="site", form=Source.Form.SEGMENT,
        public=False, by=None, at=timezone.now(),
    )  # fmt: skip
    Source.objects.update(per_second=1_000_000)
    return str(source.key)


@contextmanager
def running(*arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen([MEETWORTHY, *arguments], **_QUIET)
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _wait_until_ready(site: Site, web: subprocess.Popen[bytes]) -> None:
    while web.poll() is None:
        try:
            if httpx.get(f"{site.url}/readyz", trust_env=False).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.1)
    raise SystemExit(f"`meetworthy serve` ended with {web.returncode}")


def _memory(web: subprocess.Popen[bytes]) -> float:
    """Memory of the process that answers, without its small main process, in MB."""
    return max(each.memory_info().rss for each in psutil.Process(web.pid).children()) / 1e6


# -- through HTTP -----------------------------------------------------------------------------


def _http(site: Site, facts: int, shown: bool) -> float:
    """Return how many facts a second are taken through HTTP; print it."""
    from .facts import as_segment

    bodies = [list(as_segment(BATCH, seed=10_000 + n)) for n in range(facts // BATCH)]
    turn = iter(bodies)
    lock = threading.Lock()

    def send() -> None:
        with httpx.Client(trust_env=False, timeout=60) as client:
            while True:
                with lock:
                    body = next(turn, None)
                if body is None:
                    return
                while not site.take(client, body):
                    time.sleep(0.05)

    began = time.perf_counter()
    _in_threads(send)
    rate = facts / (time.perf_counter() - began)
    if shown:
        print(
            f"  through HTTP, {SENDERS} senders of {BATCH} events: {rate:,.0f} facts/s", flush=True
        )
    return rate


def _in_threads(target: Any) -> None:
    threads = [threading.Thread(target=target) for _ in range(SENDERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


# -- the time to the verdict --------------------------------------------------------------------


def _latency(named: str, site: Site, *, seconds: int, per_second: float) -> None:
    """Print the time from a fact's sending until its lead's stage is there for all to read."""
    stop = threading.Event()
    load = threading.Thread(target=_load, args=(site, per_second, stop))
    if per_second:
        load.start()
    took: list[float] = []
    until = time.monotonic() + seconds
    with httpx.Client(trust_env=False, timeout=60) as client:
        while time.monotonic() < until:
            took.append(_one(client, site, f"{named}-{len(took)}"))
            time.sleep(0.25)
    stop.set()
    if per_second:
        load.join()
    took.sort()
    middle, most = statistics.median(took), took[int(len(took) * 0.95)]
    within = sum(each <= 1 for each in took) / len(took)
    print(
        f"  from a fact to its visible verdict, {named} ({per_second:,.0f} facts/s, {seconds} s):"
        f" median {middle * 1000:,.0f} ms, 95th percentile {most * 1000:,.0f} ms,"
        f" {within:.1%} within a second, of {len(took)}",
        flush=True,
    )


def _one(client: httpx.Client, site: Site, name: str) -> float:
    from meetworthy.app.ledger.sql import fetch

    user = f"probe-{name}"
    event = {"type": "track", "event": "Demo Requested", "userId": user, "messageId": user}
    began = time.perf_counter()
    client.post(f"{site.url}/v1/track", json=event, auth=(site.key, "")).raise_for_status()
    seen = (
        "SELECT 1 FROM judging_state s JOIN ledger_alias a ON a.workspace_id = s.workspace_id"
        " AND a.number = s.lead AND a.entity = 'l' WHERE a.space = 'user' AND a.value = %s"
        " AND s.stage = 'mql'"
    )
    while not fetch(seen, (user,)):
        time.sleep(0.005)
        if time.perf_counter() - began > 120:
            raise SystemExit(f"{user} was not judged within two minutes")
    return time.perf_counter() - began


def _load(site: Site, per_second: float, stop: threading.Event) -> None:
    from .facts import CROWD, as_segment

    with httpx.Client(trust_env=False, timeout=60) as client:
        number, began = 0, time.monotonic()
        while not stop.is_set():
            body = list(as_segment(BATCH, seed=1_000_000 + number, visitors=CROWD))
            site.take(client, body)
            number += 1
            stop.wait(max(0.0, began + number * BATCH / per_second - time.monotonic()))


# -- verdicts -------------------------------------------------------------------------------------


def _verdicts(workers: int) -> None:
    """Print how many leads a second some workers judge, when every lead is marked."""
    from meetworthy.app.judging.models import Mark
    from meetworthy.app.ledger.sql import execute

    execute(
        "INSERT INTO judging_mark (workspace_id, lead, at)"
        " SELECT workspace_id, number, 0 FROM ledger_lead"
    )
    leads = Mark.objects.count()
    processes = [subprocess.Popen([MEETWORTHY, "worker"], **_QUIET) for _ in range(workers)]
    while Mark.objects.count() == leads:
        time.sleep(0.01)
    left, began = Mark.objects.count(), time.perf_counter()
    while Mark.objects.exists():
        time.sleep(0.02)
    rate = left / (time.perf_counter() - began)
    for process in processes:
        process.terminate()
        process.wait()
    print(f"  verdicts, {workers} worker{'s' * (workers > 1)}: {rate:,.0f} a second", flush=True)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "meetworthy.app.settings")
    main()
