"""The page of one's own notices, the way out of their mails, and the API of both."""

from __future__ import annotations

import dataclasses
import json

import pytest
from django.test import Client

from app_cast import Place, make_place
from app_receiver import Receiver, receiving
from meetworthy.app.notices.choices import choose, chosen_by
from meetworthy.app.notices.kinds import Kind, Way
from meetworthy.app.notices.models import Notice
from meetworthy.app.notices.stopping import stop_link
from meetworthy.app.people.models import Role
from meetworthy.model.time import instant_of

pytestmark = [pytest.mark.database, pytest.mark.django_db]


@pytest.fixture
def place() -> Place:
    return make_place("north")


@pytest.fixture
def client(place) -> Client:
    client = Client()
    client.force_login(place[Role.SALES], "django.contrib.auth.backends.ModelBackend")
    return client


def chosen(place: Place, role: Role = Role.SALES):
    person = place[role].email
    return chosen_by(place.workspace.pk, {person: role.value})[person]


def test_without_a_choice_everything_is_as_usual(client, place):
    page = client.get("/w/north/notices")
    assert page.status_code == 200
    assert page.content.count(b" selected") == len(Kind) + 1  # and the hour
    assert chosen(place).way(Kind.POOL) is Way.NEVER
    assert chosen(place, Role.SDR).way(Kind.POOL) is Way.DIGEST


def test_what_one_chooses_is_kept_for_oneself_alone(client, place):
    posted = {"new": "digest", "warned": "never", "digest_hour": "6"}
    assert client.post("/w/north/notices", posted).status_code == 302
    mine, theirs = chosen(place), chosen(place, Role.SDR)
    assert (mine.way(Kind.NEW), mine.way(Kind.WARNED), mine.digest_hour) == ("digest", "never", 6)
    assert (theirs.way(Kind.NEW), theirs.digest_hour) == ("mail", 8)
    assert b'value="never" selected' in client.get("/w/north/notices").content


def test_a_chat_is_kept_sealed_and_shown_by_its_host_only(client, place):
    url = "https://hooks.slack.example/services/T0/B0/secret"
    client.post("/w/north/notices", {"new": "chat", "chat": url})
    assert chosen(place).chat_url(at=0) == url
    assert "secret" not in json.dumps(chosen(place).chat)
    page = client.get("/w/north/notices").content
    assert b"hooks.slack.example" in page
    assert b"/services/" not in page.replace(b"hooks.slack.com/services/", b"")
    client.post("/w/north/notices", {"new": "chat", "chat": ""})
    assert chosen(place).chat_url(at=0) == url
    client.post("/w/north/notices", {"new": "mail", "no_chat": "yes"})
    assert chosen(place).chat is None


@pytest.mark.parametrize(
    ("posted", "said"),
    [
        ({"chat": "http://169.254.169.254/latest"}, "only https"),
        ({"chat": "https://a:b@chat.example/"}, "name or password"),
        ({"new": "chat"}, "not known"),
        ({"digest_hour": "77"}, "no hour 77"),
    ],
)
def test_what_cannot_be_is_refused_beside_the_form(client, place, posted, said):
    answer = client.post("/w/north/notices", posted)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert chosen(place).chat is None


@pytest.mark.sockets
def test_a_word_to_ones_chat_says_whether_it_came(client, place, settings):
    settings.CONFIGURATION = dataclasses.replace(
        settings.CONFIGURATION, private_hosts=frozenset({"localhost"})
    )
    with receiving(Receiver(answers=[200, 410])) as receiver:
        client.post("/w/north/notices", {"chat": receiver.url})
        good = client.post("/w/north/notices/try", follow=True).content.decode()
        bad = client.post("/w/north/notices/try", follow=True).content.decode()
    assert "Your chat has taken it" in good
    assert "did not take it: 410" in bad
    assert "North" in json.loads(receiver.got[0][2])["text"]


# -- the way out of mails -------------------------------------------------------------------------


def path_of(place: Place) -> str:
    link = stop_link(place.workspace.pk, place[Role.SALES].email)
    return link.removeprefix("http://localhost:8000")


def test_looking_at_the_way_out_changes_nothing_and_one_click_stops_the_mails(place):
    stranger = Client(enforce_csrf_checks=True)  # a mail program: no session, no cookie
    assert b"Stop these mails" in stranger.get(path_of(place)).content
    assert chosen(place).way(Kind.NEW) is Way.MAIL
    stopped = stranger.post(path_of(place), {"List-Unsubscribe": "One-Click"})
    assert stopped.status_code == 200
    assert {chosen(place).way(kind) for kind in Kind} == {Way.NEVER}
    assert stopped.headers["X-Robots-Tag"] == "noindex, nofollow"


def test_a_forged_way_out_leads_nowhere(place):
    for path in ("/notices/x/", path_of(place)[:-6] + "AAAAA/"):
        assert Client().post(path).status_code == 404
    assert chosen(place).way(Kind.NEW) is Way.MAIL


# -- the API --------------------------------------------------------------------------------------


def ask(place: Place, method: str, path: str, body: object = None, secret: str = ""):
    return Client().generic(
        method,
        f"/api/v1{path}",
        json.dumps(body) if body is not None else "",
        content_type="application/json",
        headers={"Authorization": f"Bearer {secret or place.secret}"},
    )


def test_the_api_tells_who_was_told_and_sets_what_somebody_chose(place):
    person = place[Role.SALES].email
    said = {"person": person, "ways": {"new": "digest"}, "digest_hour": 5}
    answer = ask(place, "PUT", "/notices/choices", said)
    assert answer.status_code == 200, answer.content
    assert answer.json()["ways"]["new"] == "digest"
    assert ask(place, "GET", f"/notices/choices?person={person}").json()["digest_hour"] == 5
    assert ask(place, "PUT", "/notices/choices", said, place.weak).status_code == 403
    stranger = ask(place, "PUT", "/notices/choices", {**said, "person": "olga@outside.example"})
    assert stranger.status_code == 422
    at = instant_of(place.workspace.created_at)
    Notice.objects.create(
        workspace=place.workspace, person=person, key="k", kind="escalated", effect=place.effect,
        lead=1, why="manager", what={"kind": "clock.missed", "clock": "accept"}, at=at,
        recorded_at=at, way="mail", due_at=at, state="told", told_at=at,
    )  # fmt: skip
    (one,) = ask(place, "GET", "/notices?state=told").json()["items"]
    assert (one["person"], one["why"], one["lead"]) == (person, "manager", str(place.lead.uuid))
    assert ask(place, "GET", "/notices?kind=new").json()["items"] == []


def test_the_page_of_a_lead_says_who_was_told(client, place):
    at = instant_of(place.workspace.created_at)
    choose(place.workspace, "boss@north.example", ways={Kind.ESCALATED: Way.MAIL})
    Notice.objects.create(
        workspace=place.workspace, person="boss@north.example", key="k", kind="escalated",
        effect=place.effect, lead=1, why="manager", what={"kind": "clock.missed",
        "clock": "accept"}, at=at, recorded_at=at, way="mail", due_at=at, state="told", told_at=at,
    )  # fmt: skip
    page = client.get(f"/w/north/leads/{place.lead.uuid}").content.decode()
    assert "Who was told" in page
    assert "boss@north.example (manager of who has the lead)" in page
