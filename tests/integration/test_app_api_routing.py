"""Programs read the roster and say who is away, ask why somebody has a lead, and try rules."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app_api_world import make_here
from app_pages_world import JONAS
from meetworthy.app.people.models import Deed, Role

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def here(db):
    return make_here()


def test_a_member_is_described_and_on_the_roster(here):
    maya = here.world.people[Role.SDR].uuid
    said = {"team": "DACH", "skills": ["german", "enterprise"], "capacity": 12, "weight": 0.5}
    hours = {"days": "mon-thu", "start": "08:00", "end": "16:00", "holidays": "DE-BE"}
    answer = here.strong.post(f"/people/{maya}/description", said | hours)
    assert answer.status_code == 200
    rows = {row["email"]: row for row in here.strong.get("/roster").json()["items"]}
    row = rows["sdr@northwind.example"]
    assert (row["team"], row["skills"], row["capacity"]) == ("DACH", ["enterprise", "german"], 12)
    assert row["hours"] == {
        "days": ["mon", "tue", "wed", "thu"],
        "start": "08:00",
        "end": "16:00",
        "holidays": "DE-BE",
    }
    assert Deed.objects.filter(verb="person.described").count() == 1


@pytest.mark.parametrize(
    ("said", "status"),
    [({}, 422), ({"capacity": -5}, 400), ({"zone": "Mars"}, 422), ({"name": "X"}, 400)],
)
def test_what_cannot_be_said_of_a_member_is_refused(here, said, status):
    maya = here.world.people[Role.SDR].uuid
    assert here.strong.post(f"/people/{maya}/description", said).status_code == status


def test_an_absence_is_told_once_and_taken_back(here):
    maya = here.world.people[Role.SDR].uuid
    since = here.world.now - timedelta(hours=1)
    said = {"since": since.isoformat(), "until": (since + timedelta(days=3)).isoformat()}
    for _ in range(2):
        answer = here.strong.post(f"/people/{maya}/absences", said, idempotency_key="a")
        assert answer.status_code == 201
    (absence,) = here.strong.get(f"/people/{maya}/absences").json()["items"]
    away = {row["email"]: row["away"] for row in here.strong.get("/roster").json()["items"]}
    assert away["sdr@northwind.example"] is True
    other = here.world.people[Role.SALES].uuid
    path = f"/absences/{absence['id']}"
    assert here.strong.ask("DELETE", f"/people/{other}{path}").status_code == 404
    assert here.strong.ask("DELETE", f"/people/{maya}{path}").json() == {"items": []}


def test_a_key_that_only_sees_says_nothing_of_people(here):
    maya = here.world.people[Role.SDR].uuid
    assert here.weak.get("/roster").status_code == 200
    assert here.weak.post(f"/people/{maya}/description", {"team": "x"}).status_code == 403


def test_why_somebody_has_a_lead_is_said(here):
    lead = here.world.lead(JONAS).uuid
    here.strong.post(
        f"/leads/{lead}/decisions",
        {"kind": "lead.assigned", "properties": {"owner": "sdr@northwind.example", "why": "asked"}},
    )
    said = here.strong.get(f"/leads/{lead}/owner").json()
    assert (said["owner"], said["rule"], said["why"]) == ("sdr@northwind.example", "", "asked")
    assert said["by"].startswith("key:")


def test_rules_that_are_not_there_cannot_be_tried(here):
    since = (here.world.now - timedelta(days=40)).isoformat()
    said = {"since": since, "until": here.world.now.isoformat()}
    answer = here.strong.post("/routing/trials", said)
    assert answer.json()["problems"][0]["kind"] == "no_rules"
    assert here.strong.get("/routing/trials").json() == {"items": [], "next": None}
    assert here.strong.get("/routing/unrouted").json() == {"items": []}
