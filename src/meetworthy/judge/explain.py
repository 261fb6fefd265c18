"""Explaining one lead at any time: where it stands, by which rules, from which facts."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import pyarrow.compute as pc

from meetworthy.definition.language import Definition, Timeline
from meetworthy.model.dataset import Dataset
from meetworthy.model.fact import Fact
from meetworthy.model.problem import Place, Problem, Refused
from meetworthy.model.time import moment_of

from .engine.columns import Facts
from .explain_dict import as_dict
from .gather import Merge
from .interpreter import CriterionState, Interpreter, Judgement, Part
from .people import people_in
from .run import accounts_of, facts_of
from .state import Entered

MOST_FACTS = 5
"""How many facts of a rule the text names before it only counts; chosen by eye."""

SHOWN = 0.05
"""Fewer points than this are not worth a line; chosen by eye."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """A judgement with the names that people know things by."""

    lead_id: str
    definition: Definition
    judgement: Judgement
    merged_into: str | None = None

    def to_dict(self) -> dict[str, object]:
        """Return everything as plain values: instants as ISO text in UTC, points as numbers."""
        names = {"lead": self.lead_id, "merged_into": self.merged_into}
        return names | as_dict(self.judgement, self.definition)

    def to_text(self) -> str:
        """Return the explanation as a person would read it aloud."""
        return "\n".join(_Text(self).lines())


def explain(
    dataset: Dataset, timeline: Timeline, lead_id: str, *, at: int, known_by: int | None = None
) -> Explanation:
    """Explain one lead as of an instant (inclusive); raise `Refused` if nobody has that id."""
    lead = _lead_named(dataset, lead_id)
    facts = Facts(dataset, at=at, known_by=known_by)
    try:
        merges = facts.merges()
        survivor = _survivor(lead, merges)
        family = frozenset(
            {survivor} | {m.other for m in merges if _survivor(m.other, merges) == survivor}
        )
        accounts = accounts_of(dataset.leads, family)
        people = people_in(facts.of_kinds("person.described"), timeline[-1].zone)
        found = Interpreter(timeline, people).judge(
            facts_of(facts, family, accounts), at=at, accounts=accounts
        )
    finally:
        facts.close()
    if survivor not in found:
        raise Refused([_nobody_yet(lead_id, at, timeline[-1].zone)])
    judged = found[survivor]
    definition = next(d for d in timeline if d.version == judged.version)
    into = None if survivor == lead else _name(dataset, survivor)
    return Explanation(_name(dataset, lead), definition, judged, into)


def _lead_named(dataset: Dataset, lead_id: str) -> int:
    ids = dataset.leads.column("lead_id")
    at = pc.index(pc.utf8_lower(ids), lead_id.strip().lower()).as_py()
    if at >= 0:
        return int(dataset.leads.column("lead")[at].as_py())
    near = difflib.get_close_matches(lead_id, ids.slice(0, 20_000).to_pylist(), n=1)
    remedy = f"Did you mean {near[0]}?" if near else "Use an id as the exports give it."
    cause = f"There is no lead {lead_id}."
    raise Refused([Problem("unknown_lead", Place("--lead"), cause, remedy)])


def _nobody_yet(lead_id: str, at: int, zone: str) -> Problem:
    cause = f"{lead_id} was not a lead yet on {_when(at, zone)}."
    return Problem("not_yet_a_lead", Place("--as-of"), cause, "Ask about a later instant.")


def _survivor(lead: int, merges: list[Merge]) -> int:
    for merge in merges:
        if merge.other == lead:
            return _survivor(merge.lead, merges)
    return lead


def _name(dataset: Dataset, lead: int) -> str:
    at = pc.index(dataset.leads.column("lead"), lead).as_py()
    return str(lead) if at < 0 else str(dataset.leads.column("lead_id")[at].as_py())


def _when(instant: int, zone: str) -> str:
    moment: datetime = moment_of(instant).astimezone(ZoneInfo(zone))
    return moment.strftime("%Y-%m-%d %H:%M")


def _points(value: float, *, sign: str = "") -> str:
    """Return points as people read them: two decimals at most."""
    return f"{round(value, 2):{sign}g}"


def _exactly(score: float) -> str:
    """Return a score to the six decimals in which scores are compared."""
    return f"{score:.6f}".rstrip("0").rstrip(".")


_SIGNS = {2: "●", 1: "◐", 0: "○", -1: "◌"}


class _Text:
    def __init__(self, explanation: Explanation) -> None:
        self.of = explanation
        self.judged = explanation.judgement
        self.zone = explanation.definition.zone

    def lines(self) -> list[str]:
        return [
            *self._head(),
            "",
            *self._score(),
            "",
            *self._criteria(),
            "",
            "What happened",
            *(f"  {self._entry(entry)}" for entry in self.judged.entries),
        ]

    def _head(self) -> list[str]:
        judged, definition = self.judged, self.of.definition
        lines = [f"{self.of.lead_id} on {_when(judged.at, self.zone)}"]
        if self.of.merged_into:
            lines.append(f"Merged into {self.of.merged_into}: this is about both as one lead.")
        lines.append(f"By {definition.name}, version {judged.version}.")
        motion = "" if judged.motion in (None, "default") else f", {judged.motion}"
        where = f"Pass {judged.pass_number}{motion}: "
        where += "no stage yet" if judged.stage is None else f"{judged.stage}"
        if judged.stage_since is not None:
            where += f" since {_when(judged.stage_since, self.zone)}"
        if not judged.open:
            where += f"; left: {judged.reason}"
        lines.append(where + ".")
        return lines + [f"To be seen: {warning}." for warning in judged.warnings]

    def _score(self) -> list[str]:
        judged, reach = self.judged, self.judged.reachable
        sum_of = f"fit {_points(judged.fit)} + behaviour {_points(judged.behaviour)}"
        lines = [f"Score {_exactly(judged.score)} = {sum_of}"]
        shown = [part for part in judged.parts if part.unknown or abs(part.points) >= SHOWN]
        lines += [f"  {self._part(part)}" for part in shown]
        faded = [part.label for part in judged.parts if part.facts and part not in shown]
        if faded:
            lines.append(f"  Faded, or worth nothing: {', '.join(faded)}.")
        if reach.ask:
            lines.append(
                f"  If the unknowns were answered: {_points(reach.low)} to {_points(reach.high)}. "
                f"Ask first: {reach.ask[0]}."
            )
        threshold = self.of.definition.threshold
        if judged.falls_under_at is not None:
            when = _when(judged.falls_under_at, self.zone)
            lines.append(f"  If nothing happens, under {threshold:g} on {when}.")
        elif threshold is not None and judged.score < threshold:
            lines.append(f"  The threshold is {threshold:g}.")
        return lines

    def _part(self, part: Part) -> str:
        if part.unknown:
            return f"{part.label}: unknown"
        text = f"{part.label}: {_points(part.points, sign='+')}"
        if part.facts:
            text += f" from {self._facts(part.facts)}"
        if part.faded_at is not None:
            text += f"; faded by {_when(part.faded_at, self.zone)}"
        return text

    def _facts(self, facts: tuple[Fact, ...]) -> str:
        named = ", ".join(_when(fact.occurred_at, self.zone) for fact in facts[-MOST_FACTS:])
        if len(facts) <= MOST_FACTS:
            return f"{facts[0].kind} on {named}"
        return f"{len(facts)} × {facts[0].kind}, last on {named}"

    def _criteria(self) -> list[str]:
        judged, framework = self.judged, self.of.definition.framework
        verdict = judged.verdict
        lines = [f"{framework.label}: would qualify as {verdict.word.value.upper()}"]
        if verdict.missing:
            lines[0] += f"; an SQL still needs {', '.join(verdict.missing)}"
        lines += [f"  {self._criterion(state)}" for state in judged.criteria]
        if verdict.next_question:
            lines.append(f"  Ask next: {verdict.next_question}")
        return lines

    def _criterion(self, state: CriterionState) -> str:
        text = f"{_SIGNS[int(state.status)]} {state.label}: {state.status.name.lower()}"
        evidence = state.evidence
        if evidence is not None:
            by = f" by {evidence.by}" if evidence.by else ""
            how = f" ({evidence.how})" if evidence.how else ""
            words = f" “{evidence.words}”" if evidence.words else ""
            text += f"{by}{how}, {_when(evidence.at, self.zone)}{words}"
        if state.contradicted:
            others = ", ".join(
                f"{o.status.name.lower()} ({o.how or 'unsaid'})" for o in state.others
            )
            text += f"; contradicted by: {others}"
        return text

    def _entry(self, entry: Entered) -> str:
        when = _when(entry.at, self.zone)
        when = when[:10] if entry.date_only else when
        if entry.stage == "pass":
            return f"{when}  pass {entry.pass_number} starts ({entry.how})"
        if entry.stage == "exit":
            return f"{when}  left: {entry.reason} ({entry.how})"
        if entry.stage == "review":
            return f"{when}  up for sales' review"
        return f"{when}  {entry.stage} ({entry.how}, version {entry.version})"
