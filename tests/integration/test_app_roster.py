"""People are described by who may, and their absences told and taken back: all as facts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import Client
from django.utils import timezone

from meetworthy.app.people.access import access_of
from meetworthy.app.people.accounts import make_user
from meetworthy.app.people.members import add_member, remove_member
from meetworthy.app.people.models import Deed, Role, User, Workspace
from meetworthy.app.people.workspaces import create_workspace
from meetworthy.app.roster.describe import (
    absences_of,
    describe_person,
    take_absence_back,
    tell_absence,
)
from meetworthy.app.roster.read import roster_of
from meetworthy.definition.language import BusinessHours
from meetworthy.model.problem import Refused
from meetworthy.model.time import DAY, instant_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
AT = instant_of(NOON)
ADA, MAYA, DARIO = (f"{name}@northwind.example" for name in ("ada", "maya", "dario"))


@pytest.fixture
def place() -> Workspace:
    made = create_workspace(name="Northwind", by=None, at=NOON - timedelta(days=9))
    for email, role in ((ADA, Role.ADMIN), (MAYA, Role.SDR), (DARIO, Role.SALES)):
        user = make_user(email, name=email.partition("@")[0].title(), password="seven quiet herons")
        add_member(made, user, role=role, by=None, at=NOON - timedelta(days=9))
    return made


def access(place: Workspace, email: str):
    return access_of(User.objects.get(email=email), place.slug, at=NOON)


def person(place: Workspace, email: str, at: int = AT):
    return roster_of(place.pk, at=at).person(email)


def test_members_are_on_the_roster_with_their_roles(place):
    roster = roster_of(place.pk, at=AT)
    assert [one.name for one in roster.named("sdr")] == ["Maya"]
    assert roster_of(place.pk, at=AT - 30 * DAY).people == {}


def test_an_admin_says_what_leads_are_given_by_and_it_is_recorded(place):
    said = {"team": "DACH", "skills": "German, enterprise", "capacity": 30, "weight": 0.5}
    describe_person(access(place, ADA), MAYA, {**said, "manager": DARIO}, at=AT)
    maya = person(place, MAYA)
    assert (maya.team, maya.capacity, maya.weight, maya.manager) == ("DACH", 30, 0.5, DARIO)
    assert maya.skills == {"german", "enterprise"}
    deed = Deed.objects.get(workspace=place, verb="person.described")
    assert deed.what.startswith(f"{MAYA}: team DACH, skills German")


def test_a_person_says_when_they_work_and_nothing_else_of_themselves(place):
    hours = {"days": "mon-thu", "from": "08:00", "to": "16:00", "holidays": "DE-BE"}
    describe_person(access(place, MAYA), MAYA, {**hours, "zone": "Europe/Berlin"}, at=AT)
    assert person(place, MAYA).hours == BusinessHours((0, 1, 2, 3), 480, 960, "DE-BE")
    for who, whom, said in ((MAYA, MAYA, {"capacity": 1}), (DARIO, MAYA, hours)):
        with pytest.raises(PermissionDenied):
            describe_person(access(place, who), whom, said, at=AT)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"capacity": -5}, "capacity"),
        ({"capacity": "many"}, "capacity"),
        ({"weight": 0.001}, "weight"),
        ({"weight": float("nan")}, "weight"),
        ({"since": "yesterday"}, "since"),
        ({"manager": "nobody@northwind.example"}, "manager"),
        ({"zone": "Mars/Base"}, "zone"),
        ({"days": "mon-fri"}, "from"),
        ({"days": "mon-fri", "from": "17:00", "to": "09:00"}, "from"),
        ({"days": "someday", "from": "09:00", "to": "17:00"}, "days"),
        ({"days": "mon", "from": "09:00", "to": "17:00", "holidays": "XX"}, "holidays"),
        ({"role": "admin"}, "role"),
        ({"team": "x" * 501}, "team"),
        ({"team": "a\x00b"}, "team"),
    ],
)
def test_what_cannot_be_said_of_a_person_is_refused_by_its_field(place, said, field):
    with pytest.raises(Refused) as refused:
        describe_person(access(place, ADA), MAYA, said, at=AT)
    assert [problem.place.field for problem in refused.value.problems] == [field]
    assert not Deed.objects.filter(verb="person.described").exists()


def test_an_absence_is_told_and_taken_back(place):
    maya = access(place, MAYA)
    tell_absence(maya, MAYA, since=NOON, until=NOON + timedelta(days=7), why="holidays", at=AT)
    (absence,) = absences_of(place.pk, MAYA, since=AT)
    assert (absence.since, absence.until, absence.why) == (AT, AT + 7 * DAY, "holidays")
    roster = roster_of(place.pk, at=AT)
    assert [roster.is_absent(MAYA, AT + days * DAY) for days in (0, 6, 7)] == [True, True, False]
    with pytest.raises(PermissionDenied):
        take_absence_back(access(place, DARIO), absence.id, at=AT + 1)
    take_absence_back(maya, absence.id, at=AT + 1)
    assert absences_of(place.pk, MAYA, since=AT) == []
    assert not roster_of(place.pk, at=AT + 1).is_absent(MAYA, AT + DAY)
    with pytest.raises(Http404):
        take_absence_back(maya, absence.id, at=AT + 2)


def test_an_absence_of_another_workspace_is_nobodys_here(place):
    other = create_workspace(name="Southgale", by=None, at=NOON)
    add_member(other, User.objects.get(email=MAYA), role=Role.SDR, by=None, at=NOON)
    there = access_of(User.objects.get(email=MAYA), other.slug, at=NOON)
    tell_absence(there, MAYA, since=NOON, until=None, at=AT)
    (absence,) = absences_of(other.pk, MAYA, since=AT)
    with pytest.raises(Http404):
        take_absence_back(access(place, MAYA), absence.id, at=AT)
    assert absences_of(place.pk, MAYA, since=AT) == []


def test_who_left_is_on_no_list_any_more(place):
    remove_member(place, User.objects.get(email=MAYA), by=None, at=NOON)
    assert roster_of(place.pk, at=AT).named("sdr") == ()
    assert person(place, MAYA).has_left


# -- the page -----------------------------------------------------------------------------------


@pytest.fixture
def page(place):
    """Return what asks for a person's page, or a form of it, as somebody."""

    def ask(who: str, whom: str, form: str = "", /, **said: str):
        client = Client(raise_request_exception=True)
        user = User.objects.get(email=who)
        client.force_login(user, "django.contrib.auth.backends.ModelBackend")
        url = f"/w/{place.slug}/people/{User.objects.get(email=whom).uuid}"
        return client.post(f"{url}/{form}", said) if form else client.get(url)

    return ask


