"""Signing in and out: passwords, second factors, guessing, forgetting."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from meetworthy.app.people.accounts import make_user
from meetworthy.app.people.rescue import rescue

EMAIL, PASSWORD = "ines@northwind.example", "seven quiet herons"
LOGIN = "/accounts/login/"

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture(autouse=True)
def _fresh_counts():
    cache.clear()


@pytest.fixture
def ines():
    return make_user(EMAIL, name="Ines", password=PASSWORD)


def sign_in(client: Client, password: str = PASSWORD, **more: str):
    return client.post(LOGIN, {"login": EMAIL, "password": password, **more})


def is_signed_in(client: Client) -> bool:
    return client.get("/accounts/").status_code == 200


def test_the_right_password_signs_in_and_leads_back_to_where_one_was_going(client, ines):
    asked = client.get("/accounts/")
    assert asked.headers["Location"] == "/accounts/login/?next=/accounts/"
    answer = sign_in(client, next="/accounts/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/accounts/")
    assert "ines@northwind.example" in client.get("/accounts/").content.decode()


def test_an_address_is_known_however_it_is_written(client, ines):
    client.post(LOGIN, {"login": "Ines@Northwind.Example", "password": PASSWORD})
    assert is_signed_in(client)


def test_the_wrong_password_and_the_unknown_address_read_alike(client, ines):
    wrong = sign_in(client, "not the password")
    unknown = client.post(LOGIN, {"login": "who@northwind.example", "password": "not it"})
    said = [errors_in(answer) for answer in (wrong, unknown)]
    assert said[0] == said[1] != []
    assert not is_signed_in(client)


def errors_in(answer) -> list[str]:
    return re.findall(r'class="errors"[^>]*>([^<]+)', answer.content.decode())


def test_nobody_is_led_to_another_site_after_signing_in(client, ines):
    answer = sign_in(client, next="https://evil.example/")
    assert answer.headers["Location"] == "/"


def test_a_session_gets_a_new_name_when_somebody_signs_in(client, ines):
    client.get(LOGIN)
    session = client.session
    session["seen"] = True
    session.save()
    client.cookies["sessionid"] = before = session.session_key
    sign_in(client)
    assert client.cookies["sessionid"].value != before


def test_signing_out_needs_a_form_and_ends_the_session(client, ines):
    sign_in(client)
    client.get("/accounts/logout/")
    assert is_signed_in(client)
    client.post("/accounts/logout/")
    assert not is_signed_in(client)


def test_somebody_deactivated_cannot_sign_in(client, ines):
    ines.is_active = False
    ines.save()
    sign_in(client)
    assert not is_signed_in(client)


def test_guessing_a_password_is_stopped_even_for_the_right_one(client, ines):
    for _ in range(5):
        assert sign_in(client, "wrong").status_code == 200
    sign_in(client)
    assert not is_signed_in(client)


def test_guessing_is_counted_for_all_processes_in_the_database(client, ines, settings):
    assert settings.CACHES["default"]["BACKEND"].endswith("DatabaseCache")


def test_nobody_signs_up(client):
    answer = client.post(
        "/accounts/signup/",
        {"email": "new@northwind.example", "password1": PASSWORD, "password2": PASSWORD},
    )
    assert "By invitation only" in answer.content.decode()
    assert not is_signed_in(client)


# -- second factor --------------------------------------------------------------------------------


def begin_factor(client: Client) -> tuple[str, list[str]]:
    """Activate a second factor as a person does; returns its secret and the recovery codes."""
    page = client.get("/accounts/2fa/totp/activate/", follow=True)
    if "reauthenticate" in page.request["PATH_INFO"]:
        client.post(page.request["PATH_INFO"], {"password": PASSWORD})
        page = client.get("/accounts/2fa/totp/activate/")
    secret = page.context["form"].secret
    client.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)})
    codes = client.get("/accounts/2fa/recovery-codes/")
    return secret, re.findall(r"\b\d{8}\b", codes.content.decode())


def code_of(secret: str, later: int = 0) -> str:
    counters = list(totp.yield_hotp_counters_from_time())
    middle = counters[len(counters) // 2] if len(counters) > 1 else counters[0]
    return totp.format_hotp_value(totp.hotp_value(secret, middle + later))


def test_with_a_second_factor_the_password_alone_opens_nothing(client, ines):
    sign_in(client)
    secret, _ = begin_factor(client)
    fresh = Client()
    answer = sign_in(fresh)
    assert answer.headers["Location"].startswith("/accounts/2fa/authenticate/")
    assert not is_signed_in(fresh)
    fresh.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert not is_signed_in(fresh)
    cache.clear()  # a code opens once; the same half minute has no second one
    fresh.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    assert is_signed_in(fresh)


def test_a_recovery_code_opens_once(client, ines):
    sign_in(client)
    _, codes = begin_factor(client)
    assert len(codes) == 10
    for expected in (True, False):
        fresh = Client()
        sign_in(fresh)
        fresh.post("/accounts/2fa/authenticate/", {"code": codes[0]})
        assert is_signed_in(fresh) is expected


def test_the_secret_of_a_factor_is_kept_encrypted(client, ines):
    sign_in(client)
    secret, codes = begin_factor(client)
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in kept
    assert codes[0] not in kept


# -- forgetting -----------------------------------------------------------------------------------


def test_a_forgotten_password_is_set_by_a_link_that_works_once(client, ines):
    client.post("/accounts/password/reset/", {"email": EMAIL})
    (sent,) = mail.outbox
    assert sent.to == [EMAIL]
    link = re.search(r"http://localhost:8000(/accounts/password/reset/key/\S+)", sent.body)[1]
    form = client.get(link, follow=True)
    chosen = {"password1": "nine loud herons", "password2": "nine loud herons"}
    client.post(form.request["PATH_INFO"], chosen)
    sign_in(client, "nine loud herons")
    assert is_signed_in(client)
    again = Client().get(link, follow=True)
    assert "password1" not in again.content.decode()


def test_the_link_names_our_own_host_whatever_the_request_claims(client, ines):
    client.post("/accounts/password/reset/", {"email": EMAIL}, headers={"host": "127.0.0.1"})
    assert "http://localhost:8000/" in mail.outbox[0].body


def test_asking_for_an_unknown_address_sends_nothing_and_says_the_same(client, ines):
    known = client.post("/accounts/password/reset/", {"email": EMAIL}, follow=True)
    mail.outbox.clear()
    cache.clear()
    unknown = client.post("/accounts/password/reset/", {"email": "w@n.example"}, follow=True)
    assert mail.outbox == []
    assert known.redirect_chain == unknown.redirect_chain


def test_a_new_password_ends_the_other_sessions(client, ines):
    other = Client()
    sign_in(other)
    sign_in(client)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    chosen = {"password1": "nine loud herons", "password2": "nine loud herons"}
    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, **chosen})
    assert is_signed_in(client)
    assert not is_signed_in(other)


def test_a_weak_password_is_refused_with_its_reasons(client, ines):
    sign_in(client)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    weak = {"oldpassword": PASSWORD, "password1": "12345", "password2": "12345"}
    answer = client.post("/accounts/password/change/", weak)
    assert "at least 10 characters" in answer.content.decode()


def test_whoever_lost_password_and_factor_is_rescued(client, ines):
    sign_in(client)
    begin_factor(client)
    link = rescue(ines, at=timezone.now()).removeprefix("http://localhost:8000")
    fresh = Client()
    form = fresh.get(link, follow=True)
    chosen = {"password1": "nine loud herons", "password2": "nine loud herons"}
    fresh.post(form.request["PATH_INFO"], chosen)
    sign_in(fresh, "nine loud herons")
    assert is_signed_in(fresh)
    assert not is_signed_in(client)
