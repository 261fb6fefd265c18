"""Qualifying beside a call, and the five questions in public, in a real browser."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.core.management import call_command
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from app_installation import Builder, Installation, asked_for_a_demo, wait_for
from app_pages_world import AIKO, JONAS, PETER, PRIYA, World, make_world
from browser.test_app_pages import Reader
from browser.test_app_pages import _django_db_helper as _django_db_helper  # noqa: PLC0414 - a fixture
from browser.test_app_pages import _stretch as stretch
from browser.test_app_pages import browser as browser  # noqa: PLC0414 - a fixture
from browser.test_report_page import CUT_OFF, NOT_TEXT_ENOUGH, WIDTHS
from meetworthy.app.judging.models import LeadState
from meetworthy.app.people.models import Role
from meetworthy.app.quiz.limits import forget
from meetworthy.app.quiz.verbs import open_public_page

pytestmark = [pytest.mark.browser, pytest.mark.sockets, pytest.mark.django_db]

STRETCHED = "x.stretched@a-very-long-name-indeed.example"
SITE = "https://www.northwind.example"
SAID = "?need=partial&authority=confirmed&timeline=denied&action=activity"


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> Iterator[World]:
    """One workspace for all tests here: each that changes a lead changes one of its own."""
    with django_db_blocker.unblock():
        world = make_world()
        stretch(world)
        open_public_page(world.workspace, sites=[SITE], by=world.people[Role.ADMIN], at=world.now)
        yield world
        call_command("flush", interactive=False, verbosity=0)


@pytest.fixture(scope="module")
def served(world: World) -> Iterator[str]:
    server = LiveServer("localhost")
    yield str(server.url)
    server.stop()


@pytest.fixture
def reader(browser: Browser, served: str, world: World) -> Iterator[Reader]:
    forget()
    reader = Reader(browser, served, world)
    yield reader
    reader.close()


def check(reader: Reader) -> str:
    return f"/check/{reader.world.workspace.publicpage.token}"


def every_page(reader: Reader) -> list[tuple[str, Role]]:
    return [
        (reader.address(JONAS) + "/qualify", Role.SALES),
        (reader.address(AIKO) + "/qualify", Role.SDR),
        (reader.address(STRETCHED) + "/qualify", Role.SALES),
        (check(reader), Role.SALES),
        (check(reader) + SAID, Role.SALES),
        (check(reader) + "?need=<b>perhaps", Role.SALES),
        ("/check/none", Role.SALES),
        ("/w/northwind/data/public-check", Role.ADMIN),
        ("/w/northwind/data/public-check", Role.VIEWER),
    ]


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1440, "light")])
def test_axe_finds_nothing(reader, width, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs axe")
    for path, role in every_page(reader):
        page = reader.page(path, role=role, width=width, scheme=scheme, bypass_csp=True)
        for menu in page.locator("main details").all():
            menu.evaluate("menu => menu.open = true")
        found = axe.Axe().run(page).response["violations"]
        assert [(path, v["id"], v["nodes"][0]["html"]) for v in found] == []
        reader.close()


def test_nothing_is_cut_off_and_nothing_scrolls_sideways(reader):
    for path, role in every_page(reader):
        page = reader.page(path, role=role)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, width)
            assert page.evaluate(CUT_OFF) == [], (path, width)
        reader.close()


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1440, "dark")])
def test_all_text_has_contrast(reader, width, scheme):
    for path, role in every_page(reader):
        page = reader.page(path, role=role, width=width, scheme=scheme)
        assert page.evaluate(NOT_TEXT_ENOUGH) == [], path
        reader.close()


def test_pages_ask_nobody_else_and_say_nothing_to_the_console(reader):
    for path, role in every_page(reader):
        if path != "/check/none":
            reader.page(path, role=role).wait_for_timeout(100)
            reader.close()
    assert {url for url in reader.asked if not url.startswith((reader.base, "data:"))} == set()
    assert reader.said == []


# -- beside the call ------------------------------------------------------------------------------


def test_the_verdict_follows_before_anything_is_recorded(reader):
    page = reader.page(reader.address(JONAS) + "/qualify")
    answer = page.locator("#answer")
    expect(answer.locator(".word")).to_have_text("MQL")
    page.keyboard.press("1")
    page.keyboard.press("p")
    page.keyboard.type("a little is left")
    expect(answer).to_contain_text("with 1 not recorded yet")
    expect(answer).to_contain_text("once authority is at least partial")
    expect(answer.get_by_role("button", name="Qualify as SQL")).to_be_disabled()
    page.keyboard.press("Escape")
    page.keyboard.press("2")
    page.keyboard.press("c")
    expect(answer.locator(".word")).to_contain_text("SQL")
    page.keyboard.press("Escape")
    page.keyboard.press("c")  # again: it is not said any more
    expect(answer.locator(".word")).to_contain_text("MQL")
    assert page.input_value("[name=words-budget]") == "a little is left"
    number = reader.world.lead(JONAS).number
    assert LeadState.objects.get(lead=number).verdict == "mql"


def test_what_a_colleague_learns_appears_and_what_is_being_typed_stays(reader):
    mine = reader.page(reader.address(PETER) + "/qualify")
    theirs = reader.page(reader.address(PETER) + "/qualify", role=Role.SDR)
    mine.keyboard.press("1")
    mine.keyboard.press("d")
    mine.keyboard.type("nothing this")
    theirs.keyboard.press("1")
    theirs.keyboard.press("p")
    theirs.keyboard.type("some in spring")
    theirs.keyboard.press("Enter")
    expect(theirs.locator("#flash")).to_contain_text("Recorded: Budget partial.")
    expect(mine.locator("#known-budget")).to_contain_text("some in spring", timeout=15_000)
    mine.keyboard.type(" year")
    assert mine.input_value("[name=words-budget]") == "nothing this year"
    mine.keyboard.press("Enter")
    expect(mine.locator("#known-budget")).to_contain_text("nothing this year")


def test_a_contact_is_logged_and_taken_back_by_one_key_each(reader):
    page = reader.page(reader.address(PRIYA) + "/qualify")
    page.keyboard.press("l")
    page.keyboard.press("Tab")
    page.keyboard.type("left a word with her team")
    page.get_by_role("button", name="Log it").click()
    expect(page.locator(".mine")).to_contain_text("Contact made left a word with her team")
    page.keyboard.press("u")
    expect(page.locator("#flash")).to_contain_text("It is taken back.")
    expect(page.locator(".mine")).to_have_count(0)


def test_without_a_script_it_is_a_plain_form(reader):
    page = reader.page(reader.address(PRIYA) + "/qualify", java_script_enabled=False)
    line = page.locator("#on-timeline")
    line.locator("label", has_text="partial").click()
    line.get_by_label("In their words: Timeline").fill("before summer")
    page.get_by_role("button", name="Record").click()
    expect(page.locator("#flash")).to_contain_text("Recorded: Timeline partial.")
    expect(page.locator("#known-timeline")).to_contain_text("before summer")


def test_every_key_of_the_page_is_listed(reader):
    page = reader.page(reader.address(JONAS) + "/qualify")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_contain_text("confirmed, and write their words")
    page.keyboard.press("Escape")
    page.keyboard.press("b")
    expect(page).to_have_url(re.compile(r"/leads/[^/]+$"))
    page.keyboard.press("c")
    expect(page).to_have_url(re.compile(r"/qualify$"))


# -- in public ------------------------------------------------------------------------------------


def test_the_five_questions_are_answered_without_a_script_and_shared_by_address(reader):
    page = reader.page(check(reader), java_script_enabled=False)
    page.get_by_label("Yes, they said so in their own words").check()
    page.get_by_label("Somebody they can bring you to").check()
    page.get_by_role("button", name="Answer").click()
    expect(page.locator("#answer")).to_contain_text("Interested, not qualified yet (MQL)")
    shared = page.url
    page.get_by_label("It can be found").check()
    page.get_by_label("A date is plausible").check()
    page.get_by_role("button", name="Answer again").click()
    expect(page.locator("#answer")).to_contain_text("Qualified for sales (SQL)")
    page.goto(shared)
    expect(page.locator("#answer")).to_contain_text("Interested, not qualified yet (MQL)")


def test_the_public_page_leaves_no_cookie(reader):
    page = reader.page(check(reader) + SAID)
    page.context.clear_cookies()
    page.reload()
    assert page.context.cookies() == []


@contextmanager
def site_showing(address: str) -> Iterator[int]:
    """Serve a page of another site, which shows an address in a frame; gives its port."""

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = f'<iframe src="{address}" title="Five" width="800" height="1200"></iframe>'
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_said: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


def test_only_a_listed_site_shows_it_in_a_frame(reader):
    with site_showing(reader.base + check(reader)) as port:
        here, by = reader.world.workspace, reader.world.people[Role.ADMIN]
        sites = [SITE, f"http://localhost:{port}"]
        open_public_page(here, sites=sites, by=by, at=reader.world.now)
        page = reader.page(check(reader))
        page.goto(f"http://localhost:{port}/")
        framed = page.frame_locator("iframe")
        framed.get_by_role("button", name="Answer").click()
        expect(framed.locator("#answer")).to_contain_text("Cold")
        assert reader.said == []
        page.goto(f"http://127.0.0.1:{port}/")  # another origin, which is not listed
        page.wait_for_timeout(500)
        expect(framed.get_by_role("button", name="Answer")).to_have_count(0)
        assert any("frame-ancestors" in word for word in reader.said)


# -- with a real worker ---------------------------------------------------------------------------

PEOPLE = """
import json
from datetime import UTC, datetime
from meetworthy.app.people.accounts import make_user
from meetworthy.app.people.members import add_member
from meetworthy.app.people.models import Role, Workspace
at = datetime(2026, 1, 5, tzinfo=UTC)
user = make_user("dario@northwind.example", name="Dario Ruiz", password="seven quiet herons")
add_member(Workspace.objects.get(), user, role=Role.SALES, by=None, at=at)
print(json.dumps(True))
"""


@pytest.fixture
def installation(tmp_path_factory) -> Iterator[Installation]:
    builder = Builder(tmp_path_factory.mktemp("installations"))
    with builder.built("sqlite") as made:
        yield made
    builder.end()


def test_a_lead_is_qualified_to_an_sql_by_the_keyboard_alone(browser, installation):
    """From the fact that a website tells to the stage that a worker judges, without the mouse."""
    installation.ask(PEOPLE)
    installation.serve()
    installation.post(asked_for_a_demo(1))
    wait_for(lambda: installation.stages() == ["mql"], installation.log)
    page = browser.new_context().new_page()
    page.goto(installation.url + "/accounts/login/")
    page.keyboard.press("Tab")
    page.get_by_label("E-mail").focus()
    page.keyboard.type("dario@northwind.example")
    page.keyboard.press("Tab")
    page.keyboard.type("seven quiet herons")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/w/northwind/"))
    for key in "gl":
        page.keyboard.press(key)
    expect(page.locator("h1")).to_have_text("Leads")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator(".leadhead")).to_be_visible()
    page.keyboard.press("c")
    expect(page.locator("#sheet")).to_be_visible()
    for key, words in (("p", "20k in the tooling line"), ("c", "they lose two days a month")):
        page.keyboard.press("1")  # what to ask next is always the first
        page.keyboard.press(key)
        page.keyboard.type(words)
        page.keyboard.press("Enter")
        expect(page.locator(".mine")).to_contain_text(words)
    page.keyboard.press("s")  # a date is missing: the key does nothing
    expect(page.locator("#answer")).to_contain_text("Timeline at least partial")
    page.keyboard.press("1")
    page.keyboard.press("p")
    page.keyboard.type("before the fair in May")
    expect(page.locator("#answer .word")).to_contain_text("SQL")
    page.keyboard.press("Escape")
    page.keyboard.press("s")
    expect(page.locator("#flash")).to_contain_text("The lead is qualified: SQL.")
    wait_for(lambda: installation.stages() == ["sql"] and not installation.marks())
    page.context.close()
