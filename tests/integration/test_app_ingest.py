"""Taking facts over HTTP: what clients send, and what they are told."""

from __future__ import annotations

import base64
import gzip
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from meetworthy.app.ingest.keeping import create_source
from meetworthy.app.ingest.models import Quarantined, Source
from meetworthy.app.judging.models import Mark
from meetworthy.app.ledger.models import Fact, Lead
from meetworthy.app.ledger.open import open_ledger
from meetworthy.app.people.models import Workspace
from meetworthy.connect.standard_webhooks import sign
from meetworthy.model.time import instant_of

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]


def source_in(slug: str, form: Source.Form, *, public: bool = False) -> Source:
    workspace, made = Workspace.objects.get_or_create(slug=slug, defaults={"name": slug})
    if made:
        open_ledger(workspace.pk)
    return create_source(
        workspace=workspace,
        name="Website",
        sender="site",
        form=form,
        public=public,
        by=None,
        at=timezone.now(),
    )


def post(path: str, body: object, key: str | None = None, **headers: str) -> Any:
    if key is not None:
        headers["Authorization"] = "Basic " + base64.b64encode(f"{key}:".encode()).decode()
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Client().post(path, raw, content_type="application/json", headers=headers)


def track(number: int, **more: object) -> dict[str, object]:
    return {
        "type": "track",
        "event": "Demo Requested",
        "userId": "u1",
        "messageId": f"m{number}",
        "timestamp": "2026-05-04T10:00:00Z",
        **more,
    }


def test_an_event_is_taken_once_however_often_it_comes() -> None:
    source = source_in("north", Source.Form.SEGMENT)
    first = post("/v1/track", track(1), source.key)
    again = post("/v1/track", track(1, sentAt="2026-05-04T10:00:09Z"), source.key)
    assert (first.json()["taken"], again.json()["known"]) == (1, 1)
    assert Fact.objects.count() == 1
    assert Mark.objects.count() == 1


def test_the_key_may_stand_in_the_body() -> None:
    source = source_in("north", Source.Form.SEGMENT)
    assert post("/v1/track", track(1, writeKey=source.key)).json()["taken"] == 1


def test_without_a_key_nothing_is_taken() -> None:
    source_in("north", Source.Form.SEGMENT)
    assert post("/v1/track", track(1)).status_code == 401
    assert post("/v1/track", track(1), "guessed").status_code == 401
    assert Fact.objects.count() == 0


def test_each_event_of_a_batch_is_answered() -> None:
    source = source_in("north", Source.Form.SEGMENT)
    broken = {"type": "track", "event": "Demo Requested", "messageId": "m3"}
    batch = {"batch": [track(1), track(1), broken, track(1, event="Pricing Viewed", userId="u2")]}
    answer = post("/v1/batch", batch, source.key).json()
    states = [event["state"] for event in answer["events"]]
    assert states[:3] == ["taken", "known", "refused"]
    assert answer["events"][2]["remedy"]
    assert answer["taken"] + answer["known"] + answer["refused"] == 4
    assert Quarantined.objects.count() == answer["refused"]


def test_what_contradicts_a_known_fact_is_put_aside_and_the_first_stands() -> None:
    source = source_in("north", Source.Form.SEGMENT)
    post("/v1/track", track(1), source.key)
    answer = post("/v1/track", track(1, properties={"path": "/other"}), source.key).json()
    assert answer["events"][0]["kind"] == "contradicts_known"
    assert Fact.objects.count() == 1
    kept = Quarantined.objects.get()
    assert "/other" in kept.body


def test_the_same_refused_event_is_put_aside_once() -> None:
    source = source_in("north", Source.Form.SEGMENT)
    for second in range(3):
        sent = f"2026-05-04T10:00:0{second}Z"
        post("/v1/track", {"event": "x", "messageId": "m", "sentAt": sent}, source.key)
    kept = Quarantined.objects.get()
    assert kept.times == 3


def test_gzip_is_read() -> None:
    source = source_in("north", Source.Form.SEGMENT)
    raw = gzip.compress(json.dumps(track(1)).encode())
    answer = post("/v1/track", raw, source.key, **{"Content-Encoding": "gzip"})
    assert answer.json()["taken"] == 1


def test_a_bomb_is_refused() -> None:
    source = source_in("north", Source.Form.SEGMENT)
    raw = gzip.compress(b" " * 50_000_000)
    answer = post("/v1/batch", raw, source.key, **{"Content-Encoding": "gzip"})
    assert answer.status_code == 413


@pytest.mark.parametrize("path", ["/v1/track", "/v1/facts"])
def test_nesting_without_end_is_refused_and_kept(path: str) -> None:
    form = Source.Form.SEGMENT if path == "/v1/track" else Source.Form.JSON
    source = source_in("north", form)
    deep = b'{"sentAt": 1, "properties": ' + b"[" * 5_000 + b"]" * 5_000 + b"}"
    assert post(path, deep, source.key).status_code == 400
    assert Quarantined.objects.get().kind == "body_unreadable"


