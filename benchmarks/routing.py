"""How long rules take to give many leads to many people: 10,000 leads, 500 people, 50 rules.

``python -m benchmarks.routing`` prints the time of the choice alone (``handoff.routing``), beside
that of the conditions it asks, and what the choice costs each lead.  ``--service`` also gives
them in a service on SQLite in a temporary folder: judged, chosen, told to the ledger, committed.

Everything is drawn from one seed.  A tenth of the people is away, a fifth of the rules asks for
a skill, a third of the leads belongs to accounts that have an owner.
"""

from __future__ import annotations

import argparse
import os
import random
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from meetworthy.definition.language import ACCOUNT_OWNER, Definition
from meetworthy.definition.load import load_text
from meetworthy.handoff.calendar import Span
from meetworthy.handoff.roster import Person, Roster
from meetworthy.handoff.routing.asking import Asked, Holds, Load
from meetworthy.handoff.routing.route import route
from meetworthy.handoff.routing.turns import Pool
from meetworthy.judge.condition import Supposed, read
from meetworthy.model.time import DAY

if TYPE_CHECKING:
    from meetworthy.model.told import Told

COUNTRIES = ("DE", "AT", "CH", "FR", "NL", "GB", "SE", "ES", "IT", "US")
INDUSTRIES = ("SaaS", "Banking", "Retail", "Logistics", "Media")
SKILLS = ("german", "french", "enterprise", "public sector")
SEED = 7


@dataclass(frozen=True, slots=True)
class Size:
    """How much is routed."""

    leads: int
    people: int
    rules: int


def text_of(size: Size) -> str:
    """Return a definition with so many rules: by country, industry and size, then everybody."""
    chance = random.Random(SEED)
    rules = ["    account owner: {to: account owner}"]
    for number in range(size.rules - 2):
        employees = chance.choice((10, 50, 200, 1000))
        when = (
            f"country = '{chance.choice(COUNTRIES)}' and industry = '{chance.choice(INDUSTRIES)}'"
            f" and employees >= {employees}"
        )
        skill = f", skills: [{chance.choice(SKILLS)}]" if number % 5 == 0 else ""
        by = "load" if number % 3 == 0 else "turns"
        rules.append(
            f'    rule {number}: {{when: "{when}", to: team {number % 20}, by: {by}{skill}}}'
        )
    rules.append("    everybody else: {to: sdr}")
    return _TEXT + "\n".join(rules) + "\n"


def definition_of(size: Size) -> Definition:
    """Return the definition, read."""
    loaded = load_text(text_of(size), "routing.yaml", lists_folder=Path())
    assert loaded.definition is not None, loaded.problems
    assert len(loaded.definition.routing.rules) == size.rules
    return loaded.definition


_TEXT = """
definition: Routing
version: 1
in_force: 2026-01-01T00:00
language: 1
timezone: UTC
framework: bant
attributes:
  country: {type: text}
  industry: {type: text}
  employees: {type: integer}
behaviour:
  asked: {fact: demo.requested, points: 60, half_life: 90 days, high_intent: true}
stages:
  lead: {}
  mql: {when: "score >= 50 and high_intent > 0"}
  sal: {decided_by: sales}
  sql: {decided_by: sales, needs: {need: confirmed, budget: partial, timeline: partial}}
routing:
  capacity: 60
  rules:
"""


def roster_of(size: Size) -> Roster:
    """Return so many people in twenty teams, a tenth of them away."""
    chance = random.Random(SEED + 1)
    people = [
        Person(
            f"p{number}@north.example",
            name=f"P{number}",
            role="sdr",
            team=str(number % 20),
            skills=frozenset(chance.sample(SKILLS, 2)),
            weight=chance.choice((0.5, 1.0, 1.0, 2.0)),
            absences=(Span(0, 10),) if number % 10 == 0 else (),
        )
        for number in range(size.people)
    ]
    return Roster({person.email: person for person in people})


def leads_of(size: Size, roster: Roster) -> list[tuple[dict[str, str | float | bool], str]]:
    """Return what is known of each lead (a tenth of it is not), and its account's owner."""
    chance = random.Random(SEED + 2)
    owners = sorted(roster.people)
    found = []
    for _ in range(size.leads):
        known: dict[str, str | float | bool] = {
            "country": chance.choice(COUNTRIES).lower(),
            "industry": chance.choice(INDUSTRIES).lower(),
            "employees": float(chance.choice((5, 20, 100, 500, 5000))),
        }
        for name in tuple(known):
            if chance.random() < 0.1:
                del known[name]
        found.append((known, chance.choice(owners) if chance.random() < 1 / 3 else ""))
    return found


