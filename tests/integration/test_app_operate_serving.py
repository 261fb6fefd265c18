"""The service as processes: started, asked, killed, ended in peace."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import httpx
import psutil
import pytest

from app_installation import (
    Builder,
    Installation,
    asked_for_a_demo,
    installed,
    kill,
    offspring,
    wait_for,
)
from meetworthy.app.operate.tasks import TASKS

pytestmark = [pytest.mark.sockets]


@pytest.fixture(scope="module")
def builder(tmp_path_factory) -> Iterator[Builder]:
    made = Builder(tmp_path_factory.mktemp("installations"))
    yield made
    made.end()


@pytest.fixture(params=["sqlite", "postgresql"])
def installation(request, builder) -> Iterator[Installation]:
    with builder.built(request.param) as made:
        yield made


@pytest.fixture
def embedded(builder) -> Iterator[Installation]:
    """SQLite with everything in one process: what nobody has configured."""
    with builder.built("sqlite") as made:
        yield made


def test_a_fresh_folder_is_served_at_once_with_nothing_configured(tmp_path):
    with installed(tmp_path / "new") as fresh:
        fresh.serve()
        wait_for(lambda: f"Meetworthy is at {fresh.url}" in fresh.log(), fresh.log)
        assert fresh.status("/healthz") == 200


def test_a_fact_that_was_posted_becomes_a_judged_lead_in_one_process(embedded):
    embedded.serve()
    answer = embedded.post(asked_for_a_demo(1))
    assert answer.status_code == 200, answer.text
    wait_for(lambda: embedded.stages() == ["mql"], embedded.log)


def test_with_workers_beside_it_the_web_process_does_not_judge_and_they_do(installation):
    installation.serve("--no-embedded-worker")
    assert installation.post(asked_for_a_demo(1)).status_code == 200
    assert installation.marks() == 1
    installation.start("worker", log="worker")
    wait_for(lambda: installation.stages() == ["mql"], installation.log)
    wait_for(lambda: installation.marks() == 0, installation.log)


def test_postgresql_is_not_migrated_behind_anybodys_back(builder, tmp_path):
    with installed(tmp_path / "here", builder.new_database("unmigrated")) as fresh:
        refused = fresh.run("serve", "--port", "1", check=False)
        assert refused.returncode == 3
        assert "Run `meetworthy migrate`" in refused.stderr
        assert fresh.run("migrate", "--check", check=False).returncode == 1
        assert "Applied" in fresh.run("migrate").stdout
        assert fresh.run("migrate").stdout == "Nothing to apply.\n"
        assert fresh.run("migrate", "--check").stdout == ""


@pytest.mark.parametrize("command", ["worker", "verify", "backup"])
def test_a_command_on_a_database_without_its_tables_says_what_to_run(builder, tmp_path, command):
    database = builder.new_database(f"untouched-{command}")
    with installed(tmp_path / "here", database) as fresh:
        words = [command, str(tmp_path / "out")] if command == "backup" else [command]
        refused = fresh.run(*words, check=False)
    assert refused.returncode == 3
    assert "Run `meetworthy migrate`, then this again." in refused.stderr


def test_a_database_that_does_not_answer_is_told_from_a_fault(tmp_path):
    nowhere = "postgres://me:word@127.0.0.1:1/nothing"
    with installed(tmp_path / "here", nowhere) as absent:
        refused = absent.run("serve", check=False)
    assert refused.returncode == 3
    assert "The database does not answer" in refused.stderr
    assert "word" not in refused.stderr


def test_the_help_of_worker_names_every_task(embedded):
    told = " ".join(embedded.run("worker", "--help").stdout.split())
    for task in TASKS:
        assert task.name in told


def test_two_migrations_at_once_wait_for_each_other(builder, tmp_path):
    with installed(tmp_path / "here", builder.new_database("together")) as fresh:
        both = [fresh.start("migrate", log=f"migrate{number}") for number in (1, 2)]
        assert [process.wait(120) for process in both] == [0, 0], fresh.log()
        assert fresh.log().count("Nothing to apply.") == 1


def test_asked_to_end_it_answers_what_it_accepted_and_loses_nothing(installation):
    process = installation.serve()
    acknowledged: list[str] = []
    stop = threading.Event()

    def send(lane: int) -> None:
        for number in range(lane, 100_000, 8):
            if stop.is_set():
                return
            try:
                answer = installation.post(asked_for_a_demo(number))
            except httpx.HTTPError:
                return  # nobody answers any more
            if answer.status_code == 200:
                acknowledged.append(f"demo-{number}")

    with ThreadPoolExecutor(8) as lanes:
        sending = [lanes.submit(send, lane) for lane in range(8)]
        wait_for(lambda: len(acknowledged) > 40, installation.log)
        process.terminate()
        process.wait(60)
        stop.set()
        for each in sending:
            each.result()
    assert process.returncode == 0, installation.log()
    kept = installation.kept()
    assert set(acknowledged) <= set(kept)
    assert len(kept) == len(set(kept))


def test_a_request_that_waits_for_the_database_is_answered_though_the_end_was_asked_for(embedded):
    process = embedded.serve()
    file = embedded.folder / "meetworthy.sqlite3"
    with (
        closing(sqlite3.connect(file, isolation_level=None)) as other,
        ThreadPoolExecutor(1) as lane,
    ):
        other.execute("begin immediate")  # nobody else writes now
        waiting = lane.submit(embedded.post, asked_for_a_demo(1))
        time.sleep(1)  # until the request has surely arrived
        process.terminate()
        time.sleep(0.5)
        assert not waiting.done()
        other.execute("rollback")
        assert waiting.result().status_code == 200
    assert process.wait(60) == 0
    assert embedded.kept() == ["demo-1"]


def test_a_killed_web_process_is_started_anew_and_its_marks_are_judged(embedded):
    main = embedded.serve()
    (child,) = [each for each in offspring(main) if each.is_running()]
    assert embedded.post(asked_for_a_demo(1)).status_code == 200
    kill(child)
    wait_for(lambda: [p for p in offspring(main) if p.pid != child.pid], embedded.log)
    wait_for(lambda: embedded.status("/readyz") == 200, embedded.log)
    assert embedded.post(asked_for_a_demo(2)).status_code == 200
    wait_for(lambda: embedded.stages() == ["mql", "mql"], embedded.log)


def test_when_the_main_process_is_killed_the_others_end_and_leave_the_port(embedded):
    main = embedded.serve()
    children = offspring(main)
    kill(main)
    main.wait()
    gone, alive = psutil.wait_procs(children, timeout=60)
    assert (len(gone), alive) == (len(children), [])
    embedded.serve()  # on the same port


def test_a_worker_ends_in_peace_when_asked(installation):
    process = installation.start("worker", log="worker")
    wait_for(lambda: "tasks started" in installation.log(), installation.log)
    process.terminate()
    assert process.wait(60) == 0, installation.log()


def test_a_task_that_there_is_not_is_wrong_usage(embedded):
    refused = embedded.run("worker", "--only", "sleeping", check=False)
    assert refused.returncode == 2
    assert "There is no task 'sleeping'" in refused.stderr


def test_what_is_logged_is_json_with_routes_and_names_nobody(embedded):
    embedded.serve()
    embedded.post(asked_for_a_demo(1))
    httpx.get(f"{embedded.url}/w/bright-example/leads?q=jo@bright.example", trust_env=False)
    wait_for(lambda: '"route": "v1/facts"' in embedded.log(), embedded.log)
    lines = [line for line in embedded.log().splitlines() if line.startswith("{")]
    entries = [json.loads(line) for line in lines]
    asked = next(entry for entry in entries if entry.get("route") == "v1/facts")
    assert (asked["status"], asked["method"], len(asked["request"])) == (200, "POST", 32)
    assert "bright.example" not in embedded.log()
    assert "bright-example" not in embedded.log()
    assert embedded.key not in embedded.log()


def test_metrics_say_how_far_judging_is_behind(installation):
    process = installation.serve("--no-embedded-worker")
    installation.post(asked_for_a_demo(1), asked_for_a_demo(2))
    told = metrics_of(installation)
    assert told["meetworthy_marks_waiting"] == 2
    assert told["meetworthy_judging_lag_seconds"] > 0
    assert told["meetworthy_facts_in_ledger"] == 2
    assert told['meetworthy_facts_total{result="taken"}'] == 2
    assert told["meetworthy_batch_facts_count"] == 1
    assert told["meetworthy_memory_bytes"] > 10_000_000
    assert (
        told['meetworthy_request_seconds_count{method="POST",route="v1/facts",status="200"}'] == 1
    )
    assert process.poll() is None


def test_metrics_are_for_this_machine_or_for_who_holds_the_token(embedded):
    embedded.serve()
    page = f"{embedded.url}/metrics"
    assert httpx.get(page, trust_env=False).status_code == 200
    through = httpx.get(page, headers={"X-Forwarded-For": "1.2.3.4"}, trust_env=False)
    assert through.status_code == 403
    embedded.end()
    embedded.more["MEETWORTHY_METRICS_TOKEN"] = "a token"
    embedded.serve()
    assert httpx.get(page, trust_env=False).status_code == 403
    token = {"Authorization": "Bearer a token"}
    assert httpx.get(page, headers=token, trust_env=False).status_code == 200


def metrics_of(installation: Installation) -> dict[str, float]:
    text = httpx.get(f"{installation.url}/metrics", trust_env=False).text
    rows = [line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#")]
    return {name.split("{pid")[0]: float(value) for name, value in rows}


def test_two_processes_count_together(embedded):
    main = embedded.serve("--workers", "2", "--embedded-worker")
    assert len(offspring(main)) == 2
    for number in range(6):
        embedded.post(asked_for_a_demo(number))
    name = 'meetworthy_request_seconds_count{method="POST",route="v1/facts",status="200"}'
    assert metrics_of(embedded)[name] == 6
    wait_for(lambda: embedded.stages() == ["mql"] * 6, embedded.log)


def test_no_command_shows_a_secret_to_whoever_lists_processes(embedded):
    main = embedded.serve()
    for process in (main, *offspring(main)):
        listed = subprocess.run(
            ["ps", "-o", "args=", "-p", str(process.pid)], capture_output=True, text=True
        )
        assert "secret" not in listed.stdout
