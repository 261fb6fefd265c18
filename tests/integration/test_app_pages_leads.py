"""The leads page, as the server answers: what is found, in which order, and what the URL keeps."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime

import pytest
from django.test import Client

from app_pages_world import JONAS, World, make_world
from meetworthy.app.judging.listing import Asked, count_of
from meetworthy.app.judging.models import LeadState
from meetworthy.app.ledger.models import Lead
from meetworthy.app.pages.models import SavedView
from meetworthy.app.people.accounts import make_user
from meetworthy.app.people.members import add_member
from meetworthy.app.people.models import Role
from meetworthy.app.people.workspaces import create_workspace
from meetworthy.model.time import DAY, instant_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]

LEADS = "/w/northwind/leads"
NOW = datetime(2026, 11, 18, 14, 0, tzinfo=UTC)  # a Wednesday


@pytest.fixture
def world() -> World:
    return make_world()


def signed_in(world: World, role: Role) -> Client:
    client = Client()
    client.force_login(world.people[role])
    return client


@pytest.fixture
def viewer(world: World) -> Client:
    return signed_in(world, Role.VIEWER)


def text(client: Client, path: str, status: int = 200, **headers: str) -> str:
    answer = client.get(path, headers=headers)
    assert answer.status_code == status
    return html.unescape(answer.content.decode())


def names(page: str) -> list[str]:
    """The names in the list, from its top."""
    return re.findall(r'<th scope="row" class="who"><span class="line"><a [^>]*>([^<]*)</a>', page)


def test_owners_are_named_as_people_are(world, viewer):
    owner = world.people[Role.SDR]
    LeadState.objects.filter(workspace=world.workspace).update(owner=owner.email)
    page = text(viewer, f"{LEADS}?owner={owner.email}")
    assert f'<td class="c-owner">{owner}</td>' in page
    assert f'value="{owner.email}" checked> {owner}</label>' in page
    assert f"owner: {owner} <" in page


def test_leads_stand_by_score_unless_asked_otherwise(viewer):
    page = text(viewer, LEADS)
    assert names(page)[:3] == ["Jonas Weber", "Aiko Tan", "Peter Novak"]
    assert names(text(viewer, LEADS + "?sort=active"))[:2] == ["Jonas Weber", "Peter Novak"]
    assert names(text(viewer, LEADS + "?sort=new"))[-1] == "Peter Novak"  # told of first


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=jonas", ["Jonas Weber"]),
        ("q=JONAS+bright", ["Jonas Weber"]),
        ("q=marin", ["Sofía Marín"]),
        ("q=%27%3B--", []),
        ("stage=sql", ["Aiko Tan"]),
        ("is=left", ["Marc Dubois"]),
        ("is=open&stage=sql&stage=mql", ["Jonas Weber", "Aiko Tan", "Priya Raman"]),
        ("verdict=sql", ["Aiko Tan"]),
        ("source=trial", ["Aiko Tan"]),
        ("owner=Maya+Okafor", ["Jonas Weber"]),
        ("from=80", ["Jonas Weber", "Aiko Tan"]),
        ("to=0", ["Marc Dubois"]),
        ("active=1&is=open", ["Jonas Weber", "Peter Novak"]),
        ("idle=3&is=left", ["Marc Dubois"]),
        ("missing=budget&stage=mql", ["Jonas Weber", "Priya Raman"]),
        ("unknown=need&stage=mql", ["Priya Raman"]),
        ("unknown=need%25", []),  # no wildcard
        ("is=nonsense&sort=nonsense&from=x&stage=sql", ["Aiko Tan"]),
    ],
)
@pytest.mark.parametrize("way", ["collected", "walked"])
def test_filters_narrow_the_list(viewer, query, found, way, monkeypatch):
    """Whether what is asked for counts as rare or not, the answer is the same."""
    if way == "walked":
        monkeypatch.setattr("meetworthy.app.judging.listing_walk._rare", lambda *_: "")
    assert names(text(viewer, f"{LEADS}?{query}")) == found


def test_a_row_says_who_where_and_what_is_unknown(viewer):
    page = text(viewer, LEADS + "?q=jonas")
    assert "VP Marketing · Bright & Partner" in page
    assert '<span class="stage">MQL</span>' in page
    assert '<span class="chip unknown">Budget</span>' in page
    assert '<b class="">109</b>' in page.replace("\n", "")


def test_a_score_in_whole_points_never_crosses_its_threshold(world, viewer):
    lead = world.lead(JONAS)
    LeadState.objects.filter(workspace=world.workspace, lead=lead.number).update(score=49.7)
    assert '<b class="under">49</b>' in text(viewer, LEADS + "?q=jonas")


def many(world: World, count: int) -> None:
    """Leads of equal and of different scores."""
    first = 1000
    Lead.objects.bulk_create(
        Lead(workspace=world.workspace, number=first + n, created_at=1) for n in range(count)
    )
    LeadState.objects.bulk_create(
        LeadState(
            workspace=world.workspace,
            lead=first + n,
            through=1,
            judged_at=1,
            name=f"Many {n:03}",
            score=-100 - n // 7,
            last_at=instant_of(NOW) - n * DAY,
            stage="lead",
        )
        for n in range(count)
    )


@pytest.mark.parametrize("sort", ["score", "active", "new"])
def test_pages_lead_on_and_back_and_show_everybody_once(world, viewer, sort):
    many(world, 120)
    ways = [f"{LEADS}?q=many&sort={sort}"]
    seen: list[list[str]] = []
    while ways:
        page = text(viewer, ways.pop())
        seen.append(names(page))
        ways += [LEADS + found for found in re.findall(r'href="(\?[^"]*)" rel="next"', page)]
        earlier = re.findall(r'href="(\?[^"]*)" rel="prev"', page)
        if earlier and len(seen) > 1:
            assert names(text(viewer, LEADS + earlier[0])) == seen[-2]
    together = [name for page in seen for name in page]
    assert [len(page) for page in seen] == [50, 50, 20]
    assert len(set(together)) == 120


def test_many_are_not_counted_to_the_end(world):
    many(world, 5)
    assert count_of(world.workspace.pk, Asked(), most=3) == (3, True)
    assert count_of(world.workspace.pk, Asked(text="many"), most=5) == (5, False)


def test_what_no_index_serves_is_looked_for_so_far_and_no_further(world, viewer, monkeypatch):
    """With ten looked at, all of them others, the page says so and goes on from there."""
    many(world, 30)  # they stand below everybody else by score
    LeadState.objects.filter(workspace=world.workspace, lead__gte=1020).update(verdict="rare")
    monkeypatch.setattr("meetworthy.app.judging.listing.LOOKED_AT", (4, 6))
    monkeypatch.setattr("meetworthy.app.judging.listing.LOOKED_AT_TO_COUNT", 10)
    page = text(viewer, LEADS + "?verdict=rare")
    assert names(page) == []
    assert "were not looked at yet" in page
    assert re.search(r'id="count"[^>]*>\s*0\+', page)
    found: list[str] = []
    for _ in range(4):
        ways = re.findall(r'href="(\?[^"]*)" rel="next"', page)
        if not ways:
            break
        page = text(viewer, LEADS + ways[0])
        found += names(page)
    assert found == [f"Many {n:03}" for n in range(20, 30)]


def test_words_that_many_have_are_looked_for_in_order(world, viewer, monkeypatch):
    many(world, 60)
    monkeypatch.setattr("meetworthy.app.judging.search.matching", lambda *_args, **_more: None)
    assert len(names(text(viewer, LEADS + "?q=many"))) == 50
    assert names(text(viewer, LEADS + "?q=jonas+bright")) == ["Jonas Weber"]


def test_columns_are_chosen_in_the_url(viewer):
    page = text(viewer, LEADS + "?cols=verdict,email")
    assert re.findall(r'<th scope="col" class="c-(\w+)"', page) == ["verdict", "email"]
    assert JONAS in page


def test_a_filter_through_htmx_pushes_the_short_url(viewer):
    answer = viewer.get(LEADS + "?q=jonas&from=&to=&stage=mql", headers={"HX-Request": "true"})
    assert answer["HX-Push-Url"] == LEADS + "?q=jonas&stage=mql"


def test_views_are_kept_private_or_shared(world):
    sales, viewer = signed_in(world, Role.SALES), signed_in(world, Role.VIEWER)
    kept = {"name": "Hot", "query": "stage=mql&sort=active&after=1~x", "shared": "on"}
    answer = sales.post(LEADS + "/views", kept)
    assert answer["Location"] == LEADS + "?stage=mql&sort=active"
    viewer.post(LEADS + "/views", {"name": "Mine", "query": "is=left", "shared": "on"})
    assert not SavedView.objects.get(name="Mine").shared  # a viewer shares nothing
    assert ">Hot " in text(viewer, LEADS)
    assert "Mine" not in text(sales, LEADS)
    assert "<h1>Hot</h1>" in text(viewer, LEADS + "?stage=mql&sort=active")


def test_only_whoever_saved_a_view_forgets_it(world):
    sales, viewer = signed_in(world, Role.SALES), signed_in(world, Role.VIEWER)
    sales.post(LEADS + "/views", {"name": "Hot", "query": "stage=mql", "shared": "on"})
    view = SavedView.objects.get()
    assert viewer.post(f"{LEADS}/views/{view.uuid}/remove").status_code == 404
    assert sales.post(f"{LEADS}/views/{view.uuid}/remove").status_code == 302
    assert not SavedView.objects.exists()


def test_a_cursor_with_a_lead_of_elsewhere_is_no_cursor(world, viewer):
    other = create_workspace(name="Other", by=None, at=NOW)
    strange = Lead.objects.create(workspace=other, number=1, created_at=1)
    assert names(text(viewer, f"{LEADS}?after=1000.0~{strange.uuid}"))[0] == "Jonas Weber"


def test_an_empty_workspace_says_what_will_be_here(world):
    other = create_workspace(name="Other", by=None, at=NOW)
    user = make_user("new@other.example", password="seven quiet herons")
    add_member(other, user, role=Role.VIEWER, by=None, at=NOW)
    client = Client()
    client.force_login(user)
    assert "No leads yet" in text(client, "/w/other/leads")
    assert "No lead is like that" in text(client, "/w/other/leads?q=x")
    assert "Jonas" not in text(client, "/w/other/leads?q=jonas")


def test_the_palette_finds_leads(viewer):
    page = text(viewer, "/w/northwind/find?q=jon")
    assert "Jonas Weber" in page
    assert "All leads with “jon”" in page
    assert "Aiko" not in page


def test_the_start_leads_to_the_only_workspace_or_asks(world, viewer):
    assert viewer.get("/")["Location"] == "/w/northwind/"
    assert viewer.get("/w/northwind/")["Location"] == LEADS
    other = create_workspace(name="Other", by=None, at=NOW)
    add_member(other, world.people[Role.VIEWER], role=Role.VIEWER, by=None, at=NOW)
    page = text(viewer, "/")
    assert 'href="/w/northwind/"' in page
    assert 'href="/w/other/"' in page


def test_what_is_not_there_and_what_is_not_yours_look_the_same(world, viewer):
    create_workspace(name="Other", by=None, at=NOW)
    absent, foreign = text(viewer, "/w/absent/leads", 404), text(viewer, "/w/other/leads", 404)
    assert absent == foreign
    assert "There is nothing here" in absent


def test_the_style_is_one_sheet_from_the_tokens(viewer):
    page = text(viewer, LEADS)
    (address,) = re.findall(r'<link rel="stylesheet" href="([^"]*)"', page)
    answer = viewer.get(address)
    assert "immutable" in answer["Cache-Control"]
    assert "--accent:#2450c8" in answer.content.decode()
    assert not re.search(r":\s*#[0-9a-f]{3,8}\b", answer.content.decode().split("\n*,", 1)[1]), (
        "colours come from the tokens"
    )
