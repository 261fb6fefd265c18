"""The workspace's own pages in a real browser: data, definition, funnel, people, keys."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from app_pages_world import World, make_world
from browser.test_app_pages import ALL_OPENED, OPENED, Reader
from browser.test_app_pages import _django_db_helper as _django_db_helper  # noqa: PLC0414 - a fixture
from browser.test_app_pages import browser as browser  # noqa: PLC0414 - a fixture
from browser.test_report_page import CUT_OFF, NOT_TEXT_ENOUGH, WIDTHS
from meetworthy.app.definitions import dry_run
from meetworthy.app.definitions.models import DryRun, Version
from meetworthy.app.definitions.verbs import request_dry_run, save_draft
from meetworthy.app.imports.models import Job
from meetworthy.app.ingest.keeping import create_source
from meetworthy.app.ingest.models import Quarantined, Source
from meetworthy.app.ingest.quarantine import Aside, put_aside
from meetworthy.app.judging.models import Need
from meetworthy.app.ledger.models import Lead
from meetworthy.app.measuring import funnel
from meetworthy.app.outbox.endpoints import create_endpoint, replay
from meetworthy.app.outbox.models import Endpoint
from meetworthy.app.people.access import Ability, access_of
from meetworthy.app.people.invitations import invite
from meetworthy.app.people.keys import create_key, revoke_key
from meetworthy.app.people.models import Role
from meetworthy.model.problem import Place, Problem
from meetworthy.model.time import instant_of

pytestmark = [pytest.mark.browser, pytest.mark.sockets, pytest.mark.django_db]

HERE = "/w/northwind"


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> Iterator[World]:
    """One workspace for all tests here, with something of everything."""
    with django_db_blocker.unblock():
        world = make_world(more=60)
        _furnish(world)
        yield world
        call_command("flush", interactive=False, verbosity=0)


def _furnish(world: World) -> None:
    admin, at = world.people[Role.ADMIN], world.now
    here = world.workspace
    for name, form, public in (("Website", "segment", True), ("Alerts", "webhook", False)):
        create_source(
            workspace=here,
            name=name,
            sender=name.lower(),
            form=form,
            public=public,
            by=admin,
            at=at,
        )
    for event in ("Pricing Toggled", "x" * 90):
        problem = Problem("event_unmapped", Place("event"), f"`{event}` is no kind.", "Map it.")
        body = f'{{"type": "track", "userId": "1", "event": "{event}", "messageId": "m"}}'
        source = Source.objects.get(sender="website")
        put_aside(here.pk, [Aside("website", problem, body, source.pk)], at=instant_of(at))
    Job.objects.create(
        workspace=here, name="crm, " * 20, folder="x", by=admin, state="done", rows=9
    )
    Job.objects.create(
        workspace=here, name="y.csv", folder="x", by=admin, state="running", share=0.4
    )
    endpoint = create_endpoint(here, url="https://hooks.example.com/" + "z" * 90, by=admin, at=at)
    replay(endpoint.endpoint, since=at - timedelta(days=999), until=at, by=admin, at=at)
    invite(here, email="nia@northwind.example", role=Role.SDR, by=None, at=datetime.now(UTC))
    create_key(here, name="sync", scopes=[Ability.SEE], by=admin, at=at)
    old = create_key(here, name="old", scopes=[Ability.SEE, Ability.RECORD], by=admin, at=at)
    revoke_key(old.key, by=admin, at=at)
    _draft(world)
    funnel.funnel_report(here.pk, funnel.FunnelQuestion(), at=instant_of(at))
    funnel.once(at=instant_of(at))


def _draft(world: World) -> None:
    """A draft with a higher bar, tried."""
    access = access_of(world.people[Role.MARKETING], "northwind", at=world.now)
    active = Version.objects.get()
    text = active.text.replace("version: 3", "version: 4").replace("score >= 50", "score >= 100")
    text = text.replace("2026-03-01T00:00", "2026-03-02T00:00")
    draft = save_draft(text, active.lists, by=access, at=world.now)
    request_dry_run(draft, by=access, at=world.now)
    dry_run.once(at=instant_of(world.now))


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


def _waiting() -> uuid.UUID:
    """A lead that needs somebody."""
    need = Need.objects.filter(meeting="").first()
    return Lead.objects.get(workspace=need.workspace_id, number=need.lead).uuid


def every_page() -> list[tuple[str, Role]]:
    """Every kind of page of this room, with who sees it."""
    draft, active = Version.objects.get(state="draft"), Version.objects.get(state="active")
    return [
        ("/inbox", Role.SDR),
        ("/inbox?whose=all", Role.SALES),
        (f"/inbox?whose=all&lead={_waiting()}", Role.SALES),
        ("/inbox?whose=snoozed", Role.VIEWER),
        ("/passed", Role.MARKETING),
        ("/people", Role.ADMIN),
        ("/people", Role.VIEWER),
        ("/people/invite", Role.ADMIN),
        ("/people/deeds", Role.ADMIN),
        ("/keys", Role.ADMIN),
        ("/keys/new", Role.ADMIN),
        ("/data", Role.ADMIN),
        ("/data/sources/new", Role.ADMIN),
        (f"/data/sources/{Source.objects.get(sender='website').uuid}", Role.ADMIN),
        (f"/data/sources/{Source.objects.get(sender='alerts').uuid}", Role.ADMIN),
        ("/data/quarantine", Role.ADMIN),
        (f"/data/quarantine/{Quarantined.objects.first().uuid}", Role.ADMIN),
        ("/data/imports", Role.ADMIN),
        (f"/data/imports/{Job.objects.first().uuid}", Role.ADMIN),
        ("/data/endpoints", Role.ADMIN),
        (f"/data/endpoints/{Endpoint.objects.get().uuid}", Role.ADMIN),
        ("/data/endpoints/new", Role.ADMIN),
        ("/data/ledger", Role.ADMIN),
        ("/definitions", Role.MARKETING),
        (f"/definitions/{draft.uuid}", Role.MARKETING),
        (f"/definitions/{active.uuid}", Role.ADMIN),
        (f"/definitions/{draft.uuid}/edit", Role.MARKETING),
        (f"/definitions/dry-runs/{DryRun.objects.get().uuid}", Role.SALES),
        ("/funnel", Role.SALES),
        ("/funnel/charts", Role.SALES),
        ("/funnel/entered?stage=mql", Role.SALES),
        ("/sources", Role.SALES),
    ]


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1440, "light")])
def test_axe_finds_nothing_on_any_page(reader, width, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs axe")
    for path, role in every_page():
        page = reader.page(HERE + path, role=role, width=width, scheme=scheme, bypass_csp=True)
        page.evaluate(ALL_OPENED)
        found = axe.Axe().run(page).response["violations"]
        assert [(path, v["id"], v["nodes"][0]["html"]) for v in found] == []
        reader.close()


def test_nothing_is_cut_off_and_nothing_scrolls_sideways(reader):
    for path, role in every_page():
        page = reader.page(HERE + path, role=role)
        page.evaluate(OPENED)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, width)
            assert page.evaluate(CUT_OFF) == [], (path, width)
        reader.close()


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1440, "dark")])
def test_all_text_has_contrast(reader, width, scheme):
    for path, role in every_page():
        page = reader.page(HERE + path, role=role, width=width, scheme=scheme)
        page.evaluate(OPENED)
        assert page.evaluate(NOT_TEXT_ENOUGH) == [], path
        reader.close()


@pytest.mark.parametrize("width", [390, 1440])
def test_no_menu_opens_beyond_the_page(reader, width):
    for path, role in every_page():
        page = reader.page(HERE + path, role=role, width=width)
        for menu in page.locator("main details[data-menu]").all():
            if not menu.is_visible():  # what stands beside a list has no room on a telephone
                continue
            menu.evaluate("menu => menu.open = true")
            box = menu.locator(".sheet").bounding_box()
            assert box is not None
            assert box["x"] >= 0, (path, menu.inner_text())
            assert box["x"] + box["width"] <= width, (path, menu.inner_text())
            menu.evaluate("menu => menu.open = false")
        reader.close()


def test_pages_ask_nobody_else_and_say_nothing_to_the_console(reader):
    for path, role in every_page():
        reader.page(HERE + path, role=role).wait_for_timeout(100)
        reader.close()
    assert {url for url in reader.asked if not url.startswith((reader.base, "data:"))} == set()
    assert reader.said == []


def test_every_section_is_reached_by_g_and_a_letter(reader):
    page = reader.page(HERE + "/leads", role=Role.ADMIN)
    for key, heading in zip("fsdipy", _HEADINGS, strict=True):
        page.keyboard.press("g")
        page.keyboard.press(key)
        expect(page.locator("h1")).to_have_text(heading)


_HEADINGS = ("Funnel", "Sources", "Definition", "Data", "People", "Keys")


# -- the editor -----------------------------------------------------------------------------------


def edit(reader: Reader, **more: bool):
    draft = Version.objects.get(state="draft")
    return reader.page(f"{HERE}/definitions/{draft.uuid}/edit", role=Role.MARKETING, **more)


def test_what_is_wrong_appears_beside_its_line_as_one_types(reader):
    page = edit(reader)
    expect(page.locator("#summary")).not_to_contain_text("error")
    text = page.input_value("#text")
    line = next(k for k, one in enumerate(text.split("\n"), 1) if "score >= 100" in one)
    page.fill("#text", text.replace("score >= 100", "scor >= 100"))
    note = page.locator("#notes li.error")
    expect(note).to_have_attribute("data-line", str(line))
    expect(page.locator("#summary")).to_contain_text("1 error")
    mark = page.locator(f".gutter span:nth-child({line})")
    expect(mark).to_have_class("error")
    assert abs(note.bounding_box()["y"] - mark.bounding_box()["y"]) < 8
    page.fill("#text", text)
    expect(note).to_have_count(0)
    expect(mark).to_have_class("")


def test_line_numbers_follow_the_lines_and_a_note_leads_to_its_line(reader):
    page = edit(reader)
    text = page.input_value("#text")
    page.fill("#text", "# one more line\n" + text.replace("score >= 100", "scor >= 100"))
    expect(page.locator(".gutter span")).to_have_count(text.count("\n") + 2)
    page.locator("#notes li.error a").click()
    chosen = page.evaluate("text.value.slice(text.selectionStart, text.selectionEnd)")
    assert "scor >= 100" in chosen


def test_without_a_script_a_draft_is_checked_and_saved_by_plain_forms(reader):
    page = edit(reader, java_script_enabled=False)
    text = page.input_value("#text")
    page.fill("#text", text.replace("score >= 100", "scor >= 100"))
    page.get_by_role("button", name="Check").click()
    expect(page.locator("#notes li.error")).to_have_count(1)
    page.fill("#text", text)
    page.get_by_role("button", name="Save the draft").click()
    expect(page.locator("main")).to_contain_text("The draft is saved.")


# -- shown once, and at once ----------------------------------------------------------------------


def test_a_key_is_made_by_keys_alone_and_shown_once(reader):
    page = reader.page(HERE + "/keys", role=Role.ADMIN)
    page.keyboard.press("n")
    expect(page.locator("h1")).to_have_text("New key")
    page.fill("#name", "warehouse")
    page.get_by_label(re.compile("^see")).check()
    page.get_by_role("button", name="Make the key").click()
    secret = page.locator("#secret").inner_text()
    assert secret.startswith("mw_")
    page.get_by_role("link", name="I have it").click()
    assert secret not in page.content()
    expect(page.locator("main")).to_contain_text("warehouse")


def test_an_import_under_way_is_watched_without_a_reload(reader):
    page = reader.page(HERE + "/data/imports", role=Role.ADMIN)
    page.evaluate("window.stayed = true")
    row = page.locator("tr", has_text="y.csv")
    expect(row).to_contain_text("40 %")
    Job.objects.filter(name="y.csv").update(share=0.75, doing="reading")
    expect(row).to_contain_text("75 %")
    Job.objects.filter(name="y.csv").update(state="done", rows=12)
    expect(row).to_contain_text("done")
    assert page.evaluate("window.stayed")


def test_the_funnel_draws_its_charts_after_the_numbers_and_nothing_jumps_before_them(reader):
    page = reader.page(HERE + "/funnel")
    expect(page.locator("#charts figure").first).to_be_visible()
    expect(page.locator("#stages")).to_be_visible()


def test_without_a_script_the_charts_are_a_link_away(reader):
    page = reader.page(HERE + "/funnel", java_script_enabled=False)
    page.get_by_role("link", name="By month of entry, and how long each step takes").click()
    expect(page.locator("#charts figure").first).to_be_visible()
