"""Segment's official clients, as published and unmodified, send to us; their leads are judged."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from clients.segment_browser import a_website
from meetworthy.app.definitions.models import Version
from meetworthy.app.definitions.timeline import read
from meetworthy.app.ingest.keeping import create_source
from meetworthy.app.ingest.models import Quarantined, Source
from meetworthy.app.judging.models import LeadState
from meetworthy.app.judging.work import work_once
from meetworthy.app.ledger.load import load
from meetworthy.app.ledger.models import Fact
from meetworthy.app.ledger.open import open_ledger
from meetworthy.app.people.models import Workspace
from meetworthy.model.time import instant_of

pytestmark = [
    pytest.mark.sockets,
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]

DEFINITION = """
definition: Northwind
version: 1
in_force: 2026-01-01T00:00
language: 1
timezone: UTC
framework: bant
attributes:
  seniority: {type: text}
fit:
  decision maker: {when: "seniority = 'vp'", points: 20}
behaviour:
  asked for a demo: {fact: demo.requested, points: 40, half_life: 90 days, high_intent: true}
  looked at prices: {fact: page.viewed, where: "path like '/pricing%'", points: 12}
stages:
  lead: {}
  mql: {when: "score >= 50 and high_intent > 0"}
  sql: {decided_by: sales, needs: {need: confirmed, budget: partial, timeline: partial}}
"""
PATIENCE_SECONDS = 60
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def workspace_with_source(slug: str, *, public: bool) -> Source:
    workspace = Workspace.objects.create(slug=slug, name=slug)
    open_ledger(workspace.pk)
    loaded = read(DEFINITION, {}).definition
    assert loaded is not None
    Version.objects.create(
        workspace=workspace, number=1, text=DEFINITION, in_force=loaded.in_force, state="active"
    )
    return create_source(
        workspace=workspace,
        name="Website",
        sender="website",
        form=Source.Form.SEGMENT,
        public=public,
        by=None,
        at=timezone.now(),
    )


def wait_for(what: Callable[[], Any]) -> Any:
    """Let the worker work until something is so."""
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        work_once(at=instant_of(datetime.now(UTC)))
        found = what()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError(
        f"not within {PATIENCE_SECONDS} s; aside: {list(Quarantined.objects.values())}"
    )


def test_the_python_client(live_server: Any) -> None:
    from segment.analytics import Client

    source = workspace_with_source("north", public=False)
    blind = workspace_with_source("south", public=False)
    client = Client(
        source.key, host=live_server.url, on_error=lambda error, _: pytest.fail(str(error))
    )
    now = datetime.now(UTC)
    client.identify("u1", {"email": "jo@bright.example", "seniority": "vp", "name": "Jo Weber"})
    client.track("u1", "Demo Requested", timestamp=now - timedelta(minutes=2))
    client.page("u1", "Pricing", properties={"path": "/pricing"})
    client.group("u1", "bright", {"name": "Bright & Partner", "domain": "bright.example"})
    client.shutdown()
    state = wait_for(lambda: LeadState.objects.filter(stage="mql").first())
    assert (state.name, state.email) == ("Jo Weber", "jo@bright.example")
    assert Quarantined.objects.count() == 0
    assert Fact.objects.filter(workspace=blind.workspace).count() == 0


@pytest.fixture
def page() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    chromium = next(
        path
        for path in ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
        if Path(path).exists()
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium,
            args=QUIET,
        )
        yield browser.new_page()
        browser.close()


def test_the_browsers_library(live_server: Any, page: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # playwright's loop is in this thread
    source = workspace_with_source("north", public=True)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("requestfailed", lambda request: said.append(f"failed: {request.url}"))
    with a_website(live_server.url, source.key) as website:
        page.goto(f"{website}/pricing?utm_source=fair&utm_campaign=spring")
        page.wait_for_function("window.isReady === true")
        page.evaluate(
            "shop.identify('u1', {email: 'jo@bright.example', seniority: 'vp', name: 'Jo Weber'})"
        )
        page.evaluate("shop.track('Demo Requested')")
        try:
            state = wait_for(lambda: LeadState.objects.filter(stage="mql").first())
        except AssertionError as error:
            raise AssertionError(f"{error}; the browser said {said}") from None
    assert state.email == "jo@bright.example"
    facts = load(source.workspace_id, [state.lead]).facts
    viewed = next(fact for fact in facts if fact.kind == "page.viewed")
    assert viewed.properties["path"] == "/pricing"
    assert viewed.campaign == "spring"
    assert Quarantined.objects.count() == 0
