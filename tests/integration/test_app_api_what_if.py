"""The API: a lead judged as if more were known, and the five questions opened to everybody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from app_pages_world import JONAS, World, make_world
from meetworthy.app.ledger.models import Fact
from meetworthy.app.people.access import Ability
from meetworthy.app.people.keys import create_key
from meetworthy.app.people.models import Deed, Role
from meetworthy.app.quiz.limits import forget

pytestmark = [pytest.mark.django_db, pytest.mark.database]

SITE = "https://www.northwind.example"


@dataclass
class Program:
    """A program with a key."""

    secret: str

    def asks(self, method: str, path: str, body: Any = None) -> HttpResponse:
        headers = {"Authorization": f"Bearer {self.secret}"}
        send = getattr(Client(), method.lower())
        return send("/api/v1" + path, body, content_type="application/json", headers=headers)


@pytest.fixture
def world() -> World:
    forget()
    return make_world()


def program(world: World, *scopes: Ability) -> Program:
    by = world.people[Role.ADMIN]
    made = create_key(world.workspace, name="tool", scopes=scopes, by=by, at=world.now)
    return Program(made.secret)


def assessed(**criteria: str) -> dict[str, Any]:
    said = [{"criterion": name, "status": status} for name, status in criteria.items()]
    return {"assessments": said}


def test_what_if_says_the_verdict_and_records_nothing(world):
    tool, before = program(world, Ability.ASSESS), Fact.objects.count()
    where = f"/leads/{world.lead(JONAS).uuid}/what-if"
    said = tool.asks("POST", where, assessed(budget="partial")).json()
    assert (said["verdict"], said["missing"]) == ("mql", ["authority"])
    said = tool.asks("POST", where, assessed(budget="partial", authority="confirmed")).json()
    assert (said["verdict"], said["missing"], said["stage"]) == ("sql", [], "mql")
    budget = next(one for one in said["criteria"] if one["criterion"] == "budget")
    assert budget["evidence"]["by"] == "key:tool"
    assert Fact.objects.count() == before


def test_a_criterion_that_the_framework_does_not_have_is_refused(world):
    tool = program(world, Ability.ASSESS)
    where = f"/leads/{world.lead(JONAS).uuid}/what-if"
    answer = tool.asks("POST", where, assessed(budget="partial", weather="confirmed"))
    assert answer.status_code == 422
    (problem,) = answer.json()["problems"]
    assert problem["kind"] == "criterion_unknown"
    assert problem["place"] == "body.assessments[1].criterion"


def test_the_public_page_is_opened_and_closed(world):
    tool = program(world, Ability.MANAGE_DATA, Ability.SEE)
    assert tool.asks("GET", "/check").json() == {"open": False, "address": None, "sites": []}
    said = tool.asks("PUT", "/check", {"open": True, "sites": [SITE]}).json()
    assert (said["open"], said["sites"]) == (True, [SITE])
    where = said["address"].partition("/check/")[2]
    assert Client().get(f"/check/{where}").status_code == 200
    assert tool.asks("PUT", "/check", {"open": False}).json()["address"] == said["address"]
    assert Client().get(f"/check/{where}").status_code == 404
    verbs = list(Deed.objects.filter(verb__startswith="check.").values_list("verb", flat=True))
    assert verbs == ["check.opened", "check.closed"]


def test_what_is_no_site_is_refused(world):
    tool = program(world, Ability.MANAGE_DATA)
    answer = tool.asks("PUT", "/check", {"open": True, "sites": ["northwind.example"]})
    assert answer.status_code == 422
    assert answer.json()["problems"][0]["kind"] == "check_site"


def test_a_key_that_only_sees_opens_nothing(world):
    tool = program(world, Ability.SEE)
    assert tool.asks("PUT", "/check", {"open": True}).status_code == 403
