"""What was set aside, mended by a person and taken after all; or dropped for good."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

import msgspec
from django.db import transaction
from django.db.models import Sum

from meetworthy.app.definitions.timeline import timeline_of
from meetworthy.app.ingest.models import Quarantined, Source
from meetworthy.app.ingest.no_shows import settle_no_shows, without_strangers
from meetworthy.app.ingest.taking import reading_for
from meetworthy.app.ledger.append import append
from meetworthy.app.operate.wake import wake
from meetworthy.app.people.deeds import record
from meetworthy.app.people.models import User
from meetworthy.connect.calcom.read import read_body as read_calcom
from meetworthy.connect.calendly.read import read_body as read_calendly
from meetworthy.connect.json_facts import read_facts
from meetworthy.connect.reading import Placed, Reading
from meetworthy.connect.segment.read import read_body
from meetworthy.model.problem import Place, Problem
from meetworthy.model.time import moment_of
from meetworthy.model.told import Told

from .kept import KEPT, kept_in
from .line import place_in, told_by_line
from .staging import place_of

LONGEST_MENDED = 1_000_000  # characters; chosen by eye, far above what is kept of anything


class _Contradicts(Exception):
    """The ledger refused what was mended; nothing is written."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(str(problems))
        self.problems = problems


def retake(*, workspace_id: int, uuid: UUID, body: str, by: User | None, at: int) -> list[Problem]:
    """Take a mended body in place of what was set aside; returns what is still wrong with it.

    The body is JSON where JSON came, and a line of the file where a row was set aside.  With
    problems nothing is written.  Raises Quarantined.DoesNotExist for what is not there, or not
    open any more.
    """
    item = Quarantined.objects.select_related("source", "job").get(
        workspace_id=workspace_id, uuid=uuid, state=Quarantined.State.OPEN
    )
    told = _told(item, body)
    problems = [each for each in told if isinstance(each, Problem)]
    if problems:
        return problems
    facts = [each for each in told if isinstance(each, Told)]
    try:
        _take(item, facts, by=by, at=at)
    except _Contradicts as refused:
        return refused.problems
    if _form_of(item) in _BOOKINGS:
        settle_no_shows(workspace_id, [(item.place, tuple(facts))], at=at)
    wake("judging")
    return []


@transaction.atomic
def drop(*, workspace_id: int, uuid: UUID, by: User | None, at: int) -> None:
    """Drop what was set aside: it stays to be seen, and is taken no more.

    Raises Quarantined.DoesNotExist for what is not there, or not open any more.
    """
    item = Quarantined.objects.select_related("workspace").get(
        workspace_id=workspace_id, uuid=uuid, state=Quarantined.State.OPEN
    )
    _settle(item, Quarantined.State.DROPPED, by=by, at=at)


def tally(workspace_id: int) -> dict[str, int]:
    """Return how often something was set aside, by what has become of it: their sum is all."""
    counts = Quarantined.objects.filter(workspace_id=workspace_id).values_list("state")
    found = dict(counts.annotate(all=Sum("times")).order_by())
    return {state: int(found.get(state, 0)) for state in Quarantined.State.values}


def is_line(item: Quarantined) -> bool:
    """Say whether what was set aside is a line of a file, not JSON."""
    return item.job_id is not None and not isinstance(_decoded(item.body), dict)


# -- what a mended body tells -------------------------------------------------------------------


def _told(item: Quarantined, body: str) -> list[Told] | list[Problem]:
    if len(body) > LONGEST_MENDED:
        return [Problem("line_unfit", Place(item.place), "It is too long.", "Shorten it.")]
    return _of_line(item, body) if is_line(item) else _of_json(item, body)


def _of_line(item: Quarantined, line: str) -> list[Told] | list[Problem]:
    assert item.job is not None
    kept, place = kept_in(place_of(str(item.job.uuid)) / KEPT), place_in(item.place)
    if kept is None or place is None or place[0] not in kept.files:
        cause = "What the import was read by is not on this machine."
        remedy = "Mend the file, and import its folder again: what is known stays known."
        return [Problem("import_absent", Place(item.place), cause, remedy)]
    return told_by_line(kept, *place, line)


def _of_json(item: Quarantined, body: str) -> list[Told] | list[Problem]:
    said = _decoded(body)
    if not isinstance(said, dict):
        cause = "It is no JSON object."
        return [Problem("fact_unreadable", Place(item.place), cause, "Mend the JSON.")]
    reading = _reading(item)
    form = _form_of(item)
    placed = _READERS.get(form, read_facts)(said, reading)
    if form in _BOOKINGS:
        placed = without_strangers(item.workspace_id, placed)
    problems = [each for _, read in placed if isinstance(read, list) for each in read]
    return problems or [each for _, read in placed if isinstance(read, tuple) for each in read]


_READERS: Mapping[Source.Form | None, Callable[[object, Reading], Placed]] = {
    Source.Form.SEGMENT: read_body,
    Source.Form.CALCOM: read_calcom,
    Source.Form.CALENDLY: read_calendly,
}
"""What reads a source's bodies, where that is not plain JSON facts."""


_BOOKINGS = frozenset({Source.Form.CALCOM, Source.Form.CALENDLY})
"""Where guests are marked as absent, and such marks taken back."""


def _form_of(item: Quarantined) -> Source.Form | None:
    return None if item.source is None else Source.Form(item.source.form)


def _reading(item: Quarantined) -> Reading:
    """Return what the body is read with: as when it was received, from whom it was received."""
    if item.source is not None:
        return reading_for(item.source, received_at=item.received_at)
    definition = timeline_of(item.workspace_id)[-1]
    return Reading(
        sender=item.sender,
        received_at=item.received_at,
        kinds=definition.kinds,
        zone=definition.zone,
        currency=definition.currency,
    )


def _decoded(body: str) -> object:
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError):
        return None


# -- taking it ----------------------------------------------------------------------------------


@transaction.atomic
def _take(item: Quarantined, told: list[Told], *, by: User | None, at: int) -> None:
    trusted = item.source is None or not item.source.public
    outcomes = append(item.workspace_id, told, recorded_at=at, trusted=trusted)
    problems = [outcome.problem for outcome in outcomes if outcome.problem is not None]
    if problems:
        raise _Contradicts(problems)
    _settle(item, Quarantined.State.RETAKEN, by=by, at=at)


def _settle(item: Quarantined, state: Quarantined.State, *, by: User | None, at: int) -> None:
    settled = Quarantined.objects.filter(pk=item.pk, state=Quarantined.State.OPEN).update(
        state=state, settled_at=at, settled_by=by
    )
    if not settled:
        raise Quarantined.DoesNotExist
    record(item.workspace, f"quarantine {state.value}", item.place, by=by, at=moment_of(at))
