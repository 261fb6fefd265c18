"""Quotas as rows: confirmed solid against the target, booked beside it, hatched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from meetworthy.app.measuring.team_quotas import TeamMonth
from meetworthy.app.pages.saying import points_text
from meetworthy.handoff.quotas import Owed, Progress
from meetworthy.report.figures import NARROW

_NEARLY = 0.005  # a share so near to all is all; it would be written as 100 %


@dataclass(frozen=True, slots=True)
class Bar:
    """Where a bar's parts end, in percent of the longest; None for what there is not."""

    confirmed: float
    booked: float
    target: float | None
    by_now: float | None


@dataclass(frozen=True, slots=True)
class Row:
    """One person's month, and how the month before went."""

    person: str
    name: str
    bar: Bar
    confirmed: int
    target: str  # empty where nobody set one
    by_now: str
    why: str  # how the target came about, where it is not the whole quota
    apart: str  # what of the confirmed is counted apart
    booked: int
    accepted: int
    held: int
    before: str


@dataclass(frozen=True, slots=True)
class Quotas:
    """The rows of a month, those with a target first, and the team's sum."""

    rows: tuple[Row, ...]
    confirmed: int
    booked: int
    target: str
    uncredited: int


def quotas_of(month: TeamMonth, before: TeamMonth, *, is_over: bool) -> Quotas:
    """Return a month as rows, with the month before beside it."""
    earlier = {one.person: one for one in before.progress}
    top = _longest(month.progress)
    rows = [_row(one, earlier, top, is_over) for one in month.progress]
    rows.sort(key=lambda row: not row.target)
    target = sum(one.owed.target for one in month.progress if one.owed)
    return Quotas(
        rows=tuple(rows),
        confirmed=sum(one.confirmed for one in month.progress) + month.uncredited,
        booked=sum(one.booked for one in month.progress),
        target=points_text(target) if target else "",
        uncredited=month.uncredited,
    )


def _longest(found: Sequence[Progress]) -> float:
    lengths = [(one.confirmed, one.booked, one.owed.target if one.owed else 0) for one in found]
    return max((float(max(each)) for each in lengths), default=1.0) or 1.0


def _row(one: Progress, earlier: Mapping[str, Progress], top: float, is_over: bool) -> Row:
    owed, last = one.owed, earlier.get(one.person)
    return Row(
        person=one.person,
        name=one.name,
        bar=_bar(one, top, is_over),
        confirmed=one.confirmed,
        target=points_text(owed.target) if owed else "",
        by_now=points_text(owed.by_now) if owed and not is_over else "",
        why=_why(owed) if owed else "",
        apart=_apart(one),
        booked=one.booked,
        accepted=one.accepted,
        held=one.held,
        before=_before(last),
    )


def _bar(one: Progress, top: float, is_over: bool) -> Bar:
    def at(value: float) -> float:
        return round(min(value / top, 1.0) * 100, 2)

    owed = one.owed
    by_now = None if owed is None or is_over else at(owed.by_now)
    return Bar(at(one.confirmed), at(one.booked), at(owed.target) if owed else None, by_now)


def _why(owed: Owed) -> str:
    """Return how a target came about: the quota, less what is not owed of it."""
    parts = []
    if owed.ramp < 1 - _NEARLY:
        parts.append(_("%(share)s while new") % {"share": _percent(owed.ramp)})
    if owed.present < 1 - _NEARLY:
        parts.append(_("there %(share)s of the month") % {"share": _percent(owed.present)})
    if not parts:
        return ""
    return " · ".join([_("quota %(n)s") % {"n": owed.quota.meetings}, *parts])


def _percent(share: float) -> str:
    return f"{100 * share:.0f}{NARROW}%"


def _apart(one: Progress) -> str:
    parts = []
    if one.settled:
        parts.append(_("%(n)s after a dispute") % {"n": one.settled})
    if one.own:
        parts.append(_("%(n)s confirmed by who booked it") % {"n": one.own})
    return " · ".join(parts)


def _before(last: Progress | None) -> str:
    if last is None:
        return ""
    if last.owed is None or not last.owed.target:
        return str(last.confirmed)
    target = points_text(last.owed.target)
    return _("%(n)s of %(target)s") % {"n": last.confirmed, "target": target}
