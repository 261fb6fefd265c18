"""The five questions in public: opened by an admin, without account, cookie or script."""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client

from app_pages_world import World, make_world
from meetworthy.app.pages.quiz.asked import given_in
from meetworthy.app.people.models import Deed, Role
from meetworthy.app.quiz.limits import BURST, forget, seconds_to_wait
from meetworthy.app.quiz.models import PublicPage
from meetworthy.app.quiz.verbs import open_page, open_public_page, public_page_of
from meetworthy.definition.five_questions import truth_table

pytestmark = [pytest.mark.django_db, pytest.mark.database]

SETTINGS = "/w/northwind/data/public-check"
SITE = "https://www.northwind.example"
QUALIFIED = {
    "need": "confirmed",
    "authority": "partial",
    "budget": "partial",
    "timeline": "partial",
    "action": "none",
}


@pytest.fixture
def world() -> World:
    forget()
    return make_world()


@pytest.fixture
def admin(world: World) -> Client:
    return signed_in(world, Role.ADMIN)


def signed_in(world: World, role: Role) -> Client:
    client = Client()
    client.force_login(world.people[role])
    return client


def plain(page: bytes) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", " ", page.decode())))


def opened(world: World, *sites: str) -> str:
    """Open the page, and return its address."""
    by = world.people[Role.ADMIN]
    page = open_public_page(world.workspace, sites=sites, by=by, at=world.now)
    return f"/check/{page.token}"


def frames(answer) -> str:
    policy = answer.headers["Content-Security-Policy"]
    return next(part.strip() for part in policy.split(";") if "frame-ancestors" in part)


def test_it_is_closed_until_an_admin_opens_it(world, admin):
    assert "The page is closed" in plain(admin.get(SETTINGS).content)
    answer = admin.post(SETTINGS, {"do": "open", "sites": ""}, follow=True)
    page = PublicPage.objects.get()
    assert f"/check/{page.token}" in plain(answer.content)
    assert Client().get(f"/check/{page.token}").status_code == 200
    assert Deed.objects.filter(verb="check.opened", by=world.people[Role.ADMIN]).exists()


@pytest.mark.parametrize("role", [Role.MARKETING, Role.SALES, Role.SDR, Role.VIEWER])
def test_nobody_but_an_admin_opens_or_closes_it(world, role):
    client = signed_in(world, role)
    assert client.post(SETTINGS, {"do": "open"}).status_code == 403
    assert not PublicPage.objects.exists()
    assert "An admin can open it." in plain(client.get(SETTINGS).content)


def test_a_closed_page_reads_like_one_that_never_was(world, admin):
    where = opened(world)
    admin.post(SETTINGS, {"do": "close"})
    closed, invented = Client().get(where), Client().get("/check/invented")
    assert (closed.status_code, closed.content) == (404, invented.content)
    admin.post(SETTINGS, {"do": "open"})
    assert Client().get(where).status_code == 200  # links come back with it


def test_another_address_ends_the_old_one(world, admin):
    where = opened(world)
    admin.post(SETTINGS, {"do": "move"})
    assert Client().get(where).status_code == 404
    assert Client().get(f"/check/{public_page_of(world.workspace).token}").status_code == 200


def test_it_answers_with_what_would_change_the_verdict(world):
    where = opened(world)
    page = plain(Client().get(where, {**QUALIFIED, "need": "partial"}).content)
    assert "Interested, not qualified yet (MQL)" in page
    assert "Need : “Yes, they said so in their own words” (now partial)" in page
    assert "Qualified for sales (SQL)" in plain(Client().get(where, QUALIFIED).content)
    assert "Cold" in plain(Client().get(where, {"need": "denied"}).content)


def test_what_is_not_answered_is_not_known_and_asked_next(world):
    page = plain(Client().get(opened(world), {"need": "confirmed"}).content)
    assert "Authority : at least “Somebody they can bring you to” (not known yet)" in page
    assert "Ask next: Who decides?" in page


