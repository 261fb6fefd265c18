"""What is known of the leads of one workspace when somebody looks at who is to hear of what."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from meetworthy.app.definitions.timeline import timeline_of
from meetworthy.app.ledger.sql import among, fetch
from meetworthy.app.people.models import Membership
from meetworthy.app.roster.read import roster_of
from meetworthy.definition.language import Definition
from meetworthy.handoff.roster import Roster

_EFFECTS = """
select e.id, e.uuid, e.kind, e.lead, e.at, e.recorded_at, e.payload, e.state, e.differs,
       coalesce(f.actor, '')
from judging_effect e
left join ledger_fact f on f.workspace_id = e.workspace_id and f.number = e.caused_by
where e.workspace_id = %s and {ids} order by e.at, e.id
"""

_LEADS = """
select s.lead, l.uuid, s.name, s.email, s.company, s.owner
from judging_state s
join ledger_lead l on l.workspace_id = s.workspace_id and l.number = s.lead
where s.workspace_id = %s and {leads}
"""


@dataclass(frozen=True, slots=True)
class Happened:
    """An effect, and who did what caused it (empty: a rule did)."""

    id: int
    uuid: UUID
    kind: str
    lead: int
    at: int
    recorded_at: int
    said: dict[str, Any]
    state: str
    differs: str
    actor: str


@dataclass(frozen=True, slots=True)
class About:
    """A lead as notices speak of it."""

    uuid: UUID
    name: str
    email: str
    company: str
    owner: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What a lead needs of whom, as in inboxes."""

    asked: str
    person: str
    roles: tuple[str, ...]
    meeting: str
    snoozed_until: int
    since: int


@dataclass(frozen=True, slots=True)
class Met:
    """The people of a meeting, and when it is."""

    host: str
    booker: str
    decliner: str
    starts_at: int | None


@dataclass(frozen=True, slots=True)
class Scene:
    """One workspace as of an instant, as far as some effects are concerned."""

    workspace_id: int
    at: int
    definition: Definition
    roster: Roster
    members: dict[str, str]  # address: role
    leads: dict[int, About] = field(default_factory=dict)
    needs: dict[int, list[Asked]] = field(default_factory=dict)
    meetings: dict[tuple[int, str], Met] = field(default_factory=dict)
    open_clocks: dict[tuple[int, str, int], str] = field(default_factory=dict)

    def of_role(self, roles: Collection[str]) -> list[str]:
        """Return the members who hold one of these roles, by address."""
        return sorted(person for person, role in self.members.items() if role in roles)

    def is_resting(self, lead: int) -> bool:
        """Say whether somebody put a lead off, until later than now."""
        return any(one.snoozed_until > self.at for one in self.needs.get(lead, ()))


def scene_of(workspace_id: int, leads: Iterable[int], *, at: int) -> Scene:
    """Return what is known of some leads of a workspace, and who there is."""
    wanted = sorted(set(leads))
    scene = Scene(
        workspace_id,
        at,
        timeline_of(workspace_id)[-1],
        roster_of(workspace_id, at=at),
        _members(workspace_id),
    )
    scene.leads.update(abouts(workspace_id, wanted))
    _fill(scene, wanted)
    return scene


def abouts(workspace_id: int, leads: Collection[int]) -> dict[int, About]:
    """Return leads as notices speak of them; those that are no leads any more are left out."""
    condition, parameter = among("s.lead", leads)
    rows = fetch(_LEADS.format(leads=condition), (workspace_id, parameter))
    return {
        lead: About(_uuid(uuid), name, email, company, owner.lower())
        for lead, uuid, name, email, company, owner in rows
    }


def happened(workspace_id: int, ids: Sequence[int]) -> list[Happened]:
    """Return effects of a workspace in order of time."""
    condition, parameter = among("e.id", ids)
    rows = fetch(_EFFECTS.format(ids=condition), (workspace_id, parameter))
    return [
        Happened(
            number, _uuid(uuid), kind, lead, at, recorded, json.loads(said), state, differs,
            actor.lower(),
        )
        for number, uuid, kind, lead, at, recorded, said, state, differs, actor in rows
    ]  # fmt: skip


def _members(workspace_id: int) -> dict[str, str]:
    rows = Membership.objects.filter(workspace_id=workspace_id, until=None, user__is_active=True)
    return {email.lower(): role for email, role in rows.values_list("user__email", "role")}


def _fill(scene: Scene, leads: list[int]) -> None:
    """Put the needs, the meetings and the open clocks of leads into a scene."""
    condition, parameter = among("lead", leads)
    given = (scene.workspace_id, parameter)
    needs = fetch(
        "SELECT lead, asked, person, roles, meeting, snoozed_until, since FROM judging_need"
        f" WHERE workspace_id = %s AND {condition}",
        given,
    )
    for lead, asked, person, roles, meeting, *rest in needs:
        one = Asked(asked, person.lower(), tuple(roles.split()), meeting, *rest)
        scene.needs.setdefault(lead, []).append(one)
    meetings = fetch(
        "SELECT lead, name, host, booker, decliner, starts_at FROM judging_meeting"
        f" WHERE workspace_id = %s AND {condition}",
        given,
    )
    for lead, name, host, booker, decliner, starts_at in meetings:
        people = (host.lower(), booker.lower(), decliner.lower())
        scene.meetings[lead, name] = Met(*people, starts_at)
    clocks = fetch(
        "SELECT lead, slug, started_at, state FROM judging_clock WHERE workspace_id = %s AND"
        f" stopped_at IS NULL AND state IN ('running', 'missed') AND {condition}",
        given,
    )
    for lead, slug, started_at, state in clocks:
        scene.open_clocks[lead, slug, started_at] = state


def _uuid(value: Any) -> UUID:
    return value if isinstance(value, UUID) else UUID(str(value))
