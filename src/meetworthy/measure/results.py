"""What a report says, as values: exactly the content of `report.json`.

Rates are fractions, durations are days, instants are ISO 8601 texts in the workspace's zone,
months are `YYYY-MM`.  What can't be said is null, or a value that says why; never zero.
A trailing underscore (`from_`) is dropped in the JSON.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass

from meetworthy.model.problem import DataProblem

REPORT_FORMAT = 1
"""Rises when a field of report.json changes its meaning or goes."""


@dataclass(frozen=True, slots=True)
class DefinitionRef:
    """The version of the definition by which leads were judged last."""

    name: str
    version: int
    hash: str


@dataclass(frozen=True, slots=True)
class Read:
    """What became of the rows read: rows = taken + known + quarantined."""

    rows: int
    taken: int
    known: int
    quarantined: int


@dataclass(frozen=True, slots=True)
class Settings:
    """What was asked: what the numbers are conditional on."""

    zone: str
    since: str | None  # cohorts from then on; null: from the beginning
    horizons_days: tuple[int, ...]
    by: tuple[str, ...]  # attributes asked for beside source and campaign
    unit: str = "first pass"  # or "every pass"
    confidence: float = 0.95
    enough_followed: int = 30  # fewer followed for a horizon: not yet


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate with its interval; fractions."""

    rate: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class StageCount:
    """How many entered a stage, and what became of them.

    ``entered`` counts in the unit of the report (first passes); ``entries`` counts all passes.
    entered = moved_on (to any later stage) + left + open; of the last stage all have moved on.
    """

    stage: str
    label: str
    entered: int
    entries: int
    moved_on: int
    left: int
    open: int
    series: str = "judged"  # how it is entered: judged, decided, recorded, asserted, …
    criteria_recorded: bool = True  # false: a CRM says so, nobody knows by which criteria


@dataclass(frozen=True, slots=True)
class MatureRate:
    """The probability of converting within a horizon, leaving competing, young passes included.

    ``complete``: every pass had the whole horizon, or its end, so nothing is estimated.
    """

    horizon_days: int
    rate: float
    low: float
    high: float
    followed: int  # passes that entered at least that long ago
    complete: bool


@dataclass(frozen=True, slots=True)
class NotYet:
    """Why no rate within this horizon can be given yet."""

    horizon_days: int
    not_yet: str
    followed: int


@dataclass(frozen=True, slots=True)
class Shrunk:
    """A group's rate drawn towards the whole, for ranking; of `horizon_days`, null: so far."""

    rate: float
    low: float
    high: float
    horizon_days: int | None


@dataclass(frozen=True, slots=True)
class Conversion:
    """Conversion from a stage (or kind of fact) to another.

    ``by`` is null for all, or names one group: ``{"source": "paid_search"}``; a null value
    is an empty one, which is not the text `unknown`.  ``cohort`` is null or a month of entry.
    entered = converted + left + open.
    """

    from_: str
    to: str
    by: Mapping[str, str | None] | None
    cohort: str | None
    entered: int
    converted: int
    left: int
    open: int
    so_far: Rate | None  # null where nobody entered
    mature: tuple[MatureRate | NotYet, ...]
    shrunk: Shrunk | None = None  # groups only
    consecutive: bool = True  # the next stage of the funnel, not a later one
    not_known_at_entry: bool = False  # the group of those whose attribute was not known then


@dataclass(frozen=True, slots=True)
class PeriodRatio:
    """Entries into B in a month over entries into A in that month, all passes.

    The spreadsheet's formula: different leads above and below the line, so it is no
    probability and may exceed one.  Null where nothing entered A.
    """

    from_: str
    to: str
    month: str
    entered_from: int
    entered_to: int
    ratio: float | None


@dataclass(frozen=True, slots=True)
class DirectEntry:
    """Passes that entered B without ever having entered A; not in the conversion."""

    from_: str
    to: str
    count: int
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ImpossibleOrder:
    """Passes that entered B before A: in the volumes, out of the conversions."""

    from_: str
    to: str
    count: int
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """The chance of having converted by the end of a day after entry, with its interval."""

    day: float
    rate: float
    low: float
    high: float
    at_risk: int