def test_everybody_sees_a_person_and_only_who_may_is_offered_forms(page):
    offered = {who: page(who, MAYA).content.decode().count("<form class=") for who in (ADA, MAYA)}
    assert offered == {ADA: 3, MAYA: 2}
    assert page(DARIO, MAYA).content.decode().count('<form class="card') == 0


def test_a_persons_page_says_since_when_they_are_here_where_nobody_said_it(page):
    day = f"{NOON - timedelta(days=9):%Y-%m-%d}"
    assert f"<dt>Here since</dt><dd>{day}</dd>" in page(DARIO, MAYA).content.decode()
    assert "Empty: since they joined, 21 Feb 2026." in page(ADA, MAYA).content.decode()


def test_forms_say_only_what_they_change(page, place):
    form = {"team": "DACH", "skills": "german", "capacity": "", "weight": "1"}
    assert page(ADA, MAYA, "routing", **form).status_code == 302
    now = instant_of(timezone.now())
    assert person(place, MAYA, now).team == "DACH"
    deed = Deed.objects.get(verb="person.described")
    assert deed.what == f"{MAYA}: team DACH, skills german"
    page(ADA, MAYA, "routing", team="", skills="german", capacity="", weight="1")
    assert person(place, MAYA, instant_of(timezone.now())).team == ""


def test_a_form_that_cannot_be_taken_is_shown_again_with_what_was_written(page):
    answer = page(ADA, MAYA, "routing", capacity="a lot", weight="1")
    assert answer.status_code == 422
    text = answer.content.decode()
    assert 'value="a lot"' in text
    assert "A capacity is how many open leads somebody takes at most." in text


def test_days_away_include_the_last_and_can_be_taken_back(page, place):
    assert (
        page(MAYA, MAYA, "away", away_since="2099-05-04", away_until="2099-05-08").status_code
        == 302
    )
    (absence,) = absences_of(place.pk, MAYA, since=AT)
    assert (absence.until - absence.since) == 5 * DAY
    shown = page(MAYA, MAYA).content.decode()
    assert "4 May 2099 – 8 May 2099" in shown
    assert page(MAYA, MAYA, f"away/{absence.id}/back").status_code == 302
    assert absences_of(place.pk, MAYA, since=AT) == []


def test_nobody_says_of_a_colleague_that_they_are_away(page):
    assert page(DARIO, MAYA, "away", away_since="2099-05-04").status_code == 403
    assert (
        page(DARIO, MAYA, "hours", days="mon", **{"from": "09:00", "to": "10:00"}).status_code
        == 403
    )
    assert page(MAYA, MAYA, "routing", capacity="1").status_code == 403
