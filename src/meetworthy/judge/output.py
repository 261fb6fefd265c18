"""The tables that judging makes, from the interpreter's judgements and from the engine's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from meetworthy.definition.language import Definition, Timeline
from meetworthy.model.criteria import Status
from meetworthy.model.dataset import Dataset
from meetworthy.model.tables import ENTRIES, INSTANT

from .verdict import Verdict, reach_verdict

if TYPE_CHECKING:
    from .engine.run import Folded
    from .interpreter import Judgement

Array = npt.NDArray[np.generic]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Shape:
    """What the tables of a timeline look like, and the leads' names."""

    timeline: Timeline
    criteria: tuple[str, ...]
    rules: tuple[str, ...]  # empty where the points of each rule are not asked for
    leads: pa.Table

    @classmethod
    def of(cls, timeline: Timeline, dataset: Dataset, *, parts: bool) -> Shape:
        """Return the shape of a timeline's tables over a dataset's leads."""
        criteria = _in_order(c.slug for d in timeline for c in d.framework.criteria)
        fit = [rule.slug for definition in timeline for rule in definition.fit]
        behaviour = [rule.slug for definition in timeline for rule in definition.behaviour]
        rules = _in_order([*fit, *behaviour])
        return cls(timeline, criteria, rules if parts else (), dataset.leads)

    def lead_ids(self, leads: Ints) -> pa.Array:
        """Return the names that people know leads by; the key where there is none."""
        known = self.leads.column("lead").to_numpy()
        if not len(known):
            return pa.array([str(lead) for lead in leads.tolist()], pa.string())
        where = np.full(int(max(known.max(), leads.max(initial=0))) + 1, -1, np.int64)
        where[known] = np.arange(len(known))
        places = where[leads]
        ids = self.leads.column("lead_id").combine_chunks()
        found = ids.take(pa.array(np.where(places < 0, 0, places)))
        if (places >= 0).all():
            return found
        own = [str(lead) for lead in leads.tolist()]
        return pa.array(
            [
                name if at >= 0 else key
                for name, at, key in zip(found.to_pylist(), places, own, strict=True)
            ],
            pa.string(),
        )

    def schema(self) -> pa.Schema:
        """Return the schema of the verdict table."""
        word = pa.string()
        fields = [
            ("lead", pa.int32()),
            ("lead_id", word),
            ("version", pa.int32()),
            ("pass", pa.int32()),
            ("motion", word),
            ("open", pa.bool_()),
            ("stage", word),
            ("stage_since", INSTANT),
            ("reason", word),
            ("score", pa.float64()),
            ("fit", pa.float64()),
            ("behaviour", pa.float64()),
            ("score_low", pa.float64()),
            ("score_high", pa.float64()),
            ("ask_first", word),
            ("high_intent", pa.int32()),
            ("verdict", word),
            ("missing", word),
            ("unknown", word),
            ("next_question", word),
            ("denied_after_entry", pa.bool_()),
            ("disqualifier_holds", pa.bool_()),
        ]
        fields += [(f"criterion.{slug}", word) for slug in self.criteria]
        fields += [(f"points.{slug}", pa.float64()) for slug in self.rules]
        return pa.schema(fields)


def _in_order(slugs: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(slugs))


# -- from judgements -------------------------------------------------------------------------


def entries_of(shape: Shape, judgements: Sequence[Judgement]) -> pa.Table:
    """Return the entries of judgements as a table of ENTRIES."""
    rows = [(judged.lead, entry) for judged in judgements for entry in judged.entries]
    leads = np.array([lead for lead, _ in rows], np.int64)
    return pa.table(
        [
            pa.array(leads, pa.int32()),
            shape.lead_ids(leads),
            pa.array([entry.pass_number for _, entry in rows], pa.int32()),
            pa.array([entry.motion for _, entry in rows], pa.string()),
            pa.array([entry.stage for _, entry in rows], pa.string()),
            pa.array([entry.at for _, entry in rows], pa.int64()).cast(INSTANT),
            pa.array([entry.date_only for _, entry in rows], pa.bool_()),
            pa.array([entry.how for _, entry in rows], pa.string()),
            pa.array([entry.version for _, entry in rows], pa.int32()),
            pa.array([entry.reason for _, entry in rows], pa.string()),
        ],
        schema=ENTRIES,
    )


