"""The qualifying page: what to ask, the verdict as one chooses, what is recorded and by whom."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.test import Client

from app_pages_world import AIKO, JONAS, MARC, World, make_world
from meetworthy.app.judging.models import LeadState
from meetworthy.app.ledger.models import Fact
from meetworthy.app.people.models import Role

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def world() -> World:
    return make_world()


@dataclass
class Caller:
    """Somebody on the phone with a lead, with the page open."""

    client: Client
    world: World
    who: str

    @property
    def address(self) -> str:
        return f"/w/northwind/leads/{self.world.lead(self.who).uuid}/qualify"

    def reads(self) -> str:
        answer = self.client.get(self.address)
        assert answer.status_code == 200
        return plain(answer.content.decode())

    def tries(self, **said: str) -> str:
        """What the page answers before anything is recorded."""
        return plain(self.client.post(self.address + "/what-if", said).content.decode())

    def records(self, **said: str) -> str:
        page = self.client.post(self.address + "/record", said, follow=True)
        return plain(page.content.decode())

    def presses_s(self, **said: str) -> str:
        return self.records(then="qualify", **said)

    def stage(self) -> str:
        number = self.world.lead(self.who).number
        return LeadState.objects.get(workspace=self.world.workspace, lead=number).stage


def plain(page: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", " ", page)))


def caller(world: World, who: str = JONAS, role: Role = Role.SALES) -> Caller:
    client = Client()
    client.force_login(world.people[role])
    return Caller(client, world, who)


def said(**criteria: str) -> dict[str, str]:
    return {f"status-{slug}": status for slug, status in criteria.items()}


def order(page: str) -> list[str]:
    """The criteria in the order in which the page asks for them."""
    return re.findall(r'id="on-(\w+)"', page)


def test_what_an_sql_needs_and_nobody_knows_is_asked_first(world):
    sales = caller(world)
    page = sales.client.get(sales.address).content.decode()
    assert order(page) == ["budget", "authority", "need", "timeline"]
    text = plain(page)
    assert "Budget ask next Is there money for this, or a way to find it?" in text
    assert "unknown: nobody has asked yet" in text
    assert "confirmed three agencies, none can tell which leads are real" in text


def test_the_verdict_follows_what_is_chosen_before_it_is_recorded(world):
    sales, before = caller(world), Fact.objects.count()
    once = sales.tries(**said(budget="partial"))
    assert "with 1 not recorded yet" in once
    assert "MQL for now; would qualify as SQL once authority is at least partial" in once
    twice = sales.tries(**said(budget="partial", authority="confirmed"))
    assert "Would qualify as SQL." in twice
    assert "Record and qualify as SQL" in twice
    denied = sales.tries(**said(need="denied"))
    assert "once need is confirmed and authority and budget are" in denied
    assert Fact.objects.count() == before


def test_what_is_recorded_has_its_words_and_how_it_was_learned(world):
    sales = caller(world)
    page = sales.records(
        **said(budget="partial"), **{"words-budget": "20k are left", "how": "meeting"}
    )
    assert "Recorded: Budget partial." in page
    assert "partial 20k are left meeting, Dario Ruiz, today" in page
    fact = Fact.objects.latest("number")
    assert (fact.kind, fact.sender) == ("criterion.assessed", "meetworthy")
    assert '<option value="meeting" selected>' in sales.client.get(sales.address).content.decode()


def test_words_without_a_status_are_not_lost_and_nothing_is_recorded(world):
    sales, before = caller(world), Fact.objects.count()
    page = sales.records(**{"words-budget": "some is left"}, **said(authority="partial"))
    assert "Choose confirmed, partial or denied for Budget. Nothing was recorded" in page
    assert "some is left" in page
    assert Fact.objects.count() == before


def test_enter_on_nothing_says_so(world):
    assert "Nothing is chosen, so nothing was recorded." in caller(world).records()


def test_s_says_what_is_missing_and_qualifies_nobody(world):
    sales = caller(world)
    assert "For SQL is still missing: Budget at least partial (now unknown)" in sales.reads()
    page = sales.presses_s()
    assert "Nothing is chosen" not in page
    assert "The lead was not qualified: still missing are Budget, Authority." in page
    assert not Fact.objects.filter(kind="lead.qualified", lead=world.lead(JONAS).number)


def test_evidence_is_recorded_and_the_lead_qualified_by_one_key(world):
    sales = caller(world)
    page = sales.presses_s(**said(budget="partial", authority="partial"))
    assert "The lead is qualified: SQL." in page
    assert "It is SQL since today" in page
    assert sales.stage() == "sql"


def test_evidence_stays_where_the_decision_is_refused(world):
    sales = caller(world)
    page = sales.presses_s(**said(budget="partial", authority="denied"))
    assert "Recorded: Budget partial, Authority denied." in page
    assert "still missing are Authority" in page
    assert sales.stage() == "mql"


def test_a_decision_that_came_before_the_evidence_waits_for_it(world):
    """By the API or the lead's page sales may decide first: the floor holds all the same."""
    sales = caller(world)
    sales.client.post(
        sales.address.removesuffix("/qualify") + "/decide", {"kind": "lead.qualified"}
    )
    assert sales.stage() == "mql"
    assert "Sales has decided; it becomes SQL as soon as this is known: Budget" in sales.reads()
    sales.records(**said(budget="partial", authority="partial"))
    assert sales.stage() == "sql"


