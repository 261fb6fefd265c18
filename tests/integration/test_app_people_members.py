"""Workspaces, members, invitations: each change one verb, recorded, told to the ledger."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.http import Http404
from django.test import Client
from django.utils import timezone

from meetworthy.app.ledger.load import fact_of, select
from meetworthy.app.people.access import Ability, access_of
from meetworthy.app.people.accounts import make_user
from meetworthy.app.people.invitations import accept_invitation, invite, withdraw_invitation
from meetworthy.app.people.members import add_member, change_role, members_of, remove_member
from meetworthy.app.people.models import Deed, Membership, Role, User
from meetworthy.app.people.workspaces import create_workspace
from meetworthy.judge.people import SALES_SIDE, SALESPEOPLE, people_in
from meetworthy.model.problem import Refused
from meetworthy.model.time import instant_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def place():
    return create_workspace(name="Northwind GmbH", by=None, at=NOON)


@pytest.fixture
def ada(place) -> User:
    ada = make_user("Ada@northwind.example", name="Ada")
    add_member(place, ada, role=Role.ADMIN, by=None, at=NOON)
    return ada


@pytest.fixture
def sam(place) -> User:
    sam = make_user("sam@northwind.example", name="Sam")
    add_member(place, sam, role=Role.SALES, by=None, at=NOON)
    return sam


def deeds(place) -> list[tuple[str, str, str]]:
    return [
        (str(deed.by or "-"), deed.verb, deed.what)
        for deed in Deed.objects.filter(workspace=place).order_by("pk")
    ]


def kinds(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [problem.kind for problem in refused.value.problems]


# -- workspaces -----------------------------------------------------------------------------------


def test_a_workspace_is_named_in_addresses_by_its_name(place):
    assert (place.slug, place.name, place.zone) == ("northwind-gmbh", "Northwind GmbH", "UTC")


@pytest.mark.parametrize(
    ("wrong", "kind"),
    [
        ({"name": " "}, "no_name"),
        ({"name": "北風"}, "bad_slug"),
        ({"name": "N", "slug": "a/b"}, "bad_slug"),
        ({"name": "N", "slug": "n" * 61}, "bad_slug"),
        ({"name": "Northwind GmbH"}, "slug_taken"),
        ({"name": "N", "zone": "Europe/Atlantis"}, "unknown_zone"),
    ],
)
def test_what_cannot_be_a_workspace_is_refused(place, wrong, kind):
    with pytest.raises(Refused) as refused:
        create_workspace(**wrong, by=None, at=NOON)
    assert kinds(refused) == [kind]


# -- roles ----------------------------------------------------------------------------------------


def test_access_follows_the_role_that_was_held_at_the_time(place, ada, sam):
    change_role(place, sam, role=Role.MARKETING, by=ada, at=NOON + DAY)
    remove_member(place, sam, by=ada, at=NOON + 2 * DAY)
    may = [
        access_of(sam, place.slug, at=NOON + after).may(Ability.DECIDE)
        for after in (timedelta(0), DAY - HOUR, DAY, 2 * DAY - HOUR)
    ]
    assert may == [True, True, False, False]
    for at in (NOON - HOUR, NOON + 2 * DAY):
        with pytest.raises(Http404):
            access_of(sam, place.slug, at=at)


def test_judging_knows_from_the_ledger_whose_decisions_counted_when(place, ada, sam):
    change_role(place, sam, role=Role.SDR, by=ada, at=NOON + DAY)
    change_role(place, sam, role=Role.MARKETING, by=ada, at=NOON + 2 * DAY)
    remove_member(place, sam, by=ada, at=NOON + 3 * DAY)
    people = people_in(map(fact_of, select(place.pk, "kind = 'person.described'", ())), "UTC")

    def may(roles, after: timedelta) -> bool:
        return people.may("sam@northwind.example", roles, instant_of(NOON + after))

    after = [HOUR, DAY + HOUR, 2 * DAY + HOUR, 3 * DAY + HOUR]
    assert [may(SALES_SIDE, each) for each in after] == [True, True, False, False]
    assert [may(SALESPEOPLE, each) for each in after] == [True, False, False, False]


def test_an_admin_does_not_decide_for_sales(place, ada):
    access = access_of(ada, place.slug, at=NOON)
    assert access.may(Ability.MANAGE_PEOPLE)
    assert not access.may(Ability.DECIDE)
    people = people_in(map(fact_of, select(place.pk, "kind = 'person.described'", ())), "UTC")
    assert not people.may("ada@northwind.example", SALES_SIDE, instant_of(NOON + HOUR))


@pytest.mark.parametrize("leaving", ["changed", "removed"])
def test_the_last_admin_stays(place, ada, sam, leaving):
    def leave():
        if leaving == "changed":
            change_role(place, ada, role=Role.SALES, by=ada, at=NOON + DAY)
        else:
            remove_member(place, ada, by=ada, at=NOON + DAY)

    with pytest.raises(Refused) as refused:
        leave()
    assert kinds(refused) == ["last_admin"]
    change_role(place, sam, role=Role.ADMIN, by=ada, at=NOON + HOUR)
    leave()


def test_the_past_of_a_membership_is_kept(place, ada, sam):
    change_role(place, sam, role=Role.SDR, by=ada, at=NOON + DAY)
    held = Membership.objects.filter(user=sam).order_by("since")
    assert [(each.role, each.since, each.until) for each in held] == [
        ("sales", NOON, NOON + DAY),
        ("sdr", NOON + DAY, None),
    ]


def test_the_role_one_has_already_is_no_change(place, ada, sam):
    change_role(place, sam, role=Role.SALES, by=ada, at=NOON + DAY)
    assert Membership.objects.filter(user=sam).count() == 1
    assert "member.changed" not in [verb for _, verb, _ in deeds(place)]


def test_every_change_says_who_made_it(place, ada, sam):
    change_role(place, sam, role=Role.SDR, by=ada, at=NOON + DAY)
    remove_member(place, sam, by=ada, at=NOON + 2 * DAY)
    assert deeds(place) == [
        ("-", "workspace.created", "Northwind GmbH"),
        ("-", "member.added", "ada@northwind.example as admin"),
        ("-", "member.added", "sam@northwind.example as sales"),
        ("Ada", "member.changed", "sam@northwind.example from sales to sdr"),
        ("Ada", "member.removed", "sam@northwind.example, was sdr"),
    ]


# -- invitations ----------------------------------------------------------------------------------


def test_an_invited_person_sets_a_name_and_a_password_and_is_in(
    client, place, ada, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        invite(place, email="New@x.example", role=Role.SDR, by=ada, at=timezone.now())
    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == (
        ["new@x.example"],
        "You are invited to Northwind GmbH on Meetworthy",
    )
    link = re.search(r"http://localhost:8000(/invitations/\S+)", sent.body)[1]
    assert "new@x.example is invited, as SDR" in client.get(link).content.decode()
    answer = client.post(link, {"name": "Nia", "password": "seven quiet herons"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/w/northwind-gmbh/")
    assert [(str(m.user), m.role) for m in members_of(place)] == [("Ada", "admin"), ("Nia", "sdr")]
    assert client.get("/accounts/").status_code == 200
    assert Client().get(link).status_code == 404, "it works once"


def link_of(place, ada, email: str = "new@x.example") -> str:
    invited = invite(place, email=email, role=Role.SDR, by=ada, at=timezone.now())
    return invited.link.removeprefix("http://localhost:8000")


def test_a_link_names_no_secret_that_the_database_keeps(place, ada):
    token = link_of(place, ada).rstrip("/").rsplit("/", 1)[-1]
    kept = list(place.invitation_set.values_list("digest", flat=True))
    assert token not in kept
    assert len(kept[0]) == 64


def test_a_weak_password_is_refused_with_the_reason(client, place, ada):
    answer = client.post(link_of(place, ada), {"name": "Nia", "password": "short"})
    assert answer.status_code == 422
    assert "at least 10 characters" in answer.content.decode()
    assert User.objects.filter(email="new@x.example").count() == 0


def test_somebody_who_is_a_user_signs_in_and_joins(client, place, ada):
    make_user("new@x.example", name="Nia", password="seven quiet herons")
    link = link_of(place, ada)
    assert f"/accounts/login/?next={link}" in client.get(link).content.decode()
    assert client.post(link, {"name": "E", "password": "seven quiet eagles"}).status_code == 422
    client.post("/accounts/login/", {"login": "new@x.example", "password": "seven quiet herons"})
    client.post(link)
    assert [str(m.user) for m in members_of(place)] == ["Ada", "Nia"]


def test_an_invitation_is_for_one_address_only(client, place, ada):
    link = link_of(place, ada)
    client.force_login(make_user("eve@x.example"), "django.contrib.auth.backends.ModelBackend")
    answer = client.post(link)
    assert answer.status_code == 422
    assert [str(m.user) for m in members_of(place)] == ["Ada"]


def test_an_invitation_that_was_withdrawn_replaced_or_expired_is_not_found(client, place, ada):
    now = timezone.now()
    first = link_of(place, ada)
    second = link_of(place, ada)
    old = invite(place, email="o@x.example", role=Role.SDR, by=ada, at=now - timedelta(days=7))
    withdrawn = invite(place, email="w@x.example", role=Role.SDR, by=ada, at=now)
    withdraw_invitation(withdrawn.invitation, by=ada, at=now)
    links = [first, second, *(each.link.split("8000")[1] for each in (old, withdrawn))]
    assert [client.get(link).status_code for link in links] == [404, 200, 404, 404]


def test_an_invitation_is_accepted_once_also_by_two_at_once(place, ada):
    now = timezone.now()
    invited = invite(place, email="new@x.example", role=Role.SDR, by=ada, at=now)
    nia = make_user("new@x.example")
    accept_invitation(invited.invitation, user=nia, at=now)
    with pytest.raises(Refused) as refused:
        accept_invitation(invited.invitation, user=nia, at=now)
    assert kinds(refused) == ["invitation_closed"]


@pytest.mark.parametrize(
    ("email", "kind"), [("nobody", "bad_email"), ("SAM@northwind.example", "member_already")]
)
def test_who_cannot_be_invited_is_refused(place, ada, sam, email, kind):
    with pytest.raises(Refused) as refused:
        invite(place, email=email, role=Role.SDR, by=ada, at=NOON)
    assert kinds(refused) == [kind]
