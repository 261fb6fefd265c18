"""The meetings pages in a real browser: a meeting's way by keys alone, widths, colours, axe."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.management import call_command
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from app_pages_world import AIKO, JONAS, PETER, PRIYA, SOFIA, World, make_world
from browser.test_app_pages import ALL_OPENED, OPENED, Reader
from browser.test_app_pages import _django_db_helper as _django_db_helper  # noqa: PLC0414 - a fixture
from browser.test_app_pages import browser as browser  # noqa: PLC0414 - a fixture
from browser.test_report_page import CUT_OFF, NOT_TEXT_ENOUGH, WIDTHS
from meetworthy.app.booking import verbs
from meetworthy.app.booking.finding import public_of
from meetworthy.app.booking.models import Feed
from meetworthy.app.definitions.timeline import timeline_of
from meetworthy.app.ingest.keeping import create_source
from meetworthy.app.ingest.models import Source
from meetworthy.app.judging.models import Meeting
from meetworthy.app.people.access import access_of
from meetworthy.app.people.models import Role
from meetworthy.model.time import MINUTE, instant_of

pytestmark = [pytest.mark.browser, pytest.mark.sockets, pytest.mark.django_db]

HERE = "/w/northwind"
HOST = "sales@northwind.example"


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> Iterator[World]:
    """One workspace for all tests here, with meetings that stand in every way."""
    with django_db_blocker.unblock():
        world = make_world()
        _meet(world)
        _calendars(world)
        yield world
        call_command("flush", interactive=False, verbosity=0)


def _meet(world: World) -> None:
    sdr = access_of(world.people[Role.SDR], "northwind", at=world.now)
    sales = access_of(world.people[Role.SALES], "northwind", at=world.now)
    at = instant_of(world.now)

    def book(who: str, begins: timedelta, title: str = "Introduction"):
        starts = at + int(begins.total_seconds() * 1_000_000)
        slot = verbs.Slot(starts, starts + 30 * MINUTE, HOST, title, "https://video.example/r/9")
        lead = world.lead(who)
        return lead, verbs.book(sdr, lead, slot, at=at)[0]

    lead, name = book(AIKO, timedelta(days=2))
    verbs.accept(sales, lead, name, at=at)
    verbs.send_agenda(sdr, lead, name, words="Your pipeline.", at=at)
    book(PRIYA, timedelta(days=1), "A demonstration of everything, " * 5)
    book(JONAS, timedelta(hours=-3))
    lead, name = book(SOFIA, timedelta(hours=-5))
    verbs.hold(sdr, lead, name, at=at)
    said = "They have no budget, and said so at once. " * 4
    reasons = world_reasons(world)
    verbs.decline(sales, lead, name, reason=reasons, words=said, at=at)
    verbs.dispute(sdr, lead, name, words="They do from January on.", at=at + 1)
    lead, name = book(PETER, timedelta(days=-1))
    verbs.miss(sdr, lead, name, by="guest", at=at)


def world_reasons(world: World) -> str:
    known = timeline_of(world.workspace.pk)[-1].meetings.reasons
    return next(iter(known), "")


def _calendars(world: World) -> None:
    admin = world.people[Role.ADMIN]
    for form in (Source.Form.CALCOM, Source.Form.CALENDLY, Source.Form.CALENDAR):
        create_source(
            workspace=world.workspace, name=form.label, sender=form.value, form=form,
            by=admin, at=world.now,
        )  # fmt: skip
    Feed.objects.create(
        workspace=world.workspace, source=Source.objects.get(form=Source.Form.CALENDAR),
        name="Maya's " + "long " * 15, url="sealed", host="calendar.google.example", failures=3,
        looked_at=instant_of(world.now), by=admin,
        problems=["basic.ics:1412 (UID): An event repeats more than daily, or since before 1970."],
    )  # fmt: skip


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


def one(world: World, who: str) -> str:
    lead = world.lead(who)
    found = Meeting.objects.filter(
        workspace=world.workspace, lead=lead.number, name__startswith="hand:"
    ).latest("booked_at")
    return f"{HERE}/meetings/{lead.uuid}/{public_of(world.workspace, found.name)}"


def every_page(world: World) -> list[tuple[str, Role]]:
    """Every kind of page of this room, with who sees it."""
    sources = {s.form: s.uuid for s in Source.objects.filter(workspace=world.workspace)}
    return [
        (f"{HERE}/meetings", Role.SDR),
        (f"{HERE}/meetings?tab=open&who=all", Role.SALES),
        (f"{HERE}/meetings?tab=past&who=all", Role.MARKETING),
        (f"{HERE}/meetings?who=admin@northwind.example", Role.ADMIN),
        (one(world, AIKO), Role.SDR),
        (one(world, PRIYA), Role.SALES),
        (one(world, SOFIA), Role.SALES),
        (one(world, PETER), Role.SDR),
        (one(world, JONAS), Role.VIEWER),
        (f"{HERE}/leads/{world.lead(AIKO).uuid}/book", Role.SDR),
        (f"{HERE}/data/sources/{sources['calcom']}", Role.ADMIN),
        (f"{HERE}/data/sources/{sources['calendly']}", Role.ADMIN),
        (f"{HERE}/data/sources/{sources['calendar']}", Role.ADMIN),
        (f"{HERE}/data/sources/new", Role.ADMIN),
    ]


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1440, "light")])
def test_axe_finds_nothing_on_any_page(reader, world, width, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs axe")
    for path, role in every_page(world):
        page = reader.page(path, role=role, width=width, scheme=scheme, bypass_csp=True)
        page.evaluate(ALL_OPENED)
        found = axe.Axe().run(page).response["violations"]
        assert [(path, v["id"], v["nodes"][0]["html"]) for v in found] == []
        reader.close()


def test_nothing_is_cut_off_and_nothing_scrolls_sideways(reader, world):
    for path, role in every_page(world):
        page = reader.page(path, role=role)
        page.evaluate(OPENED)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, width)
            assert page.evaluate(CUT_OFF) == [], (path, width)
        reader.close()


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1440, "dark")])
def test_all_text_has_contrast(reader, world, width, scheme):
    for path, role in every_page(world):
        page = reader.page(path, role=role, width=width, scheme=scheme)
        page.evaluate(OPENED)
        assert page.evaluate(NOT_TEXT_ENOUGH) == [], path
        reader.close()


@pytest.mark.parametrize("width", [390, 1440])
def test_no_menu_opens_beyond_the_page(reader, world, width):
    for path, role in every_page(world):
        page = reader.page(path, role=role, width=width)
        for menu in page.locator("main details[data-menu]").all():
            menu.evaluate("menu => menu.open = true")
            box = menu.locator(".sheet").bounding_box()
            assert box is not None
            assert box["x"] >= 0, (path, menu.inner_text())
            assert box["x"] + box["width"] <= width, (path, menu.inner_text())
            menu.evaluate("menu => menu.open = false")
        reader.close()


def test_pages_say_nothing_to_the_console(reader, world):
    for path, role in every_page(world):
        reader.page(path, role=role).wait_for_timeout(50)
        reader.close()
    assert {url for url in reader.asked if not url.startswith((reader.base, "data:"))} == set()
    assert reader.said == []


def test_a_meeting_is_confirmed_by_keys_alone(reader, world):
    page = reader.page(f"{HERE}/meetings?who=all&tab=open", role=Role.SALES)
    page.keyboard.press("j")
    expect(page.locator("[data-row]:focus-within")).to_have_count(1)
    page.goto(reader.base + one(world, JONAS))
    page.keyboard.press("c")
    page.keyboard.type("They will pilot it")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".leadhead .chip").first).to_have_text("confirmed")
    expect(page.locator(".timeline")).to_contain_text("They will pilot it")
    page.keyboard.press("b")
    expect(page).to_have_url(f"{reader.base}{HERE}/meetings")
    for key, tab in (("2", "To confirm"), ("3", "Past"), ("1", "Ahead")):
        page.keyboard.press(key)
        expect(page.locator(".tabs [aria-current]")).to_have_text(tab)
    page.keyboard.press("m")
    expect(page.locator("select[name=who]")).to_have_value("all")


def test_without_script_a_meeting_is_booked_all_the_same(reader, world):
    path = f"{HERE}/leads/{world.lead(AIKO).uuid}/book"
    page = reader.page(path, role=Role.SDR, java_script_enabled=False)
    page.fill("[name=starts]", f"{world.now + timedelta(days=6):%Y-%m-%dT%H:%M}")
    page.select_option("[name=host]", HOST)
    page.get_by_role("button", name="Book", exact=True).click()
    expect(page.locator("h1")).to_contain_text("Aiko")
    expect(page.locator(".flash")).to_contain_text("booked")
