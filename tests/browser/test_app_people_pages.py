"""Joining, signing in, second factors and passwords in a real browser, as a person does them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest
from allauth.mfa.totp.internal import auth as totp
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from browser.test_report_page import QUIET, chromium
from meetworthy.app.people.accounts import make_user
from meetworthy.app.people.invitations import invite
from meetworthy.app.people.members import add_member
from meetworthy.app.people.models import Role, Workspace
from meetworthy.app.people.workspaces import create_workspace

pytestmark = [pytest.mark.browser, pytest.mark.sockets, pytest.mark.django_db]

# Playwright's own loop runs in this thread; Django would refuse the test's queries for its sake.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

PASSWORD = "seven quiet herons"
Open = Callable[..., Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = chromium()
    if path is None:
        pytest.skip("no Chromium: install one, or name it with CHROMIUM=/path/to/it")
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield found
        found.close()


@pytest.fixture
def _django_db_helper() -> None:
    """Overrides pytest-django's: the workspace stays for all tests here, in no transaction."""


@pytest.fixture(scope="module")
def place(django_db_setup, django_db_blocker) -> Iterator[Workspace]:
    with django_db_blocker.unblock():
        now = timezone.now()
        place = create_workspace(name="Northwind", by=None, at=now)
        ada = make_user("ada@northwind.example", name="Ada Adler", password=PASSWORD)
        add_member(place, ada, role=Role.ADMIN, by=None, at=now)
        yield place
        call_command("flush", interactive=False, verbosity=0)


@pytest.fixture(scope="module")
def served(place) -> Iterator[str]:
    server = LiveServer("localhost")
    yield str(server.url)
    server.stop()


@pytest.fixture
def opened(browser, served) -> Iterator[Open]:
    cache.clear()
    contexts = []
    said: list[str] = []

    def open_(path: str, *, width: int = 1440, scheme: str = "light") -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, base_url=served
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(path)
        return page

    yield open_
    for context in contexts:
        context.close()
    refused = [text for text in said if "Content Security Policy" in text or "Refused" in text]
    assert refused == [], "a page asked for what its own policy forbids"


def look(page: Page) -> None:
    """Nothing that axe finds, nothing wider than the window."""
    found = Axe().run(page).response["violations"]
    assert found == [], [(each["id"], [n["html"] for n in each["nodes"]]) for each in found]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
    if folder := os.environ.get("MEETWORTHY_PICTURES"):  # for whoever wants to see them
        name = page.url.split("/", 3)[3].strip("/").replace("/", "-").split("?")[0] or "home"
        size = page.viewport_size["width"]
        dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
        page.screenshot(path=f"{folder}/{name[:40]}-{size}{'-dark' if dark else ''}.png")


def sign_in(page: Page, email: str = "ada@northwind.example") -> None:
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def confirm(page: Page) -> None:
    """Enter the password once more, as whoever changes how they sign in is asked to."""
    expect(page.get_by_role("heading", name="Is it you?")).to_be_visible()
    look(page)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()


SIZES = pytest.mark.parametrize(
    ("width", "scheme"), [(1440, "light"), (390, "dark")], ids=["wide", "phone"]
)


@SIZES
def test_somebody_signs_in_and_out(opened, width, scheme):
    page = opened("/accounts/", width=width, scheme=scheme)
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    look(page)
    page.get_by_label("E-mail address").fill("ada@northwind.example")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("not correct")
    look(page)
    sign_in(page)
    expect(page.get_by_role("heading", name="Ada Adler")).to_be_visible()
    look(page)
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


@SIZES
def test_an_invited_person_joins(opened, place, width, scheme):
    invited = invite(
        place, email=f"nia{width}@x.example", role=Role.SALES, by=None, at=timezone.now()
    )
    link = "/invitations/" + invited.link.rsplit("/", 2)[1] + "/"
    page = opened(link, width=width, scheme=scheme)
    expect(page.get_by_role("heading", name="Join Northwind")).to_be_visible()
    look(page)
    page.get_by_label("Your name").fill("Nia Nowak")
    page.get_by_label("Choose a password").fill("short")
    page.get_by_role("button", name="Join").click()
    expect(page.get_by_role("alert")).to_contain_text("too short")
    look(page)
    page.get_by_label("Choose a password").fill("nine loud herons")
    page.get_by_role("button", name="Join").click()
    page.wait_for_url("**/w/northwind/**")
    page.goto(link)
    expect(page.get_by_role("heading", name="no longer open")).to_be_visible()
    look(page)


@SIZES
def test_a_second_factor_is_set_up_and_asked_for(opened, place, width, scheme):
    email = f"tim{width}@x.example"
    make_user(email, name="Tim", password=PASSWORD)
    page = opened("/accounts/2fa/", width=width, scheme=scheme)
    sign_in(page, email)
    look(page)
    page.get_by_role("link", name="Turn it on").click()
    confirm(page)
    expect(page.get_by_role("heading", name="Turn on the second factor")).to_be_visible()
    look(page)
    secret = page.locator("#authenticator_secret").input_value()
    page.get_by_label("Code from the app").fill(code_of(secret))
    page.get_by_role("button", name="Turn it on").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    look(page)
    page.goto("/accounts/2fa/")
    look(page)
    again = opened("/accounts/", width=width, scheme=scheme)
    sign_in(again, email)
    expect(again.get_by_role("heading", name="Second factor")).to_be_visible()
    look(again)
    cache.clear()  # a code opens once: as if half a minute had passed
    again.get_by_label("Code from the app").fill(code_of(secret))
    again.get_by_role("button", name="Sign in").click()
    expect(again.get_by_role("heading", name="Tim")).to_be_visible()


def code_of(secret: str) -> str:
    counters = list(totp.yield_hotp_counters_from_time())
    return totp.format_hotp_value(totp.hotp_value(secret, counters[len(counters) // 2]))


@SIZES
@pytest.mark.parametrize(
    "path",
    [
        "/accounts/signup/",
        "/accounts/inactive/",
        "/accounts/password/reset/",
        "/accounts/password/reset/done/",
        "/accounts/password/reset/key/a-b/",
        "/accounts/password/reset/key/done/",
        "/accounts/sso/cancelled/",
        "/accounts/sso/error/",
    ],
)
def test_pages_before_signing_in_read_well(opened, path, width, scheme):
    look(opened(path, width=width, scheme=scheme))


@SIZES
def test_the_password_is_changed_and_the_company_connected(opened, width, scheme):
    email = f"kim{width}@x.example"
    make_user(email, name="Kim", password=PASSWORD)
    page = opened("/accounts/password/change/", width=width, scheme=scheme)
    sign_in(page, email)
    look(page)
    page.get_by_label("Present password").fill(PASSWORD)
    page.get_by_label("New password", exact=True).fill("nine loud herons")
    page.get_by_label("The new password again").fill("nine loud herons")
    page.get_by_role("button", name="Change it").click()
    expect(page.get_by_role("status")).to_contain_text("changed")
    page.goto("/accounts/sso/")
    look(page)


def test_too_many_attempts_are_told_so(opened):
    page = opened("/accounts/login/")
    for _ in range(6):
        page.get_by_label("E-mail address").fill("who@northwind.example")
        page.get_by_label("Password").fill("wrong")
        page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("Too many")
    look(page)
