"""What every page has: the frame, the policy, what is said when something is wrong."""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client, RequestFactory

from app_pages_world import JONAS, World, make_world
from meetworthy.app.pages import errors
from meetworthy.app.people.models import Role

pytestmark = [pytest.mark.django_db, pytest.mark.database]

LEADS = "/w/northwind/leads"


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def viewer(world: World) -> Client:
    client = Client()
    client.force_login(world.people[Role.VIEWER])
    return client


def test_no_page_carries_a_script_or_a_handler_of_its_own(world, viewer):
    for path in (LEADS, f"{LEADS}/{world.lead(JONAS).uuid}", "/?choose", "/nothing"):
        answer = viewer.get(path)
        page = answer.content.decode()
        assert not re.search(r"<script(?![^>]*\bsrc=)", page), path
        assert not re.search(r"\son\w+=|hx-on|javascript:", page), path
        assert "script-src 'self'" in answer["Content-Security-Policy"], path
        assert '"allowEval":false' in html.unescape(page), path


def test_words_of_others_are_text_and_never_markup(world, viewer):
    """Names, titles, sources and paths come from outside."""
    world.tell(
        "lead.described",
        JONAS,
        ago=world.now - world.now,
        sender="form",
        source="<b>source</b>",
        name="<script>alert(1)</script>",
        company='"><img src=x onerror=alert(1)>',
    )
    world.commit()
    for path in (LEADS, f"{LEADS}/{world.lead(JONAS).uuid}", "/w/northwind/find?q=script"):
        page = viewer.get(path).content.decode()
        assert "<script>alert" not in page, path
        assert "<img" not in page, path
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page, path


def test_who_lacks_the_role_is_told_so_and_nothing_happens(world, viewer):
    answer = viewer.post(f"{LEADS}/{world.lead(JONAS).uuid}/decide", {"kind": "lead.accepted"})
    assert answer.status_code == 403
    assert "Your role does not allow this" in answer.content.decode()


def test_a_form_without_its_token_is_refused_with_what_to_do(world):
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.people[Role.SALES])
    answer = client.post(f"{LEADS}/{world.lead(JONAS).uuid}/decide", {"kind": "lead.accepted"})
    assert answer.status_code == 403
    assert "Reload the page and send it again" in answer.content.decode()


@pytest.mark.parametrize(("handler", "status"), [(errors.bad_request, 400), (errors.broken, 500)])
def test_errors_say_what_happened_and_what_to_do(handler, status):
    request = RequestFactory().get("/")
    answer = handler(request) if status == 500 else handler(request, ValueError())
    assert answer.status_code == status
    assert re.search(r"<h1>[^<]+</h1>\s*<p>[^<]+</p>", answer.content.decode())


def test_the_remembered_colours_are_there_before_any_script(viewer):
    viewer.cookies["theme"] = "dark"
    assert re.search(r'id="theme-dark" value="dark" checked', viewer.get(LEADS).content.decode())
    viewer.cookies["theme"] = '"><script>'
    assert re.search(r'id="theme-system" value="" checked', viewer.get(LEADS).content.decode())


def test_a_zone_that_nobody_knows_falls_back_to_the_workspaces(world, viewer):
    viewer.cookies["zone"] = "../../etc/passwd"
    assert viewer.get(f"{LEADS}/{world.lead(JONAS).uuid}").status_code == 200


def test_only_what_a_role_may_see_stands_in_the_navigation(world, viewer):
    page = viewer.get(LEADS).content.decode()
    assert 'data-go="l"' in page
    assert 'data-go="y"' not in page  # keys are for whoever manages them


def test_every_page_that_the_list_of_keys_names_is_gone_to_by_its_key(viewer):
    page = viewer.get(LEADS).content.decode()
    named = re.findall(r"<kbd>g</kbd> <kbd>(\w)</kbd>", page)
    assert "e" in named  # a person's own pages too
    assert set(named) <= set(re.findall(r'data-go="(\w)"', page))
