"""Preparing the demo: two workspaces, people of each role, two years of history, sources."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from meetworthy.app.definitions.models import Version
from meetworthy.app.definitions.timeline import read
from meetworthy.app.imports.jobs import create_job
from meetworthy.app.imports.lease import take
from meetworthy.app.imports.models import Job
from meetworthy.app.imports.run import work_on
from meetworthy.app.ingest.keeping import create_source
from meetworthy.app.ingest.models import Source
from meetworthy.app.judging.models import Mark
from meetworthy.app.judging.work import work_once
from meetworthy.app.operate.clock import now
from meetworthy.app.people.access import access_of
from meetworthy.app.people.accounts import make_user
from meetworthy.app.people.members import add_member
from meetworthy.app.people.models import Role, User, Workspace
from meetworthy.app.people.workspaces import create_workspace
from meetworthy.app.roster.describe import describe_person
from meetworthy.model.time import instant_of, moment_of
from meetworthy.simulate.live.history import history
from meetworthy.simulate.team import ROLES

from .kept import Kept

SLUG, OTHER_SLUG = "northwind", "southwind"


class Person(NamedTuple):
    """Somebody who can sign in."""

    email: str
    name: str
    role: Role


PASSWORD = "northwind-demo"  # noqa: S105 - the demo's, printed for whoever looks at it
PEOPLE = (
    Person("ines.albrecht@northwind.example", "Ines Albrecht", Role.ADMIN),
    Person("marta.lindqvist@northwind.example", "Marta Lindqvist", Role.MARKETING),
    Person("rafael.costa@northwind.example", "Rafael Costa", Role.SDR),
    Person("katharina.vogt@northwind.example", "Katharina Vogt", Role.SALES),
    Person("henrik.solberg@northwind.example", "Henrik Solberg", Role.VIEWER),
)
"""One of each role at the example company, to look at it as them."""

GERMAN_SPEAKING = ("rafael.costa@northwind.example", "aylin.demir@northwind.example")

OTHERS = (Person("admin@southwind.example", "Tom Novak", Role.ADMIN),)
"""Who is in the other workspace."""

SYSTEMS = {
    "Website": (Source.Form.SEGMENT, "web"),
    "Mailings": (Source.Form.SEGMENT, "mail"),
    "Webinars": (Source.Form.SEGMENT, "webinar"),
    "Product": (Source.Form.SEGMENT, "product"),
    "Customer data sync": (Source.Form.SEGMENT, "sync"),
    "CRM": (Source.Form.JSON, "crm"),
    "Calendar": (Source.Form.JSON, "calendar"),
    "Intent data": (Source.Form.JSON, "intent"),
    "Enrichment": (Source.Form.JSON, "enrichment"),
    "Finance": (Source.Form.JSON, "finance"),
}
"""The company's systems: what each speaks, and what its facts are named by."""

Tell = Callable[[str, float], None]


def prepare(folder: Path, *, seed: int, leads_a_day: float, start: datetime, tell: Tell) -> Kept:
    """Prepare the demo in an empty installation; what is kept is also written to the folder."""
    kept = Kept(seed, leads_a_day, start.isoformat())
    data = folder / "history"
    shutil.rmtree(data, ignore_errors=True)
    tell("simulating the company's last two years", 0.0)
    past = history(data, seed=seed, start=start, leads_a_day=leads_a_day)
    northwind = _workspace("Northwind", SLUG, _staff(), start)
    _workspace("Southwind", OTHER_SLUG, OTHERS, start)
    _adopt(northwind, past.definition)
    northwind.live_since = instant_of(start)
    northwind.save(update_fields=["live_since"])
    for name, (form, sender) in SYSTEMS.items():
        made = create_source(
            workspace=northwind,
            name=name,
            sender=sender,
            form=form,
            public=sender == "web",
            by=None,
            at=start,
        )
        kept.keys[sender] = made.key
    _import(northwind, data, tell)
    _describe(northwind, start)
    _judge(tell)
    kept.save(folder)
    return kept


def _staff() -> list[Person]:
    """Return everybody who works at the example company now, the shown ones first."""
    shown = {person.email for person in PEOPLE}
    now = [one for one in ROLES if one.end >= 1.0 and one.person not in shown]
    return [*PEOPLE, *(Person(one.person, one.name, Role(one.role)) for one in now)]


def _workspace(name: str, slug: str, people: Iterable[Person], at: datetime) -> Workspace:
    workspace = create_workspace(name=name, slug=slug, zone="Europe/Berlin", by=None, at=at)
    for person in people:
        user = make_user(person.email, name=person.name, password=PASSWORD)
        add_member(workspace, user, role=person.role, by=None, at=at)
    return workspace


def _adopt(workspace: Workspace, folder: Path) -> None:
    """Put the versions that the company agreed on before in force, as they were."""
    lists = {file.name: file.read_text(encoding="utf-8") for file in folder.glob("*.csv")}
    for file in sorted(folder.glob("*.yaml")):
        text = file.read_text(encoding="utf-8")
        definition = read(text, lists).definition
        assert definition is not None, f"{file.name} has problems"
        agreed_at = moment_of(definition.in_force)
        version = Version.objects.create(
            workspace=workspace,
            number=definition.version,
            text=text,
            lists=lists,
            hash=definition.hash,
            in_force=definition.in_force,
            note=definition.note or "",
            state=Version.State.ACTIVE,
            author=_person(workspace, Role.ADMIN),
            created_at=agreed_at,
            activated_at=agreed_at,
        )
        for role in (Role.MARKETING, Role.SALES):
            version.signed.create(
                team=role.value,
                by=_person(workspace, role),
                at=agreed_at,
                hash=definition.hash,
            )


def _person(workspace: Workspace, role: Role) -> User:
    email = next(person.email for person in PEOPLE if person.role is role)
    return workspace.memberships.get(user__email=email).user


def _describe(workspace: Workspace, at: datetime) -> None:
    """Say who speaks German: a rule of the definition gives them leads from there."""
    admin = access_of(_person(workspace, Role.ADMIN), workspace.slug, at=at)
    for person in GERMAN_SPEAKING:
        describe_person(admin, person, {"skills": "german"}, at=instant_of(at))


def _import(workspace: Workspace, data: Path, tell: Tell) -> None:
    job = create_job(
        workspace=workspace, folder=data, name="Two years of exports", by=None, at=now()
    )
    while True:
        held = take(at=now(), only=job.pk)
        if held is None:
            break
        work_on(held, clock=now, seen=lambda what, share: tell(f"importing: {what}", share))
    job.refresh_from_db()
    if job.state != Job.State.DONE:
        raise RuntimeError(f"the example company could not be imported: {job.problems}")


def _judge(tell: Tell) -> None:
    waiting = Mark.objects.count()
    while work_once(at=now()):
        left = Mark.objects.count()
        tell("judging every lead", 1 - left / max(waiting, 1))
