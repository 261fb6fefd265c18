"""The definition's page: every version, and which is in force."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from meetworthy.app.definitions.checking import zone_said
from meetworthy.app.definitions.finding import versions_of
from meetworthy.app.definitions.models import SignOff, Version
from meetworthy.app.definitions.signatures import TEAMS, signatures_of
from meetworthy.app.pages.shell import page
from meetworthy.app.people.access import Ability, Access, inside
from meetworthy.definition.packs import PACKS
from meetworthy.model.time import instant_of


@dataclass(frozen=True, slots=True)
class Shown:
    """A version, where it is in its life, and who signed exactly this text."""

    of: Version
    standing: str
    signed: tuple[tuple[str, SignOff | None], ...]

    @property
    def zone(self) -> ZoneInfo | None:
        """The zone in which it says when it begins."""
        return zone_said(self.of.text)


@inside(Ability.SEE)
def definitions(request: HttpRequest, access: Access) -> HttpResponse:
    """Show the versions, the newest first."""
    now = timezone.now()
    rows = list(versions_of(access.workspace))
    in_force = in_force_of(rows, instant_of(now))
    context = {
        "rows": [shown(one, in_force) for one in rows],
        "may_write": access.may(Ability.WRITE_DEFINITION),
        "packs": list(PACKS),
        "own_keys": (("n", "new version"),) if access.may(Ability.WRITE_DEFINITION) else (),
    }
    return page(
        request, access, "definitions/definitions.html", context, section="definitions", now=now
    )


def shown(version: Version, in_force: Version | None) -> Shown:
    """Return a version as shown beside the one in force."""
    signatures = signatures_of(version)
    signed = tuple((team, signatures.get(team)) for team in TEAMS)
    return Shown(version, _standing(version, in_force), signed)


def in_force_of(rows: list[Version], now: int) -> Version | None:
    """Return the version by which facts of now are judged."""
    begun = [
        one
        for one in rows
        if one.state == Version.State.ACTIVE and one.in_force is not None and one.in_force <= now
    ]
    return max(begun, key=lambda one: (one.in_force or 0, one.number), default=None)


def _standing(version: Version, in_force: Version | None) -> str:
    if version.state != Version.State.ACTIVE:
        return str(version.state)
    if in_force is not None and version.pk == in_force.pk:
        return "in force"
    later = in_force is None or (version.in_force or 0) > (in_force.in_force or 0)
    return "to come" if later else "replaced"
