"""Walking the chains of this installation's ledgers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.utils.module_loading import import_string

from .backup.manifest import refuse
from .moment import one_moment

Say = Callable[[str, float | None], object]


def verify_ledgers(
    slug: str = "", *, last_batches: int | None = None, progress: Say = lambda _text, _share: None
) -> list[Any]:
    """Walk the chains of one workspace or of all; return what `ledger.verify` found for each.

    Raises Refused for a workspace that there is not.
    """
    verify = import_string("meetworthy.app.ledger.verify.verify")  # the ledger imports this room
    workspaces = import_string("meetworthy.app.people.models.Workspace").objects.order_by("slug")
    chosen = list(workspaces.filter(slug=slug) if slug else workspaces)
    if slug and not chosen:
        refuse("no_workspace", Path(slug), "There is no such workspace.",
               "`meetworthy workspace list` names them.")  # fmt: skip
    found = []
    for workspace in chosen:
        with one_moment():
            found.append(
                verify(
                    workspace,
                    last_batches=last_batches,
                    progress=lambda done, of, name=workspace.slug: progress(
                        f"Walking the chain of {name}", done / of if of else None
                    ),
                )
            )
    return found
