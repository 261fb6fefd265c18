"""Deadlines in the live service: in the team's hours, and in those of who has the lead."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from meetworthy.app.definitions.models import Version
from meetworthy.app.judging import bulk
from meetworthy.app.judging.models import Clock, LeadState
from meetworthy.app.judging.one import judge_lead
from meetworthy.app.judging.work import work_once
from meetworthy.app.ledger.append import append
from meetworthy.app.ledger.models import Lead
from meetworthy.app.ledger.open import open_ledger
from meetworthy.app.pages.lead.clocks import clocks_of
from meetworthy.app.people.models import Workspace
from meetworthy.model.time import DAY, HOUR, SECOND, instant_of, moment_of
from meetworthy.model.told import Alias, Told

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]

BERLIN = ZoneInfo("Europe/Berlin")
DEFINITION = """
definition: North
version: 1
in_force: 2026-01-01T00:00
language: 1
timezone: Europe/Berlin
framework: bant
behaviour:
  asked: {fact: demo.requested, points: 60, high_intent: true}
stages:
  lead: {}
  mql: {when: "score >= 50 and high_intent > 0"}
  sal: {decided_by: sales}
sla:
  hours: {days: mon-fri, from: "09:00", to: "17:00", holidays: DE-BE}
  accept: {from: mql, to: sal, within: 1 business hour, hours: owner}
  team: {from: mql, to: sal, within: 1 business hour}
signed:
  marketing: {by: Mia, on: 2026-01-01}
  sales: {by: Sam, on: 2026-01-01}
"""
PEOPLE = {
    "early": {"days": "mon-fri", "from": "07:00", "to": "12:00"},
    "lisbon": {"zone": "Europe/Lisbon"},
    "vienna": {"days": "mon-fri", "from": "09:00", "to": "17:00", "holidays": "AT"},
    "away": {},
}


@pytest.fixture
def workspace(tmp_path: Path, settings) -> Workspace:
    settings.DATA_FOLDER = tmp_path
    made = Workspace.objects.create(slug="north", name="North", live_since=0)
    open_ledger(made.pk)
    Version.objects.create(workspace=made, number=1, text=DEFINITION, in_force=0, state="active")
    return made


def at(words: str) -> int:
    """Return an instant of 2026 by the clocks of Berlin: `6 Mar 16:30`."""
    return instant_of(datetime.strptime(f"2026 {words}", "%Y %d %b %H:%M").replace(tzinfo=BERLIN))


def shown(instant: int) -> str:
    return moment_of(instant).astimezone(BERLIN).strftime("%a %-d %b %H:%M")


def describe(workspace: Workspace, when: int) -> None:
    """Tell who there is, and that one of them is away from Monday to Tuesday of each week tried."""
    told = [
        Told("person.described", when, "hr", name, properties={"person": f"{name}@north.example",
             "role": "sdr", **said}, content=b"p")
        for name, said in PEOPLE.items()
    ]  # fmt: skip
    away = {"person": "away@north.example", "since": "2026-03-09T00:00:00+01:00",
            "until": "2026-03-11T00:00:00+01:00"}  # fmt: skip
    told.append(Told("person.absent", when, "hr", "absent", properties=away, content=b"a"))
    outcomes = append(workspace.pk, told, recorded_at=when, trusted=True)
    assert [one.problem for one in outcomes] == [None] * len(told)


def demo(workspace: Workspace, when: int, owner: str = "") -> None:
    who = (Alias("email", "dana@bright.example"),)
    told = [Told("demo.requested", when, "site", "d", lead=who, content=b"d")]
    if owner:
        given = {"owner": f"{owner}@north.example"}
        told.append(
            Told("lead.assigned", when - 1, "crm", "a", lead=who, properties=given, content=b"a")
        )
    append(workspace.pk, told, recorded_at=when, trusted=True)


def dues() -> dict[str, str]:
    return {slug: shown(due) for slug, due in Clock.objects.values_list("slug", "due_at")}


def judged_every_way(workspace: Workspace, when: int) -> dict[str, str]:
    """Return the deadlines as the worker, the sweep and the lead's page find them: all the same."""
    work_once(at=when)
    live = dues()
    Clock.objects.all().delete()
    LeadState.objects.all().delete()
    bulk.judge_all(workspace.pk, at=when + SECOND)
    seen = judge_lead(workspace.pk, Lead.objects.get().number, at=when + HOUR)
    assert seen is not None
    assert dues() == live == {run.slug: shown(run.due_at) for run in seen.clocks}
    return live