def verdicts_of(shape: Shape, judgements: Sequence[Judgement]) -> pa.Table:
    """Return judgements as a verdict table."""
    ids = shape.lead_ids(np.array([judged.lead for judged in judgements], np.int64))
    rows = [
        _row(shape, judged, name) for judged, name in zip(judgements, ids.to_pylist(), strict=True)
    ]
    return pa.Table.from_pylist(rows, schema=shape.schema())


def _row(shape: Shape, judged: Judgement, name: str) -> dict[str, object]:
    statuses = {state.slug: state.status for state in judged.criteria}
    points = {part.rule: None if part.unknown else part.points for part in judged.parts}
    since = judged.stage_since
    return {
        "lead": judged.lead,
        "lead_id": name,
        "version": judged.version,
        "pass": judged.pass_number,
        "motion": judged.motion,
        "open": judged.open,
        "stage": judged.stage,
        "stage_since": None
        if since is None
        else pa.scalar(since, pa.int64()).cast(INSTANT).as_py(),
        "reason": judged.reason,
        "score": judged.score,
        "fit": judged.fit,
        "behaviour": judged.behaviour,
        "score_low": judged.reachable.low,
        "score_high": judged.reachable.high,
        "ask_first": judged.reachable.ask[0] if judged.reachable.ask else None,
        "high_intent": judged.high_intent,
        **_verdict_cells(judged.verdict),
        "denied_after_entry": any("denied after" in warning for warning in judged.warnings),
        "disqualifier_holds": any("disqualifying" in warning for warning in judged.warnings),
        **{f"criterion.{slug}": _word(statuses.get(slug)) for slug in shape.criteria},
        **{f"points.{slug}": points.get(slug) for slug in shape.rules},
    }


def _verdict_cells(verdict: Verdict) -> dict[str, str | None]:
    return {
        "verdict": verdict.word.value,
        "missing": ", ".join(verdict.missing),
        "unknown": ", ".join(verdict.unknown),
        "next_question": verdict.next_question,
    }


def _word(status: Status | None) -> str | None:
    return None if status is None else status.name.lower()


# -- from the engine -------------------------------------------------------------------------


def _chosen(words: Sequence[str | None], numbers: Ints) -> pa.Array:
    """Return a word for each number; none where the number is negative."""
    known = pa.array(list(words) or [None], pa.string())
    places = pa.array(np.where(numbers < 0, 0, numbers), mask=numbers < 0)
    return known.take(places)


def entries_table(shape: Shape, folded: Folded) -> pa.Table:
    """Return what the kernel wrote as a table of ENTRIES."""
    from .engine.layout import EXIT, WAY_CODES

    names, w = folded.compiler.names, folded.entries
    stages = [*names.stages, "review", "exit", "pass"]  # -3, -2 and -1 count from the end
    number = np.where(w["stage"] >= 0, w["stage"], len(stages) + w["stage"])
    reason = np.where(w["reason"] < 0, len(names.reason_slugs), w["reason"])
    reason = np.where(w["stage"] == EXIT, reason, -1)
    versions = np.array([definition.version for definition in shape.timeline], np.int64)
    return pa.table(
        [
            pa.array(w["lead"]),
            shape.lead_ids(w["lead"]),
            pa.array(w["number"]),
            _chosen(names.motions, w["motion"]),
            _chosen(stages, number),
            pa.array(w["at"]).cast(INSTANT),
            pa.array(w["is_date_only"] != 0),
            _chosen(WAY_CODES, w["how"]),
            pa.array(versions[w["version"]], pa.int32()),
            _chosen([*names.reason_slugs, "unknown"], reason),
        ],
        schema=ENTRIES,
    )


