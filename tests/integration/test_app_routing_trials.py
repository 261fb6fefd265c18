"""Rules tried on last month's leads: who would have got how many, and nothing changes."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from app_routing_world import ANNA, BEN, CHRIS, DEFINITION, MONDAY, Place
from meetworthy.app.definitions.models import Version
from meetworthy.app.ledger.models import Head, Lead
from meetworthy.app.people.accounts import make_user
from meetworthy.app.people.members import add_member
from meetworthy.app.people.models import Role
from meetworthy.app.routing import trials
from meetworthy.app.routing.desk import turns_of
from meetworthy.app.routing.models import Trial
from meetworthy.app.routing.trials import ask_trial, once
from meetworthy.model.problem import Refused
from meetworthy.model.time import DAY, HOUR, instant_of, moment_of

pytestmark = [pytest.mark.database, pytest.mark.django_db]

NOW = moment_of(MONDAY + 9 * DAY)


@pytest.fixture
def place() -> Place:
    """Four leads of France went to Anna and Ben; Chris, who knows German, got none."""
    place = Place()
    place.hire(ANNA, BEN)
    place.ask("one", "two")
    place.work()
    place.ask("three", "four", at=MONDAY + HOUR, country="DE")
    place.work(MONDAY + HOUR)
    return place


def draft(place: Place, routing: str) -> Version:
    text = DEFINITION.partition("routing:")[0].replace("version: 1", "version: 2") + routing
    return Version.objects.create(workspace=place.workspace, number=2, text=text, hash="h")


def tried(place: Place, version: Version | None = None) -> dict:
    trial = ask_trial(
        place.workspace, version, since=MONDAY - DAY, until=MONDAY + DAY, by=None, now=NOW
    )
    assert trial.state == Trial.State.DONE
    return trial.result


def test_the_rules_in_force_give_the_same_leads_to_the_same_people_again(place):
    before = turns_of(place.workspace.pk), Head.objects.get().facts
    result = tried(place)
    assert (result["leads"], result["moved"], result["named"]) == (4, 0, [])
    assert [(p["name"], p["would"], p["was"]) for p in result["people"]] == [
        ("Anna", 2, 2),
        ("Ben", 2, 2),
    ]
    assert {rule["label"]: rule["leads"] for rule in result["rules"]} == {
        "german speaking": 0,
        "account owner": 0,
        "everybody": 4,
    }
    assert (turns_of(place.workspace.pk), Head.objects.get().facts) == before


def test_a_draft_is_tried_before_it_holds_and_says_what_would_be_different(place):
    rules = "routing: {rules: {germans: {when: \"country = 'DE'\", to: ben@north.example}}}"
    result = tried(place, draft(place, rules))
    assert [(p["name"], p["would"], p["was"]) for p in result["people"]] == [
        ("Ben", 2, 2),
        ("Anna", 0, 2),
    ]
    assert result["nobody"] == {"would": 2, "was": 0}
    assert result["unrouted"] == [{"why": "no rule holds", "leads": 2}]
    assert result["moved"] == 3
    assert [(one["was"], one["would"]) for one in result["named"]] == [
        (ANNA, ""),
        (BEN, ""),
        (ANNA, BEN),
    ]


def test_capacity_and_absence_are_those_of_then(place):
    place.tell("person.absent", at=MONDAY - DAY, person=BEN, since="2026-05-04", until="2026-05-05")
    rules = "routing: {capacity: 3, rules: {all: {to: sdr}}}"
    result = tried(place, draft(place, rules))
    assert [(p["name"], p["would"]) for p in result["people"]] == [("Anna", 3), ("Ben", 0)]
    assert result["unrouted"] == [{"why": "“all”: absent, full", "leads": 1}]


def test_very_many_leads_are_tried_in_the_background_once(place, monkeypatch):
    monkeypatch.setattr(trials, "AT_ONCE", 3)
    trial = ask_trial(
        place.workspace, None, since=MONDAY - DAY, until=MONDAY + DAY, by=None, now=NOW
    )
    assert (trial.state, trial.result) == (Trial.State.WAITING, None)
    assert once(at=instant_of(NOW)) == 1
    trial.refresh_from_db()
    assert (trial.state, trial.result["leads"]) == (Trial.State.DONE, 4)
    assert once(at=instant_of(NOW)) == 0


@pytest.mark.parametrize(
    ("since", "until"), [(MONDAY, MONDAY), (MONDAY, MONDAY - DAY), (MONDAY - 999 * DAY, MONDAY)]
)
def test_a_period_that_is_none_is_refused(place, since, until):
    with pytest.raises(Refused, match="at most a year"):
        ask_trial(place.workspace, None, since=since, until=until, by=None, now=NOW)


def test_a_version_without_rules_is_refused(place):
    with pytest.raises(Refused, match="no routing rules"):
        ask_trial(
            place.workspace, draft(place, ""), since=MONDAY, until=MONDAY + 1, by=None, now=NOW
        )


# -- the pages ----------------------------------------------------------------------------------


@pytest.fixture
def client(place) -> Client:
    mira = make_user("mira@north.example", name="Mira", password="seven quiet herons")
    add_member(place.workspace, mira, role=Role.MARKETING, by=None, at=timezone.now())
    client = Client(raise_request_exception=True)
    client.force_login(mira, "django.contrib.auth.backends.ModelBackend")
    return client


def test_the_page_shows_the_rules_who_is_full_and_what_nobody_has(place, client):
    place.hire(CHRIS, capacity=0, skills="german")
    text = client.get("/w/north/routing").content.decode()
    for shown in ("German speaking", "country = &#x27;DE&#x27;", "Anna", "of 40", "of 0"):
        assert shown in text
    assert "Nobody has these" not in text


def test_a_leads_page_says_why_somebody_has_it_or_nobody(place, client):
    place.ask("five", at=MONDAY + 2 * HOUR)
    for person in (ANNA, BEN):
        place.tell("person.described", at=MONDAY + HOUR, person=person, capacity=0)
    place.work(MONDAY + 2 * HOUR)
    first, *_, last = Lead.objects.filter(workspace=place.workspace).order_by("number")
    text = client.get(f"/w/north/leads/{first.uuid}").content.decode()
    assert "“everybody”: it was Anna’s turn among 2" in text
    text = client.get(f"/w/north/leads/{last.uuid}").content.decode()
    assert "Why nobody has it" in text
    assert "Anna is full (2 of 0), Ben is full (2 of 0)" in text
    assert "Nobody has these" in client.get("/w/north/routing").content.decode()


def test_a_trial_is_asked_for_by_a_form_and_shown(place, client):
    form = {"version": "", "since": "2026-05-01", "until": "2026-05-31"}
    answer = client.post("/w/north/routing/try", form, follow=True)
    text = answer.content.decode()
    assert "Who would have got them" in text
    assert "Leads that came" in text
    assert client.get("/w/north/routing").content.decode().count("/routing/trials/") == 1


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"since": "May", "until": "2026-05-31"}, "This is not a day."),
        ({"since": "2026-05-31", "until": "2026-05-01"}, "A period ends after it begins"),
    ],
)
def test_a_form_that_cannot_be_taken_is_shown_again(client, form, said):
    answer = client.post("/w/north/routing/try", form)
    assert answer.status_code == 422
    assert said in answer.content.decode()
