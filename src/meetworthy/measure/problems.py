"""What is wrong with the data, or strange in it, that a reader of the numbers must know."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from meetworthy.model.problem import DataProblem

from .apart import EXAMPLES, impossible_passes
from .calendar import day_text, instant_text
from .columns import Bools
from .ground import Ground
from .journey import is_before
from .labels import Labels
from .passes import Moments
from .results import ImpossibleOrder, LateRecording
from .wording import percent, plural

BURST = 20
"""So many entries into a stage at the very same instant are no work of people; by eye."""

BURST_SHARE = 0.01
"""And at least this share of all entries into the stage, so that a large file does not shout."""


EMPTY_SOURCE = "empty_source"
"""Reading says it of its files, measuring of the leads it counts: where both do, the latter."""


def find_problems(
    ground: Ground,
    orders: Sequence[ImpossibleOrder],
    late: Sequence[LateRecording],
    given: Sequence[DataProblem],
) -> tuple[DataProblem, ...]:
    """Collect what reading found, and what measuring finds."""
    counted = {EMPTY_SOURCE} if ground.source.says_anything else set()
    found = (
        *_late(ground, late),
        *_orders(ground, orders),
        *_deals_before_contact(ground),
        *_empty_source(ground),
        *_bursts(ground),
        *(problem for problem in given if problem.kind not in counted),
    )
    return tuple(_one_of_each_kind(found))


def _one_of_each_kind(found: Sequence[DataProblem]) -> Iterator[DataProblem]:
    """Yield one problem of each kind, so that a program can look for it: counts added up."""
    kinds: dict[str, list[DataProblem]] = {}
    for problem in found:
        kinds.setdefault(problem.kind, []).append(problem)
    for kind, same in kinds.items():
        examples = dict.fromkeys(each for problem in same for each in problem.examples)
        yield DataProblem(
            kind,
            sum(problem.count for problem in same),
            " ".join(dict.fromkeys(problem.text for problem in same)),
            tuple(examples)[:EXAMPLES],
        )


def _late(ground: Ground, found: Sequence[LateRecording]) -> Iterator[DataProblem]:
    for row in found:
        a, b = ground.funnel.label(row.from_), ground.funnel.label(row.to)
        yield DataProblem(
            "recording_starts_late",
            round(row.expected_before),
            f"Entries into {b} are recorded only from {row.first_to}, into {a} from "
            f"{row.first_from}; about {round(row.expected_before):,} were to be expected before. "
            f"Earlier cohorts look dead and are not: ask for cohorts from {row.since} on.",
        )


def _orders(ground: Ground, found: Sequence[ImpossibleOrder]) -> Iterator[DataProblem]:
    """Say it once, however many pairs of stages a lead went through in the wrong order."""
    if not found:
        return
    wrong = impossible_passes(ground)
    pairs = ", ".join(
        f"{ground.funnel.label(row.to)} before {ground.funnel.label(row.from_)} ({row.count:,})"
        for row in found
    )
    count = int(wrong.sum())
    they = "it counts" if count == 1 else "they count"
    yield DataProblem(
        "impossible_order",
        count,
        f"{plural(count, 'lead')} entered a later stage before an earlier one, {pairs}: {they} in "
        "the volumes and not in these conversions.",
        ground.passes.named(wrong, most=EXAMPLES),
    )


def _deals_before_contact(ground: Ground) -> Iterator[DataProblem]:
    """Find deals won before the lead was created, as the facts have it."""
    table = ground.store.table(_DEALS)
    if table.num_rows == 0:
        return
    created, won = (
        Moments(
            np.asarray(table[f"{name}_at"].to_numpy(), np.int64),
            np.asarray(table[f"{name}_day"].to_numpy(zero_copy_only=False), bool),
        )
        for name in ("created", "won")
    )
    early = is_before(won, created, ground.question.zone) & (created.at >= ground.question.start)
    wrong = np.flatnonzero(early)
    if wrong.size:
        names = table["lead_id"].take(wrong[:EXAMPLES]).to_pylist()
        yield DataProblem(
            "deal_before_contact",
            int(wrong.size),
            f"{plural(int(wrong.size), 'deal is', 'deals are')} won before the first contact "
            "with the lead.",
            tuple(str(name) for name in names),
        )


def _empty_source(ground: Ground) -> Iterator[DataProblem]:
    """Tell an empty source from the text `unknown`; all empty is no column at all."""
    label, asked = ground.source, ground.begun()
    empty = asked & (label.code == len(label.values) - 1)
    count = int(empty.sum())
    if not count or not label.says_anything:
        return
    since = ground.question.since
    of = "" if since is None else f" of those since {day_text(since, ground.question.zone)}"
    yield DataProblem(
        EMPTY_SOURCE,
        count,
        f"{plural(count, 'lead has', 'leads have')} an empty source "
        f"({percent(count / int(asked.sum()))}{of}){_beside(label, asked)}.",
        ground.passes.named(empty, most=EXAMPLES),
    )


def _beside(label: Labels, asked: Bools) -> str:
    """Say how many have a source that is the text `unknown`, with which an empty one is mixed."""
    named = [v is not None and v.strip().casefold() == "unknown" for v in label.values]
    unknown = int((asked & np.array(named)[label.code]).sum())
    if not unknown:
        return ", which is not a source named `unknown`"
    return f"; {unknown:,} {'says' if unknown == 1 else 'say'} `unknown`, which is not the same"


def _bursts(ground: Ground) -> Iterator[DataProblem]:
    """Find entries by people in great number at one instant: an import, not work."""
    if ground.question.undated:
        return
    for stage, at, count, names in ground.store.rows(
        _BURSTS, [ground.question.start, BURST, BURST_SHARE]
    ):
        when = instant_text(int(str(at)), ground.question.zone)
        label = ground.funnel.label(str(stage))
        yield DataProblem(
            "burst",
            int(str(count)),
            f"{int(str(count)):,} entries into {label} at one instant ({when}): they look "
            "imported at that time, so their dates say little.",
            tuple(str(name) for name in names) if isinstance(names, list) else (),
        )


_DEALS = """
SELECT created.*, won.*, lead_id
FROM (
    SELECT lead, min(occurred_at) AS created_at, arg_min(date_only, occurred_at) AS created_day
    FROM facts WHERE kind = 'lead.created' GROUP BY lead
) created
JOIN (
    SELECT lead, min(occurred_at) AS won_at, arg_min(date_only, occurred_at) AS won_day
    FROM facts WHERE kind = 'opportunity.won' GROUP BY lead
) won USING (lead)
JOIN leads USING (lead)
WHERE won_at < created_at
ORDER BY lead
"""

# Judged entries are left out: a new version of a definition considers every lead at one instant.
_BURSTS = """
WITH possible AS (
    SELECT * FROM entries
    WHERE NOT date_only AND how IN ('decided', 'recorded', 'asserted') AND "at" >= ?
        AND stage NOT IN ('exit', 'pass', 'review')
), totals AS (
    SELECT stage, count(*) AS of_stage FROM possible GROUP BY stage
), crowded AS (
    SELECT stage, "at", count(*) AS here FROM possible GROUP BY stage, "at" HAVING here >= ?
)
SELECT stage, "at", any_value(here) AS here, list(lead_id ORDER BY lead)[:5]
FROM crowded JOIN totals USING (stage) JOIN possible USING (stage, "at")
WHERE here >= ? * of_stage
GROUP BY stage, "at" ORDER BY here DESC, stage, "at" LIMIT 10
"""
