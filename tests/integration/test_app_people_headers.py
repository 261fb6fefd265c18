"""What every answer says to the browser: no foreign script, no frame, no sniffing; safe cookies."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client

from app_cast import PASSWORD, Cast, ids_of, make_cast
from app_urls import Area, routes
from meetworthy.app.people.models import Role

pytestmark = [pytest.mark.django_db, pytest.mark.database]

PAGES = [route for route in routes() if route.area in (Area.WORKSPACE, Area.PERSON, Area.OPEN)]


@pytest.fixture(scope="module")
def players(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_cast()
        transaction.set_rollback(True)


@pytest.fixture
def cast(players, db) -> Cast:
    cache.clear()
    return players


def policy(answer) -> dict[str, list[str]]:
    said = answer.headers["Content-Security-Policy"]
    parts = [part.split() for part in said.split(";") if part.strip()]
    return {name: values for name, *values in parts}


def is_page(answer) -> bool:
    return answer.headers.get("Content-Type", "").startswith("text/html")


INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/(ld\+)?json\")|\son[a-z]+=\"|javascript:",
    re.IGNORECASE,
)


@pytest.mark.parametrize("route", PAGES, ids=lambda route: route.pattern or "/")
def test_no_page_runs_what_is_written_into_it_or_comes_from_elsewhere(route, cast):
    for user in (None, cast.here[Role.ADMIN], cast.here[Role.SALES]):
        client = Client()
        if user is not None:
            client.force_login(user, "django.contrib.auth.backends.ModelBackend")
        answer = client.get(route.url(ids_of(cast.here)))
        if is_page(answer):
            said = policy(answer)
            assert said["default-src"] == ["'none'"]
            assert said["script-src"] == ["'self'"]
            assert said["frame-ancestors"] == ["'none'"]
            assert said["form-action"] == ["'self'"]
            assert said["base-uri"] == ["'none'"]
            assert not INLINE.search(answer.content.decode())
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["X-Frame-Options"] == "DENY"
            # A link that is a secret is told to nobody at all.
            assert answer.headers["Referrer-Policy"] in ("same-origin", "no-referrer")


@pytest.mark.parametrize("url", ["/nothing-here", "/w/nothing/leads", "/accounts/oidc/x/login/"])
def test_error_pages_say_the_same(url, cast):
    client = Client()
    client.force_login(cast.outsider, "django.contrib.auth.backends.ModelBackend")
    answer = client.get(url)
    assert answer.status_code == 404
    assert policy(answer)["script-src"] == ["'self'"]
    assert answer.headers["X-Frame-Options"] == "DENY"


def test_scripts_cannot_read_the_session_and_other_sites_do_not_send_it(cast, client):
    client.post("/accounts/login/", {"login": cast.outsider.email, "password": PASSWORD})
    session = client.cookies["sessionid"]
    assert (session["httponly"], session["samesite"]) == (True, "Lax")
    assert client.get("/accounts/2fa/", follow=True).status_code == 200


def test_pages_for_people_are_kept_by_no_proxy(cast):
    client = Client()
    client.force_login(cast.here[Role.SALES], "django.contrib.auth.backends.ModelBackend")
    for url in ("/accounts/", f"/w/{cast.here.workspace.slug}/leads"):
        answer = client.get(url)
        kept = answer.headers.get("Cache-Control", "")
        assert "private" in kept or "no-store" in kept or "Cookie" in answer.headers["Vary"]


ABOUT = """
import django; django.setup()
from django.conf import settings as s
from django.test import Client
answer = Client().get("/nothing-here", secure=True, headers={"host": "meet.example"})
stay = answer.headers.get("Strict-Transport-Security")
print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, stay)
"""


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("https://meet.example", "True True max-age=31536000\n"),
        ("http://meet.example", "False False None\n"),
    ],
)
def test_under_https_cookies_are_secure_and_browsers_are_told_to_stay_there(url, said, tmp_path):
    environment = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "meetworthy.app.settings",
        "MEETWORTHY_URL": url,
        "MEETWORTHY_DATA": str(tmp_path),
    }
    ran = subprocess.run(
        [sys.executable, "-c", ABOUT], env=environment, capture_output=True, text=True, check=False
    )
    assert ran.stdout.endswith(said), ran.stderr
