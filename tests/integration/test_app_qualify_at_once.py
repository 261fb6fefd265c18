"""Two people on one lead at the same moment: both are heard, and it is qualified once."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connections
from django.test import Client

from app_pages_world import PRIYA, World, make_world
from meetworthy.app.judging.models import LeadState
from meetworthy.app.judging.one import judge_lead
from meetworthy.app.ledger.models import Fact
from meetworthy.app.people.models import Role
from meetworthy.model.time import HOUR, instant_of

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def world() -> World:
    return make_world()


def client(world: World, role: Role) -> Client:
    made = Client()
    made.force_login(world.people[role])
    return made


def at_once(*acts: Callable[[], None]) -> None:
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], None]) -> None:
        start.wait()
        try:
            act()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_both_are_heard_and_neither_overwrites_the_other(world):
    where = f"/w/northwind/leads/{world.lead(PRIYA).uuid}/qualify/record"
    said = {Role.SALES: "confirmed", Role.SDR: "denied"}
    answers: list[int] = []

    def records(role: Role) -> Callable[[], None]:
        one = client(world, role)
        body = {"status-budget": said[role], "words-budget": f"to {role.value}"}
        return lambda: answers.append(one.post(where, body).status_code)

    at_once(*(records(role) for role in said))
    assert answers == [302, 302]
    soon = instant_of(world.now) + HOUR
    seen = judge_lead(world.workspace.pk, world.lead(PRIYA).number, at=soon)
    assert seen is not None
    budget = [f for f in seen.facts if f.properties.get("criterion") == "budget"]
    assert {f.properties["words"] for f in budget} == {"to sales", "to sdr"}


def test_of_two_who_qualify_at_once_one_does(world):
    where = f"/w/northwind/leads/{world.lead(PRIYA).uuid}/qualify/record"
    first = client(world, Role.SALES)
    known = dict.fromkeys(("status-authority", "status-budget", "status-timeline"), "partial")
    first.post(where, {**known, "status-need": "confirmed"})
    pages: list[str] = []

    def qualifies(role: Role) -> Callable[[], None]:
        one = client(world, role)
        ask = {"then": "qualify"}
        return lambda: pages.append(one.post(where, ask, follow=True).content.decode())

    at_once(qualifies(Role.SALES), qualifies(Role.SDR))
    told = sorted("already" in page for page in pages)
    assert told == [False, True]
    number = world.lead(PRIYA).number
    assert Fact.objects.filter(kind="lead.qualified", lead=number).count() == 1
    assert LeadState.objects.get(workspace=world.workspace, lead=number).stage == "sql"
