"""A workspace with routing rules, whose facts are told and whose workers are called by hand."""

from __future__ import annotations

from meetworthy.app.definitions.models import Version
from meetworthy.app.judging.models import LeadState
from meetworthy.app.judging.work import work_once
from meetworthy.app.ledger.append import append
from meetworthy.app.ledger.load import select, with_personal
from meetworthy.app.ledger.open import open_ledger
from meetworthy.app.people.models import Workspace
from meetworthy.app.routing import assign
from meetworthy.model.time import DAY, SECOND
from meetworthy.model.told import Alias, Told

MONDAY = 1_777_885_200_000_000  # 2026-05-04 09:00 UTC
DEFINITION = """
definition: North
version: 1
in_force: 2026-01-01T00:00
language: 1
timezone: UTC
framework: bant
attributes:
  country: {type: text}
behaviour:
  asked: {fact: demo.requested, points: 60, half_life: 90 days, high_intent: true}
stages:
  lead: {}
  mql: {when: "score >= 50 and high_intent > 0"}
  sal: {decided_by: sales}
  sql: {decided_by: sales, needs: {need: confirmed, budget: partial, timeline: partial}}
sla:
  hours: {days: mon-fri, from: "09:00", to: "17:00"}
  clocks:
    accept: {from: mql, to: [sal], within: 4 business hours, reassign: true}
routing:
  capacity: 40
  rules:
    german speaking: {when: "country = 'DE'", to: sdr, skills: [german]}
    account owner: {to: account owner}
    everybody: {to: sdr}
"""
ANNA, BEN, CHRIS = (f"{name}@north.example" for name in ("anna", "ben", "chris"))


class Place:
    """A workspace whose facts are told and whose workers are called by hand."""

    def __init__(self, definition: str = DEFINITION) -> None:
        self.workspace = Workspace.objects.create(
            slug="north", name="North", live_since=MONDAY - 30 * DAY
        )
        open_ledger(self.workspace.pk)
        Version.objects.create(
            workspace=self.workspace, number=1, text=definition, in_force=0, state="active"
        )
        self.count = 0

    def tell(self, kind: str, *, lead: str = "", at: int = MONDAY, actor=None, **said) -> None:
        self.count += 1
        who = (Alias("email", lead),) if lead else ()
        firm = (Alias("domain", lead.partition("@")[2]),) if kind == "lead.described" else ()
        told = Told(
            kind, at, "hr", f"fact-{self.count}", lead=who, account=firm, actor=actor,
            properties=said, content=str(self.count).encode(),
        )  # fmt: skip
        (outcome,) = append(self.workspace.pk, [told], recorded_at=at, trusted=True)
        assert outcome.problem is None

    def hire(self, *people: str, at: int = MONDAY - 20 * DAY, **said) -> None:
        for person in people:
            name = person.partition("@")[0].title()
            told = {"role": "sdr", "name": name, **said}
            self.tell("person.described", at=at, person=person, **told)

    def ask(self, *people: str, at: int = MONDAY, **described) -> None:
        """Let leads of different firms ask for a demo."""
        for person in people:
            said = described or {"country": "FR"}
            self.tell("lead.described", lead=f"{person}@{person}.example", at=at, **said)
            self.tell("demo.requested", lead=f"{person}@{person}.example", at=at)

    def work(self, at: int = MONDAY) -> int:
        """Judge, give leads to people, judge again; returns how many were given.

        Last a little later, for leads that were heavy to judge: they wait.
        """
        while work_once(at=at):
            pass
        given = assign.once(at=at)
        while work_once(at=at + 10 * SECOND):
            pass
        return given

    def owners(self) -> dict[str, str]:
        rows = LeadState.objects.filter(workspace=self.workspace)
        return {row.email.partition("@")[0]: row.owner.partition("@")[0] for row in rows}

    def assigned(self) -> list[dict[str, object]]:
        rows = select(self.workspace.pk, "kind = 'lead.assigned' ORDER BY number", ())
        return [dict(fact.properties) for fact in with_personal(self.workspace.pk, rows)]
