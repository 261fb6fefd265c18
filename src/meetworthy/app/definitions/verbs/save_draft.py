"""Saving a draft: what somebody writes, errors and all."""

from __future__ import annotations

import re
from datetime import datetime

from django.db import transaction

from meetworthy.app.definitions.checking import check
from meetworthy.app.definitions.finding import hold, refuse
from meetworthy.app.definitions.models import Version
from meetworthy.app.people.access import Ability, Access
from meetworthy.app.people.deeds import record
from meetworthy.app.people.models import Workspace

MOST_CHARACTERS = 1_000_000
"""Of a text and of all its lists; chosen by eye, far above any that people read."""

LONGEST_NAME = 200
"""Bytes of a file's name; file systems take 255."""

_PLAIN_NAME = re.compile(r"\w[\w .()-]*")

MOST_LISTS = 50
"""Files of lists of one version; chosen by eye."""


@transaction.atomic
def save_draft(
    text: str,
    lists: dict[str, str],
    *,
    by: Access,
    at: datetime,
    version: Version | None = None,
    seen_at: datetime | None = None,
) -> Version:
    """Save what was written as a new draft, or as the text of one.

    ``seen_at`` is its `changed_at` when the writer began: a draft that somebody else changed
    since is refused, and so is a version that is a draft no longer.  Whoever had signed another
    text has not signed this one.
    """
    by.require(Ability.WRITE_DEFINITION)
    bound(text, lists)
    if version is None:
        Workspace.objects.select_for_update().get(pk=by.workspace.pk)
        draft = Version(workspace=by.workspace, author=by.user, created_at=at)
    else:
        draft = hold(version, by=by)
        _refuse_others(draft, seen_at)
    checked = check(text, lists)
    draft.text, draft.lists, draft.changed_at = text, lists, at
    draft.number = checked.number or draft.number or _next_number(by.workspace)
    found = checked.definition
    draft.hash = "" if found is None else found.hash
    draft.in_force = None if found is None else found.in_force
    draft.note = "" if found is None else (found.note or "")
    draft.save()
    record(by.workspace, "definition.saved", f"version {draft.number}", by=by.user, at=at)
    return draft


def _refuse_others(draft: Version, seen_at: datetime | None) -> None:
    if draft.state != Version.State.DRAFT:
        cause = f"Version {draft.number} was in force: what was judged by it stays so."
        refuse("not_a_draft", "version", cause, "Write a new version.")
    if seen_at is not None and draft.changed_at != seen_at:
        cause = "Somebody else changed this draft since you opened it."
        refuse("changed_meanwhile", "text", cause, "Open it again, and put in what you changed.")


def bound(text: str, lists: dict[str, str]) -> None:
    """Refuse what is too large, and lists whose names are no plain file names."""
    size = len(text) + sum(len(name) + len(content) for name, content in lists.items())
    if size > MOST_CHARACTERS or len(lists) > MOST_LISTS:
        cause = f"There are {size:,} characters in {1 + len(lists)} files."
        remedy = f"Keep to {MOST_CHARACTERS:,} characters and {MOST_LISTS} lists."
        refuse("document_too_large", "text", cause, remedy)
    for name in lists:
        if not _PLAIN_NAME.fullmatch(name) or len(name.encode()) > LONGEST_NAME:
            cause = f"{name!r} is no plain file name."
            refuse("bad_list_name", "lists", cause, "Name lists as in competitors.csv.")


def _next_number(workspace: Workspace) -> int:
    numbers = Version.objects.filter(workspace=workspace).values_list("number", flat=True)
    return max(numbers, default=0) + 1
