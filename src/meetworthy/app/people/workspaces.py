"""Workspaces: making one."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import transaction
from django.utils.text import slugify

from .deeds import record
from .happenings import workspace_created
from .models import User, Workspace
from .refusals import refuse

LONGEST_SLUG = 60


@transaction.atomic
def create_workspace(
    *, name: str, slug: str = "", zone: str = "UTC", by: User | None, at: datetime
) -> Workspace:
    """Make a workspace; a slug that is not given is made of the name.

    Raises Refused for a name without letters, a slug that is taken, a zone nobody knows.
    """
    slug = slug or slugify(name)[:LONGEST_SLUG]
    _check(name, slug, zone)
    workspace = Workspace.objects.create(name=name.strip(), slug=slug, zone=zone, created_at=at)
    record(workspace, "workspace.created", workspace.name, by=by, at=at)
    workspace_created.send(Workspace, workspace=workspace)
    return workspace


def _check(name: str, slug: str, zone: str) -> None:
    if not name.strip():
        refuse("no_name", "name", "A workspace needs a name.", "Give it the company's name.")
    try:
        validate_slug(slug)
    except ValidationError:
        cause = f"{slug!r} cannot stand in an address."
        refuse("bad_slug", "slug", cause, "Use letters, digits and hyphens; at least one.")
    if len(slug) > LONGEST_SLUG:
        refuse("bad_slug", "slug", "The slug is too long.", f"Use up to {LONGEST_SLUG} characters.")
    if Workspace.objects.filter(slug=slug).exists():
        refuse("slug_taken", "slug", f"There is a workspace {slug!r} already.", "Choose another.")
    if zone not in available_timezones():
        remedy = "Name one of the IANA database, such as Europe/Berlin."
        refuse("unknown_zone", "zone", f"No zone is called {zone!r}.", remedy)
