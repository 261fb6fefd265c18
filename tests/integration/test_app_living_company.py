"""The example company's stream through the ledger: each of its people is one judged lead."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib.resources import files
from itertools import takewhile

import pytest

from meetworthy.app.definitions.models import Version
from meetworthy.app.definitions.timeline import read
from meetworthy.app.judging.models import LeadState
from meetworthy.app.judging.work import work_once
from meetworthy.app.ledger.append import append
from meetworthy.app.ledger.open import open_ledger
from meetworthy.app.people.models import Workspace
from meetworthy.connect.segment.read import read_event
from meetworthy.facts.telling import read_fact
from meetworthy.model.kinds import KINDS
from meetworthy.model.time import DAY, instant_of
from meetworthy.model.told import Told
from meetworthy.simulate.live.message import Message
from meetworthy.simulate.live.stream import live_company

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
DAYS = 7
BROWSER = "web"


def told_by(message: Message) -> tuple[Told, ...]:
    said = {"sender": message.sender, "received_at": message.at, "kinds": KINDS}
    if message.channel == "facts":
        told = read_fact(message.body, place="fact", zone="Europe/Berlin", **said)
        assert isinstance(told, Told), told
        return (told,)
    public = message.sender == BROWSER
    facts = read_event(message.body, names={}, public=public, **said)
    assert isinstance(facts, tuple), facts
    return facts


@pytest.fixture
def workspace() -> Workspace:
    made = Workspace.objects.create(slug="northwind", name="Northwind", live_since=0)
    open_ledger(made.pk)
    rivals = {"competitors.csv": "domain\nrival.example\n"}
    text = (files("meetworthy.simulate") / "northwind" / "v2.yaml").read_text("utf-8")
    text = text.replace("{v2}", "2026-01-01T00:00").replace("{v2_signed}", "2025-12-20")
    loaded = read(text, rivals)
    assert loaded.definition is not None, loaded.problems
    Version.objects.create(
        workspace=made,
        number=2,
        text=text,
        in_force=loaded.definition.in_force,
        state="active",
        lists=rivals,
    )
    return made


def test_a_week_of_the_company_become_judged_leads(workspace: Workspace) -> None:
    end = instant_of(START) + DAYS * DAY
    messages = list(
        takewhile(lambda m: m.at < end, live_company(seed=5, start=START, leads_a_day=5.0))
    )
    for message in messages:
        outcomes = append(
            workspace.pk,
            told_by(message),
            recorded_at=message.at,
            trusted=message.sender != BROWSER,
        )
        assert {outcome.state for outcome in outcomes} == {"taken"}, (message, outcomes)
    while work_once(at=end):
        pass
    introduced = {m.body["traits"]["email"] for m in messages if m.body.get("type") == "identify"}
    people = introduced | {m.body["lead"]["email"] for m in messages if "lead" in m.body}
    states = LeadState.objects.all()
    assert len(people) > 100
    assert {state.email for state in states} == people
    assert states.count() == len(people)
    assert {"lead", "mql", "sal"} <= set(states.values_list("stage", flat=True))
