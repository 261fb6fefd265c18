"""What to ask a lead next: the criteria in the order in which they would change the verdict.

First what an SQL still needs: the unknown before the partial, the partial before the denied, and
what was known once and has expired before what nobody ever asked.  Then what is unknown and not
needed, then what is known, beginning with what expires first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from meetworthy.definition.language import Criterion, Definition, Entry, Stage
from meetworthy.judge.evidence import Assessment, Evidence, words_for
from meetworthy.judge.interpreter import CriterionState, Judgement
from meetworthy.judge.plan import CONCEPTS
from meetworthy.judge.verdict import sql_needs
from meetworthy.model.criteria import Status
from meetworthy.model.fact import Fact
from meetworthy.model.time import NEVER

QUALIFIED = "lead.qualified"


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one criterion, what is needed of it, and the question that answers it.

    ``evidence`` holds; ``otherwise`` says something else and has not expired either; ``expired``
    is too old by the definition.  ``expires_at`` is when ``evidence`` will be; instants are
    microseconds.
    """

    slug: str
    label: str
    ask: str
    status: Status
    evidence: Assessment | None
    otherwise: tuple[Assessment, ...]
    expired: tuple[Assessment, ...]
    expires_at: int | None
    needed: Status | None
    is_missing: bool


def known_of(
    definition: Definition, judgement: Judgement, facts: Sequence[Fact]
) -> tuple[Known, ...]:
    """Return the criteria of the framework, first what to ask first.

    ``facts`` are those that the lead is judged by, oldest first.
    """
    evidence = Evidence()
    for fact in facts:
        if fact.kind == "criterion.assessed":
            evidence.take(fact)
    words = words_for(definition.framework, CONCEPTS)
    asked = {criterion.slug: criterion for criterion in definition.framework.criteria}
    needs = needs_of_stage(definition, qualifying_stage(definition))
    found = []
    for state in judgement.criteria:
        said = evidence.standing(words[state.slug], at=judgement.at, expiry=None)
        found.append(_known(definition, asked[state.slug], state, said, needs, judgement.at))
    return tuple(sorted(found, key=_place))


def asked_next(known: Sequence[Known]) -> str:
    """Return the criterion to ask about now; nothing where none is missing or unknown."""
    first = known[0] if known else None
    is_open = first is not None and (first.is_missing or first.status is Status.UNKNOWN)
    return first.slug if first is not None and is_open else ""


def qualifying_stage(definition: Definition) -> Stage | None:
    """Return the stage by which sales qualifies a lead; None where the definition has none."""
    decided = [stage for stage in definition.stages if stage.entry is Entry.DECIDED]
    named = [stage for stage in decided if stage.kind == QUALIFIED or stage.slug == "sql"]
    return named[0] if named else None


def needs_of_stage(definition: Definition, stage: Stage | None) -> dict[str, Status]:
    """Return the least status of each criterion: what the stage needs, never under the floor."""
    needs = dict(sql_needs(definition))
    for criterion in definition.framework.criteria:
        if criterion.floor is not Status.UNKNOWN:
            needs[criterion.slug] = max(needs.get(criterion.slug, criterion.floor), criterion.floor)
    for slug, least in (stage.needs if stage is not None else {}).items():
        needs[slug] = max(needs.get(slug, least), least)
    return needs


def _known(
    definition: Definition,
    criterion: Criterion,
    state: CriterionState,
    said: Iterable[Assessment],
    needs: Mapping[str, Status],
    at: int,
) -> Known:
    expiry, needed = definition.expiry.get(state.slug), needs.get(state.slug)
    expires_at = None
    if state.evidence is not None and expiry is not None:
        expires_at = state.evidence.at + expiry
    return Known(
        slug=state.slug,
        label=criterion.label,
        ask=criterion.ask,
        status=state.status,
        evidence=state.evidence,
        otherwise=tuple(other for other in state.others if other.status is not state.status),
        expired=tuple(one for one in said if expiry and one.at + expiry <= at),
        expires_at=expires_at,
        needed=needed,
        is_missing=needed is not None and not state.status.meets(needed),
    )


_ORDER = {Status.UNKNOWN: 0, Status.PARTIAL: 1, Status.DENIED: 2, Status.CONFIRMED: 3}
"""A denial is asked about last of what is missing: it was answered, though not as hoped."""


def _place(known: Known) -> tuple[int, int, bool, int]:
    """Return where a criterion comes; equals keep the framework's order."""
    if known.is_missing:
        return 0, _ORDER[known.status], not known.expired, 0
    if known.status is Status.UNKNOWN:
        return 1, 0, not known.expired, 0
    return 2, 0, False, known.expires_at or NEVER
