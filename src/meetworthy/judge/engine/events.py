"""Everything that is not behaviour, as the kernel's rows.

What a row means depends on a few words (its kind, its criterion, its reason …) that recur a
million times: each distinct word is read once, by the interpreter's own functions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from meetworthy.definition.language import MeetingRule
from meetworthy.model.criteria import learned_how
from meetworthy.model.fact import Fact
from meetworthy.model.kinds import Kind, Phase
from meetworthy.model.text import folded

from ..evidence import criterion_word, status_word
from ..meetings import Counts, Meeting
from ..people import SALES_SIDE, People
from ..plan import NAMES_A_STAGE, WAKING
from . import layout
from .columns import Rows
from .layout import (
    ASSESS,
    BOOKED,
    BY_SALES,
    CLEAR,
    DATE_ONLY,
    DECIDE,
    LEAVE,
    MEET,
    NOTHING,
    STATE,
    WAKES,
    WAY_CODES,
    EventsStruct,
)
from .order import Ints, Records, column, order_events

RULES = tuple(
    MeetingRule(accepted=bool(number & 1), self_confirmation=bool(number & 2))
    for number in range(4)
)
"""Every meeting rule there can be, by its number in the tables."""

_COUNTS = {Counts.NO: 0, Counts.YES: 1, Counts.DISPUTED: 2, Counts.SELF_CONFIRMED: 3}
_OPS = {
    "lead.described": STATE,
    "account.described": STATE,
    "lead.cleared": CLEAR,
    "account.cleared": CLEAR,
    "criterion.assessed": ASSESS,
}

CACHED = 4_096
"""So many rows of leaves are written at a time; chosen by eye."""

Numbers = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Happened:
    """The rows, what their numbers stand for, and the most meetings of any lead."""

    events: EventsStruct
    start: Ints
    senders: list[str]
    reasons: list[str | None]
    meetings: int


def read_events(rows: Rows, people: People, leads: int) -> Happened:
    """Return all that is not behaviour, ordered by lead.

    Ids break ties between facts of one instant, phase and sender.  They are long and seldom
    matter, so they are read only where two such facts contradict each other.
    """
    found = _read(rows, people, leads, with_ids=False)
    return found or _read(rows, people, leads, with_ids=True) or _no_order()


def _no_order() -> Happened:
    raise AssertionError("facts with ids have an order")


def _read(rows: Rows, people: People, leads: int, *, with_ids: bool) -> Happened | None:
    stating, others = rows.stating(with_ids=with_ids), rows.others(with_ids=with_ids)
    meetings, records = rows.meetings(), rows.records()
    parts = (stating, others, meetings, records)
    table = pa.concat_tables([part.select(records.column_names) for part in parts])
    events = np.zeros(len(table), layout.EVENT)
    events["visible"] = column(table, "visible", np.int64)
    events["occurred"] = column(table, "occurred", np.int64)
    senders = _fill_words(events, table, rows)
    reasons = _fill_reasons(events, table)
    events["flags"] |= _flags(table, people)
    events["leaf_row"] = -1
    events["leaf_row"][: len(stating)] = np.arange(len(stating))
    events["says"][: len(stating)] = column(stating, "says", np.int64)
    first = len(stating) + len(others)
    last = first + len(meetings)
    most = _fill_meetings(events[first:last], meetings, rows.kinds_present(), people)
    _fill_records(events[last:])
    ordered = order_events(events, table, leads, with_ids=with_ids)
    if ordered is None:
        return None
    order, start = ordered
    leaves = _leaves(stating, len(rows.names.programs.leaves))
    struct = EventsStruct(
        row=events, order=order, start=start, leaves=leaves, leaf_count=leaves.shape[1]
    )
    return Happened(struct, start, senders, reasons, most)


def _leaves(stating: pa.Table, count: int) -> npt.NDArray[np.float64]:
    """Return the leaves of each stating row side by side."""
    leaves = np.empty((max(1, len(stating)), max(1, count)), np.float64)
    columns = [column(stating, f"leaf{number}", np.float64) for number in range(count)]
    for start in range(0, len(stating), CACHED):  # a block at a time stays in the cache
        block = slice(start, start + CACHED)
        for number, values in enumerate(columns):
            leaves[block.start : block.start + len(values[block]), number] = values[block]
    return leaves


# -- words ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Words:
    """A column of texts as numbers; the last word stands for null."""

    codes: Numbers
    words: list[str | None]

    @classmethod
    def of(cls, table: pa.Table, name: str) -> Words:
        """Return a column of a table as numbers, in the order of its words."""
        texts = table.column(name).combine_chunks()
        if isinstance(texts, pa.ChunkedArray):
            texts = pa.concat_arrays(texts.chunks or [pa.array([], pa.string())])
        coded = texts.dictionary_encode()
        found = coded.dictionary.to_pylist()
        words = sorted(found)
        places = {word: place for place, word in enumerate(words)}
        renumber = np.array([places[word] for word in found] + [len(words)], np.int32)
        indices = coded.indices.fill_null(len(found)).to_numpy(zero_copy_only=False)
        return cls(renumber[indices], [*words, None])

    def read(self, meaning: Callable[[str], int], *, missing: int) -> Numbers:
        """Return a number for each row: what its word means."""
        known = [missing if word is None else meaning(word) for word in self.words]
        return np.array(known, np.int32)[self.codes]


def _fill_words(events: Records, table: pa.Table, rows: Rows) -> list[str]:
    """Fill in what kinds, criteria and stages say; return the senders."""
    sender = Words.of(table, "sender")
    kind = Words(column(table, "kind", np.int32), [*rows.kinds_present()])
    events["sender"] = sender.codes
    counters = rows.names.programs.counters
    events["counter"] = kind.read(lambda k: counters.index(k) if k in counters else -1, missing=-1)
    events["phase"] = kind.read(lambda k: int(rows.facts.phase(k)), missing=0)
    events["flags"] = kind.read(lambda k: WAKES if k in WAKING else 0, missing=0)
    events["op"] = kind.read(lambda k: _op(k, rows.kinds), missing=NOTHING)
    events["detail"] = kind.read(lambda k: _way_out(k, rows.kinds), missing=0)
    _fill_decisions(events, table, kind, rows)
    _fill_assessments(events, table, rows.names.words)
    return [str(word) for word in sender.words]


def _op(kind: str, kinds: Mapping[str, Kind]) -> int:
    if kind in _OPS:
        return _OPS[kind]
    phase = kinds[kind].phase if kind in kinds else Phase.BEHAVIOUR
    if phase is Phase.EXIT:
        return LEAVE
    return DECIDE if phase in (Phase.DECISION, Phase.EVENT) else NOTHING


def _way_out(kind: str, kinds: Mapping[str, Kind]) -> int:
    if kind in kinds and kinds[kind].phase is Phase.EXIT:
        word = kind.split(".")[1]
        return WAY_CODES.index(word) if word in WAY_CODES else WAY_CODES.index("lost")
    return 0


def _fill_decisions(events: Records, table: pa.Table, kind: Words, rows: Rows) -> None:
    codes = rows.decisions.codes()
    decided = kind.read(lambda k: codes.get((k, None), -1), missing=-1)
    stage = Words.of(table, "stage")
    for named in sorted(NAMES_A_STAGE & set(rows.kinds_present())):
        mine = kind.codes == kind.words.index(named)
        meaning = {text: code for (of, text), code in codes.items() if of == named}
        by_stage = stage.read(partial(_named_stage, meaning), missing=-1)
        decided = np.where(mine, by_stage, decided)
    events["argument"] = decided
    events["op"][(events["op"] == DECIDE) & (decided < 0)] = NOTHING


def _named_stage(codes: Mapping[str | None, int], text: str) -> int:
    return codes.get(folded(text), -1)


def _fill_assessments(events: Records, table: pa.Table, words: Sequence[str]) -> None:
    mine = events["op"] == ASSESS
    if not mine.any():
        return
    places = {word: place for place, word in enumerate(words)}
    criterion = Words.of(table, "criterion").read(
        lambda text: places.get(criterion_word(text), -1), missing=-1
    )
    status = Words.of(table, "status").read(_status_code, missing=-1)
    learned = Words.of(table, "how").read(lambda how: int(learned_how(how)), missing=0)
    known = mine & (criterion >= 0) & (status >= 0)
    events["argument"][mine] = criterion[mine]
    events["detail"][mine] = (learned * 8 + status)[mine]
    events["op"][mine & ~known] = NOTHING


def _status_code(text: str) -> int:
    status = status_word(text)
    return -1 if status is None else int(status) + 1


def _fill_reasons(events: Records, table: pa.Table) -> list[str | None]:
    reason = Words.of(table, "reason")
    leaving = events["op"] == LEAVE
    events["argument"][leaving] = reason.codes[leaving]
    return reason.words


def _flags(table: pa.Table, people: People) -> Numbers:
    """Return the flags that depend on the fact: its date, its account, who did it."""
    flags = np.where(column(table, "date_only", bool), DATE_ONLY, 0).astype(np.int32)
    flags |= np.where(_by_sales(table, people), BY_SALES, 0).astype(np.int32)
    return flags


def _by_sales(table: pa.Table, people: People) -> npt.NDArray[np.bool_]:
    """Say of each row whether who did it may decide; whoever is not known is not refused."""
    actor = Words.of(table, "actor")
    occurred = column(table, "occurred", np.int64)
    may = np.ones(len(table), bool)
    for code, person in enumerate(actor.words):
        if person is None or person not in people.roles:
            continue
        mine = np.flatnonzero(actor.codes == code)
        spans = people.roles[person]
        may[mine] = occurred[mine] < min(start for _, start, _ in spans)
        for role, start, until in spans:
            if role in SALES_SIDE:
                may[mine] |= (occurred[mine] >= start) & (occurred[mine] < until)
    return may


# -- meetings and records --------------------------------------------------------------------


def _fill_meetings(events: Records, table: pa.Table, kinds: Sequence[str], people: People) -> int:
    """Fill in which meeting each row is about, and whether it counts then; return the most."""
    numbers: dict[int, dict[str, int]] = {}
    lives: dict[tuple[int, str], Meeting] = {}
    for place, row in enumerate(table.to_pylist()):
        lead, meeting, kind = row["lead"], row["meeting"], kinds[row["kind"]]
        mine = numbers.setdefault(lead, {})
        life = lives.setdefault((lead, meeting), Meeting())
        life.take(Fact(kind, row["occurred"], row["sender"], row["id"], actor=row["actor"]), people)
        events["op"][place] = MEET
        events["argument"][place] = mine.setdefault(meeting, len(mine))
        events["detail"][place] = sum(
            _COUNTS[life.counts(rule)] << (2 * number) for number, rule in enumerate(RULES)
        )
        if kind == "meeting.booked":
            events["flags"][place] |= BOOKED
    return max((len(mine) for mine in numbers.values()), default=1)


def _fill_records(events: Records) -> None:
    """Make rows of facts that are a stage's record besides: events that nobody counts twice."""
    events["op"] = DECIDE
    events["phase"] = int(Phase.EVENT)
    events["counter"] = -1
    events["flags"] &= ~WAKES
