"""The form before a meeting as a lead meets it: on a phone, without scripts, in their language."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from app_form_world import CALENDAR, SARAH, make_form_world, path_in, reply, work
from app_pages_world import PASSWORD
from browser.test_report_page import CUT_OFF, NOT_TEXT_ENOUGH, QUIET, WIDTHS, chromium
from meetworthy.app.mail.leaving import link_of
from meetworthy.app.mail.models import Letter
from meetworthy.app.people.models import Role
from meetworthy.app.prequalify.models import Form

pytestmark = [pytest.mark.browser, pytest.mark.sockets, pytest.mark.django_db(transaction=True)]

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
def asked(live_server) -> str:
    """Somebody is asked, and this is where."""
    world = make_form_world()
    reply(world)
    work(world)
    return live_server.url + path_in(Letter.objects.get())


@pytest.fixture
def phone(browser) -> Iterator[BrowserContext]:
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, java_script_enabled=False, has_touch=True
    )
    yield context
    context.close()


def answered(page: Page, when: str) -> None:
    page.get_by_label("What do you use for this today?").fill("A spreadsheet")
    for choice in (when, "I and others", "10 000 to 50 000"):
        page.get_by_label(choice, exact=True).tap()
    page.get_by_role("button", name="Send the answers").tap()


def test_a_lead_answers_on_a_phone_without_scripts_and_chooses_a_time(asked, phone):
    page = phone.new_page()
    page.goto(asked)
    expect(page.get_by_role("heading", level=1)).to_have_text("A few short questions")
    answered(page, "This quarter")
    link = page.get_by_role("link", name="Choose a time")
    expect(link).to_have_attribute("href", CALENDAR)
    assert Form.objects.get().fits
    page.goto(asked)
    page.get_by_role("link", name="Answer again").tap()
    answered(page, "Not planned")
    expect(page.get_by_text("would not be worth your time just yet")).to_be_visible()
    assert Form.objects.get().answers == 2


def test_a_question_left_open_is_pointed_out(asked, phone):
    page = phone.new_page()
    page.goto(asked)
    page.get_by_label("I and others", exact=True).tap()
    page.get_by_role("button", name="Send the answers").tap()
    assert page.url == asked  # the browser itself says what is missing
    assert Form.objects.get().state == "open"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_fit_and_can_be_read(asked, browser, live_server, scheme):
    leave = link_of(Letter.objects.get().uuid).replace("http://localhost:8000", live_server.url)
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs axe")
    context = browser.new_context(color_scheme=scheme, bypass_csp=True)  # axe is a script
    for name, path in (("form", asked), ("unknown", live_server.url + "/q/x"), ("leave", leave)):
        page = context.new_page()
        page.goto(path)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate(CUT_OFF) == [], (name, width)
        assert page.evaluate(NOT_TEXT_ENOUGH) == [], name
        found = axe.Axe().run(page).response["violations"]
        assert [(v["id"], [n["html"] for n in v["nodes"]]) for v in found] == [], name
        for width in (390, 1440) if os.environ.get("SHOTS") else ():
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=f"{os.environ['SHOTS']}/{name}-{width}-{scheme}.png")
    context.close()


def test_an_sdr_sends_the_form_and_takes_it_back(browser, live_server):
    world = make_form_world()
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.goto(live_server.url + "/accounts/login/")
    page.get_by_label("E-mail").fill(world.people[Role.SDR].email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.goto(f"{live_server.url}/w/{world.workspace.slug}/leads/{world.lead(SARAH).uuid}")
    page.get_by_role("button", name="Send the form").click()
    card = page.locator("#form")
    expect(card).to_contain_text("the letter waits")
    expect(card).to_contain_text("Sent by Sdr.")
    if os.environ.get("SHOTS"):
        page.screenshot(path=f"{os.environ['SHOTS']}/lead-1440.png", full_page=True)
        page.set_viewport_size({"width": 390, "height": 844})
        card.scroll_into_view_if_needed()
        page.screenshot(path=f"{os.environ['SHOTS']}/lead-390.png")
    card.get_by_role("button", name="Take it back").click()
    expect(page.locator("#form")).to_contain_text("None was sent.")
    context.close()
