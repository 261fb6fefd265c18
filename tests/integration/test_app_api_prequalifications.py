"""Forms and contact checks over the API: sent, listed, taken back, each by its scope."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app_api_world import NOTHING, Asker
from app_form_world import SARAH, make_form_world
from meetworthy.app.api import limits
from meetworthy.app.mail.models import Letter
from meetworthy.app.people.abilities import Ability
from meetworthy.app.people.keys import create_key
from meetworthy.app.people.models import Role
from meetworthy.app.prequalify.models import Form

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def world():
    limits.forget()
    return make_form_world()


def key(world, *scopes: Ability) -> Asker:
    by = world.people[Role.ADMIN]
    at = world.now - timedelta(days=1)
    return Asker(create_key(world.workspace, name="crm", scopes=scopes, by=by, at=at).secret)


@pytest.fixture
def desk(world) -> Asker:
    return key(world, Ability.SEE, Ability.DECIDE, Ability.RECORD)


def forms(world) -> str:
    return f"/leads/{world.lead(SARAH).uuid}/prequalifications"


def test_a_form_is_sent_listed_and_taken_back(world, desk):
    sent = desk.post(forms(world))
    assert sent.status_code == 201, sent.content
    said = sent.json()
    assert said["state"] == "open"
    assert said["asked_by"] == "hand"
    assert said["lead"] == str(world.lead(SARAH).uuid)
    assert said["fits"] is None
    assert desk.get("/prequalifications").json()["items"] == [said]
    assert desk.get("/prequalifications?state=answered").json()["items"] == []
    back = desk.ask("DELETE", forms(world))
    assert back.status_code == 200
    assert [each["state"] for each in back.json()["items"]] == ["revoked"]
    assert Letter.objects.get().state == "withdrawn"


def test_the_same_request_twice_sends_one_form(world, desk):
    first = desk.post(forms(world), idempotency_key="a")
    again = desk.post(forms(world), idempotency_key="a")
    assert (first.status_code, first.content) == (201, again.content)
    assert Form.objects.count() == Letter.objects.count() == 1


def test_what_can_not_be_done_says_why(world, desk):
    desk.post(forms(world))
    second = desk.post(forms(world))
    assert second.status_code == 422
    assert second.json()["problems"][0]["kind"] == "form_open"
    assert desk.post(f"/leads/{NOTHING}/prequalifications").status_code == 404


def test_a_key_that_may_only_see_sends_nothing(world):
    seeing = key(world, Ability.SEE)
    assert seeing.post(forms(world)).status_code == 403
    assert seeing.ask("DELETE", forms(world)).status_code == 403
    assert not Form.objects.exists()
    assert seeing.get("/prequalifications").status_code == 200


def test_whether_a_lead_can_be_written_to(world, desk):
    asked = f"/leads/{world.lead(SARAH).uuid}/contact"
    assert desk.get(asked).json() == {
        "address": SARAH,
        "result": "unknown",
        "reasons": [],
        "suppressed": "",
    }
    world.tell("email.unsubscribed", SARAH, ago=timedelta(minutes=1))
    world.commit()
    assert desk.get(asked).json()["suppressed"] == "The lead has unsubscribed."


def test_an_address_of_nobody_in_particular_is_checked(desk):
    said = desk.post("/contact-checks", {"address": "info@mailinator.com"}).json()
    assert said["result"] == "undeliverable"
    assert [each["code"] for each in said["reasons"]] == ["disposable", "role"]
    assert not Letter.objects.exists()
