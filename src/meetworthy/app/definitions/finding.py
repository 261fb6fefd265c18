"""Finding versions, always within a workspace, and holding one while it is changed."""

from __future__ import annotations

import uuid
from typing import NoReturn

from django.db.models import QuerySet

from meetworthy.app.people.access import Access
from meetworthy.app.people.models import Workspace
from meetworthy.model.problem import Place, Problem, Refused

from .models import Version


def versions_of(workspace: Workspace) -> QuerySet[Version]:
    """Return a workspace's versions, newest first."""
    found = Version.objects.filter(workspace=workspace).select_related("author", "activated_by")
    return found.order_by("-number", "-created_at")


def version_of(workspace: Workspace, public: uuid.UUID) -> Version | None:
    """Return the version of a public id; None where this workspace has none."""
    return versions_of(workspace).filter(uuid=public).first()


def newest_active(workspace: Workspace) -> Version | None:
    """Return the active version that comes into force last."""
    return (
        Version.objects.filter(workspace=workspace, state=Version.State.ACTIVE)
        .order_by("-number")
        .first()
    )


def hold(version: Version, *, by: Access) -> Version:
    """Return a version as it is now, with its workspace locked: nobody else changes any of them.

    Raises LookupError for one of another workspace.
    """
    Workspace.objects.select_for_update().get(pk=by.workspace.pk)
    found = version_of(by.workspace, version.uuid)
    if found is None:
        raise LookupError("this workspace has no such version")
    return found


def refuse(kind: str, place: str, cause: str, remedy: str) -> NoReturn:
    """Raise Refused with one problem."""
    raise Refused([Problem(kind, Place(place), cause, remedy)])
