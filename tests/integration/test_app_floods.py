"""Floods: very many facts on one lead, and a robot that looks at a million pages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection

from meetworthy.app.judging.models import LeadState, Mark
from meetworthy.app.judging.work import HEAVY, PATIENCE, work_once
from meetworthy.app.ledger.append import append
from meetworthy.app.ledger.models import Fact, Lead
from meetworthy.app.ledger.open import open_ledger
from meetworthy.app.people.models import Workspace
from meetworthy.model.told import Alias, Told

pytestmark = [pytest.mark.django_db(transaction=True)]

NOW = 1_777_900_000_000_000
BATCH = 5_000


@pytest.fixture
def workspace() -> Workspace:
    made = Workspace.objects.create(slug="north", name="North")
    open_ledger(made.pk)
    return made


def views(count: int, who: Alias) -> Iterator[list[Told]]:
    for first in range(0, count, BATCH):
        yield [
            Told(
                "page.viewed",
                NOW - count + first + place,
                "site",
                f"v{first + place}",
                lead=(who,) if who.space == "email" else (),
                visitor=who if who.space == "anonymous" else None,
                properties={"path": "/"},
                content=b"%d" % (first + place),
            )
            for place in range(BATCH)
        ]


def count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])


def demo(workspace: Workspace, person: str, at: int) -> None:
    who = (Alias("email", f"{person}@bright.example"),)
    told = Told("demo.requested", NOW, "site", person, lead=who, content=person.encode())
    append(workspace.pk, [told], recorded_at=at, trusted=True)


def test_a_hundred_thousand_facts_on_one_lead_hold_up_nobody_else(workspace: Workspace) -> None:
    jo = Alias("email", "jo@bright.example")
    for batch in views(100_000, jo):
        append(workspace.pk, batch, recorded_at=NOW, trusted=True)
    assert Mark.objects.count() == 20
    assert work_once(at=NOW) == 1  # judged once for all of them
    assert Mark.objects.count() == 0
    heavy = LeadState.objects.get()
    assert heavy.judged_in > HEAVY
    again = Told("demo.requested", NOW, "site", "again", lead=(jo,), content=b"again")
    append(workspace.pk, [again], recorded_at=NOW, trusted=True)
    demo(workspace, "ben", NOW)
    assert work_once(at=NOW + 1) == 1  # ben: the heavy lead waits
    assert work_once(at=NOW + heavy.judged_in * PATIENCE + 1) == 1
    assert Mark.objects.count() == 0
    assert LeadState.objects.get(lead=1).last_at == NOW


def test_a_robot_that_looks_at_a_million_pages_is_kept_and_costs_nobody(
    workspace: Workspace,
) -> None:
    for batch in views(1_000_000, Alias("anonymous", "robot")):
        append(workspace.pk, batch, recorded_at=NOW, trusted=False)
    assert count("ledger_fact") == 1_000_000
    assert Lead.objects.count() == 0
    assert Mark.objects.count() == 0
    demo(workspace, "ben", NOW)
    assert work_once(at=NOW) == 1
    assert LeadState.objects.get().email == "ben@bright.example"
    assert Fact.objects.filter(lead__isnull=False).count() == 1
