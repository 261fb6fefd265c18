"""A dry run: how far it is, then what a version would change, and for whom."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from meetworthy.app.definitions.models import DryRun
from meetworthy.app.judging.models import LeadState
from meetworthy.app.ledger.models import Lead
from meetworthy.app.pages.names import stage_label
from meetworthy.app.pages.shell import page
from meetworthy.app.people.access import Ability, Access, inside
from meetworthy.model.time import DAY

_CHANGES = (
    ("gained", _("enter it only by the new version")),
    ("lost", _("no longer enter it")),
    ("earlier", _("enter it earlier")),
    ("later", _("enter it later")),
)


@dataclass(frozen=True, slots=True)
class Named:
    """A lead that changes: who, and when it entered before and would after (microseconds)."""

    uuid: uuid.UUID
    who: str
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class Changed:
    """Those of a stage that change in one way: how many, and some of them."""

    label: str
    number: int
    named: tuple[Named, ...]

    @property
    def further(self) -> int:
        """How many are not named."""
        return max(self.number - len(self.named), 0)


@dataclass(frozen=True, slots=True)
class Stage:
    """What changes about a stage's first entries."""

    label: str
    before: int
    after: int
    gained: int
    lost: int
    moved: int | None  # µs; the median of those that enter at another moment
    unobserved: int | None
    changes: tuple[Changed, ...]

    @property
    def difference(self) -> int:
        """How many more enter it, negative for fewer."""
        return self.after - self.before


@inside(Ability.SEE)
def dry_run(request: HttpRequest, access: Access, dry_run: uuid.UUID) -> HttpResponse:
    """Show how far a dry run is, or what it found."""
    found = (
        DryRun.objects.select_related("version", "by")
        .filter(version__workspace=access.workspace, uuid=dry_run)
        .first()
    )
    if found is None:
        raise Http404
    result: Mapping[str, Any] = found.result or {}
    context = {
        "one": found,
        "is_of_now": found.hash == found.version.hash,
        "is_done": found.state in (DryRun.State.DONE, DryRun.State.FAILED),
        "result": result,
        "stages": _stages(access, result) if result else [],
        "verdicts": [
            (stage_label(row["before"]), stage_label(row["after"]), row["leads"])
            for row in result.get("verdicts", ())
        ],
        "tasks": sum(row["tasks"] for row in result.get("fires", ())),
        "messages_sent": sum(row["messages"] for row in result.get("fires", ())),
        "may_write": access.may(Ability.WRITE_DEFINITION),
    }
    return page(request, access, "definitions/dry_run.html", context, section="definitions")


def _stages(access: Access, result: Mapping[str, Any]) -> list[Stage]:
    asked = {
        row["lead"]
        for stage in result["stages"]
        for rows in stage["named"].values()
        for row in rows
    }
    who = _names(access, asked)
    return [_stage(one, who) for one in result["stages"]]


def _stage(said: Mapping[str, Any], who: Mapping[str, tuple[uuid.UUID, str]]) -> Stage:
    changes = []
    for name, label in _CHANGES:
        named = tuple(
            Named(*who[row["lead"]], row["before"], row["after"])
            for row in said["named"].get(name, ())
            if row["lead"] in who
        )
        if said[name]:
            changes.append(Changed(str(label), said[name], named))
    return Stage(
        label=stage_label(said["label"]),
        before=said["before"],
        after=said["after"],
        gained=said["gained"],
        lost=said["lost"],
        moved=None if said["moved_days_median"] is None else round(said["moved_days_median"] * DAY),
        unobserved=said["unobserved"],
        changes=tuple(changes),
    )


def _names(access: Access, asked: Iterable[str]) -> dict[str, tuple[uuid.UUID, str]]:
    """Return the leads of public ids in this workspace, with how they are called."""
    leads = dict(
        Lead.objects.filter(workspace=access.workspace, uuid__in=list(asked)).values_list(
            "number", "uuid"
        )
    )
    states = LeadState.objects.filter(workspace=access.workspace, lead__in=list(leads))
    called = {
        lead: name or email for lead, name, email in states.values_list("lead", "name", "email")
    }
    return {str(public): (public, called.get(number, "")) for number, public in leads.items()}
