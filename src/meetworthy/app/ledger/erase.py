"""Erasing a person: what identifies them goes for good, counts stay.

Keys are destroyed, so what was sealed under them can't be read by anybody; aliases and what
lists show are deleted.  The facts themselves stay as they are, so the chain still holds, and
the stages that the lead was in stay as they stood.
"""

from __future__ import annotations

import uuid

from django.db import transaction

from meetworthy.app.people.deeds import record
from meetworthy.app.people.models import User, Workspace
from meetworthy.model.time import moment_of
from meetworthy.model.told import Alias, Told

from .aliases import aliases_of
from .append import OWN_SENDER, append
from .merges import family
from .models import Head
from .sql import among, execute, fetch

_SHORTEST = 5
"""Aliases shorter than this are not looked for in texts: they would be found by chance."""


def erase(*, workspace: Workspace, lead: int, by: User | None, at: int) -> set[int]:
    """Erase the person that a lead is, with all leads merged with it; returns those leads."""
    with transaction.atomic():
        Head.objects.select_for_update().get(pk=workspace.pk)
        members = family(workspace.pk, {lead})
        visitors = _visitors_of(workspace.pk, members)
        names = aliases_of(workspace.pk, members) + aliases_of(workspace.pk, visitors, "v")
        _say_so(workspace.pk, names, at=at)
        _forget(workspace.pk, "l", members)
        _forget(workspace.pk, "v", visitors)
        _forget_texts(workspace.pk, names)
        _freeze(workspace.pk, members, at=at)
        what = (
            f"lead {lead}, with {len(members) - 1} merged" if len(members) > 1 else f"lead {lead}"
        )
        record(workspace, "person erased", what, by=by, at=moment_of(at))
    return members


def _visitors_of(workspace_id: int, leads: set[int]) -> set[int]:
    """Return the visitors that were these leads and nobody else."""
    condition, parameter = among("lead", leads)
    mine = fetch(
        "SELECT DISTINCT visitor FROM ledger_identification"
        f" WHERE workspace_id = %s AND {condition}",
        (workspace_id, parameter),
    )
    visitors = {row[0] for row in mine}
    condition, parameter = among("visitor", visitors)
    rows = fetch(
        f"SELECT visitor, lead FROM ledger_identification WHERE workspace_id = %s AND {condition}",
        (workspace_id, parameter),
    )
    return visitors - {visitor for visitor, lead in rows if lead not in leads}


def _say_so(workspace_id: int, names: list[Alias], *, at: int) -> None:
    """Let the ledger itself say that this person is not to be contacted any more."""
    own = [name for name in names if name.space != "anonymous"][:1]
    if own:
        told = Told(
            "contact.suppressed",
            at,
            OWN_SENDER,
            f"erased:{uuid.uuid4()}",
            lead=tuple(own),
            properties={"why": "erased on request"},
            content=b"erased",
        )
        append(workspace_id, [told], recorded_at=at, trusted=False)


def _forget(workspace_id: int, entity: str, numbers: set[int]) -> None:
    condition, parameter = among("number", numbers)
    for table in ("ledger_person_key", "ledger_alias"):
        execute(
            f"DELETE FROM {table} WHERE workspace_id = %s AND entity = %s AND {condition}",
            (workspace_id, entity, parameter),
        )


def _forget_texts(workspace_id: int, names: list[Alias]) -> None:
    """Empty what was put aside and names this person."""
    for name in names:
        if len(name.value) >= _SHORTEST:
            execute(
                "UPDATE ingest_quarantined SET body = '', state = 'dropped'"
                " WHERE workspace_id = %s AND lower(body) LIKE %s ESCAPE '!'",
                (workspace_id, f"%{_escaped(name.value.lower())}%"),
            )


def _escaped(text: str) -> str:
    return text.replace("!", "!!").replace("%", "!%").replace("_", "!_")


def _freeze(workspace_id: int, leads: set[int], *, at: int) -> None:
    condition, parameter = among("number", leads)
    execute(
        f"UPDATE ledger_lead SET erased_at = %s WHERE workspace_id = %s AND {condition}",
        (at, workspace_id, parameter),
    )
    condition, parameter = among("lead", leads)
    execute(
        "UPDATE judging_state SET name = '', email = '', title = '', next_at = NULL"
        f" WHERE workspace_id = %s AND {condition}",
        (workspace_id, parameter),
    )
    execute(
        f"DELETE FROM judging_need WHERE workspace_id = %s AND {condition}",
        (workspace_id, parameter),
    )
    execute(
        "UPDATE judging_meeting SET title = '', place = ''"
        f" WHERE workspace_id = %s AND {condition}",
        (workspace_id, parameter),
    )
    execute(
        f"UPDATE judging_clock SET next_at = NULL WHERE workspace_id = %s AND {condition}",
        (workspace_id, parameter),
    )
    execute(
        "UPDATE judging_effect SET state = 'withdrawn', settled_at = %s"
        f" WHERE workspace_id = %s AND state = 'open' AND {condition}",
        (at, workspace_id, parameter),
    )
    _forget_notices(workspace_id, condition, parameter)
    for table in ("mail_letter", "prequalify_form"):
        execute(
            f"DELETE FROM {table} WHERE workspace_id = %s AND {condition}",
            (workspace_id, parameter),
        )
    execute("UPDATE ledger_head SET epoch = epoch + 1 WHERE workspace_id = %s", (workspace_id,))


def _forget_notices(workspace_id: int, condition: str, parameter: object) -> None:
    """Delete what people were told that names these leads, though it named others too."""
    named = (
        "SELECT bundle_id FROM notices_notice"
        f" WHERE workspace_id = %s AND bundle_id IS NOT NULL AND {condition}"
    )
    execute(
        "DELETE FROM mail_letter WHERE uuid IN"
        f" (SELECT letter FROM notices_bundle WHERE letter IS NOT NULL AND id IN ({named}))",
        (workspace_id, parameter),
    )
    execute(
        f"UPDATE notices_bundle SET state = 'done', subject = '', body = '' WHERE id IN ({named})",
        (workspace_id, parameter),
    )
