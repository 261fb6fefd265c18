"""One lead's page: what it says now and as of any moment, and what can be done there."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from app_pages_world import AIKO, JONAS, MARC, PETER, World, make_world
from meetworthy.app.judging.models import LeadState
from meetworthy.app.ledger.append import append
from meetworthy.app.ledger.models import Fact, Lead
from meetworthy.app.people.models import Role
from meetworthy.model.time import instant_of
from meetworthy.model.told import Alias, Told

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def sales(world: World) -> Client:
    return signed_in(world, Role.SALES)


def signed_in(world: World, role: Role) -> Client:
    client = Client()
    client.force_login(world.people[role])
    return client


def address(world: World, who: str) -> str:
    return f"/w/northwind/leads/{world.lead(who).uuid}"


def text(client: Client, path: str) -> str:
    """The page without its tags."""
    answer = client.get(path)
    assert answer.status_code == 200
    return plain(answer.content.decode())


def plain(page: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", " ", page)))


def test_it_says_who_where_and_why(world, sales):
    page = text(sales, address(world, JONAS))
    assert "Jonas Weber, VP Marketing" in page
    assert "Why 109.4 of 50" in page
    assert "Looked at prices ×2" in page
    assert "Right size , 46" in page
    assert "If nothing happens, under 50 on" in page


def test_what_faded_says_what_it_was(world, sales):
    assert "13.6 was 40" in text(sales, address(world, PETER))


def test_what_is_unknown_is_hollow_and_says_what_to_ask_first(world, sales):
    page = text(sales, address(world, AIKO))
    assert "Right industry unknown, 10" in page
    assert "With every unknown answered, 84.5 to 94.5. Ask first: industry" in page


def test_criteria_have_their_evidence_and_contradictions(world, sales):
    page = text(sales, address(world, AIKO))
    assert "partial Budget can be found in the tooling line" in page
    assert "call, Dario Ruiz," in page
    assert "But form says denied: no budget this year" in page


def test_the_verdict_says_what_is_in_the_way(world, sales):
    page = text(sales, address(world, JONAS))
    assert (
        "MQL for now; would qualify as SQL once authority and budget are at least partial" in page
    )
    assert "would qualify as SQL Qualify beside the call c Budget" in re.sub(
        " partial ", " ", text(sales, address(world, AIKO))
    )


def test_the_timeline_holds_facts_and_stages_newest_first(world, sales):
    page = text(sales, address(world, AIKO))
    order = ["SQL decided", "Lead qualified", "Contact made", "SAL decided", "MQL by version 3"]
    assert sorted(order, key=page.index) == order


def test_times_are_in_the_readers_zone_with_exact_utc_on_hover(world, sales):
    sales.cookies["zone"] = "America/New_York"
    page = sales.get(address(world, JONAS)).content.decode()
    fact = Fact.objects.get(kind="demo.requested", lead=world.lead(JONAS).number)
    moment = datetime.fromtimestamp(fact.occurred_at / 1e6, UTC)
    assert f'title="{moment:%Y-%m-%d %H:%M:%S}' in page
    local = moment - timedelta(hours=5)  # winter time there
    assert f"{local:%H:%M}</time>" in page


def test_as_of_a_moment_only_what_had_happened_counts(world, sales):
    before = f"{world.now - timedelta(days=4):%Y-%m-%dT%H:%MZ}"
    page = text(sales, f"{address(world, JONAS)}?at={before}")
    assert "Why 45.6 of 50" in page
    assert "Demo requested" not in page
    assert "back to now" in page
    assert "Accept" not in page  # nothing is decided in the past


def test_known_by_leaves_out_what_was_learned_later(world, sales):
    world.tell("page.viewed", JONAS, ago=timedelta(days=30), path="/late-page")
    (told,) = world.told
    append(world.workspace.pk, [told], recorded_at=instant_of(world.now), trusted=True)
    at = f"{world.now - timedelta(days=4):%Y-%m-%dT%H:%MZ}"
    assert "/late-page" in text(sales, f"{address(world, JONAS)}?at={at}")
    assert "/late-page" not in text(sales, f"{address(world, JONAS)}?at={at}&known_by={at}")
    assert "learned today" in text(sales, address(world, JONAS))


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Pacific/Auckland"])
def test_what_is_known_by_the_day_only_is_the_same_day_everywhere(world, sales, zone):
    world.tell("page.viewed", JONAS, ago=timedelta(0), path="/on-that-day")
    midnight = instant_of(datetime(2025, 3, 3, tzinfo=ZoneInfo("Europe/Berlin")))
    told = replace(world.told.pop(), occurred_at=midnight, date_only=True)
    append(world.workspace.pk, [told], recorded_at=instant_of(world.now), trusted=True)
    sales.cookies["zone"] = zone
    page = sales.get(address(world, JONAS)).content.decode()
    assert 'title="2025-03-03, the day only">3 Mar 2025<' in page


@pytest.mark.parametrize("role", [Role.SDR, Role.SALES])
def test_who_books_meetings_does_so_from_the_lead(world, role):
    way = f'href="{address(world, JONAS)}/book"'
    assert way in signed_in(world, role).get(address(world, JONAS)).content.decode()
    viewer = signed_in(world, Role.MARKETING)
    assert way not in viewer.get(address(world, JONAS)).content.decode()


def test_before_the_first_fact_nobody_was_a_lead(world, sales):
    assert "Nobody was a lead here yet" in text(sales, f"{address(world, JONAS)}?at=2020-01-01")


@pytest.mark.parametrize("wrong", ["yesterday", "2026-13-01", "99999-01-01T00:00", "%00"])
def test_a_moment_that_cannot_be_read_is_said(world, sales, wrong):
    assert "is no date and time" in text(sales, f"{address(world, JONAS)}?at={wrong}")


def test_asked_again_it_answers_only_when_something_was_judged_anew(world, sales):
    where = address(world, JONAS)
    page = sales.get(where).content.decode()
    (token,) = re.findall(r'hx-get="\?seen=(\w+)"', page)
    assert sales.get(f"{where}?seen={token}").status_code == 204
    world.tell("demo.requested", JONAS, ago=timedelta(0), path="/second-demo")
    world.commit()
    again = sales.get(f"{where}?seen={token}")
    assert again.status_code == 200
    assert "/second-demo" in again.content.decode()


def test_a_long_timeline_is_shown_in_pages(world, sales):
    for n in range(80):
        world.tell("email.opened", MARC, ago=timedelta(days=100, minutes=n), sender="mailer")
    world.commit()
    page = sales.get(address(world, MARC)).content.decode()
    assert page.count("<b>Email opened</b>") < 80
    (older,) = re.findall(r'href="(\?skip=60[^"]*)"', page)
    assert "Email opened" in text(sales, address(world, MARC) + older.split("#")[0])


# -- what can be done ---------------------------------------------------------------------------


def act(client: Client, path: str, **said: str) -> str:
    """Send a form and return the page it leads to."""
    return plain(client.post(path, said, follow=True).content.decode())


def test_sales_accepts_and_takes_it_back(world, sales):
    where = address(world, JONAS)
    page = act(sales, where + "/decide", kind="lead.accepted", stage="sal")
    assert "It is recorded." in page
    assert "SAL since today" in page
    fact = re.findall(r'name="fact" value="([^"]+)"', sales.get(where).content.decode())[0]
    assert "MQL since" in act(sales, where + "/take-back", fact=fact)


def test_a_rejection_needs_a_reason_of_the_definition(world, sales):
    where = address(world, JONAS)
    assert "is no reason of the definition" in act(
        sales, where + "/decide", kind="lead.rejected", reason="a whim"
    )
    assert "left no budget yet" in act(
        sales,
        where + "/decide",
        kind="lead.rejected",
        reason="no budget yet",
        words="not this year",
    )
    assert "not this year" in text(sales, where)


def test_evidence_is_recorded_with_its_words(world, sales):
    where = address(world, JONAS)
    said = {"criterion": "budget", "status": "partial", "how": "call", "words": "some is left"}
    page = act(sales, where + "/assess", **said)
    assert "Budget some is left partial · call, Dario Ruiz" in page
    assert "once authority is at least partial" in page


def test_a_kind_that_is_no_decision_is_refused(world, sales):
    before = Fact.objects.count()
    page = act(sales, address(world, JONAS) + "/decide", kind="demo.requested")
    assert "That is no decision" in page
    assert Fact.objects.count() == before


def test_only_what_was_recorded_here_is_taken_back(world, sales):
    page = sales.get(address(world, JONAS)).content.decode()
    facts = re.findall(r'id="fact-([^"]+)"', page)
    answer = sales.post(address(world, JONAS) + "/take-back", {"fact": facts[0]})
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("role", "offered"),
    [
        (Role.SALES, {"Accept", "Reject", "Record"}),
        (Role.SDR, {"Accept", "Reject", "Record"}),
        (Role.MARKETING, set()),
        (Role.VIEWER, set()),
        (Role.ADMIN, {"Erase"}),
    ],
)
def test_each_role_is_offered_what_it_may_do(world, role, offered):
    page = text(signed_in(world, role), address(world, JONAS))
    assert {
        word
        for word in ("Accept", "Reject", "Record", "Erase")
        if f" {word}" in page.replace("Accept of", "")
    } == offered


def test_two_leads_found_to_be_one_are_shown_as_one_and_separated_again(world, sales):
    """Un-merging is taking back the merge."""
    told = Told(
        kind="lead.merged",
        occurred_at=instant_of(world.now),
        sender="meetworthy",
        id="merge-1",
        lead=(Alias("email", JONAS),),
        other=(Alias("email", MARC),),
        content=b"merge",
    )
    jonas, marc = address(world, JONAS), address(world, MARC)
    append(world.workspace.pk, [told], recorded_at=instant_of(world.now), trusted=True)
    world.judge()
    assert "the same person as another lead" in text(sales, marc)
    page = sales.get(jonas).content.decode()
    assert "Lead merged" in plain(page)
    fact = re.findall(r'name="fact" value="([^"]+)"', page)[0]
    act(sales, jonas + "/take-back", fact=fact)
    assert Lead.objects.filter(merged_into__isnull=False).count() == 0
    assert "the same person as another lead" not in text(sales, marc)


def test_an_admin_erases_a_person_after_typing_who(world):
    admin, where = signed_in(world, Role.ADMIN), address(world, JONAS)
    assert "Nothing was erased" in act(admin, where + "/erase", typed="yes")
    page = act(admin, where + "/erase", typed=JONAS.upper())
    assert "The person is erased" in page
    assert "Erased person" in page
    assert "Jonas" not in page
    assert "three agencies" not in page
    assert "Jonas" not in text(admin, "/w/northwind/leads?q=jonas")
    assert not LeadState.objects.filter(name="Jonas Weber").exists()
