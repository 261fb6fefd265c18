"""The definition's pages, as the server answers: versions, the document, the editor, its life."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from app_pages_world import World, make_world
from meetworthy.app.definitions import dry_run
from meetworthy.app.definitions.models import DryRun, SignOff, Version
from meetworthy.app.definitions.timeline import read
from meetworthy.app.people.models import Role
from meetworthy.definition.packs import PACKS
from meetworthy.model.time import instant_of, moment_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]

HERE = "/w/northwind/definitions"


@pytest.fixture
def world() -> World:
    return make_world()


def signed_in(world: World, role: Role) -> Client:
    client = Client()
    client.force_login(world.people[role], "django.contrib.auth.backends.ModelBackend")
    return client


def said(answer) -> str:
    return html.unescape(answer.content.decode())


def text(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    return said(answer)


@pytest.fixture
def marketing(world: World) -> Client:
    return signed_in(world, Role.MARKETING)


def stricter(world: World, **more: str) -> dict[str, str | list[str]]:
    """The form of a new version whose bar for an MQL is higher, from the day after the last."""
    active = Version.objects.get(workspace=world.workspace, state=Version.State.ACTIVE)
    changed = re.sub(r"^version: \d+", "version: 4", active.text, flags=re.MULTILINE)
    changed = re.sub(r"^in_force: .*", "in_force: 2026-03-02T00:00", changed, flags=re.MULTILINE)
    for old, new in more.items() or {"score >= 50": "score >= 100"}.items():
        assert old in changed
        changed = changed.replace(old, new)
    names, contents = zip(*active.lists.items(), strict=True)
    return {"text": changed, "list_name": list(names), "list_text": list(contents)}


def draft(world: World, client: Client) -> Version:
    answer = client.post(HERE + "/new", {**stricter(world), "save": ""})
    assert answer.status_code == 302, said(answer)
    return Version.objects.get(state=Version.State.DRAFT)


# -- reading --------------------------------------------------------------------------------------


def test_everybody_sees_the_versions_and_only_who_writes_may_begin_one(world, marketing):
    for role in (Role.VIEWER, Role.SDR, Role.ADMIN):
        page = text(signed_in(world, role), HERE)
        assert "Version 3" in page
        assert "in force" in page
        assert ("New version" in page) == (role is Role.ADMIN)
    assert "New version" in text(marketing, HERE)


def test_a_version_begins_on_the_day_that_it_says_itself(world):
    world.workspace.zone = "Pacific/Pago_Pago"  # where it is still the day before
    world.workspace.save()
    active = Version.objects.get(state=Version.State.ACTIVE)
    active.in_force = read(active.text, active.lists).definition.in_force
    active.save()
    day = re.search(r"^in_force: (\S+)T", active.text, flags=re.MULTILINE)[1]
    assert f'title="{day}, the day only"' in text(signed_in(world, Role.VIEWER), HERE)


def test_a_version_reads_as_the_document_of_both_teams_with_the_promises_in_it(world):
    active = Version.objects.get(state=Version.State.ACTIVE)
    page = text(signed_in(world, Role.VIEWER), f"{HERE}/{active.uuid}")
    assert "What we promise each other" in page
    assert "Who is our customer" in page
    alone = text(signed_in(world, Role.VIEWER), f"{HERE}/{active.uuid}/document")
    assert alone.startswith("<!doctype html>")
    assert "<link" not in alone


def test_a_workspace_without_a_definition_is_offered_ready_made_ones(world, marketing):
    Version.objects.all().delete()
    page = text(marketing, HERE)
    for pack in PACKS:
        assert f"?from={pack}" in page
        assert "nothing is wrong" in text(marketing, f"{HERE}/new?from={pack}")


# -- writing --------------------------------------------------------------------------------------


def test_a_new_version_begins_with_the_text_in_force_and_the_next_number(world, marketing):
    page = text(marketing, HERE + "/new")
    assert "version: 4" in page
    assert 'value="competitors.csv"' in page


@pytest.mark.parametrize("days", [-40, 40])
def test_a_new_version_begins_later_and_says_itself_who_wrote_it_and_why(world, marketing, days):
    newest = Version.objects.get(workspace=world.workspace, state=Version.State.ACTIVE)
    now = datetime.now(UTC)
    start = f"in_force: {now + timedelta(days=days):%Y-%m-%dT12:00}"
    said = "author: Ida\nnote: |\n  Stricter,\n\n  for two reasons.\n"
    newest.text = re.sub(r"^(author|note):.*\n", "", newest.text, flags=re.MULTILINE)
    newest.text = re.sub(r"^in_force: .*", start, newest.text, flags=re.MULTILINE) + said
    found = read(newest.text, newest.lists).definition
    newest.in_force = found.in_force
    newest.save()
    page = text(marketing, HERE + "/new")
    assert 'class="error"' not in page
    assert "Ida" not in page
    assert "reasons." not in page
    assert "\nauthor:\nnote:\n" in page
    proposed = re.search(r"^in_force: (.*)$", page, re.MULTILINE)[1]
    local = max(now, moment_of(found.in_force)).astimezone(ZoneInfo(found.zone))
    assert proposed == f"{local + timedelta(days=1):%Y-%m-%dT00:00}"


def test_nobody_has_signed_a_new_version_yet(world, marketing):
    newest = Version.objects.filter(workspace=world.workspace).latest("number")
    newest.text += (
        "signed:\n  marketing: {by: Ida, on: 2026-01-01}\n  sales: {by: Max, on: 2026-01-01}\n"
    )
    newest.save()
    page = text(marketing, HERE + "/new")
    assert "signed:" not in page
    assert "by: Max" not in page


def test_a_text_is_checked_line_by_line_without_being_kept(world, marketing):
    form = stricter(world, **{"score >= 50": "scor >= 50"})
    answer = marketing.post(HERE + "/check", form)
    line = (
        form["text"]
        .split("\n")
        .index(next(one for one in form["text"].split("\n") if "scor >=" in one))
    )
    assert f'data-line="{line + 1}"' in said(answer)
    assert "1 error" in said(answer)
    assert Version.objects.count() == 1


def test_a_case_that_comes_out_otherwise_stands_at_its_line(world, marketing):
    form = stricter(world)
    form["text"] += (
        "\ncases:\n  a demo makes a customer:\n    lead: {seniority: vp}\n"
        "    facts:\n      - day 0: demo.requested\n"
        "    expect:\n      day 0: {stage: customer}\n"
    )
    page = said(marketing.post(HERE + "/check", form))
    assert "The case “a demo makes a customer”, day 0: stage" in page
    assert f'data-line="{form["text"].count(chr(10))}"' in page
    assert "0 of 1 cases as written" in page


def test_without_a_script_the_check_button_shows_the_same_page_with_what_is_wrong(world, marketing):
    form = {**stricter(world, **{"score >= 50": "scor >= 50"}), "check": ""}
    page = said(marketing.post(HERE + "/new", form))
    assert "scor >= 50" in page
    assert "1 error" in page
    assert Version.objects.count() == 1


def test_a_draft_is_saved_and_says_what_changed_in_words_and_line_by_line(world, marketing):
    made = draft(world, marketing)
    assert made.author == world.people[Role.MARKETING]
    assert made.number == 4
    page = text(marketing, f"{HERE}/{made.uuid}")
    assert "What changed since version 3" in page
    assert "score >= 100" in page
    assert '<div class="gone">' in page


def test_a_draft_with_errors_is_saved_but_cannot_be_signed(world, marketing):
    form = {**stricter(world, **{"score >= 50": "scor >= 50"}), "save": ""}
    page = said(marketing.post(HERE + "/new", form, follow=True))
    assert "It cannot be read as a definition yet" in page
    assert "Sign for" not in page


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(world, marketing):
    made = draft(world, marketing)
    form = {**stricter(world), "save": "", "seen_at": made.changed_at.isoformat()}
    first = marketing.post(f"{HERE}/{made.uuid}/edit", form)
    assert first.status_code == 302
    second = signed_in(world, Role.SALES).post(f"{HERE}/{made.uuid}/edit", form)
    assert second.status_code == 422
    assert "Somebody else changed this draft" in said(second)


def test_what_was_in_force_is_not_edited(world, marketing):
    active = Version.objects.get(state=Version.State.ACTIVE)
    page = said(marketing.get(f"{HERE}/{active.uuid}/edit", follow=True))
    assert "it stays as it is" in page


# -- its life -------------------------------------------------------------------------------------


def test_each_team_signs_for_itself_and_only_what_it_has_read(world, marketing):
    made = draft(world, marketing)
    page = text(marketing, f"{HERE}/{made.uuid}")
    assert "Sign for marketing" in page
    assert "Sign for sales" not in page
    stale = {"team": "marketing", "hash": "0" * 64}
    refused = said(marketing.post(f"{HERE}/{made.uuid}/sign", stale, follow=True))
    assert "The text is not the one that you read." in refused
    marketing.post(f"{HERE}/{made.uuid}/sign", {"team": "marketing", "hash": made.hash})
    signed = SignOff.objects.get()
    assert (signed.team, signed.by) == ("marketing", world.people[Role.MARKETING])
    assert marketing.post(
        f"{HERE}/{made.uuid}/sign", {"team": "sales", "hash": made.hash}
    ).status_code == 403  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_a_version_is_tried_signed_activated_and_taken_back(world, marketing):
    made = draft(world, marketing)
    here = f"{HERE}/{made.uuid}"
    sales, admin = signed_in(world, Role.SALES), signed_in(world, Role.ADMIN)
    waiting = said(marketing.post(here + "/try", follow=True))
    assert "It waits for a worker." in waiting
    assert dry_run.once(at=instant_of(world.now)) == 1
    tried = DryRun.objects.get()
    page = text(sales, f"{HERE}/dry-runs/{tried.uuid}")
    assert "Priya Raman" in page  # who has less than a hundred points
    assert "no longer enter it" in page
    assert "Activate" not in text(admin, here)
    assert "No dry run" not in text(admin, here)
    for team, client in (("marketing", marketing), ("sales", sales)):
        client.post(here + "/sign", {"team": team, "hash": made.hash})
    assert "Put it in force" not in text(marketing, here)
    assert "Put it in force" in text(admin, here)
    assert "It is active" in said(admin.post(here + "/activate", follow=True))
    assert "in force" in text(sales, HERE)
    world.judge()
    assert "It is taken back" in said(admin.post(here + "/withdraw", follow=True))
    made.refresh_from_db()
    assert made.state == Version.State.WITHDRAWN


def test_an_unsigned_version_is_not_activated_and_the_page_says_what_is_missing(world, marketing):
    made = draft(world, marketing)
    admin = signed_in(world, Role.ADMIN)
    page = said(admin.post(f"{HERE}/{made.uuid}/activate", follow=True))
    assert "Let each team read and sign it." in page
    made.refresh_from_db()
    assert made.state == Version.State.DRAFT
