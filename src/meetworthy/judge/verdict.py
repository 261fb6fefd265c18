"""The verdict on a lead: SQL, MQL or cold, what decided it, what is missing, what to ask next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from meetworthy.definition.language import Definition, Entry, Framework
from meetworthy.model.criteria import Status


class Word(StrEnum):
    """What a lead would qualify as."""

    SQL = "sql"
    MQL = "mql"
    COLD = "cold"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a lead would qualify as, by which criteria, and what would change it.

    ``decided`` are the criteria whose known status decided, ``missing`` those that an SQL
    still needs (denied ones included), ``unknown`` those nobody has asked about.
    """

    word: Word
    decided: tuple[str, ...]
    missing: tuple[str, ...]
    unknown: tuple[str, ...]
    next_question: str | None


def sql_needs(definition: Definition) -> dict[str, Status]:
    """Return what an SQL needs: what its stage says, the framework's floor where there is none."""
    for stage in definition.stages:
        if stage.slug == "sql" and stage.needs:
            return dict(stage.needs)
    floor = {c.slug: c.floor for c in definition.framework.criteria}
    return {slug: least for slug, least in floor.items() if least is not Status.UNKNOWN}


def marketing_stages(definition: Definition) -> frozenset[str]:
    """Return the stages that a lead is in because of interest: judged ones and all after them."""
    slugs = [stage.slug for stage in definition.stages]
    for place, stage in enumerate(definition.stages):
        if stage.entry is not Entry.START:
            return frozenset(slugs[place:])
    return frozenset()


def reach_verdict(
    definition: Definition,
    statuses: Mapping[str, Status],
    *,
    stage: str | None,
    high_intent: float,
) -> Verdict:
    """Return the verdict on a lead from the statuses of its framework's criteria."""
    needs = sql_needs(definition)
    missing = tuple(slug for slug, least in needs.items() if not statuses[slug].meets(least))
    unknown = tuple(slug for slug, status in statuses.items() if status is Status.UNKNOWN)
    met = tuple(slug for slug, least in needs.items() if statuses[slug].meets(least))
    question = _next_question(definition.framework, missing, unknown)
    if not missing:
        return Verdict(Word.SQL, met, missing, unknown, question)
    if _has_need(definition.framework, statuses) or high_intent > 0:
        return Verdict(Word.MQL, met, missing, unknown, question)
    if stage in marketing_stages(definition):
        return Verdict(Word.MQL, met, missing, unknown, question)
    return Verdict(Word.COLD, met, missing, unknown, question)


def _has_need(framework: Framework, statuses: Mapping[str, Status]) -> bool:
    need = [statuses[c.slug] for c in framework.criteria if c.answers == "need"]
    return bool(need) and min(need).meets(Status.PARTIAL)


def _next_question(
    framework: Framework, missing: tuple[str, ...], unknown: tuple[str, ...]
) -> str | None:
    """Return the question whose answer would change the verdict most: unknown needs first."""
    order = [c for c in framework.criteria if c.slug in missing and c.slug in unknown]
    order += [c for c in framework.criteria if c.slug in missing and c.slug not in unknown]
    order += [c for c in framework.criteria if c.slug in unknown and c.slug not in missing]
    return order[0].ask if order else None