@pytest.mark.parametrize(
    ("came", "due"),
    [
        ("7 Mar 16:00", "Mon 9 Mar 10:00"),
        ("7 Mar 20:00", "Mon 9 Mar 10:00"),
        ("6 Mar 16:30", "Mon 9 Mar 09:30"),
        ("27 Mar 16:30", "Mon 30 Mar 09:30"),  # clocks go forward between
        ("23 Oct 16:30", "Mon 26 Oct 09:30"),  # and back
        ("2 Apr 16:30", "Tue 7 Apr 09:30"),  # Good Friday and Easter Monday
    ],
)
def test_of_one_business_hour(workspace, came, due):
    demo(workspace, at(came))
    assert judged_every_way(workspace, at(came)) == {"accept": due, "team": due}


@pytest.mark.parametrize(
    ("owner", "came", "due"),
    [
        ("early", "7 Mar 16:00", "Mon 9 Mar 08:00"),
        ("lisbon", "7 Mar 16:00", "Mon 9 Mar 11:00"),
        ("lisbon", "27 Mar 17:30", "Mon 30 Mar 10:30"),  # 16:30 there; both go forward
        ("away", "7 Mar 16:00", "Wed 11 Mar 10:00"),
        ("vienna", "2 Apr 16:30", "Fri 3 Apr 09:30"),  # Good Friday is no holiday in Austria
        ("a.stranger", "7 Mar 16:00", "Mon 9 Mar 10:00"),
    ],
)
def test_in_the_hours_of_who_has_the_lead(workspace, owner, came, due):
    describe(workspace, at("2 Mar 09:00"))
    demo(workspace, at(came), owner)
    assert judged_every_way(workspace, at(came))["accept"] == due


def test_an_absence_that_is_told_later_moves_no_deadline(workspace):
    demo(workspace, at("6 Mar 16:30"), "away")
    work_once(at=at("6 Mar 16:30"))
    describe(workspace, at("8 Mar 12:00"))
    assert judged_every_way(workspace, at("9 Mar 08:00"))["accept"] == "Mon 9 Mar 09:30"


def test_handed_on_what_is_left_runs_on_in_the_hours_of_who_has_it_now(workspace):
    describe(workspace, at("2 Mar 09:00"))
    demo(workspace, at("9 Mar 09:00"))
    given = {"owner": "early@north.example"}
    who = (Alias("email", "dana@bright.example"),)
    noon = at("9 Mar 09:45")
    told = Told("lead.assigned", noon, "crm", "h", lead=who, properties=given, content=b"h")
    late = Told("lead.assigned", at("9 Mar 09:50"), "crm", "l", lead=who,
                properties={"owner": "away@north.example"}, content=b"l")  # fmt: skip
    append(workspace.pk, [told, late], recorded_at=late.occurred_at, trusted=True)
    found = judged_every_way(workspace, late.occurred_at)
    assert found == {"accept": "Wed 11 Mar 09:10", "team": "Mon 9 Mar 10:00"}


def test_a_clock_that_runs_out_in_ones_own_hours_is_missed_then_and_not_before(workspace):
    describe(workspace, at("2 Mar 09:00"))
    demo(workspace, at("6 Mar 16:30"), "away")
    work_once(at=at("6 Mar 16:30"))
    for when in ("9 Mar 09:30", "11 Mar 09:29"):
        work_once(at=at(when))
        assert Clock.objects.get(slug="accept").state == "running"
    work_once(at=at("11 Mar 09:30"))
    assert Clock.objects.get(slug="accept").state == "missed"
    assert Clock.objects.get(slug="accept").due_at - Clock.objects.get(slug="team").due_at > DAY


def test_the_time_left_on_the_page_is_that_of_who_has_the_lead(workspace):
    describe(workspace, at("2 Mar 09:00"))
    demo(workspace, at("6 Mar 16:30"), "away")
    seen = judge_lead(workspace.pk, Lead.objects.get().number, at=at("9 Mar 09:20"))
    left = {one.run.slug: (one.left, one.stands_still) for one in clocks_of(seen)}
    assert left == {"accept": (HOUR // 2, True), "team": (HOUR // 6, False)}