@dataclass(frozen=True, slots=True)
class Velocity:
    """How long A to B takes, for those who convert within `within_days`.

    The quartiles are null while the curve has not settled; `not_yet` says why.  The curve is
    the chance of having converted by each day, over all who entered A, and is always there.
    """

    from_: str
    to: str
    by: Mapping[str, str | None] | None
    converted: int
    within_days: int | None
    median_days: float | None
    q25_days: float | None
    q75_days: float | None
    not_yet: str | None
    curve: tuple[CurvePoint, ...]


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in one currency, and how many records make it up."""

    currency: str | None
    amount: float
    records: int


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One source (or campaign): what came of it.

    ``name`` null: the source is empty.  ``entered`` counts first passes by stage; ``rate`` is
    from `from_` to `to` so far, ``shrunk`` the same drawn towards the whole, for ranking.
    """

    name: str | None
    entered: Mapping[str, int]
    from_: str
    to: str
    qualified: int
    rate: Rate | None
    shrunk: Shrunk | None
    mature: tuple[MatureRate | NotYet, ...]
    revenue: tuple[Money, ...]
    won_without_amount: int


@dataclass(frozen=True, slots=True)
class Cost:
    """What one entry into a stage cost: spend of the period / entries in the period.

    ``scope`` `channel`: spend of this source or campaign; `all`: all marketing and sales
    expense.  ``per_entry`` is null where it can't be said, and ``unknown`` says why: no
    spend recorded is unknown, not zero.  Low and high reflect the chance in the count only.
    """

    stage: str
    by: Mapping[str, str | None] | None
    scope: str
    from_: str | None  # the first day that spend is recorded for
    until: str | None  # the first day after it
    entered: int
    spend: float | None
    currency: str | None
    per_entry: float | None
    low: float | None
    high: float | None
    unknown: str | None


@dataclass(frozen=True, slots=True)
class Visits:
    """Visits (sessions) and unique visitors in a month; null month: all of it."""

    month: str | None
    visits: int
    visitors: int
    became_leads: int
    visitor_to_lead: Rate | None


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A band that a source gives, with where it comes from."""

    set: str
    label: str
    source: str
    year: int | None
    sample: str | None
    definition: str | None
    strength: str
    low: float | None  # null: no lower edge
    high: float | None


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """A rate beside a benchmark band.

    ``verdict``: below, above or inside only where the whole interval says so; else
    `not enough to tell` with ``more_needed`` entries; `context` where no set was chosen.
    """

    from_: str
    to: str
    by: Mapping[str, str | None] | None
    rate: Rate
    horizon_days: int | None  # null: so far
    benchmark: Benchmark
    verdict: str
    more_needed: int | None
    says: str
    look_at: str | None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Trend:
    """The last mature quarter beside the one before.

    ``verdict``: risen or fallen where the interval of the difference says so, else
    `no change shown`.
    """

    from_: str
    to: str
    horizon_days: int
    before: str  # e.g. 2026-Q1
    after: str
    rate_before: Rate
    rate_after: Rate
    difference: Rate
    verdict: str
    says: str


@dataclass(frozen=True, slots=True)
class LateRecording:
    """B began to be recorded later than A: cohorts before look dead and are not."""

    from_: str
    to: str
    first_from: str  # the day of the first A
    first_to: str  # the day of the first B
    expected_before: float  # entries into B that should have been there before first_to
    chance: float  # that none was, by chance alone
    since: str  # suggested start of cohorts


@dataclass(frozen=True, slots=True)
class FunnelReport:
    """Everything that the report says."""

    as_of: str
    definition: DefinitionRef | None
    read: Read
    settings: Settings
    headline: tuple[str, ...]
    stages: tuple[StageCount, ...]
    conversions: tuple[Conversion, ...]
    period_ratios: tuple[PeriodRatio, ...]
    direct_entries: tuple[DirectEntry, ...]
    impossible_orders: tuple[ImpossibleOrder, ...]
    velocity: tuple[Velocity, ...]
    sources: tuple[SourceRow, ...]
    campaigns: tuple[SourceRow, ...]
    costs: tuple[Cost, ...]
    visits: tuple[Visits, ...]  # empty: no page views with visitors
    diagnosis: tuple[Diagnosis, ...]
    trends: tuple[Trend, ...]
    late_recording: tuple[LateRecording, ...]
    problems: tuple[DataProblem, ...] = field(default=())
    format: int = REPORT_FORMAT


Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


def as_json(value: object) -> Json:
    """Return a result (or any part of it) as plain JSON values; a TypeError for anything else."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name.rstrip("_"): as_json(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): as_json(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [as_json(inner) for inner in value]
    raise TypeError(f"{type(value).__name__} has no place in a report")
