"""The qualifying page: what to ask, the verdict as one chooses, what is recorded and by whom."""

from __future__ import annotations

import html
import re
import shutil
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.test import Client

import app_pages_world
from app_pages_world import AIKO, JONAS, MARC, PRIYA, World, make_world
from meetworthy.app.judging.models import LeadState
from meetworthy.app.judging.one import judge_lead
from meetworthy.app.ledger.models import Fact
from meetworthy.app.pages.qualify import view
from meetworthy.app.people.access import Ability
from meetworthy.app.people.keys import create_key
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
    assert "Still missing for SQL: Budget at least partial" in sales.reads()
    page = sales.presses_s()
    assert "Nothing is chosen" not in page
    assert "The lead was not qualified; still missing: Budget, Authority." in page
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
    assert "still missing: Authority" in page
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


def test_what_is_recorded_while_a_page_is_made_is_new_to_it(world, monkeypatch):
    dario, maya = caller(world), caller(world, role=Role.SDR)

    def looked_at(*given: object, **more: object) -> object:
        seen = judge_lead(*given, **more)  # type: ignore[arg-type]  # passed on
        monkeypatch.setattr(view, "judge_lead", judge_lead)
        maya.records(**said(budget="partial"))
        return seen

    monkeypatch.setattr(view, "judge_lead", looked_at)
    page = dario.client.post(dario.address + "/what-if", said(need="partial")).content.decode()
    (token,) = re.findall(r'name="seen" value="(\w+)"', page)
    again = dario.client.post(dario.address + "/what-if", {"again": "1", "seen": token})
    assert again.status_code == 200


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


def test_a_lead_is_accepted_first_or_it_is_said_that_it_skips_that(world):
    sales = caller(world)
    known = said(budget="partial", authority="partial")
    assert "It was never SAL: qualified now, it skips that." in sales.tries(**known)
    page = sales.client.post(sales.address + "/accept", follow=True).content.decode()
    assert "The lead is accepted." in plain(page)
    assert "SAL since today" in plain(page)
    assert "skips that" not in sales.tries(**known)
    assert "/accept" not in page


def test_the_second_of_two_who_qualify_is_told(world):
    dario, maya = caller(world), caller(world, role=Role.SDR)
    dario.presses_s(**said(budget="partial", authority="partial"))
    assert "The lead is SQL already; nothing was changed." in maya.presses_s()
    number = world.lead(JONAS).number
    assert Fact.objects.filter(kind="lead.qualified", lead=number).count() == 1


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


# -- frameworks -----------------------------------------------------------------------------------

NEEDS = "needs: {need: confirmed, authority: partial, budget: partial, timeline: partial}"
OWN = """framework:
  name: Three points
  criteria:
    Pain: {answers: need, floor: confirmed, ask: What hurts today?}
    Sponsor: {answers: authority, floor: partial, ask: Who wants this to happen?}
    Data ready: {floor: partial, ask: Is the data there?}
"""
FRAMEWORKS = {
    "BANT": ("framework: bant", {"need": "confirmed", "budget": "partial", "timeline": "partial"}),
    "CHAMP": (
        "framework: champ",
        {"challenges": "confirmed", "money": "partial", "prioritization": "partial"},
    ),
    "MEDDIC": (
        "framework: meddic",
        {
            "pain": "confirmed",
            **dict.fromkeys(("metrics", "economic_buyer", "decision_criteria"), "partial"),
            **dict.fromkeys(("decision_process", "champion"), "partial"),
        },
    ),
    "GPCTBA/C&I": (
        "framework: gpctba/c&i",
        {
            **dict.fromkeys(("goals", "challenges"), "confirmed"),
            **dict.fromkeys(("timeline", "budget"), "partial"),
        },
    ),
    "Three points": (OWN, {"pain": "confirmed", "sponsor": "partial", "data_ready": "partial"}),
}
"""Each framework as a definition names it, and what its floor asks of an SQL."""


def rewritten(tmp_path, monkeypatch, *changes: tuple[str, str]) -> World:
    """A world by the usual definition with some words changed."""
    folder = tmp_path / "definition"
    shutil.copytree(app_pages_world.DEFINITION, folder)
    file = folder / "definition.yaml"
    text = file.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    file.write_text(text, encoding="utf-8")
    monkeypatch.setattr(app_pages_world, "DEFINITION", folder)
    return make_world()


