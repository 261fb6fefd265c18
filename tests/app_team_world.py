"""A team with quotas, whose meetings and promises are told as facts and judged for real.

September 2025 began on a Monday and has 22 working days.  An SDR owes four meetings a month.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from app_pages_world import DEFINITION, LONG_AGO, PASSWORD, World
from meetworthy.app.definitions.models import Version
from meetworthy.app.people.accounts import make_user
from meetworthy.app.people.members import add_member
from meetworthy.app.people.models import Role
from meetworthy.app.people.workspaces import create_workspace
from meetworthy.model.fact import Value
from meetworthy.model.time import instant_of
from meetworthy.model.told import Told

NOW = datetime(2025, 10, 15, 12, 0, tzinfo=UTC)
QUOTAS = "quotas: {sdr: {meetings: 4, ramp: [50 %]}}\n"
MAYA = "sdr@northwind.example"
NAMES = {Role.SDR: "Maya Okafor", Role.SALES: "Dario Ruiz", Role.VIEWER: "Vera Wolff"}
OTHERS = {"ines": "Ines Albrecht", "jonas": "Jonas Weidner", "aylin": "Aylin Demir-Kowalczyk"}


def team() -> World:
    """Make Northwind with an SDR, a salesperson and a viewer, and a definition with quotas."""
    workspace = create_workspace(name="Northwind", zone="Europe/Berlin", by=None, at=LONG_AGO)
    people = {}
    for role, name in NAMES.items():
        people[role] = make_user(f"{role.value}@northwind.example", name=name, password=PASSWORD)
        add_member(workspace, people[role], role=role, by=None, at=LONG_AGO)
    Version.objects.create(
        workspace=workspace,
        number=3,
        text=(DEFINITION / "definition.yaml").read_text(encoding="utf-8") + QUOTAS,
        lists={"competitors.csv": (DEFINITION / "competitors.csv").read_text(encoding="utf-8")},
        in_force=instant_of(LONG_AGO),
        state=Version.State.ACTIVE,
    )
    return World(workspace, people, NOW)


def ago(text: str) -> timedelta:
    """Return how long before the world's now a moment was."""
    return NOW - datetime.fromisoformat(text).replace(tzinfo=UTC)


def meeting(
    world: World,
    who: str,
    *,
    booked: str,
    confirmed: str | None = None,
    contacted: timedelta = timedelta(hours=1),
    owner: str = MAYA,
) -> None:
    """Tell of a lead who asked for a demo, was contacted, and booked an hour after that."""
    tell = world.tell
    about = {"employees": 60, "name": who.partition("@")[0].title()}
    tell("lead.described", who, ago=ago(booked) + timedelta(days=2), sender="crm", **about)
    asked = ago(booked) + timedelta(hours=1) + contacted
    tell("lead.assigned", who, ago=asked, sender="crm", owner=owner)
    tell("demo.requested", who, ago=asked, path="/demo")
    tell("contact.made", who, ago=ago(booked) + timedelta(hours=1), by=Role.SDR, how="call")
    _by(world, owner, "meeting.booked", who, ago(booked))
    if confirmed is None:
        return
    after = ago(confirmed)
    tell("meeting.accepted", who, ago=after + timedelta(hours=2), by=Role.SALES, meeting=who)
    tell("meeting.held", who, ago=after + timedelta(hours=1), by=Role.SALES, meeting=who)
    need = {"criterion": "need", "status": "confirmed", "how": "meeting"}
    tell("criterion.assessed", who, ago=after, by=Role.SALES, **need)
    tell("meeting.confirmed", who, ago=after, by=Role.SALES, meeting=who)


def _by(world: World, actor: str, kind: str, who: str, before: timedelta) -> None:
    world.tell(kind, who, ago=before, meeting=who)
    told = world.told.pop()
    world.told.append(
        Told(
            kind=told.kind,
            occurred_at=told.occurred_at,
            sender=told.sender,
            id=told.id,
            lead=told.lead,
            actor=actor,
            properties=told.properties,
            content=told.content,
        )
    )


def of_person(world: World, kind: str, email: str, when: str, **said: Value) -> None:
    """Tell something about somebody of the team."""
    world.count += 1
    world.told.append(
        Told(
            kind=kind,
            occurred_at=instant_of(NOW - ago(when)),
            sender="hr",
            id=f"{kind}-{world.count}",
            properties={"person": email, **said},
            content=f"{world.count}".encode(),
        )
    )


def busy_team() -> World:
    """Make a team of four SDRs: one new, one half away, one ahead; and a month of meetings."""
    world = team()
    emails = [f"{name}@northwind.example" for name in OTHERS]
    for email, name in zip(emails, OTHERS.values(), strict=True):
        of_person(world, "person.described", email, "2025-06-03T08:00", role="sdr", name=name)
    ines, jonas, aylin = emails
    of_person(world, "person.described", jonas, "2025-09-01T08:00", since="2025-09-15")
    of_person(
        world, "person.absent", ines, "2025-09-01T08:00", since="2025-09-01", until="2025-09-16"
    )
    for number in range(28):
        owner = (MAYA, MAYA, aylin, ines, jonas)[number % 5]
        day = 2 + number % 26
        is_good = number % 3 == 0 or (owner == MAYA and number % 2 == 0)
        meeting(
            world,
            f"guest{number}@company{number}.example",
            booked=f"2025-09-{day:02d}T{8 + number % 6:02d}:30",
            confirmed=f"2025-09-{min(day + 3, 30):02d}T15:00" if is_good else None,
            contacted=timedelta(minutes=25 * (1 + number % 7)),
            owner=owner,
        )
    world.commit()
    return world
