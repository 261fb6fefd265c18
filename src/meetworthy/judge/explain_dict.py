"""An explanation as plain values, for programs."""

from __future__ import annotations

from meetworthy.definition.language import Definition
from meetworthy.model.fact import Fact
from meetworthy.model.time import moment_of

from .evidence import Assessment
from .interpreter import CriterionState, Judgement, Part
from .state import Entered


def as_dict(judged: Judgement, definition: Definition) -> dict[str, object]:
    """Return a judgement as plain values: instants as ISO text in UTC, points as numbers."""
    return {
        "at": _iso(judged.at),
        "definition": {
            "name": definition.name,
            "version": definition.version,
            "hash": definition.hash,
        },
        "pass": judged.pass_number,
        "motion": judged.motion,
        "open": judged.open,
        "stage": judged.stage,
        "stage_since": _iso(judged.stage_since),
        "reason": judged.reason,
        "score": judged.score,
        "fit": judged.fit,
        "behaviour": judged.behaviour,
        "high_intent": judged.high_intent,
        "reachable": {
            "low": judged.reachable.low,
            "high": judged.reachable.high,
            "ask": list(judged.reachable.ask),
        },
        "threshold": definition.threshold,
        "falls_under_at": _iso(judged.falls_under_at),
        "parts": [_part(part) for part in judged.parts],
        "criteria": [_criterion(state) for state in judged.criteria],
        "verdict": judged.verdict.word.value,
        "decided": list(judged.verdict.decided),
        "missing": list(judged.verdict.missing),
        "unknown": list(judged.verdict.unknown),
        "next_question": judged.verdict.next_question,
        "warnings": list(judged.warnings),
        "entries": [_entry(entry) for entry in judged.entries],
    }


def _iso(instant: int | None) -> str | None:
    return None if instant is None else moment_of(instant).isoformat()


def _part(part: Part) -> dict[str, object]:
    return {
        "rule": part.rule,
        "label": part.label,
        "points": None if part.unknown else part.points,
        "faded_at": _iso(part.faded_at),
        "facts": [_fact(fact) for fact in part.facts],
    }


def _fact(fact: Fact) -> dict[str, object]:
    return {
        "sender": fact.sender,
        "id": fact.id,
        "kind": fact.kind,
        "occurred_at": _iso(fact.occurred_at),
        "properties": dict(fact.properties),
    }


def _criterion(state: CriterionState) -> dict[str, object]:
    return {
        "criterion": state.slug,
        "label": state.label,
        "status": state.status.name.lower(),
        "evidence": None if state.evidence is None else _assessment(state.evidence),
        "others": [_assessment(other) for other in state.others],
        "contradicted": state.contradicted,
    }


def _assessment(one: Assessment) -> dict[str, object]:
    return {
        "status": one.status.name.lower(),
        "learned": one.learned.name.lower(),
        "at": _iso(one.at),
        "by": one.by,
        "how": one.how,
        "words": one.words,
    }


def _entry(entry: Entered) -> dict[str, object]:
    return {
        "pass": entry.pass_number,
        "stage": entry.stage,
        "at": _iso(entry.at),
        "date_only": entry.date_only,
        "how": entry.how,
        "motion": entry.motion,
        "version": entry.version,
        "reason": entry.reason,
    }
