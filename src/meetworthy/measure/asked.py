"""Whether what is asked can be answered: names that mean something, times in order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from meetworthy.model.problem import Place, Problem, Refused
from meetworthy.model.tables import PROPERTY_PREFIX

from .calendar import instant_text
from .store import Store

ASKED = "the question"


def check_asked(
    store: Store, *, as_of: int, since: int | None, by: Sequence[str], zone: str
) -> None:
    """Refuse a question that has no answer, with all that is wrong with it (`Refused`)."""
    problems = [*_times(as_of, since, zone), *_attributes(store, by)]
    if problems:
        raise Refused(problems)


def _times(as_of: int, since: int | None, zone: str) -> Iterator[Problem]:
    if since is not None and since >= as_of:
        yield Problem(
            "empty_period",
            Place(ASKED, field="since"),
            f"Cohorts from {instant_text(since, zone)} on have not begun as of "
            f"{instant_text(as_of, zone)}.",
            "Ask for cohorts from an earlier day on, or as of a later one.",
        )


def _attributes(store: Store, by: Sequence[str]) -> Iterator[Problem]:
    known = sorted(
        column.removeprefix(PROPERTY_PREFIX)
        for column in store.columns
        if column.startswith(PROPERTY_PREFIX)
    )
    for name in by:
        if name not in known:
            yield Problem(
                "unknown_attribute",
                Place(ASKED, field="by"),
                f"No fact says anything of an attribute named {name}.",
                f"There are: {', '.join(known) or 'none'}.",
            )