def test_a_contradiction_is_shown_and_the_salesperson_outranks_the_form(world):
    page = caller(world, AIKO).reads()
    assert "partial can be found in the tooling line call, Dario Ruiz" in page
    assert "But form says denied no budget this year" in page


def test_two_people_see_each_others_evidence_and_overwrite_nothing(world):
    dario, maya = caller(world), caller(world, role=Role.SDR)
    maya.records(**said(budget="denied"), **{"words-budget": "nothing before May"})
    answer = dario.tries(**said(budget="confirmed"), **{"words-budget": "30k"})
    assert "nothing before May" in answer
    page = dario.records(**said(budget="confirmed"), **{"words-budget": "30k"})
    assert "confirmed 30k call, Dario Ruiz" in page
    facts = Fact.objects.filter(kind="criterion.assessed", lead=world.lead(JONAS).number)
    assert facts.filter(sender="meetworthy").count() == 2


def test_asked_again_it_answers_only_where_something_is_new(world):
    dario, maya = caller(world), caller(world, role=Role.SDR)
    page = dario.client.get(dario.address).content.decode()
    (token,) = re.findall(r'name="seen" value="(\w+)"', page)
    again = {"again": "1", "seen": token}
    assert dario.client.post(dario.address + "/what-if", again).status_code == 204
    maya.records(**said(budget="partial"))
    assert dario.client.post(dario.address + "/what-if", again).status_code == 200


def test_each_takes_back_only_what_they_recorded(world):
    dario, maya = caller(world), caller(world, role=Role.SDR)
    maya.records(**said(budget="partial"))
    page = maya.client.get(maya.address).content.decode()
    (fact,) = re.findall(r'name="fact" value="([^"]+)"', page)
    assert dario.client.post(dario.address + "/take-back", {"fact": fact}).status_code == 404
    assert 'name="fact"' not in dario.client.get(dario.address).content.decode()
    answer = maya.client.post(maya.address + "/take-back", {"fact": fact}, follow=True)
    assert "It is taken back." in plain(answer.content.decode())
    assert "Budget ask next" in dario.reads()


def test_a_contact_is_logged_beside_the_questions(world):
    sales = caller(world)
    words = {"how": "call", "words": "spoke for ten minutes"}
    page = sales.client.post(sales.address + "/contact", words, follow=True).content.decode()
    assert "The contact is logged." in plain(page)
    assert "Contact made spoke for ten minutes" in plain(page)


def test_who_has_left_is_not_qualified(world):
    page = caller(world, MARC).reads()
    assert "The lead has left; accept it again on its page to begin anew." in page


@pytest.mark.parametrize("role", [Role.VIEWER, Role.MARKETING, Role.ADMIN])
def test_who_does_not_speak_with_leads_does_not_qualify_them(world, role):
    other = caller(world, role=role)
    assert other.client.get(other.address).status_code == 403
    assert other.client.post(other.address + "/record", said(need="denied")).status_code == 403
    assert " Qualify " not in plain(
        other.client.get(other.address.removesuffix("/qualify")).content.decode()
    )


def test_markup_in_a_quote_stays_text(world):
    sales = caller(world)
    sales.records(**said(budget="partial"), **{"words-budget": "<b>x</b>"})
    assert "<b>x</b>" not in sales.client.get(sales.address).content.decode()


def test_evidence_of_long_ago_still_counts_where_the_definition_lets_it(world):
    world.tell(
        "criterion.assessed",
        JONAS,
        ago=timedelta(days=300),
        sender="crm",
        by=Role.SALES,
        criterion="budget",
        status="confirmed",
        how="call",
        words="last year's budget",
    )
    world.commit()
    assert "Budget confirmed" in caller(world).reads()
