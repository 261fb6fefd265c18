"""Quotas as rows: confirmed solid against the target, booked beside it, hatched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from meetworthy.app.measuring.team_quotas import TeamMonth
from meetworthy.app.pages.saying import points_text
from meetworthy.handoff.quotas import Owed, Progress
from meetworthy.report.figures import NARROW

_NEARLY = 0.005  # a share so near to all is all; it would be written as 100 %


@dataclass(frozen=True, slots=True)
class Bar:
    """Where a bar's parts end, in percent of the longest; None for what there is not."""

    confirmed: str
    booked: str
    target: str | None
    by_now: str | None


@dataclass(frozen=True, slots=True)
class Row:
    """One person's month, in words; ``query`` is their part of a link to what is behind it."""

    query: str
    name: str
    bar: Bar
    confirmed: str
    target: str  # empty where nobody set one
    by_now: str
    why: str  # how the target came about, where it is not the whole quota
    booked: str
    beside: str  # what stands beside it, and how the month before went


@dataclass(frozen=True, slots=True)
class Quotas:
    """The rows of a month, those with a target first, and the team's sum."""

    rows: tuple[Row, ...]
    confirmed: int
    booked: int
    target: str
    uncredited: int


def quotas_of(month: TeamMonth, before: TeamMonth, *, name: str, is_over: bool) -> Quotas:
    """Return a month as rows, with the month before, called ``name``, beside it."""
    earlier = {one.person: f"{name}: {_before(one)}" for one in before.progress}
    words = _Words()
    top = _longest(month.progress)
    rows = [_row(one, earlier.get(one.person, ""), words, top, is_over) for one in month.progress]
    rows.sort(key=lambda row: not row.target)
    target = sum(one.owed.target for one in month.progress if one.owed)
    return Quotas(
        rows=tuple(rows),
        confirmed=sum(one.confirmed for one in month.progress) + month.uncredited,
        booked=sum(one.booked for one in month.progress),
        target=points_text(target) if target else "",
        uncredited=month.uncredited,
    )


class _Words:
    """The words of every row, translated once."""

    def __init__(self) -> None:
        self.booked, self.by_now = _("%(n)s booked"), _("%(n)s by today")
        self.beside = _("%(accepted)s accepted · %(held)s held")


def _longest(found: Sequence[Progress]) -> float:
    lengths = [(one.confirmed, one.booked, one.owed.target if one.owed else 0) for one in found]
    return max((float(max(each)) for each in lengths), default=1.0) or 1.0


def _row(one: Progress, earlier: str, words: _Words, top: float, is_over: bool) -> Row:
    owed = one.owed
    beside = words.beside % {"accepted": one.accepted, "held": one.held}
    by_now = points_text(owed.by_now) if owed and not is_over else ""
    return Row(
        query=urlencode({"person": one.person}),
        name=one.name,
        bar=_bar(one, top, is_over),
        confirmed=str(one.confirmed),
        target=points_text(owed.target) if owed else "",
        by_now=words.by_now % {"n": by_now} if by_now else "",
        why=_why(owed) if owed else "",
        booked=words.booked % {"n": one.booked},
        beside=" · ".join(filter(None, (beside, _apart(one), earlier))),
    )


def _bar(one: Progress, top: float, is_over: bool) -> Bar:
    def at(value: float) -> str:
        return f"{min(value / top, 1.0) * 100:.2f}"

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


def _before(last: Progress) -> str:
    if last.owed is None or not last.owed.target:
        return str(last.confirmed)
    target = points_text(last.owed.target)
    return _("%(n)s of %(target)s") % {"n": last.confirmed, "target": target}
