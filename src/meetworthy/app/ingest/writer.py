"""The writer thread: gathers what requests bring and commits it together.

A request hands over its parcel and waits until the transaction that holds it is durable, so an
answer is a promise.  While one transaction commits, the next one's parcels gather: the busier it
is, the larger the batches.
"""

from __future__ import annotations

import atexit
import queue
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field

import structlog
from django.db import (
    DatabaseError,
    InterfaceError,
    close_old_connections,
    connection,
    transaction,
)

from meetworthy.app.ledger.append import append
from meetworthy.app.ledger.outcome import Outcome, Taken
from meetworthy.app.operate.metrics import note_batch
from meetworthy.app.operate.wake import wake

from .parcels import Answer, Parcel, answer_of
from .quarantine import Aside, put_aside

MOST_FACTS = 2_000
"""Facts of one transaction, unless one parcel has more; chosen by eye: some 50 ms of work."""

MOST_WAITING = 200
"""Parcels that may wait for the writer; more are asked to come again.  Chosen by eye."""

log = structlog.get_logger(__name__)


class Full(Exception):
    """The writer has as much waiting as it can promise to write soon."""


@dataclass(slots=True)
class _Job:
    parcel: Parcel
    done: Future[list[Answer]] = field(default_factory=Future)


class Writer:
    """One thread that writes; any number may submit."""

    def __init__(self) -> None:
        self._jobs: queue.Queue[_Job | None] = queue.Queue(MOST_WAITING)
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()
        self._closed = False

    def submit(self, parcel: Parcel) -> Future[list[Answer]]:
        """Hand a parcel over; the future is done when it is durable.  Raises ``Full``."""
        self._start()
        job = _Job(parcel)
        if self._closed:
            raise Full
        try:
            self._jobs.put_nowait(job)
        except queue.Full:
            raise Full from None
        return job.done

    def close(self) -> None:
        """Write what waits, then stop; nothing is taken meanwhile, a later parcel starts anew."""
        self._closed = True
        if self._thread is not None and self._thread.is_alive():
            self._jobs.put(None)
            self._thread.join()
        self._closed = False

    def _start(self) -> None:
        if self._thread is None or not self._thread.is_alive():
            with self._starting:
                if self._thread is None or not self._thread.is_alive():
                    self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
                    self._thread.start()

    def _run(self) -> None:
        while True:
            jobs, is_last = self._gather()
            if jobs:
                close_old_connections()  # one that broke while there was nothing to write
                _write(jobs)
            if is_last:
                connection.close()
                return

    def _gather(self) -> tuple[list[_Job], bool]:
        """Return the next transaction's parcels: the first that comes, and what came meanwhile."""
        first = self._jobs.get()
        if first is None:
            return [], True
        jobs, facts = [first], first.parcel.facts
        while facts < MOST_FACTS:
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                break
            if job is None:
                return jobs, True
            jobs.append(job)
            facts += job.parcel.facts
        return jobs, False


def _write(jobs: list[_Job]) -> None:
    """Write all in one transaction; where that fails, each alone, so that one can't spoil many."""
    began = time.perf_counter()
    try:
        answers = _commit([job.parcel for job in jobs])
    except (DatabaseError, InterfaceError) as error:
        connection.close()
        if len(jobs) == 1:
            log.warning("not written", error=str(error).splitlines()[0])
            jobs[0].done.set_exception(error)
            return
        for job in jobs:
            _write([job])
        return
    except Exception as error:
        if len(jobs) == 1:
            log.exception("not written")
            jobs[0].done.set_exception(error)
            return
        for job in jobs:
            _write([job])
        return
    for job, answer in zip(jobs, answers, strict=True):
        job.done.set_result(answer)
    wake("judging")
    states = (answer.state for each in answers for answer in each)
    note_batch(states, seconds=time.perf_counter() - began)


def _commit(parcels: Sequence[Parcel]) -> list[list[Answer]]:
    """Write parcels in one transaction; returns the answers to each, in order."""
    groups: dict[tuple[int, bool], list[int]] = defaultdict(list)
    for place, parcel in enumerate(parcels):
        groups[parcel.workspace_id, parcel.trusted].append(place)
    answers: list[list[Answer]] = [[] for _ in parcels]
    with transaction.atomic():
        for workspace_id, trusted in sorted(groups):
            places = groups[workspace_id, trusted]
            mine = [parcels[place] for place in places]
            found = _take(workspace_id, mine, trusted=trusted)
            for place, answer in zip(places, found, strict=True):
                answers[place] = answer
    return answers


def _take(workspace_id: int, parcels: Sequence[Parcel], *, trusted: bool) -> list[list[Answer]]:
    told = [
        fact
        for parcel in parcels
        for _, read in parcel.items
        if isinstance(read, tuple)
        for fact in read
    ]
    at = max(parcel.received_at for parcel in parcels)
    outcomes = iter(append(workspace_id, told, recorded_at=at, trusted=trusted))
    answers = [_answers(parcel, outcomes) for parcel in parcels]
    aside = [
        item for parcel, each in zip(parcels, answers, strict=True) for item in _aside(parcel, each)
    ]
    put_aside(workspace_id, aside, at=at)
    return answers


def _answers(parcel: Parcel, outcomes: Iterator[Outcome]) -> list[Answer]:
    answers = []
    for place, read in parcel.items:
        if isinstance(read, tuple):
            answers.append(answer_of(place, [next(outcomes) for _ in read]))
        else:
            answers.append(Answer(place, Taken.REFUSED, read[0]))
    return answers


def _aside(parcel: Parcel, answers: Sequence[Answer]) -> list[Aside]:
    return [
        Aside(parcel.sender, answer.problem, parcel.body_of(place), parcel.source_id)
        for place, answer in enumerate(answers)
        if answer.problem is not None
    ]


WRITER = Writer()
"""The writer of this process."""

atexit.register(WRITER.close)