def time_choice(size: Size) -> None:
    """Print how long the choice takes, conditions included, and how fair it was."""
    definition, roster = definition_of(size), roster_of(size)
    leads = leads_of(size, roster)
    rules = definition.routing.rules
    readings = {rule.when.text: read(rule.when.expression) for rule in rules if rule.when}

    def holds_of(known: dict[str, str | float | bool]) -> Holds:
        scene = Supposed(known)

        def holds(condition):
            answer = readings[condition.text](scene)  # type: ignore[arg-type]  # asks no signals
            return None if answer is None else answer is True

        return holds

    turns: dict[str, Pool] = {}
    load = Load()
    started, busy = time.perf_counter(), time.process_time()
    routed = [
        route(
            definition.routing,
            Asked(5, holds_of(known), (owner,) if owner else ()),
            roster,
            load,
            turns,
        )
        for known, owner in leads
    ]
    took, busy = time.perf_counter() - started, time.process_time() - busy
    started = time.perf_counter()
    for known, _ in leads:
        holds = holds_of(known)
        for rule in rules:
            if rule.when is not None:
                holds(rule.when)
    conditions = time.perf_counter() - started
    by = Counter("nobody" if one.person is None else one.rule for one in routed)
    print(f"{size.leads:,} leads, {size.people:,} people, {size.rules:,} rules")
    each = busy / size.leads * 1e6
    print(f"  chosen in {took:.2f} s, {busy:.2f} s of a processor, {each:,.0f} µs a lead")
    print(f"  all conditions of all leads alone {conditions:.2f} s, {conditions / took:.0%} of it")
    owned, everybody = by["account_owner"], by["everybody_else"]
    print(f"  {owned:,} to their account's owner, {everybody:,} by the last rule, to everybody")
    assert all(ACCOUNT_OWNER not in (one.person or "") for one in routed)


def time_service(size: Size) -> None:
    """Print how long a service on SQLite takes for the same leads, from waiting to committed."""
    with tempfile.TemporaryDirectory(prefix="meetworthy-routing-") as folder:
        os.environ |= {"MEETWORTHY_DATA": folder, "DJANGO_SETTINGS_MODULE": _SETTINGS}
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        _give_in_service(size)


_SETTINGS = "meetworthy.app.settings"
_NOW = 1_780_000_000_000_000


def _give_in_service(size: Size) -> None:
    from meetworthy.app.judging.work import work_once
    from meetworthy.app.routing import assign

    _open_service(size)
    started, judged = time.perf_counter(), 0
    while done := work_once(at=_NOW):
        judged += done
    judging = time.perf_counter() - started
    started, busy, given = time.perf_counter(), time.process_time(), 0
    while done := assign.once(at=_NOW):
        given += done
        while work_once(at=_NOW):
            pass
    took, busy = time.perf_counter() - started, time.process_time() - busy
    print(f"  in a service on SQLite: {judged:,} leads judged in {judging:.1f} s; {given:,} given,")
    print(f"  told, judged again and committed in {took:.1f} s, {busy:.1f} s of a processor,")
    print(f"  {busy / given * 1e3:.1f} ms a lead; load {os.getloadavg()[0]:.1f} at the end")


def _open_service(size: Size) -> None:
    """Make the workspace: a version in force, the people as told, and leads that ask for demos."""
    from meetworthy.app.definitions.models import Version
    from meetworthy.app.ledger.append import append
    from meetworthy.app.ledger.open import open_ledger
    from meetworthy.app.people.models import Workspace
    from meetworthy.model.told import Told

    workspace = Workspace.objects.create(slug="b", name="B", live_since=_NOW - 30 * DAY)
    open_ledger(workspace.pk)
    Version.objects.create(
        workspace=workspace, number=1, text=text_of(size), in_force=0, state="active"
    )
    roster = roster_of(size)
    told = [
        Told("person.described", _NOW - DAY, "hr", one.email, properties=_said(one))
        for one in roster.people.values()
    ]
    told += [
        Told(
            "person.absent", _NOW - DAY, "hr", f"away-{one.email}", properties={"person": one.email}
        )
        for one in roster.people.values()
        if one.absences
    ]
    for number, (known, owner) in enumerate(leads_of(size, roster)):
        told += _story(number, known, owner)
    for start in range(0, len(told), 2_000):
        append(workspace.pk, told[start : start + 2_000], recorded_at=_NOW, trusted=True)


def _said(one: Person) -> dict[str, str | float]:
    skills = ", ".join(sorted(one.skills))
    return {
        "person": one.email, "name": one.name, "role": one.role, "team": one.team,
        "skills": skills, "weight": one.weight,
    }  # fmt: skip


def _story(number: int, known: dict[str, str | float | bool], owner: str) -> list[Told]:
    """Return a lead's facts; where its account has an owner, a colleague's assignment too."""
    from meetworthy.model.told import Alias, Told

    who = (Alias("email", f"lead@firm{number}.example"),)
    firm = (Alias("domain", f"firm{number}.example"),)
    story = [
        Told(
            "lead.described", _NOW - 2, "crm", f"d{number}", lead=who, account=firm,
            properties=known or {"country": "zz"}, content=b"d",
        ),
        Told("demo.requested", _NOW - 1, "web", f"r{number}", lead=who, content=b"r"),
    ]  # fmt: skip
    if owner:
        other = (Alias("email", f"colleague@firm{number}.example"),)
        story += [
            Told(
                "lead.described", _NOW - 2, "crm", f"c{number}", lead=other, account=firm,
                properties={"country": "zz"}, content=b"c",
            ),
            Told(
                "lead.assigned", _NOW - 2, "crm", f"o{number}", lead=other,
                properties={"owner": owner}, content=b"o",
            ),
        ]  # fmt: skip
    return story


def main() -> None:
    """Read the size, and time it."""
    asked = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    asked.add_argument("--leads", type=int, default=10_000)
    asked.add_argument("--people", type=int, default=500)
    asked.add_argument("--rules", type=int, default=50)
    asked.add_argument("--service", action="store_true", help="give them in a service too")
    said = asked.parse_args()
    size = Size(said.leads, said.people, said.rules)
    time_choice(size)
    if said.service:
        time_service(size)


if __name__ == "__main__":
    main()
