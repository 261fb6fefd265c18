"""The team page in a real browser: widths, colours, and the way to the leads behind a number."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from app_pages_world import World
from app_team_world import busy_team
from browser.test_app_pages import ALL_OPENED, OPENED, Reader
from browser.test_app_pages import _django_db_helper as _django_db_helper  # noqa: PLC0414 - a fixture
from browser.test_app_pages import browser as browser  # noqa: PLC0414 - a fixture
from browser.test_report_page import CUT_OFF, NOT_TEXT_ENOUGH, WIDTHS

pytestmark = [pytest.mark.browser, pytest.mark.sockets, pytest.mark.django_db]

TEAM = "/w/northwind/team?month=2025-09"
BEHIND = "/w/northwind/team/behind?what=booked&month=2025-09&person=sdr@northwind.example"


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> Iterator[World]:
    """A team of four with a month behind them."""
    with django_db_blocker.unblock():
        yield busy_team()
        call_command("flush", interactive=False, verbosity=0)


@pytest.fixture(scope="module")
def served(world: World) -> Iterator[str]:
    server = LiveServer("localhost")
    yield str(server.url)
    server.stop()


@pytest.fixture
def reader(browser: Browser, served: str, world: World) -> Iterator[Reader]:
    reader = Reader(browser, served, world)
    yield reader
    reader.close()


@pytest.mark.parametrize("path", [TEAM, BEHIND])
@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1440, "light")])
def test_axe_finds_nothing(reader, path, width, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs axe")
    page = reader.page(path, width=width, scheme=scheme, bypass_csp=True)
    page.evaluate(ALL_OPENED)
    found = axe.Axe().run(page).response["violations"]
    assert [(v["id"], v["nodes"][0]["html"]) for v in found] == []


@pytest.mark.parametrize("path", [TEAM, BEHIND])
def test_nothing_is_cut_off_and_nothing_scrolls_sideways(reader, path):
    page = reader.page(path)
    page.evaluate(OPENED)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width
        assert page.evaluate(CUT_OFF) == [], width


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1440, "dark")])
def test_all_text_has_contrast(reader, width, scheme):
    page = reader.page(TEAM, width=width, scheme=scheme)
    page.evaluate(OPENED)
    assert page.evaluate(NOT_TEXT_ENOUGH) == []
    assert reader.said == []


def test_a_number_leads_to_its_leads_and_back_to_its_month(reader):
    page = reader.page("/w/northwind/leads")
    page.keyboard.press("g")
    page.keyboard.press("t")
    expect(page.locator("h1")).to_have_text("Team")
    page.goto(reader.base + TEAM)
    page.get_by_role("link", name="booked").first.click()
    expect(page.locator("h1")).to_have_text("Booked meetings")
    expect(page.locator(".say")).to_contain_text("September 2025")
    page.get_by_role("link", name="← Team").click()
    expect(page.locator(".say")).to_contain_text("September 2025")
