"""Leads of whom the engine says all that lists show, as what the worker would have reckoned."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

import numpy as np
import pyarrow as pa

from meetworthy.app.ledger.sql import among, fetch
from meetworthy.definition.language import Timeline
from meetworthy.judge.bounds import Reachable
from meetworthy.judge.interpreter import Judgement
from meetworthy.judge.run import Judged
from meetworthy.judge.state import Entered
from meetworthy.judge.verdict import Verdict, Word
from meetworthy.model.tables import INSTANT

from .card import Card
from .reckon import Given, Reckoned

_CARD = ("name", "email", "title", "company", "domain", "source", "owner", "first_at", "last_at")


class Found:
    """What the engine found of all leads, to be looked up by lead."""

    def __init__(self, judged: Judged, timeline: Timeline, *, at: int, through: int) -> None:
        self.timeline, self.at, self.through = timeline, at, through
        self.verdicts = judged.verdicts.sort_by("lead")
        self._lead = self.verdicts.column("lead").to_numpy()
        order = np.argsort(judged.entries.column("lead").to_numpy(), kind="stable")
        self.entries = judged.entries.take(pa.array(order))  # stable: in each lead's own order
        self._entry_lead = self.entries.column("lead").to_numpy()
        self.leads = frozenset(self._lead.tolist())
        self._definitions = {definition.version: definition for definition in timeline}
        self._starting = _words_that_start(timeline)

    def judgements(self, leads: set[int]) -> Iterator[Judgement]:
        """Yield the judgements of those of these leads of whom the engine says all."""
        wanted = np.array(sorted(leads & self.leads), np.int64)
        places = np.searchsorted(self._lead, wanted)
        entries = self._entries(wanted)
        for row in _rows(self.verdicts.take(pa.array(places)), "stage_since"):
            judgement = _judgement(row, entries.get(row["lead"], ()), self.at)
            if self._is_all(row, judgement):
                yield judgement

    def reckoned(self, judgement: Judgement, card: Card, took: int) -> Reckoned:
        """Return what is to be written of a judgement."""
        definition = self._definitions[judgement.version]
        lead = judgement.lead
        return Reckoned(lead, judgement, definition, (), card, {}, self.through, took, None)

    def _is_all(self, row: dict[str, Any], judgement: Judgement) -> bool:
        """Say whether nothing is left to say: no clock, no warning, no fall, nothing needed."""
        threshold = self._definitions[judgement.version].threshold
        return (
            not row["denied_after_entry"]
            and not row["disqualifier_holds"]
            and (threshold is None or judgement.score < threshold)
            and self._is_at_start(judgement)
            and self._starting.isdisjoint(entry.stage for entry in judgement.entries)
        )

    def _is_at_start(self, judgement: Judgement) -> bool:
        """Say whether a lead needs nobody: it has left, or is in its first stage, unreviewed."""
        first = self._definitions[judgement.version].stages[0].slug
        asked = any(entry.stage == "review" for entry in judgement.entries)
        return not judgement.open or (judgement.stage == first and not asked)

    def _entries(self, leads: np.ndarray[Any, np.dtype[np.int64]]) -> dict[int, Sequence[Entered]]:
        first = np.searchsorted(self._entry_lead, leads, "left")
        end = np.searchsorted(self._entry_lead, leads, "right")
        if not len(leads):
            return {}
        places = np.concatenate([np.arange(a, b) for a, b in zip(first, end, strict=True)])
        rows = _rows(self.entries.take(pa.array(places)), "at")
        by_lead = groupby(rows, key=lambda row: row["lead"])
        return {lead: tuple(_entered(row) for row in mine) for lead, mine in by_lead}


def given_of(found: Found, leads: set[int]) -> Given:
    """Return the judgements of those of these leads of whom the engine says all."""
    return Given({one.lead: one for one in found.judgements(leads)}, found.through)


def plain_of(workspace_id: int, found: Found, leads: set[int]) -> Iterator[Reckoned]:
    """Yield what is to be written of those of these leads that are plain, and stand in lists.

    Who they are does not depend on the definition, and stays as it is.
    """
    leads = leads - _with_needs(workspace_id, leads)
    condition, parameter = among("lead", leads)
    rows = fetch(
        f"SELECT lead, judged_in, {', '.join(_CARD)} FROM judging_state"
        f" WHERE workspace_id = %s AND {condition}",
        (workspace_id, parameter),
    )
    cards = {row[0]: (row[1], Card(**dict(zip(_CARD, row[2:], strict=True)))) for row in rows}
    for judgement in found.judgements(leads & set(cards)):
        took, card = cards[judgement.lead]
        yield found.reckoned(judgement, card, took)


def _with_needs(workspace_id: int, leads: set[int]) -> set[int]:
    """Return those of these leads with meetings, or something that people are asked for."""
    condition, parameter = among("lead", leads)
    rows = fetch(
        f"SELECT lead FROM judging_need WHERE workspace_id = %s AND {condition} UNION"
        f" SELECT lead FROM judging_meeting WHERE workspace_id = %s AND {condition}",
        (workspace_id, parameter, workspace_id, parameter),
    )
    return {row[0] for row in rows}


def _words_that_start(timeline: Timeline) -> frozenset[str]:
    """Return the words that start a clock; facts that do are looked for where leads are known."""
    return frozenset(w for d in timeline for clock in d.sla.clocks for w in clock.start)


def _rows(table: pa.Table, instant: str) -> list[dict[str, Any]]:
    """Return rows with one instant as microseconds."""
    index = table.column_names.index(instant)
    assert table.schema.field(instant).type == INSTANT
    numbers = table.column(instant).cast(pa.int64())
    rows: list[dict[str, Any]] = table.set_column(index, instant, numbers).to_pylist()
    return rows


def _entered(row: dict[str, Any]) -> Entered:
    return Entered(
        row["pass"],
        row["motion"],
        row["stage"],
        row["at"],
        row["date_only"],
        row["how"],
        row["version"],
        row["reason"],
    )


def _judgement(row: dict[str, Any], entries: Sequence[Entered], at: int) -> Judgement:
    missing, unknown = _listed(row["missing"]), _listed(row["unknown"])
    return Judgement(
        lead=row["lead"],
        at=at,
        version=row["version"],
        pass_number=row["pass"],
        motion=row["motion"],
        open=row["open"],
        stage=row["stage"],
        stage_since=row["stage_since"],
        reason=row["reason"],
        score=row["score"],
        fit=row["fit"],
        behaviour=row["behaviour"],
        high_intent=row["high_intent"],
        reachable=Reachable(row["score_low"], row["score_high"], ()),
        parts=(),
        criteria=(),
        verdict=Verdict(Word(row["verdict"]), (), missing, unknown, row["next_question"]),
        falls_under_at=None,
        warnings=(),
        entries=tuple(entries),
    )


def _listed(text: str) -> tuple[str, ...]:
    return tuple(text.split(", ")) if text else ()