def verdicts_table(shape: Shape, folded: Folded) -> pa.Table:
    """Return where the kernel says that leads stand as a verdict table."""
    leads, names = folded.leads, folded.compiler.names
    s = folded.standing[leads]
    versions = np.array([definition.version for definition in shape.timeline], np.int64)
    reason = np.where(s["reason"] < 0, len(names.reason_slugs), s["reason"])
    columns: dict[str, pa.Array] = {
        "lead": pa.array(leads, pa.int32()),
        "lead_id": shape.lead_ids(leads),
        "version": pa.array(versions[s["version"]], pa.int32()),
        "pass": pa.array(s["number"]),
        "motion": _chosen(names.motions, s["motion"]),
        "open": pa.array(s["is_open"] != 0),
        "stage": _chosen(names.stages, s["stage"]),
        "stage_since": pa.array(s["stage_at"], mask=s["stage"] < 0).cast(INSTANT),
        "reason": _chosen(
            [*names.reason_slugs, "unknown"], np.where(s["is_open"] == 0, reason, -1)
        ),
        "score": pa.array(s["score"]),
        "fit": pa.array(s["fit"]),
        "behaviour": pa.array(s["behaviour"]),
        "score_low": pa.array(s["low"]),
        "score_high": pa.array(s["high"]),
        "ask_first": _chosen(names.programs.attributes, s["ask"]),
        "high_intent": pa.array(s["high_intent"]),
        **_verdict_columns(shape, folded),
        "denied_after_entry": pa.array((s["warnings"] & 1) > 0),
        "disqualifier_holds": pa.array((s["warnings"] & 2) > 0),
        **_criterion_columns(shape, folded),
        **_points_columns(shape, folded),
    }
    return pa.table([columns[name] for name in shape.schema().names], schema=shape.schema())


def _verdict_columns(shape: Shape, folded: Folded) -> dict[str, pa.Array]:
    """Reach one verdict for each combination that occurs, and give it to its leads."""
    leads, stages = folded.leads, folded.compiler.names.stages
    s, status = folded.standing[leads], folded.status[leads]
    key = s["version"].astype(np.int64)
    for place in range(status.shape[1]):
        key = key * 4 + (status[:, place] + 1)
    key = (key * (len(stages) + 1) + s["stage"] + 1) * 2 + (s["high_intent"] > 0)
    coded = pa.array(key).dictionary_encode()
    inverse = coded.indices.to_numpy()
    first = np.zeros(len(coded.dictionary), np.int64)
    first[inverse[::-1]] = np.arange(len(key))[::-1]
    cells = [_verdict_cells(_verdict(shape, folded, int(lead))) for lead in leads[first]]
    return {
        name: pa.array([cell[name] for cell in cells], pa.string()).take(coded.indices)
        for name in ("verdict", "missing", "unknown", "next_question")
    }


def _verdict(shape: Shape, folded: Folded, lead: int) -> Verdict:
    one, stages = folded.standing[lead], folded.compiler.names.stages
    definition = shape.timeline[one["version"]]
    statuses = {
        criterion.slug: Status(int(folded.status[lead, number]))
        for number, criterion in enumerate(definition.framework.criteria)
    }
    stage = None if one["stage"] < 0 else stages[one["stage"]]
    return reach_verdict(definition, statuses, stage=stage, high_intent=float(one["high_intent"]))


def _criterion_columns(shape: Shape, folded: Folded) -> dict[str, pa.Array]:
    leads, versions = folded.leads, folded.standing["version"][folded.leads]
    words = [status.name.lower() for status in sorted(Status)]
    columns: dict[str, pa.Array] = {}
    for slug in shape.criteria:
        found = np.full(len(leads), -1, np.int64)
        for version, definition in enumerate(shape.timeline):
            slugs = [criterion.slug for criterion in definition.framework.criteria]
            if slug in slugs:
                mine = versions == version
                found[mine] = folded.status[leads[mine], slugs.index(slug)] + 1
        columns[f"criterion.{slug}"] = _chosen(words, found)
    return columns


def _points_columns(shape: Shape, folded: Folded) -> dict[str, pa.Array]:
    leads, versions = folded.leads, folded.standing["version"][folded.leads]
    columns: dict[str, pa.Array] = {}
    for slug in shape.rules if folded.points is not None else ():
        found = np.full(len(leads), np.nan)
        for version, definition in enumerate(shape.timeline):
            place = _place_of_rule(definition, slug, folded.compiler.fits)
            mine = versions == version
            if place is not None and folded.points is not None:
                found[mine] = folded.points[leads[mine], place]
        columns[f"points.{slug}"] = pa.array(found, mask=np.isnan(found))
    return columns


def _place_of_rule(definition: Definition, slug: str, fits: int) -> int | None:
    """Return the column of a rule's points: fit rules first, then behaviour rules."""
    for place, rule in enumerate(definition.fit):
        if rule.slug == slug:
            return place
    for place, behaviour in enumerate(definition.behaviour):
        if behaviour.slug == slug:
            return fits + place
    return None
