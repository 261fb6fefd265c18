"""Giving leads their owners by the rules in force: those without one, and those of missed clocks.

Who gives leads in a workspace locks its desk: the choices of one step are made one after another,
whoever makes them.  What is told is named after the lead and how often rules gave it before, so a
worker that is killed, or comes second, gives nothing twice.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import structlog
from django.db import InterfaceError, OperationalError, transaction

from meetworthy.app.definitions.timeline import timeline_of
from meetworthy.app.judging.interpreters import interpreter_for
from meetworthy.app.judging.work import judgeable, lock
from meetworthy.app.ledger.load import load
from meetworthy.app.ledger.sql import is_postgresql
from meetworthy.app.operate.wake import wake
from meetworthy.app.people.models import Workspace
from meetworthy.app.roster.read import roster_of
from meetworthy.definition.language import Definition, Turns
from meetworthy.handoff.roster import Roster
from meetworthy.handoff.routing.asking import Asked, Load, Routed
from meetworthy.handoff.routing.route import route
from meetworthy.handoff.routing.saying import sentence
from meetworthy.handoff.routing.turns import Pool

from . import desk
from .accounts import Neighbours, load_of, neighbours_of
from .breaches import Missed, missed_clocks, settle, take_up
from .models import Desk
from .scenes import ROUTED, Scene, scenes_of
from .telling import Assignment, tell_owners

MOST_LEADS = 200
"""Leads that one step gives; chosen by eye: a step stays under a second."""

ERASED = "Nothing can be recorded about this person any more."

log = structlog.get_logger(__name__)


def once(*, at: int) -> int:
    """Give leads of every live workspace to people, as far as rules say to whom; returns how many.

    A workspace whose rules can't be followed is logged, and holds up no other.
    """
    done = 0
    live = Workspace.objects.filter(live_since__lte=at).order_by("pk")
    for workspace_id in live.values_list("pk", flat=True):
        try:
            done += _step(workspace_id, at)
        except (OperationalError, InterfaceError):
            raise  # the database: tried again as a whole
        except Exception:
            log.exception("not routed", workspace=workspace_id)
    return done


def in_force(workspace_id: int, *, at: int) -> Definition | None:
    """Return the version in force at an instant; None before the first."""
    versions = [one for one in timeline_of(workspace_id) if one.in_force <= at]
    return versions[-1] if versions else None


def _step(workspace_id: int, at: int) -> int:
    definition = in_force(workspace_id, at=at)
    if definition is None or not definition.routing.rules:
        return 0
    take_up(workspace_id)
    if not (desk.waiting(workspace_id, at=at, most=1) or missed_clocks(workspace_id, at=at)):
        return 0
    with transaction.atomic():
        Desk.objects.select_for_update().get_or_create(workspace_id=workspace_id)
        return _Giving(workspace_id, definition, at).run()


@dataclass(slots=True)
class _Giving:
    """One step in one workspace, under the lock of its desk."""

    workspace_id: int
    definition: Definition
    at: int
    roster: Roster = field(init=False)
    loads: Load = field(init=False)
    turns: dict[str, Pool] = field(init=False)
    given: list[Assignment] = field(default_factory=list)
    found_nobody: dict[int, str] = field(default_factory=dict)

    def run(self) -> int:
        missed = {one.lead: one for one in missed_clocks(self.workspace_id, at=self.at)}
        wanted = desk.waiting(self.workspace_id, at=self.at, most=MOST_LEADS)
        leads = judgeable(self.workspace_id, {*missed, *wanted})
        if is_postgresql():
            lock(self.workspace_id, leads)  # nobody decides on them meanwhile
        self.roster = roster_of(self.workspace_id, at=self.at)
        self.loads = load_of(self.workspace_id, at=self.at)
        self.turns = desk.turns_of(self.workspace_id)
        for rule, person in desk.turns_to_return(self.workspace_id, at=self.at):
            self.turns.setdefault(rule, Pool()).give_back(person)
        scenes = scenes_of(
            interpreter_for(self.workspace_id),
            load(self.workspace_id, leads, personal=True),
            self.definition.routing,
            at=self.at,
        )
        neighbours = neighbours_of(self.workspace_id, leads)
        self.found_nobody |= dict.fromkeys(set(wanted) - leads, ERASED)
        for one in missed.values():
            self._take_away(one, scenes.get(one.lead), neighbours)
        for lead in wanted:
            if lead in scenes and lead not in missed:
                self._give(scenes[lead], neighbours)
        return self._keep(leads)

    def _give(self, scene: Scene, neighbours: Neighbours) -> None:
        """Choose who gets a lead that is nobody's."""
        if scene.owner:
            return  # judging has not seen it yet
        routed = self._route(scene, neighbours)
        if routed.person is None:
            self.found_nobody[scene.lead] = self._why(routed)
        else:
            self._assign(scene, routed, self._why(routed), neighbours)

    def _take_away(self, missed: Missed, scene: Scene | None, neighbours: Neighbours) -> None:
        """Choose who else gets a lead whose clock its owner let run out."""
        if scene is None or not scene.owner:
            settle(missed.effect, at=self.at, outcome="it was nobody’s")
            return
        if scene.owned_since > missed.due_at:
            settle(missed.effect, at=self.at, outcome="it has another owner already")
            return
        routed = self._route(scene, neighbours, without=frozenset({scene.owner}))
        if routed.person is None:
            settle(missed.effect, at=self.at, outcome=self._why(routed), done=False)
            return
        before = self.roster.person(scene.owner)
        who = scene.owner if before is None else before.name
        why = f"{who} did not keep the clock “{missed.clock}”. {self._why(routed)}"
        self.loads.add(scene.owner, -1)
        self._assign(scene, routed, why, neighbours)
        settle(missed.effect, at=self.at, outcome=routed.person)

    def _route(
        self, scene: Scene, neighbours: Neighbours, without: frozenset[str] = frozenset()
    ) -> Routed:
        owners = neighbours.of(scene.lead, own=scene.owner)
        asked = Asked(self.at, scene.holds, owners, without)
        return route(self.definition.routing, asked, self.roster, self.loads, self.turns)

    def _why(self, routed: Routed) -> str:
        return sentence(routed, self.roster, zone=self.definition.zone)

    def _assign(self, scene: Scene, routed: Routed, why: str, neighbours: Neighbours) -> None:
        assert routed.person is not None
        fact_id = f"{ROUTED}:{scene.lead}:{scene.routed}"
        last = routed.why[-1]
        by_turns = last.by == Turns.WEIGHTED.value and not last.is_owner
        self.given.append(
            Assignment(scene.lead, routed.person, routed.rule, why, fact_id, by_turns)
        )
        neighbours.add(scene.lead, routed.person)

    def _keep(self, leads: Iterable[int]) -> int:
        """Tell and store what was chosen; returns how many leads went to somebody."""
        told = tell_owners(self.workspace_id, self.definition, self.given, at=self.at)
        kept = [one for one in self.given if one.lead in told]
        desk.keep_turns(self.workspace_id, self.turns)
        desk.keep_given(self.workspace_id, kept, at=self.at)
        nameless = {one.lead for one in self.given} - told
        self.found_nobody |= dict.fromkeys(nameless, ERASED)
        desk.keep_unrouted(self.workspace_id, set(leads), self.found_nobody, at=self.at)
        if kept:
            transaction.on_commit(lambda: wake("judging"))
        return len(kept)
