"""The example company as a stream: what its systems send from a moment on, in order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from heapq import merge

from meetworthy.model.time import instant_of

from ..accounting import Spend
from ..clock import DAY_SECONDS
from . import finance, segment
from .chapters import Chapter, chapters_of
from .event import Event, Reader
from .finance import Finance
from .frame import Frame, frame_of
from .ids import message_id
from .message import Message
from .pace import Pace, stamp_of
from .sending import Queue, Row, in_order, queue_of
from .told import fact_of

WINDOW = float(DAY_SECONDS)
"""How much of the company's time is put in order at once, in seconds."""

SYNC = "sync"
"""Who tells the tracking API which users the company has known from before the stream."""


def live_company(
    *,
    seed: int,
    start: datetime,
    speed: float = 1.0,
    leads_a_day: float = 10.0,
    nights: float = 1.0,
    after: datetime | None = None,
) -> Iterator[Message]:
    """Return what the example company sends from a moment on, in the order of sending.

    Its past is what `history` writes for the same seed, start and leads a day.  It lives
    ``speed`` times as fast as the clock; ``nights`` is how much of the hours in which nobody
    works is waited for (see `Pace`).  ``after`` leaves out what was to be sent until then, for
    a sender that goes on.  The same arguments give the same messages.  Ends after ten years of
    the company.  Raises ValueError for arguments that make no company.
    """
    frame = frame_of(start, seed=seed, leads_a_day=leads_a_day)
    pace = Pace(frame, speed, nights)
    teller = _Teller(frame, pace)
    since = None if after is None else instant_of(after)
    return (m for m in teller.messages() if since is None or m.at > since)


@dataclass
class _Teller:
    """What is kept while the stream runs: the chapters that still have something to tell."""

    frame: Frame
    pace: Pace
    queues: list[Queue] = field(default_factory=list)
    readers: dict[str, Reader] = field(default_factory=dict)
    finance: Finance = field(init=False)
    known: set[int] = field(default_factory=set)  # the leads whom the stream has identified

    def __post_init__(self) -> None:
        self.finance = Finance(self.frame, Spend(self.frame.world))

    def messages(self) -> Iterator[Message]:
        """Tell window after window."""
        chapters = chapters_of(self.frame)
        coming = next(chapters, None)
        position = self.frame.now
        while position < self.frame.world.end:
            until = position + WINDOW
            while coming is not None and coming.begin < until:
                self._load(coming, position)
                coming = next(chapters, None)
            spent = self.finance.rows(position, until)
            for row in merge(in_order(self.queues, until), spent):
                yield from self._told(row)
            self._forget()
            position = until

    def _load(self, chapter: Chapter, position: float) -> None:
        queue = queue_of(chapter, self.frame.world, position)
        self.queues.append(queue)
        self.readers[chapter.name] = Reader(queue.chapter)
        self.finance.add(chapter.block.leads)

    def _forget(self) -> None:
        for queue in self.queues:
            if queue.is_over:
                del self.readers[queue.chapter.name]
        self.queues = [queue for queue in self.queues if not queue.is_over]

    def _told(self, row: Row) -> Iterator[Message]:
        event = self._event(row)
        if event.kind.endswith(".described") and not event.properties:
            return  # the CRM knows nothing of them yet
        at = self.pace.instant(event.sent)
        name = message_id(self.frame.seed, event.key)
        if event.kind not in segment.KINDS:
            yield Message(at, "facts", event.sender, fact_of(event, name, self.pace))
            return
        yield from self._introduced(event, at)
        happened = stamp_of(self.pace.instant(event.at))
        yield Message(at, "segment", event.sender, segment.call_of(event, name, happened))
        if event.kind == segment.SIGNED_UP and event.person is not None:
            other = message_id(self.frame.seed, f"{event.key}/group")
            call = segment.group(event.person, other, happened)
            yield Message(at, "segment", event.sender, call)

    def _event(self, row: Row) -> Event:
        name = row[2]
        return self.finance.event(row) if name == finance.NAME else self.readers[name].event(row)

    def _introduced(self, event: Event, at: int) -> Iterator[Message]:
        """Tell who somebody is before a call names them by their user id for the first time."""
        person = event.person
        if person is None or person.number in self.known:
            return
        self.known.add(person.number)
        if event.kind != segment.IDENTIFIED:
            name = message_id(self.frame.seed, f"{event.key}/who")
            call = segment.identify(person, None, name, stamp_of(at))
            yield Message(at, "segment", SYNC, call)
