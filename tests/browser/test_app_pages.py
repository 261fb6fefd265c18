"""The service's pages in a real browser: read, searched, driven by keys, watched as they live."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from app_pages_world import AIKO, JONAS, MARC, PETER, PRIYA, SOFIA, World, make_world
from browser.test_report_page import CUT_OFF, NOT_TEXT_ENOUGH, QUIET, WIDTHS, chromium
from meetworthy.app.people.models import Role

pytestmark = [pytest.mark.browser, pytest.mark.sockets, pytest.mark.django_db]

# Playwright's own loop runs in this thread; Django would refuse the test's queries for its sake.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


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
def world(django_db_setup, django_db_blocker) -> Iterator[World]:
    """One workspace for all tests here: each that changes a lead changes one of its own."""
    with django_db_blocker.unblock():
        world = make_world(more=6)
        _stretch(world)
        yield world
        call_command("flush", interactive=False, verbosity=0)


STRETCHED = "x.stretched@a-very-long-name-indeed.example"


def _stretch(world: World) -> None:
    """Somebody whose every word is too long, or is markup."""
    long = {"name": "x" * 150, "title": "Head of " * 20, "company": "<b>Long</b>" + "y" * 90}
    world.tell("lead.described", STRETCHED, ago=timedelta(days=2), source="s" * 60, **long)
    world.tell("page.viewed", STRETCHED, ago=timedelta(days=1), path="/pricing/" + "z" * 200)
    words = {"criterion": "need", "status": "denied", "how": "form", "words": "w" * 300}
    world.tell("criterion.assessed", STRETCHED, ago=timedelta(hours=2), sender="form", **words)
    world.tell("lead.assigned", STRETCHED, ago=timedelta(hours=1), owner="o" * 80)
    world.commit()


@pytest.fixture(scope="module")
def served(world: World) -> Iterator[str]:
    server = LiveServer("localhost")
    yield str(server.url)
    server.stop()


class Reader:
    """Somebody signed in, with a browser of a size and a liking for light or dark."""

    def __init__(self, browser: Browser, base: str, world: World) -> None:
        self.browser, self.base, self.world = browser, base, world
        self.open: list[BrowserContext] = []
        self.said: list[str] = []
        self.asked: set[str] = set()

    def page(
        self,
        path: str,
        *,
        role: Role = Role.SALES,
        width: int = 1440,
        scheme: str = "light",
        **more: bool,
    ) -> Page:
        size = {"width": width, "height": 900}
        context = self.browser.new_context(
            viewport=size, color_scheme=scheme, timezone_id="Europe/Berlin", **more
        )
        self.open.append(context)
        name, value = settings.SESSION_COOKIE_NAME, self.session(role)
        context.add_cookies([{"name": name, "value": value, "url": self.base}])
        page = context.new_page()
        page.on("console", lambda message: self.said.append(message.text))
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.on("request", lambda request: self.asked.add(request.url))
        page.goto(self.base + path)
        return page

    def close(self) -> None:
        """Close what is open, so that no page goes on asking."""
        for context in self.open:
            context.close()
        self.open.clear()

    def session(self, role: Role) -> str:
        user = self.world.people[role]
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.save()
        return str(session.session_key)

    def address(self, who: str) -> str:
        return f"/w/northwind/leads/{self.world.lead(who).uuid}"


@pytest.fixture
def reader(browser, served, world) -> Iterator[Reader]:
    reader = Reader(browser, served, world)
    yield reader
    reader.close()


LEADS = "/w/northwind/leads"


def every_page(reader: Reader) -> list[tuple[str, Role]]:
    """Every kind of page that this room serves, with who sees it."""
    past = f"{datetime.now(UTC) - timedelta(days=4):%Y-%m-%dT%H:%MZ}"
    return [
        (LEADS, Role.SALES),
        (LEADS + "?q=jonas&stage=mql&is=open", Role.VIEWER),
        (LEADS + "?q=nobody", Role.SALES),
        (reader.address(JONAS), Role.SALES),
        (reader.address(AIKO), Role.SALES),
        (reader.address(PETER), Role.VIEWER),
        (reader.address(MARC), Role.ADMIN),
        (reader.address(STRETCHED), Role.SALES),
        (reader.address(JONAS) + f"?at={past}", Role.SALES),
        (reader.address(JONAS) + "?at=2020-01-01", Role.SALES),
        (reader.address(JONAS) + "/erase", Role.ADMIN),
        ("/?choose", Role.SALES),
        ("/nothing-here", Role.SALES),
    ]


OPENED = "document.querySelectorAll('details:not([data-menu])').forEach(d => d.open = true)"
ALL_OPENED = "document.querySelectorAll('details').forEach(d => d.open = true)"


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1440, "light")])
def test_axe_finds_nothing_on_any_page(reader, width, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs axe")
    for path, role in every_page(reader):
        page = reader.page(path, role=role, width=width, scheme=scheme, bypass_csp=True)
        page.evaluate(ALL_OPENED)
        found = axe.Axe().run(page).response["violations"]
        assert [(path, v["id"], v["nodes"][0]["html"]) for v in found] == []
        reader.close()


@pytest.mark.parametrize("dialog", ["palette", "keys"])
def test_axe_finds_nothing_in_a_dialog(reader, dialog):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs axe")
    page = reader.page(LEADS, bypass_csp=True)
    page.evaluate(f"document.getElementById('{dialog}').showModal()")
    found = axe.Axe().run(page).response["violations"]
    assert [(v["id"], v["nodes"][0]["html"]) for v in found] == []


def test_nothing_is_cut_off_and_nothing_scrolls_sideways(reader):
    for path, role in every_page(reader):
        page = reader.page(path, role=role)
        page.evaluate(OPENED)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
            assert page.evaluate(CUT_OFF) == [], (path, width)
        reader.close()


@pytest.mark.parametrize("width", [390, 1000, 1440])
def test_no_menu_opens_beyond_the_page(reader, width):
    for path, role in ((LEADS, Role.SALES), (reader.address(JONAS), Role.SALES)):
        page = reader.page(path, role=role, width=width)
        for menu in page.locator("details[data-menu]").all():
            menu.evaluate("menu => menu.open = true")
            box = menu.locator(".sheet").bounding_box()
            assert box is not None
            assert box["x"] >= 0, menu.inner_text()
            assert box["x"] + box["width"] <= width, menu.inner_text()
            menu.evaluate("menu => menu.open = false")


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1440, "dark")])
def test_all_text_has_contrast(reader, width, scheme):
    for path, role in every_page(reader):
        page = reader.page(path, role=role, width=width, scheme=scheme)
        page.evaluate(OPENED)
        assert page.evaluate(NOT_TEXT_ENOUGH) == [], path
        reader.close()


def test_pages_ask_nobody_else_and_say_nothing_to_the_console(reader):
    for path, role in every_page(reader)[:-1]:
        reader.page(path, role=role).wait_for_timeout(100)
        reader.close()
    assert {url for url in reader.asked if not url.startswith((reader.base, "data:"))} == set()
    assert reader.said == []


# -- by the keyboard ----------------------------------------------------------------------------


def test_a_lead_is_reached_from_the_list_by_j_k_and_enter(reader):
    page = reader.page(LEADS)
    for key in "jjk":
        page.keyboard.press(key)
    assert page.evaluate("document.activeElement.textContent") == "Jonas Weber"
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Jonas Weber, VP Marketing")
    page.keyboard.press("b")
    expect(page.locator("h1")).to_have_text("Leads")


def test_slash_searches_and_the_list_follows_the_words(reader):
    page = reader.page(LEADS)
    page.keyboard.press("/")
    page.keyboard.type("aiko")
    expect(page.locator("[data-row]")).to_have_count(1)
    expect(page.locator("#count")).to_have_text("1")
    assert page.url.endswith("?q=aiko")
    page.reload()
    expect(page.locator("[data-row]")).to_have_count(1)
    assert page.input_value("[data-search]") == "aiko"


def test_back_undoes_a_search(reader):
    page = reader.page(LEADS)
    before = page.locator("[data-row]").count()
    page.fill("[data-search]", "aiko")
    expect(page.locator("[data-row]")).to_have_count(1)
    page.go_back()
    expect(page.locator("[data-row]")).to_have_count(before)


def test_the_palette_finds_a_lead_and_a_page(reader):
    page = reader.page(reader.address(AIKO))
    page.keyboard.press("Control+k")
    page.keyboard.type("weber")
    expect(page.locator("#found a").first).to_contain_text("Jonas Weber")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Jonas Weber, VP Marketing")
    page.keyboard.press("g")
    page.keyboard.press("l")
    expect(page.locator("h1")).to_have_text("Leads")


def test_a_question_mark_shows_every_key_and_escape_closes(reader):
    page = reader.page(reader.address(JONAS))
    page.keyboard.press("?")
    assert page.locator("#keys").is_visible()
    assert "take back what was recorded last" in page.locator("#keys").inner_text()
    page.keyboard.press("Escape")
    assert not page.locator("#keys").is_visible()


def test_keys_do_nothing_while_somebody_types(reader):
    page = reader.page(LEADS)
    page.focus("[data-search]")
    page.keyboard.type("?gjf")
    assert page.input_value("[data-search]") == "?gjf"
    assert not page.locator("#keys").is_visible()


def test_everything_is_reached_by_tab_and_the_first_stop_skips_to_the_content(reader):
    page = reader.page(LEADS)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_accept_and_undo_by_one_key_each(reader):
    page = reader.page(reader.address(PRIYA))
    page.keyboard.press("a")
    expect(page.locator(".leadhead .chip").first).to_have_text("SAL")
    page.keyboard.press("u")
    expect(page.locator(".leadhead .chip").first).to_have_text("MQL")


def test_a_rejection_asks_why(reader):
    page = reader.page(reader.address(SOFIA))
    page.keyboard.press("r")
    page.select_option("#reason", label="No budget yet (back to nurture)")
    page.fill("#reject-words", "next year, perhaps")
    page.get_by_role("button", name="Reject", exact=True).click()
    expect(page.locator(".leadhead")).to_contain_text("no budget yet")
    expect(page.locator(".timeline")).to_contain_text("next year, perhaps")


def test_the_answer_to_the_next_question_is_recorded(reader):
    page = reader.page(reader.address(PRIYA))
    page.keyboard.press("q")
    form = page.locator("#assess-budget")
    form.get_by_text("partial").click()
    form.get_by_label("In their words").fill("a little is left")
    form.get_by_role("button", name="Record", exact=True).click()
    expect(page.locator(".criteria")).to_contain_text("a little is left")


# -- while one watches --------------------------------------------------------------------------


def test_a_new_fact_shows_without_a_reload_and_what_was_opened_stays_open(reader):
    page = reader.page(reader.address(PETER))
    rule = page.locator("#rule-asked_for_a_demo")
    rule.locator("summary").click()
    page.evaluate("window.stayed = true; scrollTo(0, 40)")
    top = page.locator("#clocks").bounding_box()["y"]
    reader.world.now = datetime.now(UTC)
    reader.world.tell("demo.requested", PETER, ago=timedelta(0), path="/demo-while-watched")
    reader.world.commit()
    expect(page.locator(".timeline .fresh")).to_contain_text("/demo-while-watched", timeout=10_000)
    assert page.evaluate("window.stayed")
    assert page.locator("#clocks").bounding_box()["y"] == pytest.approx(top, abs=1)
    assert rule.get_attribute("open") is not None


def test_nothing_is_swapped_while_nothing_happens(reader):
    page = reader.page(reader.address(AIKO))
    page.evaluate("document.getElementById('live').dataset.same = 'yes'")
    with page.expect_response(lambda answer: "seen=" in answer.url) as answer:
        pass
    assert answer.value.status == 204
    assert page.get_attribute("#live", "data-same") == "yes"


def test_what_somebody_writes_is_not_taken_from_them(reader):
    page = reader.page(reader.address(JONAS))
    page.keyboard.press("r")
    page.fill("#reject-words", "half a sen")
    reader.world.now = datetime.now(UTC)
    reader.world.tell("page.viewed", JONAS, ago=timedelta(0), path="/just-now")
    reader.world.commit()
    page.wait_for_timeout(3_000)  # more than one turn of the page's own asking
    assert page.input_value("#reject-words") == "half a sen"


# -- what is remembered, and without a script ---------------------------------------------------


def test_the_chosen_colours_are_remembered(reader):
    page = reader.page(LEADS)
    colour = "getComputedStyle(document.body).backgroundColor"
    page.click(".me summary")
    page.click("label[for=theme-dark]")
    assert page.evaluate(colour) == "rgb(18, 19, 21)"
    page.goto(reader.base + reader.address(JONAS))
    assert page.evaluate(colour) == "rgb(18, 19, 21)"


def test_times_are_written_in_the_readers_zone(reader):
    page = reader.page(LEADS)  # the first page learns the zone
    page.goto(reader.base + reader.address(JONAS))
    stamp = page.locator(".timeline time").first
    moment = datetime.fromisoformat(str(stamp.get_attribute("datetime")))
    from zoneinfo import ZoneInfo

    assert f"{moment.astimezone(ZoneInfo('Europe/Berlin')):%H:%M}" in stamp.inner_text()


def test_pages_work_without_a_script(reader):
    page = reader.page(LEADS, java_script_enabled=False)
    page.fill("[data-search]", "aiko")
    page.keyboard.press("Enter")
    expect(page.locator("[data-row]")).to_have_count(1)
    page.locator("[data-row] a").first.click()
    expect(page.locator("h1")).to_contain_text("Aiko Tan")
    page.goto(reader.base + reader.address(SOFIA))
    page.locator(".acts .first").click()
    expect(page.locator("#flash")).to_contain_text("It is recorded")


def test_a_filter_is_chosen_and_removed(reader):
    page = reader.page(LEADS)
    page.click("summary:has-text('Filter')")
    page.get_by_label("SQL", exact=True).first.check()
    expect(page.locator("[data-row]")).to_have_count(1)
    assert re.search(r"\?stage=sql$", page.url)
    page.locator(".asked a").first.click()
    expect(page.locator(".asked")).to_have_count(0)
