"""The reminder comes while the link still works."""

from __future__ import annotations

from collections.abc import Iterator

from meetworthy.definition import units
from meetworthy.definition.draft import Draft
from meetworthy.model.problem import Problem


def check(draft: Draft) -> Iterator[Problem]:
    """Yield a problem if the reminder would come when the form is no longer there."""
    form = draft.file.prequalification
    if form is None or any(draft.is_left_out("prequalification", word) for word in _WORDS):
        return
    if units.parse_duration(form.remind) >= units.parse_duration(form.expires):
        cause = f"The reminder comes after {form.remind}, when the link no longer works."
        remedy = f"Remind earlier than after {form.expires}, or let the link work longer."
        yield draft.error("late_reminder", ("prequalification", "remind"), cause, remedy)


_WORDS = ("remind", "expires")
