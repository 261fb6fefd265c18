"""Whether a lead can be qualified now, and exactly what is in the way."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from meetworthy.app.judging.one import Seen, judge_lead
from meetworthy.app.ledger.models import Lead
from meetworthy.app.people.access import Ability, Access
from meetworthy.definition.language import Entry, Stage
from meetworthy.handoff.asking import Known, known_of, qualifying_stage
from meetworthy.judge.state import Entered

from .said import Answers, decision_of, supposed

ACCEPTED = "lead.accepted"


class Can(StrEnum):
    """Whether a lead can be qualified."""

    NOWHERE = "nowhere"  # there is no such stage on its way
    LEFT = "left"  # it is no open lead
    DONE = "done"
    BEYOND = "beyond"  # it is in a later stage, and skipped this one
    NOT_YOU = "not you"
    LACKS = "lacks"
    READY = "ready"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where qualifying stands: the stage, and what it lacks.

    ``decided`` says that sales has decided already and the stage waits for what is lacking;
    ``meeting`` that one must be agreed; ``condition`` is what the definition asks beside;
    ``skipped`` are the stages that sales decides and that the lead would never have been in.
    """

    can: Can
    stage: Stage | None = None
    since: int | None = None
    lacking: tuple[Known, ...] = ()
    meeting: bool = False
    condition: str = ""
    decided: bool = False
    skipped: tuple[Stage, ...] = ()

    @property
    def accepts(self) -> bool:
        """Whether accepting the lead comes first: sales enters an earlier stage by it."""
        return any(stage.kind == ACCEPTED for stage in self.skipped)


def standing_of(access: Access, lead: Lead, seen: Seen, answers: Answers | None = None) -> Standing:
    """Return whether a lead, judged with what ``answers`` say, can be qualified by this person.

    Whether it would enter the stage is asked of the judge itself, with the decision supposed.
    """
    stage = qualifying_stage(seen.definition)
    if stage is None or not _is_on_its_way(seen, stage):
        return Standing(Can.NOWHERE)
    if not seen.judgement.open:
        return Standing(Can.LEFT, stage)
    entered = _entered(seen, stage)
    if entered is not None:
        return Standing(Can.DONE, stage, entered.at)
    if _is_beyond(seen, stage):
        return Standing(Can.BEYOND, stage)
    return _open_standing(access, lead, seen, stage, answers or Answers())


def _open_standing(
    access: Access, lead: Lead, seen: Seen, stage: Stage, answers: Answers
) -> Standing:
    known = known_of(seen.definition, seen.judgement, seen.facts)
    lacking = tuple(one for one in known if one.is_missing)
    meeting = stage.agreed_meeting and not _happened(seen, "meeting.booked")
    decided, skipped = _is_decided(seen, stage), _skipped(seen, stage)
    if lacking or meeting:
        return Standing(Can.LACKS, stage, None, lacking, meeting, decided=decided, skipped=skipped)
    if not access.may(Ability.DECIDE):
        return Standing(Can.NOT_YOU, stage)
    at = seen.judgement.at
    facts = supposed(access, lead, answers, at=at, stage=stage)
    would = judge_lead(access.workspace.pk, lead.number, at=at, supposed=facts)
    if would is not None and _entered(would, stage) is not None:
        return Standing(Can.READY, stage, skipped=skipped)
    condition = stage.when.text if stage.when is not None else ""
    return Standing(Can.LACKS if condition else Can.NOT_YOU, stage, condition=condition)


def _is_on_its_way(seen: Seen, stage: Stage) -> bool:
    slug = seen.judgement.motion
    motion = next((m for m in seen.definition.motions if m.slug == slug), None)
    return motion is None or stage.slug in motion.stages


def _is_beyond(seen: Seen, stage: Stage) -> bool:
    order = [one.slug for one in seen.definition.stages]
    now = seen.judgement.stage
    return now in order and order.index(now) > order.index(stage.slug)


def _skipped(seen: Seen, stage: Stage) -> tuple[Stage, ...]:
    """Return the stages between where the lead is and this one that sales decides."""
    order = [one.slug for one in seen.definition.stages]
    now = seen.judgement.stage
    reached = order.index(now) if now in order else -1
    between = seen.definition.stages[reached + 1 : order.index(stage.slug)]
    return tuple(s for s in between if s.entry is Entry.DECIDED and _is_on_its_way(seen, s))


def _entered(seen: Seen, stage: Stage) -> Entered | None:
    mine = (e for e in seen.judgement.entries if e.pass_number == seen.judgement.pass_number)
    return next((e for e in mine if e.stage == stage.slug), None)


def _since(seen: Seen) -> int:
    number = seen.judgement.pass_number
    return min((e.at for e in seen.judgement.entries if e.pass_number == number), default=0)


def _happened(seen: Seen, kind: str) -> bool:
    since = _since(seen)
    return any(fact.kind == kind and fact.occurred_at >= since for fact in seen.facts)


def _is_decided(seen: Seen, stage: Stage) -> bool:
    kind, named = decision_of(stage)
    since = _since(seen)
    return any(
        fact.kind == kind
        and fact.occurred_at >= since
        and all(fact.properties.get(name) == value for name, value in named.items())
        for fact in seen.facts
    )
