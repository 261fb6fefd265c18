"""A definition takes effect with the signatures of both teams."""

from __future__ import annotations

from collections.abc import Iterator

from meetworthy.definition.draft import Draft
from meetworthy.model.problem import Problem


def check(draft: Draft) -> Iterator[Problem]:
    """Yield a warning if marketing or sales has not signed."""
    signed = draft.file.signed
    teams = {
        "marketing": signed.marketing if signed else None,
        "sales": signed.sales if signed else None,
    }
    missing = [team for team, sign in teams.items() if sign is None]
    if missing:
        yield draft.warning(
            "unsigned",
            ("signed",),
            f"Not signed by {' and '.join(missing)}.",
            "Agree on it, then add `signed: {marketing: {by: …, on: …}, sales: {by: …, on: …}}`.",
        )
