"""Promises as dots with their intervals: by clock, and by person within a clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetworthy.app.measuring.team_promises import Promised
from meetworthy.app.pages.saying import span_text
from meetworthy.measure.promises import Kept
from meetworthy.measure.results import Rate
from meetworthy.model.time import HOUR, MINUTE
from meetworthy.report.figures import interval, percent
from meetworthy.report.marks import Axis, Track, axis_over, track_of
from meetworthy.stats.survival import Quantile

AXIS = axis_over([1.0])
"""Promises are kept from never to always: all of them on one scale."""


@dataclass(frozen=True, slots=True)
class Line:
    """How a group of promises was kept; ``track`` is None where none is decided yet."""

    label: str
    person: str
    track: Track | None
    figure: str
    between: str
    met: int
    missed: int
    beside: str  # what is not in the share
    is_linked: bool  # to the leads behind it


@dataclass(frozen=True, slots=True)
class ClockLines:
    """One clock: all of it, the month before, how long answers took, and each person."""

    slug: str
    label: str
    whole: Line
    before: Line | None
    took: str
    people: tuple[Line, ...]
    axis: Axis = AXIS


def clocks_of(
    month: Promised, before: Promised, names: Mapping[str, str]
) -> tuple[ClockLines, ...]:
    """Return the clocks of a month, in the order of the definition, those that ran."""
    return tuple(
        ClockLines(
            slug=slug,
            label=label,
            whole=_line(_("Everybody"), "", month.clocks[slug], is_linked=True),
            before=_earlier(before, slug),
            took=_took(month.clocks[slug], is_working=slug in month.working),
            people=_people(month, slug, names),
        )
        for slug, label in month.labels.items()
        if slug in month.clocks
    )


def _earlier(before: Promised, slug: str) -> Line | None:
    kept = before.clocks.get(slug)
    return None if kept is None else _line(_("Month before"), "", kept, is_linked=False)


def _people(month: Promised, slug: str, names: Mapping[str, str]) -> tuple[Line, ...]:
    """Return the lines of those who had a lead, by name: nobody is ranked; then nobody's."""
    mine = [(who, kept) for (clock, who), kept in month.people.items() if clock == slug]
    lines = [(names.get(who, who) or _("Nobody’s leads"), who, kept) for who, kept in mine]
    lines.sort(key=lambda one: (not one[1], one[0].lower()))
    return tuple(_line(*one, is_linked=bool(one[1])) for one in lines)


def _line(label: str, person: str, kept: Kept, *, is_linked: bool) -> Line:
    share = kept.share
    rate = None if share is None else Rate(share.rate, share.low, share.high)
    return Line(
        label=label,
        person=person,
        track=None if rate is None else track_of(rate, AXIS),
        figure="" if rate is None else percent(rate.rate),
        between="" if rate is None else f"({interval(rate)})",
        met=kept.met,
        missed=kept.missed,
        beside=_beside(kept),
        is_linked=is_linked,
    )


def _beside(kept: Kept) -> str:
    parts = []
    if kept.running:
        parts.append(ngettext("%(n)s running", "%(n)s running", kept.running) % {"n": kept.running})
    if kept.void:
        parts.append(_("%(n)s void: the lead left first") % {"n": kept.void})
    if kept.undated:
        parts.append(_("%(n)s known by the day only") % {"n": kept.undated})
    return " · ".join(parts)


def _took(kept: Kept, *, is_working: bool) -> str:
    """Return how long answers took, or why that can't be said."""
    if kept.median is None or kept.ninetieth is None:
        return _("%(n)s answered: too few to say how long it takes.") % {"n": kept.answered}
    half, most = (_by(each, is_working=is_working) for each in (kept.median, kept.ninetieth))
    if not half:
        return _("Fewer than half have been answered.")
    if not most:
        return _("Half are answered within %(half)s; nine in ten have not been.") % {"half": half}
    return _("Half are answered within %(half)s, nine in ten within %(most)s.") % {
        "half": half,
        "most": most,
    }


def _by(quantile: Quantile, *, is_working: bool) -> str:
    """Return a time; working time in hours alone, because its days are short."""
    if quantile.time is None:
        return ""
    length = round(quantile.time * HOUR)
    if not is_working:
        return span_text(length)
    return _("%(h)s h %(m)02d of working time") % {
        "h": length // HOUR,
        "m": length % HOUR // MINUTE,
    }
