"""Writes under an idempotency key are done once, and answered alike however often they are sent."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError

from app_api_world import make_here
from app_pages_world import AIKO, PETER
from meetworthy.app.api import once
from meetworthy.app.api.models import Answered
from meetworthy.app.api.nouns import decisions
from meetworthy.app.ingest.models import Source
from meetworthy.app.ledger.models import Fact
from meetworthy.model.time import instant_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]

NEW = {"name": "Shop", "sender": "shop", "form": "json"}
ASSESSED = {
    "kind": "criterion.assessed",
    "properties": {"criterion": "budget", "status": "confirmed", "how": "call"},
}


@pytest.fixture
def here(db):
    return make_here()


def test_the_same_request_is_done_once_and_answered_alike(here):
    first = here.strong.post("/sources", NEW, idempotency_key="a")
    again = here.strong.post("/sources", NEW, idempotency_key="a")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content, "the key that is shown once is in the same answer"
    assert again.headers["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first.headers
    assert Source.objects.filter(sender="shop").count() == 1


def test_what_is_kept_of_an_answer_shows_no_secret(here):
    said = here.strong.post("/sources", NEW, idempotency_key="a").json()
    assert said["key"] not in Answered.objects.get().body


def test_a_decision_that_is_sent_again_is_one_fact(here):
    lead = here.world.lead(AIKO)
    path = f"/leads/{lead.uuid}/assessments"
    before = Fact.objects.count()
    answers = [here.strong.post(path, ASSESSED, idempotency_key="a").json() for _ in range(3)]
    assert Fact.objects.count() == before + 1
    assert [each["state"] for each in answers] == ["taken"] * 3
    assert len({each["fact"] for each in answers}) == 1
    other = here.strong.post(path, ASSESSED, idempotency_key="b").json()
    assert other["fact"] != answers[0]["fact"]


def test_without_a_key_each_request_is_another(here):
    path = f"/leads/{here.world.lead(AIKO).uuid}/assessments"
    facts = {here.strong.post(path, ASSESSED).json()["fact"] for _ in range(2)}
    assert len(facts) == 2


def test_another_request_under_the_key_is_refused(here):
    here.strong.post("/sources", NEW, idempotency_key="a")
    other = here.strong.post("/sources", NEW | {"sender": "till"}, idempotency_key="a")
    assert other.status_code == 422
    assert other.json()["problems"][0]["kind"] == "idempotency_key_used"
    assert not Source.objects.filter(sender="till").exists()


def test_the_keys_of_two_programs_are_two(here):
    second = here.key("second", *here_scopes())
    here.strong.post("/sources", NEW, idempotency_key="a")
    answer = second.post("/sources", NEW | {"sender": "till"}, idempotency_key="a")
    assert answer.status_code == 201


def here_scopes():
    from meetworthy.app.people.abilities import FOR_KEYS

    return FOR_KEYS


def test_a_refusal_is_kept_too(here):
    path = f"/leads/{here.world.lead(PETER).uuid}/decisions"
    said = {"kind": "lead.rejected", "properties": {"reason": "no such reason"}}
    first = here.strong.post(path, said, idempotency_key="a")
    again = here.strong.post(path, said, idempotency_key="a")
    assert (first.status_code, again.status_code) == (422, 422)
    assert first.json() == again.json()
    assert again.headers["Content-Type"] == "application/problem+json"
    assert first.json()["problems"][0]["kind"] == "reason_unknown"


def test_what_is_not_allowed_or_not_there_is_tried_anew(here):
    no_source = f"/sources/{here.world.lead(AIKO).uuid}/disable"
    nothing = here.strong.post(no_source, idempotency_key="a")
    assert nothing.status_code == 404
    assert here.weak.post("/sources", NEW, idempotency_key="b").status_code == 403
    assert not Answered.objects.exists()


def test_while_the_first_is_under_way_the_second_is_told_to_come_again(here, monkeypatch):
    seen = []

    def meanwhile(*args, **kwargs):
        seen.append(here.strong.post(path, ASSESSED, idempotency_key="a"))
        return real(*args, **kwargs)

    path, real = f"/leads/{here.world.lead(AIKO).uuid}/assessments", decisions.decide
    monkeypatch.setattr(decisions, "decide", meanwhile)
    first = here.strong.post(path, ASSESSED, idempotency_key="a")
    (second,) = seen
    assert (first.status_code, second.status_code) == (201, 409)
    assert second.json()["problems"][0]["kind"] == "under_way"
    assert int(second.headers["Retry-After"]) > 0


def test_what_breaks_is_not_kept_and_leaves_nothing_behind(here, monkeypatch):
    def broken(*args, **kwargs):
        real(*args, **kwargs)
        raise IntegrityError("the disk is full")

    path, real = f"/leads/{here.world.lead(AIKO).uuid}/assessments", decisions.decide
    before = Fact.objects.count()
    monkeypatch.setattr(decisions, "decide", broken)
    assert here.strong.post(path, ASSESSED, idempotency_key="a").status_code == 500
    assert Fact.objects.count() == before, "what it wrote went with it"
    monkeypatch.setattr(decisions, "decide", real)
    assert here.strong.post(path, ASSESSED, idempotency_key="a").status_code == 201
    assert Fact.objects.count() == before + 1


def killed(here, path, ago):
    """Leave what a process leaves that was killed while it was at a request, so long ago."""
    here.strong.post(path, ASSESSED, idempotency_key="a")
    row = Answered.objects.get()
    Fact.objects.filter(told_id__startswith="api:").delete()  # its transaction never committed
    Answered.objects.filter(pk=row.pk).update(status=None, body="", at=row.at - ago)


def test_what_was_killed_is_done_by_whoever_sends_it_again_after_a_while(here):
    path = f"/leads/{here.world.lead(AIKO).uuid}/assessments"
    killed(here, path, once.SILENT + timedelta(seconds=1))
    assert here.strong.post(path, ASSESSED, idempotency_key="a").json()["state"] == "taken"
    assert here.strong.post(path, ASSESSED, idempotency_key="a").json()["state"] == "taken"
    assert Fact.objects.filter(told_id__startswith="api:").count() == 1


def test_a_moment_after_it_was_killed_it_may_still_be_under_way(here):
    path = f"/leads/{here.world.lead(AIKO).uuid}/assessments"
    killed(here, path, timedelta(seconds=5))
    assert here.strong.post(path, ASSESSED, idempotency_key="a").status_code == 409


def test_whoever_wakes_after_being_taken_for_dead_writes_nothing(here, monkeypatch):
    def slow(*args, **kwargs):
        Answered.objects.update(at=here.world.now)  # another process took it over meanwhile
        return real(*args, **kwargs)

    path, real = f"/leads/{here.world.lead(AIKO).uuid}/assessments", decisions.decide
    before = Fact.objects.count()
    monkeypatch.setattr(decisions, "decide", slow)
    assert here.strong.post(path, ASSESSED, idempotency_key="a").status_code == 409
    assert Fact.objects.count() == before


def test_answers_are_forgotten_after_their_time(here):
    here.strong.post("/sources", NEW, idempotency_key="a")
    old = here.world.now - once.KEPT - timedelta(hours=1)
    Answered.objects.update(at=old)
    later = here.strong.post("/sources", NEW, idempotency_key="a")
    assert later.json()["problems"][0]["kind"] == "sender_taken", "it was done anew, and refused"
    Answered.objects.update(at=old)
    assert once.forget_once(at=instant_of(here.world.now)) == 1
    assert once.forget_once(at=instant_of(here.world.now)) == 0


@pytest.mark.parametrize("key", ["", "a" * 101, "ä", "a b"])
def test_a_key_is_one_plain_word(here, key):
    answer = here.strong.post("/sources", NEW, idempotency_key=key)
    assert answer.status_code == 400
    assert answer.json()["problems"][0]["place"] == "header.Idempotency-Key"
