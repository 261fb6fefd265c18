"""`meetworthy workspace` and `meetworthy user`: who works where, from the command line."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from meetworthy.model.problem import Place, Problem, Refused

from .arguments import Json
from .say import columns, note, say, say_json

if TYPE_CHECKING:
    from meetworthy.app.people.arrivals import Arrived
    from meetworthy.app.people.models import Role, Workspace

ROLES = ("admin", "marketing", "sdr", "sales", "viewer")

workspaces = typer.Typer(
    help="Make and list workspaces: a company each, or a client of an agency.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
users = typer.Typer(
    help="Let people into workspaces, and list who is in them.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Email = Annotated[str, typer.Argument(help="The person's e-mail address.", show_default=False)]
InWorkspace = Annotated[
    str,
    typer.Option("--workspace", "-w", metavar="SLUG", help="The workspace.", show_default=False),
]


@workspaces.command("create", short_help="Make a workspace, with its first admin.")
def create(
    name: Annotated[str, typer.Argument(help="Its name, as people say it.", show_default=False)],
    admin: Annotated[
        str,
        typer.Option(
            "--admin", metavar="EMAIL", help="Whoever manages it first.", show_default=False
        ),
    ],
    slug: Annotated[
        str,
        typer.Option(
            "--slug",
            metavar="SLUG",
            help="What its addresses say: /w/SLUG/. Unless said: made of the name.",
            show_default=False,
        ),
    ] = "",
    zone: Annotated[
        str, typer.Option("--zone", metavar="ZONE", help="The time zone that its days are in.")
    ] = "UTC",
    as_json: Json = False,
) -> None:
    """Make a workspace, and bring its first admin into it.

    Whoever is a user already is in at once; anybody else gets a link, which is printed: send it
    to them. It works once, for a week.
    """
    _ready()
    from django.db import transaction

    from meetworthy.app.people.arrivals import bring
    from meetworthy.app.people.models import Role
    from meetworthy.app.people.workspaces import create_workspace

    now = datetime.now(UTC)
    with transaction.atomic():
        made = create_workspace(name=name, slug=slug, zone=zone, by=None, at=now)
        arrived = bring(made, email=admin, role=Role.ADMIN, at=now)
    if as_json:
        say_json({"workspace": made.slug, "id": made.uuid, "admin": _as_dict(admin, arrived)})
        return
    say(f"Made {made.name}: /w/{made.slug}/")
    _say_arrived(admin, made, Role.ADMIN, arrived)


@workspaces.command("list", short_help="List the workspaces.")
def list_workspaces(as_json: Json = False) -> None:
    """List the workspaces, with how many people are in each."""
    _ready()
    from django.db.models import Count, Q

    from meetworthy.app.people.models import Workspace

    present = Count("memberships", filter=Q(memberships__until=None))
    found = Workspace.objects.annotate(people=present).order_by("slug")
    rows = [(each.slug, each.name, each.zone, each.people) for each in found]
    if as_json:
        keys = ("slug", "name", "zone", "people")
        say_json({"workspaces": [dict(zip(keys, row, strict=True)) for row in rows]})
    elif rows:
        say(columns([("slug", "name", "zone", "people"), *rows]))
    else:
        note("There is none yet: meetworthy workspace create NAME --admin EMAIL")


@users.command("add", short_help="Let somebody into a workspace.")
def add(
    email: Email,
    workspace: InWorkspace,
    role: Annotated[
        str,
        typer.Option(
            "--role", metavar="ROLE", help=f"One of {', '.join(ROLES)}.", show_default=False
        ),
    ],
    name: Annotated[str, typer.Option("--name", metavar="NAME", help="What they are called.")] = "",
    password_stdin: Annotated[
        bool,
        typer.Option(
            "--password-stdin",
            help="Read a new user's password from standard input, instead of printing a link.",
        ),
    ] = False,
    as_json: Json = False,
) -> None:
    """Let somebody into a workspace, in a role.

    Whoever is a user already is in at once. For anybody else a link is printed that works once,
    for a week; or the password that they will sign in with is read from standard input.
    """
    if role not in ROLES:
        raise typer.BadParameter(f"{role!r} is none of: {', '.join(ROLES)}", param_hint="--role")
    password = sys.stdin.readline().rstrip("\r\n") if password_stdin else None
    _ready()
    from meetworthy.app.people.arrivals import bring
    from meetworthy.app.people.models import Role

    where, what = _workspace(workspace), Role(role)
    now = datetime.now(UTC)
    arrived = bring(where, email=email, role=what, name=name, password=password, at=now)
    if as_json:
        say_json({"workspace": where.slug, "role": role, **_as_dict(email, arrived)})
        return
    _say_arrived(email, where, what, arrived)


@users.command("list", short_help="List who is in a workspace.")
def list_users(workspace: InWorkspace, as_json: Json = False) -> None:
    """List who is in a workspace, in which role, since when."""
    _ready()
    from meetworthy.app.people.members import members_of

    rows = [
        (held.user.email, held.user.name, held.role, held.since.date().isoformat())
        for held in members_of(_workspace(workspace))
    ]
    if as_json:
        keys = ("email", "name", "role", "since")
        say_json({"users": [dict(zip(keys, row, strict=True)) for row in rows]})
    elif rows:
        say(columns([("email", "name", "role", "since"), *rows]))
    else:
        note("Nobody has come in yet: whom you invited does by their link. Another link:")
        note("       meetworthy user add EMAIL --workspace SLUG --role ROLE")


@users.command("rescue", short_help="Help somebody who can no longer sign in.")
def rescue_user(email: Email) -> None:
    """Take somebody's second factor away, and print a link to choose a new password.

    The link works once, for three days. The password that there is goes on working until then.
    """
    _ready()
    from meetworthy.app.people.accounts import user_of
    from meetworthy.app.people.rescue import rescue

    user = user_of(email)
    if user is None:
        cause, remedy = f"Nobody signs in as {email!r}.", "Check how the address is spelt."
        raise Refused([Problem("no_user", Place("email"), cause, remedy)])
    say(rescue(user, at=datetime.now(UTC)))


def _ready() -> None:
    """Get Django and, on SQLite, the tables ready; raise Refused where they are not."""
    from meetworthy.app.operate.preparing import prepare_to_serve

    missing = prepare_to_serve()
    if missing:
        cause = f"The database lacks {len(missing)} migrations."
        raise Refused([Problem("not_migrated", Place("database"), cause, "meetworthy migrate")])


def _workspace(slug: str) -> Workspace:
    from meetworthy.app.people.models import Workspace

    found = Workspace.objects.filter(slug=slug).first()
    if found is None:
        cause, remedy = f"There is no workspace {slug!r}.", "See them: meetworthy workspace list"
        raise Refused([Problem("no_workspace", Place("--workspace"), cause, remedy)])
    return found


def _as_dict(email: str, arrived: Arrived) -> dict[str, str | None]:
    return {"email": email, "how": arrived.how.value, "link": arrived.link or None}


def _say_arrived(email: str, workspace: Workspace, role: Role, arrived: Arrived) -> None:
    if arrived.link:
        say(f"{email} is invited to {workspace.name} as {role.label}. Send them this link:")
        say(arrived.link)
    else:
        say(f"{email} is in {workspace.name} as {role.label}.")
