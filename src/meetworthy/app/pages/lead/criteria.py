"""What is known of each criterion, what an SQL still needs, and what to ask next."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from meetworthy.app.judging.one import Seen
from meetworthy.handoff.asking import asked_next, known_of
from meetworthy.judge.evidence import Assessment
from meetworthy.judge.interpreter import CriterionState
from meetworthy.judge.verdict import Word, sql_needs
from meetworthy.model.criteria import Status


@dataclass(frozen=True, slots=True)
class Shown:
    """A criterion as shown: what holds, what says otherwise, what is needed, what to ask."""

    slug: str
    label: str
    status: Status
    evidence: Assessment | None
    otherwise: tuple[Assessment, ...]
    needed: Status | None
    is_missing: bool
    ask: str
    is_next: bool


def criteria_of(seen: Seen) -> list[Shown]:
    """Return the criteria of the framework, in its order."""
    needs = sql_needs(seen.definition)
    asks = {c.slug: c.ask for c in seen.definition.framework.criteria}
    first = asked_next(known_of(seen.definition, seen.judgement, seen.facts))
    return [_shown(state, needs, asks, seen, first) for state in seen.judgement.criteria]


def _shown(
    state: CriterionState, needs: dict[str, Status], asks: dict[str, str], seen: Seen, first: str
) -> Shown:
    verdict = seen.judgement.verdict
    return Shown(
        state.slug,
        state.label,
        state.status,
        state.evidence,
        tuple(other for other in state.others if other.status is not state.status),
        needs.get(state.slug),
        state.slug in verdict.missing,
        asks[state.slug],
        state.slug == first,
    )


def verdict_text(seen: Seen) -> str:
    """Return the verdict in a sentence: what the lead would qualify as, and what is in the way."""
    verdict = seen.judgement.verdict
    if verdict.word is Word.SQL:
        return _("would qualify as SQL")
    now = _("cold") if verdict.word is Word.COLD else verdict.word.value.upper()
    return _("%(now)s for now; would qualify as SQL once %(needs)s") % {
        "now": now,
        "needs": _needs_text(seen),
    }


def _needs_text(seen: Seen) -> str:
    needs = sql_needs(seen.definition)
    labels = {c.slug: c.label.lower() for c in seen.definition.framework.criteria}
    parts = []
    for least in (Status.CONFIRMED, Status.PARTIAL):
        names = [labels[s] for s in seen.judgement.verdict.missing if needs.get(s) is least]
        if names:
            parts.append(_need_text(names, least))
    return _(" and ").join(parts)


def _need_text(names: list[str], least: Status) -> str:
    listed = names[0] if len(names) == 1 else _(" and ").join([", ".join(names[:-1]), names[-1]])
    many = len(names) > 1
    if least is Status.CONFIRMED:
        return (_("%s are confirmed") if many else _("%s is confirmed")) % listed
    return (_("%s are at least partial") if many else _("%s is at least partial")) % listed