def test_a_packing_that_is_not_read_is_named() -> None:
    source = source_in("north", Source.Form.SEGMENT)
    answer = post("/v1/track", b"packed", source.key, **{"Content-Encoding": "br"})
    assert answer.status_code == 415
    assert "br" in answer.json()["title"]
    assert "gzip" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/v1/track", 405), ("PUT", "/v1/facts", 405), ("POST", "/v1/nothing", 404),
     ("POST", "/v1/projects/x/settings", 405)],
)  # fmt: skip
def test_a_door_says_no_in_problem_details(method: str, path: str, status: int) -> None:
    answer = Client(enforce_csrf_checks=True).generic(method, path)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert status != 405 or answer["Allow"]


def test_half_a_body_is_refused_and_kept() -> None:
    source = source_in("north", Source.Form.SEGMENT)
    answer = post("/v1/track", json.dumps(track(1)).encode()[:40], source.key)
    assert answer.status_code == 400
    assert Quarantined.objects.get().kind == "body_unreadable"
    assert Fact.objects.count() == 0


def test_two_known_leads_become_one_by_a_trusted_source_only() -> None:
    source = source_in("north", Source.Form.SEGMENT)
    public = source_in("south", Source.Form.SEGMENT, public=True)
    for one, left in ((source, 1), (public, 2)):
        post("/v1/identify", {"userId": "u1", "messageId": "a", "traits": {"x": 1}}, one.key)
        identify = {"userId": "u2", "messageId": "b", "traits": {"email": "jo@bright.example"}}
        post("/v1/identify", identify, one.key)
        both = {"userId": "u1", "messageId": "c", "traits": {"email": "jo@bright.example"}}
        post("/v1/identify", both, one.key)
        leads = Lead.objects.filter(workspace=one.workspace, merged_into__isnull=True)
        assert leads.count() == left


def test_a_key_of_one_workspace_writes_to_no_other() -> None:
    north = source_in("north", Source.Form.SEGMENT)
    south = source_in("south", Source.Form.SEGMENT)
    post("/v1/track", track(1), north.key)
    assert post("/v1/track", track(1), south.key).json()["taken"] == 1
    assert Fact.objects.filter(workspace=north.workspace).count() == 1
    assert Fact.objects.filter(workspace=south.workspace).count() == 1


def test_a_key_that_can_be_none_is_unknown() -> None:
    assert post("/v1/track", track(1, writeKey="a\x00b")).status_code == 401
    assert post("/v1/facts", {}, "\x00").status_code == 401
    assert Client().get("/v1/projects/%00/settings").status_code == 401


def test_browsers_may_ask_first() -> None:
    source = source_in("north", Source.Form.SEGMENT, public=True)
    asked = Client().options("/v1/t", headers={"Origin": "https://shop.example"})
    assert asked["Access-Control-Allow-Origin"] == "*"
    sent = post("/v1/t", track(1, writeKey=source.key), Origin="https://shop.example")
    assert sent["Access-Control-Allow-Origin"] == "*"
    settings = Client().get(f"/v1/projects/{source.key}/settings").json()
    assert settings["integrations"]["Segment.io"]["apiHost"].endswith("/v1")


def test_who_sends_too_much_is_asked_to_come_again() -> None:
    source = source_in("north", Source.Form.SEGMENT)
    Source.objects.update(per_second=1)
    batch = {"batch": [track(number) for number in range(1500)]}
    first = post("/v1/batch", batch, source.key)
    second = post("/v1/batch", batch, source.key)
    assert first.status_code == 200
    assert second.status_code == 429
    assert int(second["Retry-After"]) > 0


def test_plain_facts_are_taken() -> None:
    source = source_in("north", Source.Form.JSON)
    fact = {
        "kind": "lead.accepted",
        "id": "crm-1",
        "occurred_at": "2026-05-04T10:00:00Z",
        "lead": {"email": "Jo@Bright.example"},
        "actor": "sam@north.example",
    }
    assert post("/v1/facts", {"facts": [fact]}, source.key).json()["taken"] == 1
    assert post("/v1/facts", fact, source.key).json()["known"] == 1


def test_a_signed_webhook_is_taken_and_a_forged_one_is_not() -> None:
    source = source_in("north", Source.Form.WEBHOOK)
    fact = {
        "kind": "demo.requested",
        "occurred_at": "2026-05-04T10:00:00Z",
        "lead": {"email": "jo@bright.example"},
    }
    body = json.dumps(fact).encode()
    headers = sign(
        body, message_id="msg_1", secrets=source.secrets, at=instant_of(datetime.now(UTC))
    )
    path = f"/v1/webhooks/{source.uuid}"
    assert post(path, body, **headers).json()["taken"] == 1
    assert post(path, body, **headers).json()["known"] == 1
    assert post(path, body + b" ", **headers).status_code == 401
    assert Fact.objects.count() == 1
