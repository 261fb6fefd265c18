"""What those who run the service ask it, and what every request carries."""

from __future__ import annotations

import dataclasses
from types import SimpleNamespace

import pytest
from django.db import DatabaseError
from django.test import Client

from meetworthy.app.judging.models import Mark
from meetworthy.app.operate import crew, figures, probes
from meetworthy.app.people.models import Workspace
from meetworthy.model.time import SECOND

pytestmark = [pytest.mark.database, pytest.mark.django_db]

AT = 1_777_000_000_000_000


def test_a_live_process_says_so_whatever_name_it_is_asked_by(client: Client):
    answer = client.get("/healthz", headers={"Host": "10.1.2.3:8000"})
    assert (answer.status_code, answer.json()) == (200, {"status": "alive"})
    assert client.get("/", headers={"Host": "10.1.2.3:8000"}).status_code == 400


def test_it_is_ready_when_all_it_needs_is_there(client: Client):
    answer = client.get("/readyz", headers={"Host": "10.1.2.3:8000"})
    assert answer.status_code == 200
    assert set(answer.json()["checks"]) == {"database", "disk", "tasks", "migrations"}
    assert set(answer.json()["checks"].values()) == {"fine"}


def test_it_is_not_ready_while_migrations_are_pending(client: Client, monkeypatch):
    monkeypatch.setattr(probes, "is_migrated", lambda: False)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["migrations"] == "run `meetworthy migrate`"


def test_it_is_not_ready_on_a_full_disk(client: Client, monkeypatch):
    monkeypatch.setattr(probes.shutil, "disk_usage", lambda _: SimpleNamespace(free=5_000_000))
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["disk"] == "only 5 MB free"


def test_it_is_not_ready_without_its_folder(client: Client, settings, tmp_path):
    settings.DATA_FOLDER = tmp_path / "gone"
    answer = client.get("/readyz")
    assert answer.status_code == 503
    said = "the folder of data can't be read (No such file or directory)"
    assert answer.json()["checks"]["disk"] == said


def test_it_is_not_ready_when_the_database_does_not_answer(client: Client, monkeypatch):
    class Gone:
        def cursor(self):
            raise DatabaseError("password of jo@bright.example is wrong")

    monkeypatch.setattr(probes, "connection", Gone())
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["database"] == "does not answer (DatabaseError)"
    assert "migrations" not in answer.json()["checks"]


def test_it_is_not_ready_when_a_task_of_its_own_is_not_well(client: Client, monkeypatch):
    ill = crew.Crew([], clock=lambda: AT)
    monkeypatch.setattr(ill, "troubles", lambda: {"judging": "its thread has ended"})
    monkeypatch.setattr(crew, "_HERE", [ill])
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["tasks"] == "judging: its thread has ended"


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_probes_only_read(client: Client, path):
    assert client.post(path).status_code == 405


def test_every_request_gets_an_id_or_keeps_the_callers(client: Client):
    made = client.get("/nowhere").headers["X-Request-ID"]
    assert len(made) == 32
    given = client.get("/nowhere", headers={"X-Request-ID": "abc-123.DEF_456"})
    assert given.headers["X-Request-ID"] == "abc-123.DEF_456"
    forged = client.get("/nowhere", headers={"X-Request-ID": "a b\tlevel=error"})
    assert forged.headers["X-Request-ID"] != "a b\tlevel=error"


def test_metrics_are_kept_from_other_machines(client: Client):
    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", REMOTE_ADDR="10.0.0.9").status_code == 403
    for header in ("X-Forwarded-For", "Forwarded", "X-Real-IP"):
        assert client.get("/metrics", headers={header: "127.0.0.1"}).status_code == 403


def test_with_a_token_only_who_holds_it_reads_metrics(client: Client, settings):
    settings.CONFIGURATION = dataclasses.replace(settings.CONFIGURATION, metrics_token="a token")
    assert client.get("/metrics").status_code == 403
    for said in ("Bearer another", "a token", "Bearer ", "Bearer a tokén"):
        assert client.get("/metrics", headers={"Authorization": said}).status_code == 403
    assert client.get("/metrics", headers={"Authorization": "Bearer a token"}).status_code == 200


def test_the_lag_is_the_age_of_the_oldest_mark():
    workspace = Workspace.objects.create(slug="northwind", name="Northwind")
    assert figures.figures(at=AT).judging_lag_seconds == 0
    for seconds_ago in (90, 30, 10):
        Mark.objects.create(workspace=workspace, lead=1, at=AT - seconds_ago * SECOND)
    seen = figures.figures(at=AT)
    assert (seen.judging_lag_seconds, seen.marks_waiting) == (90, 3)


def test_counting_what_waits_stays_cheap_however_much_it_is(monkeypatch):
    monkeypatch.setattr(figures, "MOST_COUNTED", 2)
    workspace = Workspace.objects.create(slug="northwind", name="Northwind")
    Mark.objects.bulk_create(Mark(workspace=workspace, lead=n, at=AT) for n in range(5))
    assert figures.figures(at=AT).marks_waiting == 2


def test_no_metric_names_a_workspace_or_a_person(client: Client):
    Workspace.objects.create(slug="quite-a-name", name="Quite A Name")
    client.get("/w/quite-a-name/leads?q=jo@bright.example")
    text = client.get("/metrics").content.decode()
    assert "quite-a-name" not in text
    assert "bright.example" not in text
    assert 'meetworthy_request_seconds_count{method="GET",route=' in text
