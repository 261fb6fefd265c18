"""Meetings by programs: every act that the pages have, the lists, and a month's numbers."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app_api_world import make_here
from app_pages_world import AIKO, JONAS
from meetworthy.app.judging.models import Meeting
from meetworthy.app.people.access import Ability

pytestmark = [pytest.mark.django_db, pytest.mark.database]

HOST = "sales@northwind.example"


@pytest.fixture
def here(db):
    return make_here()


def slot(here, begins, **more):
    starts = here.world.now + begins
    said = {"starts_at": starts.isoformat(), "ends_at": (starts + timedelta(hours=1)).isoformat()}
    return {**said, "host": HOST, "title": "Intro", **more}


def book(here, who, begins, **more):
    lead = here.world.lead(who).uuid
    answer = here.strong.post(f"/meetings/{lead}", slot(here, begins, **more))
    assert answer.status_code == 201, answer.content
    return answer.json()["meeting"]


def at(meeting, act=""):
    return f"/meetings/{meeting['lead']}/{meeting['id']}{act}"


def test_a_meeting_goes_its_whole_way(here):
    booker = here.key("booker", Ability.SEE, Ability.BOOK)
    made = booker.post(
        f"/meetings/{here.world.lead(JONAS).uuid}", slot(here, timedelta(hours=-2))
    ).json()["meeting"]
    assert (made["standing"], made["host"], made["booked"]["by"]) == ("booked", HOST, "key:booker")
    held = booker.post(at(made, "/held"), {"minutes": 40}).json()["meeting"]
    assert held["standing"] == "held"
    said = {"words": "Worth it", "criteria": {"need": "confirmed"}}
    done = here.strong.post(at(made, "/confirm"), said).json()
    assert (done["state"], done["meeting"]["standing"]) == ("taken", "confirmed")
    assert done["meeting"]["confirmed"]["words"] == "Worth it"
    assert here.strong.get(at(made)).json() == done["meeting"]


def test_a_declined_meeting_is_disputed_and_decided_by_another(here):
    made = book(here, JONAS, timedelta(hours=-2))
    judge = here.key("judge", Ability.SEE, Ability.CONFIRM)
    other = here.key("other", Ability.SEE, Ability.CONFIRM)
    assert judge.post(at(made, "/decline"), {}).status_code == 422
    declined = judge.post(at(made, "/decline"), {"words": "Not our market"})
    assert declined.json()["meeting"]["standing"] == "declined"
    assert here.strong.post(at(made, "/dispute"), {}).status_code == 422
    disputed = here.strong.post(at(made, "/dispute"), {"words": "It is our market"})
    assert disputed.json()["meeting"]["standing"] == "disputed"
    assert judge.post(at(made, "/confirm"), {}).status_code == 422
    settled = other.post(at(made, "/confirm"), {"words": "It is"})
    assert settled.json()["meeting"]["settled"]["by"] == "key:other"  # no arbiter is named
    assert here.strong.post(at(made, "/dispute"), {"words": "Again"}).status_code == 422


def test_the_same_booking_under_one_idempotency_key_is_one_meeting(here):
    lead = here.world.lead(JONAS).uuid
    said = slot(here, timedelta(days=1))
    first, again = (
        here.strong.post(f"/meetings/{lead}", said, idempotency_key="once").json() for _ in range(2)
    )
    assert first["meeting"]["id"] == again["meeting"]["id"]
    assert Meeting.objects.filter(name__startswith="hand:").count() == 1


def test_a_missed_meeting_is_moved_and_called_off(here):
    made = book(here, JONAS, timedelta(hours=-2))
    missed = here.strong.post(at(made, "/missed"), {"by": "guest"}).json()["meeting"]
    assert (missed["standing"], missed["missed_by"]) == ("missed", "guest")
    moved = here.strong.post(at(made, "/move"), slot(here, timedelta(days=2))).json()["meeting"]
    assert (moved["standing"], moved["moves"]) == ("booked", 1)
    said = {"by": "host", "words": "Strike"}
    assert here.strong.post(at(made, "/cancel"), said).json()["meeting"]["standing"] == "cancelled"


def test_a_list_goes_on_by_its_cursor(here):
    for day in range(1, 6):
        book(here, AIKO, timedelta(days=day))
    seen, cursor = [], ""
    while True:
        page = here.strong.get(f"/meetings?limit=2{cursor}").json()
        seen += [one["starts_at"] for one in page["items"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert len(seen) == 5
    assert seen == sorted(seen)
    assert len(here.strong.get(f"/meetings?who={HOST}").json()["items"]) == 5
    assert here.strong.get("/meetings?who=nobody@x.example").json()["items"] == []


def test_the_four_numbers_come_together(here):
    made = book(here, JONAS, timedelta(hours=-2))
    here.strong.post(at(made, "/held"), {})
    since = (here.world.now - timedelta(hours=1)).isoformat().replace("+00:00", "Z")
    until = (here.world.now + timedelta(hours=1)).isoformat().replace("+00:00", "Z")
    said = here.strong.get(f"/meetings/numbers?since={since}&until={until}").json()
    assert (said["booked"], said["accepted"], said["held"], said["confirmed"]) == (1, 0, 1, 0)


def test_a_key_does_only_what_its_scopes_say(here):
    made = book(here, JONAS, timedelta(hours=-2))
    for act, said in (("/held", {}), ("/confirm", {}), ("/cancel", {})):
        assert here.weak.post(at(made, act), said).status_code == 403
    booker = here.key("booker", Ability.SEE, Ability.BOOK)
    assert booker.post(at(made, "/confirm"), {}).status_code == 403


def test_another_leads_meeting_is_not_found(here):
    made = book(here, JONAS, timedelta(hours=-2))
    other = here.world.lead(AIKO).uuid
    assert here.strong.get(f"/meetings/{other}/{made['id']}").status_code == 404