def test_what_was_denied_is_known_and_not_asked_again(world):
    page = plain(Client().get(opened(world), {"need": "confirmed", "authority": "denied"}).content)
    assert "Authority : at least “Somebody they can bring you to” (now denied)" in page
    assert "Ask next: Is there money for it?" in page


def test_every_answer_has_the_verdict_of_the_truth_table():
    names = ("need", "authority", "budget", "timeline")
    for *known, action, verdict in truth_table():
        said = {name: status.name.lower() for name, status in zip(names, known, strict=True)}
        given = given_in({**said, "action": action.replace(" ", "-")})
        assert (given.answer.verdict, given.wrong) == (verdict, ()), said


def test_the_answer_stands_in_its_address_to_be_shared(world):
    where = opened(world)
    page = Client().get(where, QUALIFIED).content.decode()
    (address,) = re.findall(r'<a class="id" href="([^"]+)"', page)
    again = Client().get(html.unescape(address).split("//", 1)[1].partition("/")[2].join(["/", ""]))
    assert again.content.decode() == page
    assert 'value="partial" checked' in page


def test_a_word_that_is_no_answer_is_said_and_escaped(world):
    answer = Client().get(opened(world), {"need": "<b>maybe</b>"})
    assert "<b>maybe</b>" not in answer.content.decode()
    assert "“<b>maybe</b>” is no answer here" in plain(answer.content.replace(b"&lt;", b"&lt;"))


def test_it_sets_no_cookie_has_no_script_and_looks_at_nobody(world):
    where = opened(world)
    for client in (Client(), signed_in(world, Role.SALES)):
        before = dict(client.cookies)
        answer = client.get(where, QUALIFIED)
        assert not answer.cookies
        assert dict(client.cookies) == before
        assert b"<script" not in answer.content
        assert b"Dario" not in answer.content
    assert "Cookie" not in answer.headers.get("Vary", "")


def test_it_is_shown_in_no_frame_unless_a_site_is_listed(world):
    answer = Client().get(opened(world))
    assert frames(answer) == "frame-ancestors 'none'"
    assert answer.headers["X-Frame-Options"] == "DENY"


def test_only_the_listed_sites_show_it_in_a_frame(world, admin):
    where = opened(world, SITE, "https://*.partner.example")
    answer = Client().get(where)
    assert frames(answer) == f"frame-ancestors {SITE} https://*.partner.example"
    assert "X-Frame-Options" not in answer.headers
    assert frames(admin.get(SETTINGS)) == "frame-ancestors 'none'"
    assert "<iframe src=" in plain(admin.get(SETTINGS).content)


@pytest.mark.parametrize(
    "site",
    [
        *("northwind.example", "http://northwind.example", "https://x.example/path", "*", "'self'"),
        *("https://x.example;script-src", "https://*", "https://", "javascript:alert(1)"),
    ],
)
def test_what_is_no_site_is_refused_and_shown_again(world, admin, site):
    answer = admin.post(SETTINGS, {"do": "open", "sites": site})
    assert answer.status_code == 422
    assert "is no site" in plain(answer.content)
    assert html.escape(site) in answer.content.decode()
    assert not PublicPage.objects.exists()


def test_a_program_that_asks_on_and_on_is_told_to_wait(world):
    where = opened(world)
    answers = [Client().get(where).status_code for _ in range(BURST + 5)]
    assert answers[:BURST] == [200] * BURST
    assert 429 in answers[BURST:]
    waits = [seconds_to_wait("198.51.100.7") for _ in range(BURST + 1)]
    assert waits[:BURST] == [0] * BURST
    assert waits[BURST] >= 1
    forget()


def test_nothing_but_reading_is_answered(world):
    where = opened(world)
    assert Client().post(where, QUALIFIED).status_code == 405


def test_an_empty_address_names_no_page(world):
    """A workspace that never opened its page has no address, not the empty one."""
    assert open_page("") is None


def test_an_address_with_signs_that_none_has_names_no_page(db):
    assert Client().get("/check/%00").status_code == 404