@pytest.mark.parametrize("name", FRAMEWORKS)
def test_each_framework_is_asked_by_its_own_criteria_up_to_its_sql(tmp_path, monkeypatch, name):
    words, floor = FRAMEWORKS[name]
    needs = "needs: {" + ", ".join(f"{slug}: {least}" for slug, least in floor.items()) + "}"
    sqm = next(slug for slug, least in floor.items() if least == "confirmed")
    world = rewritten(
        tmp_path,
        monkeypatch,
        ("framework: bant", words),
        (NEEDS, needs),
        ("needs: {need: confirmed}}", f"needs: {{{sqm}: confirmed}}}}"),
    )
    sales = caller(world, PRIYA)
    page = sales.client.get(sales.address).content.decode()
    assert f"{name} · first what to ask first" in plain(page)
    assert set(order(page)[: len(floor)]) == set(floor)
    *most, last = floor
    assert "The lead was not qualified" in sales.presses_s(**said(**{s: floor[s] for s in most}))
    assert sales.stage() == "mql"
    assert "The lead is qualified: SQL." in sales.presses_s(**said(**{last: floor[last]}))
    assert sales.stage() == "sql"


def test_old_evidence_is_shown_as_expired_and_holds_no_more(tmp_path, monkeypatch):
    expiry = ("reasons:  ", "expiry:\n  need: 30 days\n  timeline: 60 days\n\nreasons:  ")
    world = rewritten(tmp_path, monkeypatch, expiry)
    for criterion, days in (("need", 40), ("timeline", 1)):
        world.tell(
            "criterion.assessed",
            PRIYA,
            ago=timedelta(days=days),
            sender="crm",
            by=Role.SALES,
            criterion=criterion,
            status="confirmed",
            how="call",
            words=f"said of {criterion}",
        )
    world.commit()
    sales = caller(world, PRIYA)
    page = sales.client.get(sales.address).content.decode()
    text = plain(page)
    assert order(page)[0] == "need"
    assert "unknown: what was known has expired" in text
    assert "Expired: confirmed said of need call, Dario Ruiz" in text
    assert "confirmed said of timeline call, Dario Ruiz, yesterday" in text
    assert "good until" in text


def test_an_agreed_meeting_that_an_sql_demands_is_said_to_be_missing(tmp_path, monkeypatch):
    demanding = (NEEDS + "}", NEEDS + ", agreed_meeting: true}")
    sales = caller(rewritten(tmp_path, monkeypatch, demanding))
    known = said(budget="partial", authority="partial")
    assert "Still missing for SQL: a meeting that is agreed" in sales.tries(**known)
    assert "not qualified; still missing: a meeting that is agreed." in sales.presses_s(**known)
    assert sales.stage() == "mql"


def test_a_definition_without_an_sql_offers_none(tmp_path, monkeypatch):
    world = rewritten(
        tmp_path,
        monkeypatch,
        ("  sql:         {decided_by: sales, " + NEEDS + "}\n", ""),
        ("[lead, sql, sqm,", "[lead, sqm,"),
        ("needs: {need: confirmed}}", NEEDS + "}"),
    )
    page = caller(world).reads()
    assert "the definition has no stage for which sales qualifies" in page


# -- by the API -----------------------------------------------------------------------------------


def test_the_api_does_not_go_under_the_floor_either(world):
    key = create_key(
        world.workspace,
        name="crm",
        scopes=[Ability.DECIDE, Ability.ASSESS, Ability.SEE],
        by=world.people[Role.ADMIN],
        at=world.now,
    )
    lead = f"/api/v1/leads/{world.lead(JONAS).uuid}"
    headers = {"Authorization": f"Bearer {key.secret}"}

    def tell(where: str, kind: str, **properties: str) -> None:
        body = {"kind": kind, "properties": properties}
        answer = Client().post(lead + where, body, "application/json", headers=headers)
        assert answer.status_code == 201, answer.content

    tell("/decisions", "lead.qualified")
    assert caller(world).stage() == "mql"
    for criterion in ("budget", "authority"):
        assert caller(world).stage() == "mql"
        tell(
            "/assessments", "criterion.assessed", criterion=criterion, status="partial", how="call"
        )
    assert caller(world).stage() == "sql"
