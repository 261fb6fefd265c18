"""The people and keys pages, as the server answers: what admins do, and what others see of it."""

from __future__ import annotations

import html
import re

import pytest
from django.core import mail
from django.test import Client

from app_pages_world import World, make_world
from meetworthy.app.people.access import access_of_key
from meetworthy.app.people.members import members_of, membership_of
from meetworthy.app.people.models import ApiKey, Deed, Invitation, Role

pytestmark = [pytest.mark.django_db, pytest.mark.database]

PEOPLE, KEYS = "/w/northwind/people", "/w/northwind/keys"


@pytest.fixture
def world() -> World:
    return make_world()


def signed_in(world: World, role: Role) -> Client:
    client = Client()
    client.force_login(world.people[role], "django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def admin(world: World) -> Client:
    return signed_in(world, Role.ADMIN)


def text(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    return html.unescape(answer.content.decode())


def said(answer) -> str:
    return html.unescape(answer.content.decode())


def test_everybody_sees_who_is_here_as_what(world):
    page = text(signed_in(world, Role.VIEWER), PEOPLE)
    for person in ("Ada Lund", "Mira Sand", "Maya Okafor", "Dario Ruiz", "Vera Wolff"):
        assert person in page


def test_only_who_manages_people_is_offered_to_change_them(world, admin):
    assert "Invite…" in text(admin, PEOPLE)
    for role in (Role.MARKETING, Role.SDR, Role.SALES, Role.VIEWER):
        page = text(signed_in(world, role), PEOPLE)
        assert "Invite…" not in page
        assert "Change…" not in page
        assert PEOPLE + "/deeds" not in page


def test_an_invitation_is_mailed_and_its_link_shown_once(admin, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        answer = admin.post(PEOPLE + "/invite", {"email": "Nia@Northwind.example", "role": "sdr"})
    link = re.search(r"http\S+/invitations/[\w-]+/", said(answer))
    assert link is not None
    assert mail.outbox[0].to == ["nia@northwind.example"]
    assert link[0] in mail.outbox[0].body
    assert answer.headers["Cache-Control"] == "no-store"
    assert "nia@northwind.example" in text(admin, PEOPLE)
    assert link[0] not in text(admin, PEOPLE)


def test_what_is_no_address_is_said_beside_the_field_and_kept_as_typed(admin):
    answer = admin.post(PEOPLE + "/invite", {"email": "nia", "role": "sdr"})
    assert answer.status_code == 422
    assert 'value="nia"' in said(answer)
    assert 'id="email-wrong" role="alert"' in said(answer)
    assert not Invitation.objects.exists()


def test_without_a_role_nobody_is_invited(admin):
    admin.post(PEOPLE + "/invite", {"email": "nia@northwind.example", "role": "king"})
    assert not Invitation.objects.exists()


def test_an_invitation_is_withdrawn(admin):
    admin.post(PEOPLE + "/invite", {"email": "nia@northwind.example", "role": "sdr"})
    made = Invitation.objects.get()
    answer = admin.post(f"{PEOPLE}/invitations/{made.uuid}/withdraw", follow=True)
    assert "The invitation of nia@northwind.example is withdrawn." in said(answer)
    assert "Nobody has an open invitation" in said(answer)


def test_another_role_holds_from_now_on_and_the_earlier_one_is_kept(world, admin):
    vera = world.people[Role.VIEWER]
    answer = admin.post(f"{PEOPLE}/{vera.uuid}/role", {"role": "marketing"}, follow=True)
    assert "Vera Wolff is Marketing from now on." in said(answer)
    assert membership_of(world.workspace, vera).role == Role.MARKETING
    assert "1 role that ended" in said(answer)


def test_the_only_admin_stays_one_and_the_page_says_what_to_do(world, admin):
    ada = world.people[Role.ADMIN]
    for verb in ("role", "remove"):
        answer = admin.post(f"{PEOPLE}/{ada.uuid}/{verb}", {"role": "viewer"}, follow=True)
        assert "Make somebody else an admin first." in said(answer)
    assert membership_of(world.workspace, ada).role == Role.ADMIN


def test_whoever_is_removed_sees_nothing_more(world, admin):
    maya = world.people[Role.SDR]
    client = signed_in(world, Role.SDR)
    admin.post(f"{PEOPLE}/{maya.uuid}/remove")
    assert maya not in [one.user for one in members_of(world.workspace)]
    text(client, PEOPLE, 404)


def test_an_admin_who_leaves_is_led_out(world, admin):
    vera, ada = world.people[Role.VIEWER], world.people[Role.ADMIN]
    admin.post(f"{PEOPLE}/{vera.uuid}/role", {"role": "admin"})
    answer = admin.post(f"{PEOPLE}/{ada.uuid}/remove")
    assert answer.headers["Location"] == "/"


def test_what_was_changed_is_listed_with_who_and_page_by_page(world, admin):
    ada = world.people[Role.ADMIN]
    Deed.objects.bulk_create(
        Deed(workspace=world.workspace, verb="key.created", what=f"number {n}", by=ada)
        for n in range(130)
    )
    first = text(admin, PEOPLE + "/deeds")
    assert "number 129" in first
    assert "key created" in first
    older = re.search(r'href="(\?before=\d+)"', first)
    assert "number 29<" in text(admin, PEOPLE + "/deeds" + older[1])


# -- keys ----------------------------------------------------------------------------------------


def test_a_key_is_shown_once_and_opens_what_its_scopes_say(world, admin):
    answer = admin.post(KEYS + "/new", {"name": "sync", "scopes": ["see", "record"], "lasts": "30"})
    secret = re.search(r'<code id="secret"[^>]*>(mw_[^<]+)<', said(answer))[1]
    opened = access_of_key(f"Bearer {secret}", at=world.now)
    assert {str(one) for one in opened.scopes} == {"see", "record"}
    assert (opened.key.expires_at - opened.key.created_at).days == 30
    assert answer.headers["Cache-Control"] == "no-store"
    page = text(admin, KEYS)
    assert "sync" in page
    assert secret not in page


@pytest.mark.parametrize(
    ("asked", "said_why"),
    [
        ({"name": "sync"}, "A key without scopes opens nothing."),
        ({"name": " ", "scopes": "see"}, "A key needs a name."),
        ({"name": "sync", "scopes": "manage_keys"}, "No key may manage_keys."),
    ],
)
def test_a_key_that_cannot_be_made_says_why_beside_the_field(admin, asked, said_why):
    answer = admin.post(KEYS + "/new", asked)
    assert answer.status_code == 422
    assert said_why in said(answer)
    assert not ApiKey.objects.exists()


def test_a_revoked_key_opens_nothing_and_stays_listed(world, admin):
    answer = admin.post(KEYS + "/new", {"name": "sync", "scopes": ["see"], "lasts": "0"})
    secret = re.search(r">(mw_[^<]+)<", said(answer))[1]
    answer = admin.post(f"{KEYS}/{ApiKey.objects.get().uuid}/revoke", follow=True)
    assert "The key “sync” opens nothing any more." in said(answer)
    assert "1 that opens nothing any more" in said(answer)
    assert access_of_key(f"Bearer {secret}", at=world.now) is None


def test_keys_are_for_admins(world):
    for role in (Role.MARKETING, Role.SDR, Role.SALES, Role.VIEWER):
        text(signed_in(world, role), KEYS, 403)
        assert KEYS not in text(signed_in(world, role), PEOPLE)
