"""Promises as dots with their intervals: by clock, and by person within a clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetworthy.app.measuring.team_promises import Promised
from meetworthy.app.pages.saying import span_text
from meetworthy.measure.promises import Answers, Tally
from meetworthy.measure.results import Rate
from meetworthy.model.time import HOUR, MINUTE
from meetworthy.report.figures import interval, percent
from meetworthy.report.marks import Axis, Track, axis_over, track_of
from meetworthy.stats.survival import Quantile

AXIS = axis_over([1.0])
"""Promises are kept from never to always: all of them on one scale."""

FEW = 12
"""So many people stand under their clock at once; of more, one asks for. Chosen by eye."""


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
    """One clock: all of it, the month before, how long answers took, and each person.

    ``count`` people had leads; ``people`` are their lines, none where one has to ask for them.
    """

    slug: str
    label: str
    whole: Line
    before: Line | None
    took: str
    count: int
    people: tuple[Line, ...]
    is_asked: bool
    axis: Axis = AXIS


def clocks_of(
    month: Promised, before: Mapping[str, Tally], names: Mapping[str, str], *, asked: str
) -> tuple[ClockLines, ...]:
    """Return the clocks of a month, in the order of the definition, those that ran.

    ``asked`` is the clock whose people are wanted however many they are.
    """
    return tuple(
        _clock(month, slug, before.get(slug), names, is_asked=slug == asked)
        for slug in month.labels
        if slug in month.clocks
    )


def _clock(
    month: Promised,
    slug: str,
    before: Tally | None,
    names: Mapping[str, str],
    *,
    is_asked: bool,
) -> ClockLines:
    mine = {who: tally for (clock, who), tally in month.people.items() if clock == slug}
    answers = month.answers.get(slug, Answers())
    return ClockLines(
        slug=slug,
        label=month.labels[slug],
        whole=_line(_("Everybody"), "", month.clocks[slug], is_linked=True),
        before=_line(_("Month before"), "", before, is_linked=False) if before else None,
        took=_took(answers, is_working=slug in month.working),
        count=len(mine),
        people=_people(mine, names) if is_asked or len(mine) <= FEW else (),
        is_asked=is_asked,
    )


def _people(mine: Mapping[str, Tally], names: Mapping[str, str]) -> tuple[Line, ...]:
    """Return the lines of those who had a lead, by name: nobody is ranked; then nobody's."""
    lines = [
        (names.get(who, who) or _("Nobody’s leads"), who, tally) for who, tally in mine.items()
    ]
    lines.sort(key=lambda one: (not one[1], one[0].lower()))
    return tuple(_line(*one, is_linked=bool(one[1])) for one in lines)


def _line(label: str, person: str, tally: Tally, *, is_linked: bool) -> Line:
    share = tally.share
    rate = None if share is None else Rate(share.rate, share.low, share.high)
    return Line(
        label=label,
        person=person,
        track=None if rate is None else track_of(rate, AXIS),
        figure="" if rate is None else percent(rate.rate),
        between="" if rate is None else f"({interval(rate)})",
        met=tally.met,
        missed=tally.missed,
        beside=_beside(tally),
        is_linked=is_linked,
    )


def _beside(tally: Tally) -> str:
    parts = []
    if tally.running:
        running = ngettext("%(n)s running", "%(n)s running", tally.running)
        parts.append(running % {"n": tally.running})
    if tally.void:
        parts.append(_("%(n)s void: the lead left first") % {"n": tally.void})
    if tally.undated:
        parts.append(_("%(n)s known by the day only") % {"n": tally.undated})
    return " · ".join(parts)


def _took(answers: Answers, *, is_working: bool) -> str:
    """Return how long answers took, or why that can't be said."""
    if answers.median is None or answers.ninetieth is None:
        return _("%(n)s answered: too few to say how long it takes.") % {"n": answers.answered}
    half, most = (_by(each, is_working=is_working) for each in (answers.median, answers.ninetieth))
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
