"""Signing in through a company's own provider, by OpenID Connect.

The provider is a small one written from the published contract (tests/app_oidc_provider.py).
"""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from app_oidc_provider import CLIENT, SECRET, Provider, running_provider
from meetworthy.app.people.accounts import make_user
from meetworthy.app.people.invitations import invite
from meetworthy.app.people.members import members_of
from meetworthy.app.people.models import Role, User
from meetworthy.app.people.workspaces import create_workspace

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.sockets]

NIA = {"sub": "007", "email": "nia@x.example", "email_verified": True, "name": "Nia Nowak"}
START = "/accounts/oidc/sso/login/?process=login"


@pytest.fixture(scope="module")
def running():
    with running_provider() as provider:
        yield provider


@pytest.fixture
def provider(running, settings) -> Provider:
    cache.clear()
    running.person, running.refuses, running.audience = dict(NIA), False, CLIENT
    app = {
        "provider_id": "sso",
        "name": "Northwind ID",
        "client_id": CLIENT,
        "secret": SECRET,
        "settings": {"server_url": running.url},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}
    }
    return running


@pytest.fixture
def place(db):
    return create_workspace(name="Northwind", by=None, at=timezone.now())


def come(client: Client, start: str = START):
    """Go to the provider and back, as a browser does; returns the answer to the return."""
    there = client.get(start).headers["Location"]
    back = urlsplit(httpx.get(there).headers["Location"])
    return client.get(f"{back.path}?{back.query}")


def who(client: Client) -> str | None:
    page = client.get("/accounts/")
    return page.context["user"].email if page.status_code == 200 else None


def invited(place, email: str = "nia@x.example") -> None:
    invite(place, email=email, role=Role.SALES, by=None, at=timezone.now())


def test_the_sign_in_page_offers_the_provider_as_a_link(client, provider):
    page = client.get("/accounts/login/?next=/w/northwind/leads").content.decode()
    assert "Continue with Northwind ID" in page
    assert "/accounts/oidc/sso/login/?process=login&amp;next=%2Fw%2Fnorthwind%2Fleads" in page


def test_an_invited_person_whose_address_the_provider_vouches_for_is_in(client, provider, place):
    invited(place)
    answer = come(client)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert who(client) == "nia@x.example"
    (held,) = members_of(place)
    assert (held.role, held.user.name) == ("sales", "Nia Nowak")
    assert not held.user.has_usable_password()


def test_a_user_of_that_address_comes_in_by_either_way(client, provider, place):
    nia = make_user("nia@x.example", name="Nia", password="seven quiet herons")
    come(client)
    assert who(client) == "nia@x.example"
    assert User.objects.get() == nia
    other = Client()
    other.post("/accounts/login/", {"login": nia.email, "password": "seven quiet herons"})
    assert who(other) == "nia@x.example"


def test_one_comes_in_again_by_who_one_is_there_whatever_the_address(client, provider, place):
    invited(place)
    come(client)
    provider.person["email"] = "nia.nowak@x.example"
    again = Client()
    come(again)
    assert who(again) == "nia@x.example"


@pytest.mark.parametrize("known_as", ["invited", "user", "nobody"])
@pytest.mark.parametrize("verified", [False, None])
def test_an_address_that_the_provider_does_not_vouch_for_opens_nothing(
    client, provider, place, known_as, verified
):
    provider.person["email_verified"] = verified
    if known_as == "invited":
        invited(place)
    elif known_as == "user":
        make_user("nia@x.example")
    come(client)
    assert who(client) is None
    assert User.objects.count() == (known_as == "user")


def test_whoever_is_not_invited_is_told_so(client, provider, place):
    answer = come(client)
    assert "By invitation only" in answer.content.decode()
    assert (who(client), User.objects.count()) == (None, 0)


def test_saying_no_at_the_provider_opens_nothing(client, provider, place):
    invited(place)
    provider.refuses = True
    answer = come(client)
    assert answer.headers["Location"] == "/accounts/sso/cancelled/"
    assert client.get("/accounts/sso/cancelled/").status_code == 200
    assert who(client) is None


def test_a_return_that_was_not_asked_for_opens_nothing(client, provider, place):
    invited(place)
    victim, attacker = client, Client()
    back = urlsplit(httpx.get(attacker.get(START).headers["Location"]).headers["Location"])
    answer = victim.get(f"{back.path}?{back.query}")
    assert answer.status_code == 401
    assert who(victim) is None


def test_a_return_counts_once(client, provider, place):
    invited(place)
    there = client.get(START).headers["Location"]
    back = urlsplit(httpx.get(there).headers["Location"])
    client.get(f"{back.path}?{back.query}")
    client.post("/accounts/logout/")
    client.get(f"{back.path}?{back.query}")
    assert who(client) is None


def test_a_token_for_another_program_opens_nothing(client, provider, place):
    invited(place)
    provider.audience = "another program"
    come(client)
    assert who(client) is None


def test_the_code_is_bound_to_who_asked_for_it(client, provider, place):
    asked = parse_qs(urlsplit(client.get(START).headers["Location"]).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["redirect_uri"] == ["http://testserver/accounts/oidc/sso/login/callback/"]


def test_a_second_factor_is_asked_for_after_the_provider_too(client, provider, place):
    totp.TOTP.activate(make_user("nia@x.example"), totp.generate_totp_secret())
    answer = come(client)
    assert answer.headers["Location"].startswith("/accounts/2fa/authenticate/")
    assert who(client) is None


def test_one_is_led_back_to_where_one_was_going_and_nowhere_else(client, provider, place):
    invited(place)
    assert come(client, START + "&next=/accounts/").headers["Location"] == "/accounts/"
    other = Client()
    answer = come(other, START + "&next=https://evil.example/")
    assert answer.headers["Location"] == "/"


def test_a_provider_that_is_not_configured_is_not_found(client, db):
    assert client.get("/accounts/oidc/other/login/").status_code == 404
