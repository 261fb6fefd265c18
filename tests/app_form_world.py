"""An agency whose definition asks leads a few questions before the calendar.

The definition is the ready-made one for outbound, with a calendar to choose from; what happens is
told as facts, and workers' steps do the rest.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from app_pages_world import LONG_AGO, PASSWORD, World
from meetworthy.app.definitions.models import Version
from meetworthy.app.ledger.models import Fact
from meetworthy.app.mail.models import Letter
from meetworthy.app.people.accounts import make_user
from meetworthy.app.people.members import add_member
from meetworthy.app.people.models import Role
from meetworthy.app.people.workspaces import create_workspace
from meetworthy.app.prequalify.work import once
from meetworthy.definition.packs import pack_path
from meetworthy.model.time import instant_of

SARAH = "sarah@brightwave.example"
CALENDAR = "https://calendar.example/dario"

FITTING = {
    "current_tools": "A spreadsheet, and hope.",
    "timeline": "this quarter",
    "who_else_decides": "I and others",
    "budget_range": "10 000 to 50 000",
}
UNFITTING = {**FITTING, "timeline": "not planned"}

DEFINITION = (
    pack_path("outbound-agency")
    .read_text(encoding="utf-8")
    .replace("  unfit: not now\n", f"  unfit: not now\n  calendar: {CALENDAR}\n")
)


def make_form_world(now: datetime | None = None, *, definition: str = DEFINITION, **said) -> World:
    """Make the agency and Sarah, a lead of whom it knows enough to write to."""
    now = now or datetime.now(UTC)
    workspace = create_workspace(name="Halden & Co", zone="Europe/London", by=None, at=LONG_AGO)
    workspace.live_since = instant_of(LONG_AGO)
    workspace.save()
    people = {}
    for role in Role:
        user = make_user(f"{role.value}@halden.example", name=role.value.title(), password=PASSWORD)
        add_member(workspace, user, role=role, by=None, at=LONG_AGO)
        people[role] = user
    Version.objects.create(
        workspace=workspace,
        number=1,
        text=definition,
        in_force=instant_of(LONG_AGO),
        state=Version.State.ACTIVE,
    )
    world = World(workspace, people, now)
    known = {"first_name": "Sarah", "company": "Brightwave", "source": "outbound", **said}
    world.tell("lead.described", SARAH, ago=timedelta(days=3), sender="crm", **known)
    world.commit()
    return world


def reply(world: World, sentiment: str | None = "positive", **more) -> None:
    """Let Sarah reply to a mail, a minute ago."""
    said = {} if sentiment is None else {"sentiment": sentiment}
    world.tell("email.replied", SARAH, ago=timedelta(minutes=1), sender="sequence", **said, **more)
    world.commit()


def work(world: World, after: int = 0) -> int:
    """Do what a worker does, so long after the present of the world; returns how much it was."""
    return once(at=instant_of(world.now) + after)


def told_of(world: World, kind: str, who: str = SARAH) -> list[Fact]:
    """Return the facts of a kind about somebody, as the ledger keeps them."""
    rows = Fact.objects.filter(workspace=world.workspace, lead=world.lead(who).number, kind=kind)
    return list(rows.order_by("number"))


def path_in(letter: Letter) -> str:
    """Return the path of the form that a letter leads to."""
    return re.search(r"http://localhost:8000(/q/\S+)", letter.text)[1]


def fields(answers: dict[str, str]) -> dict[str, str]:
    """Return what a browser sends for answers."""
    return {f"q-{slug}": said for slug, said in answers.items()}
