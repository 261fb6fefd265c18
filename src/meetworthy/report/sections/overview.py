"""The head of the page: what this is, as of when, by which definition, from how many rows."""

from __future__ import annotations

from dataclasses import dataclass

from meetworthy.measure.results import FunnelReport
from meetworthy.report.dates import Moment, moment
from meetworthy.report.figures import HARD, count

HASH_SHOWN = 12
"""Characters of a hash that are shown; the whole stands in the title. Chosen by eye."""


@dataclass(frozen=True, slots=True)
class Overview:
    """The head of the page."""

    title: str
    version: str
    hash: str
    hash_short: str
    as_of: Moment
    zone: str
    since: str
    unit: str
    horizons: str
    confidence: str
    rows: str
    taken: str
    known: str
    quarantined: int
    quarantined_text: str


def overview(report: FunnelReport) -> Overview:
    """Return the head of the page."""
    definition, settings, read = report.definition, report.settings, report.read
    whole = definition.hash if definition else ""
    return Overview(
        title=definition.name if definition else "Funnel without a definition",
        version=f"version{HARD}{definition.version}" if definition else "",
        hash=whole,
        hash_short=short_hash(whole),
        as_of=moment(report.as_of),
        zone=settings.zone,
        since=settings.since or "",
        unit=settings.unit,
        horizons=", ".join(str(days) for days in settings.horizons_days),
        confidence=f"{100 * settings.confidence:g}{HARD}%",
        rows=count(read.rows),
        taken=count(read.taken),
        known=count(read.known),
        quarantined=read.quarantined,
        quarantined_text=count(read.quarantined),
    )


def short_hash(whole: str) -> str:
    """Return the beginning of a hash without the name of its algorithm."""
    digest = whole.rpartition(":")[2]
    return digest if len(digest) <= HASH_SHOWN else f"{digest[:HASH_SHOWN]}…"
