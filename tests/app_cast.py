"""The cast: two workspaces, every role in both, an outsider, keys; and something of everything.

Whoever writes a test of a border asks for ``cast`` (see ``make_cast``) and says who does what:
``cast.here`` is the workspace that is tried, ``cast.there`` the one it must not be seen from.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from meetworthy.app.booking.finding import public_of
from meetworthy.app.booking.models import Feed
from meetworthy.app.definitions.models import DryRun, SignOff, Version
from meetworthy.app.ids import id_of
from meetworthy.app.imports.models import Job
from meetworthy.app.ingest.models import Quarantined, Source
from meetworthy.app.judging.models import Effect, LeadState, Mark
from meetworthy.app.ledger.append import append
from meetworthy.app.ledger.models import Account, Fact, Lead
from meetworthy.app.outbox.models import Delivery, Endpoint
from meetworthy.app.pages.models import SavedView
from meetworthy.app.people.abilities import FOR_KEYS, MAY, Ability
from meetworthy.app.people.access import Access
from meetworthy.app.people.accounts import make_user
from meetworthy.app.people.invitations import Invited, invite
from meetworthy.app.people.keys import create_key, revoke_key
from meetworthy.app.people.members import add_member
from meetworthy.app.people.models import ApiKey, Role, User, Workspace
from meetworthy.app.people.workspaces import create_workspace
from meetworthy.app.quiz.verbs import open_public_page, public_page_of
from meetworthy.app.roster.describe import absences_of, tell_absence
from meetworthy.app.routing.models import Trial
from meetworthy.definition.packs import pack_path
from meetworthy.model.time import instant_of
from meetworthy.model.told import Alias, Told

SINCE = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
"""When everything in the cast was set up; a Monday."""

PASSWORD = "seven quiet herons"


@dataclass(slots=True)
class Place:
    """A workspace, its people, and one of each thing that has an id."""

    workspace: Workspace
    people: dict[Role, User]
    invited: Invited
    key: ApiKey
    secret: str  # of the key that may do all that a key may
    weak: str  # the secret of a key that may only see
    leaked: str  # the secret of a key that was revoked
    lead: Lead
    account: Account
    source: Source
    quarantined: Quarantined
    version: Version
    dry_run: DryRun
    job: Job
    endpoint: Endpoint
    effect: Effect
    view: SavedView
    feed: Feed
    absence: uuid.UUID  # of the viewer
    trial: Trial

    def __getitem__(self, role: Role) -> User:
        return self.people[role]


@dataclass(slots=True)
class Cast:
    """Two places that must not know of each other, and somebody who belongs to neither."""

    here: Place
    there: Place
    outsider: User
    nobody: None = field(default=None)


def make_cast() -> Cast:
    """Set the cast up; needs a database."""
    outsider = make_user("olga@outside.example", name="Olga", password=PASSWORD)
    return Cast(make_place("northwind"), make_place("southgale"), outsider)


def make_place(slug: str) -> Place:
    """Make a workspace with everybody and everything in it."""
    workspace = create_workspace(name=slug.title(), slug=slug, by=None, at=SINCE)
    people = {role: _person(workspace, role) for role in Role}
    admin = people[Role.ADMIN]
    strong = _key(workspace, "everything", FOR_KEYS, admin)
    weak = _key(workspace, "reader", {Ability.SEE}, admin)
    leaked = _key(workspace, "leaked", FOR_KEYS, admin)
    revoke_key(leaked.key, by=admin, at=SINCE + timedelta(hours=1))
    _tell(workspace)
    source = _source(workspace, admin)
    version, dry_run = _version(workspace, people)
    effect = _effect(workspace)
    open_public_page(workspace, by=admin, at=SINCE)
    endpoint = Endpoint.objects.create(
        workspace=workspace, url=f"https://{slug}.example/hook", secrets=["s"], by=admin
    )
    Delivery.objects.create(effect=effect, endpoint=endpoint, next_at=instant_of(SINCE))
    return Place(
        workspace=workspace,
        people=people,
        invited=invite(
            workspace, email=f"new@{slug}.example", role=Role.VIEWER, by=admin, at=_late()
        ),
        key=strong.key,
        secret=strong.secret,
        weak=weak.secret,
        leaked=leaked.secret,
        lead=Lead.objects.get(workspace=workspace, number=1),
        account=Account.objects.get(workspace=workspace, number=1),
        source=source,
        quarantined=_quarantined(workspace, source),
        version=version,
        dry_run=dry_run,
        job=Job.objects.create(workspace=workspace, name="crm", folder="uploads/crm", by=admin),
        endpoint=endpoint,
        effect=effect,
        view=SavedView.objects.create(
            workspace=workspace, user=people[Role.SALES], name="mine", query="stage=mql"
        ),
        feed=Feed.objects.create(workspace=workspace, source=source, name="Calendar", by=admin),
        absence=_absence(workspace, people),
        trial=Trial.objects.create(
            workspace=workspace, since=0, until=1, state="failed", error=f"Secret {slug}."
        ),
    )


def _late() -> datetime:
    return datetime.now(UTC)  # an invitation lasts a week, by the real clock


def _person(workspace: Workspace, role: Role) -> User:
    name = f"{role.value.title()} of {workspace.name}"
    user = make_user(f"{role.value}@{workspace.slug}.example", name=name, password=PASSWORD)
    add_member(workspace, user, role=role, by=None, at=SINCE)
    return user


def _absence(workspace: Workspace, people: dict[Role, User]) -> uuid.UUID:
    """Let the viewer be away, as the admin says; of all roles only they may take it back."""
    viewer = people[Role.VIEWER].email
    admin = Access(workspace, MAY[Role.ADMIN], user=people[Role.ADMIN], role=Role.ADMIN)
    at = instant_of(SINCE) + workspace.pk * 1_000
    tell_absence(admin, viewer, since=SINCE, until=None, why=f"Secret of {workspace.slug}", at=at)
    return absences_of(workspace.pk, viewer, since=at)[0].id


def _key(workspace: Workspace, name: str, scopes, by: User):
    return create_key(workspace, name=name, scopes=scopes, by=by, at=SINCE)


def _tell(workspace: Workspace) -> None:
    """Two leads of one account, of whom something secret is known."""
    told = [
        Told(
            kind="lead.described",
            occurred_at=instant_of(SINCE) + number,
            sender="crm",
            id=f"described-{number}",
            lead=(Alias("email", f"lead{number}@{workspace.slug}-buyer.example"),),
            account=(Alias("domain", f"{workspace.slug}-buyer.example"),),
            properties={"title": f"Secret title of {workspace.slug}", "employees": 50},
            content=bytes([number]),
        )
        for number in (1, 2)
    ]
    booked = Told(
        kind="meeting.booked",
        occurred_at=instant_of(SINCE) + 3,
        sender="crm",
        id="booked",
        lead=(Alias("email", f"lead1@{workspace.slug}-buyer.example"),),
        properties={"meeting": "m-1", "title": f"Secret meeting of {workspace.slug}"},
        content=b"booked",
    )
    told.append(booked)
    # Each place at its own millisecond: of that and the number a fact's public id is made.
    at = instant_of(SINCE) + workspace.pk * 1_000
    outcomes = append(workspace.pk, told, recorded_at=at, trusted=True)
    assert [outcome.problem for outcome in outcomes] == [None] * 3
    for number in (1, 2):
        LeadState.objects.create(
            workspace=workspace,
            lead=number,
            through=1,
            judged_at=instant_of(SINCE),
            stage="mql",
            score=62.5,
            verdict="mql",
        )
    Mark.objects.create(workspace=workspace, lead=1, at=instant_of(SINCE))


def _source(workspace: Workspace, by: User) -> Source:
    return Source.objects.create(
        workspace=workspace,
        name="Website",
        sender="website",
        form=Source.Form.SEGMENT,
        key=f"wk-{workspace.slug}",
        public=True,
        by=by,
    )


def _quarantined(workspace: Workspace, source: Source) -> Quarantined:
    return Quarantined.objects.create(
        workspace=workspace,
        sender="website",
        source=source,
        received_at=instant_of(SINCE),
        place="event 1",
        kind="unknown_kind",
        cause=f"Secret cause of {workspace.slug}.",
        remedy="Map it.",
        body="{}",
        digest=b"d",
    )


def _version(workspace: Workspace, people: dict[Role, User]) -> tuple[Version, DryRun]:
    path = pack_path("b2b-saas-inbound")
    version = Version.objects.create(
        workspace=workspace,
        number=1,
        text=path.read_text(encoding="utf-8"),
        lists={file.name: file.read_text(encoding="utf-8") for file in path.parent.glob("*.csv")},
        hash="h",
        author=people[Role.MARKETING],
    )
    SignOff.objects.create(version=version, team="marketing", by=people[Role.MARKETING], hash="h")
    return version, DryRun.objects.create(version=version, hash="h", by=people[Role.ADMIN])


def _effect(workspace: Workspace) -> Effect:
    return Effect.objects.create(
        workspace=workspace,
        lead=1,
        kind="task.review",
        key="1:mql:task",
        at=instant_of(SINCE),
        recorded_at=instant_of(SINCE),
        payload="{}",
        state=Effect.State.OPEN,
    )


# -- the ids that URLs are filled with ----------------------------------------------------------


def ids_of(place: Place) -> dict[str, str]:
    """Return what fills each parameter of a URL, by its name, with things of a place."""
    return {
        "workspace": place.workspace.slug,
        "token": place.invited.link.rstrip("/").rsplit("/", 1)[-1],
        "lead": str(place.lead.uuid),
        "meeting": str(public_of(place.workspace, "m-1")),
        "account": str(place.account.uuid),
        "fact": _fact(place.workspace),
        "source": str(place.source.uuid),
        "quarantined": str(place.quarantined.uuid),
        "version": str(place.version.uuid),
        "dry_run": str(place.dry_run.uuid),
        "job": str(place.job.uuid),
        "endpoint": str(place.endpoint.uuid),
        "effect": str(place.effect.uuid),
        "view": str(place.view.uuid),
        "feed": str(place.feed.uuid),
        "absence": str(place.absence),
        "trial": str(place.trial.uuid),
        "user": str(place.people[Role.VIEWER].uuid),
        "invitation": str(place.invited.invitation.uuid),
        "api_key": str(place.key.uuid),
        "key": place.source.key,
        "check": public_page_of(place.workspace).token,
        **_ANYWHERE,
    }


def _fact(workspace: Workspace) -> str:
    row = Fact.objects.get(workspace=workspace, told_id="described-1")
    return str(id_of(row.recorded_at, row.number))


def absent_ids() -> dict[str, str]:
    """Return the same for things that do not exist."""
    nothing = str(uuid.UUID("0193b0a0-0000-7000-8000-000000000000"))
    return {
        **dict.fromkeys(_UUIDS, nothing),
        "workspace": "no-such-place",
        "token": "no-such-token",
        "key": "no-such-key",
        "check": "no-such-check",
        **_ANYWHERE,
    }


_UUIDS = (
    *("lead", "meeting", "account", "fact", "source", "quarantined", "version", "dry_run", "job"),
    *("endpoint", "effect", "view", "feed", "user", "invitation", "api_key"),
    *("absence", "trial"),
)

_ANYWHERE = {
    "act": "accept",
    "signed": "no-such-letter",
    "path": "track",
    "uidb36": "a",
    "provider_id": "sso",
}
"""What fills parameters that name nothing of a workspace."""
