"""Whose signatures a version has, and who may give which."""

from __future__ import annotations

from collections.abc import Mapping

from meetworthy.app.people.access import Ability, Access
from meetworthy.app.people.models import Membership, Workspace

from .models import SignOff, Version

TEAMS: Mapping[str, Ability] = {
    "marketing": Ability.SIGN_MARKETING,
    "sales": Ability.SIGN_SALES,
}
"""The teams that agree on a definition, and the ability to speak for each."""


def signatures_of(version: Version) -> dict[str, SignOff]:
    """Return the sign-offs of exactly the text that a version has now, by team."""
    if not version.hash:
        return {}
    signed = SignOff.objects.filter(version=version, hash=version.hash).select_related("by")
    return {one.team: one for one in signed}


def may_sign(access: Access, team: str) -> bool:
    """Say whether somebody may sign for a team.

    Each team signs for itself.  Who is alone in a workspace is both teams, and signs for both.
    """
    if access.user is None:
        return False  # a signature is a person's
    alone = access.may(Ability.WRITE_DEFINITION) and _is_alone(access.workspace)
    return access.may(TEAMS[team]) or alone


def _is_alone(workspace: Workspace) -> bool:
    return Membership.objects.filter(workspace=workspace, until=None).count() == 1
