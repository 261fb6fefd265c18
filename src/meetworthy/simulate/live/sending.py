"""When each recorded fact is sent, and the order in which a chapter's facts leave."""

from __future__ import annotations

from dataclasses import dataclass, replace
from heapq import merge
from operator import itemgetter

import numpy as np

from ..block import Block
from ..clock import Floats, Ints
from ..values import Batch
from ..world import World
from .chapters import Chapter, leads_until, spread

FIRST = ("lead.identified", "account.described", "lead.created", "lead.described", "lead.assigned")
"""The order of what becomes known at one instant; everything else comes after it."""

EARLIEST_HOURS, HOURS = 0.5, 7.0
"""When in its working day a fact of which only the day is known is sent: from, and how long."""

Row = tuple[float, int, str, int, int]
"""When it is sent, its rank, and what names it: the chapter, the batch, the row."""


def sent_at(batch: Batch, world: World) -> Floats:
    """Return when each fact of a batch is sent, in seconds since the start of the world."""
    if batch.recorded is not None:
        return batch.recorded
    if not batch.date_only or batch.lead is None:
        return batch.at
    return world.business.after(batch.at, EARLIEST_HOURS + HOURS * spread(batch.lead))


def cut(block: Block, world: World, until: float) -> Block:
    """Return what was recorded of a block before an instant."""
    leads = leads_until(block.leads, until)
    batches = []
    for batch in block.batches:
        seen = sent_at(batch, world) < until
        if batch.lead is not None:
            seen &= batch.lead < len(leads)
        batches.append(batch.take(seen))
    recorded = block.recorded[: len(leads)]
    return replace(block, leads=leads, recorded=recorded, batches=batches)


@dataclass
class Queue:
    """The facts of a chapter that are still to be sent, in order."""

    chapter: Chapter
    sent: Floats
    batch: Ints
    row: Ints
    done: int = 0

    def until(self, instant: float) -> list[Row]:
        """Take out what is sent before an instant."""
        end = int(np.searchsorted(self.sent, instant))
        here = slice(self.done, end)
        self.done = end
        batches = self.chapter.block.batches
        return [
            (at, rank_of(batches[batch]), self.chapter.name, batch, row)
            for at, batch, row in zip(
                self.sent[here].tolist(),
                self.batch[here].tolist(),
                self.row[here].tolist(),
                strict=True,
            )
        ]

    @property
    def is_over(self) -> bool:
        """Say whether nothing is left."""
        return self.done == len(self.sent)


def queue_of(chapter: Chapter, world: World, since: float) -> Queue:
    """Return what a chapter has to send from an instant on."""
    batches = [batch.take(sent_at(batch, world) >= since) for batch in chapter.block.batches]
    ahead = replace(chapter, block=replace(chapter.block, batches=batches))
    sent = [sent_at(batch, world) for batch in batches]
    number = np.repeat(np.arange(len(batches)), [len(batch) for batch in batches])
    row = np.concatenate([np.arange(len(batch)) for batch in batches])
    rank = np.repeat([rank_of(batch) for batch in batches], [len(batch) for batch in batches])
    all_sent = np.concatenate(sent)
    order = np.lexsort((row, number, rank, all_sent))
    return Queue(ahead, all_sent[order], number[order], row[order])


def rank_of(batch: Batch) -> int:
    """Return the place of a batch's kind among what happens at one instant."""
    return FIRST.index(batch.kind) if batch.kind in FIRST else len(FIRST)


def in_order(queues: list[Queue], until: float) -> list[Row]:
    """Take out of all queues what is sent before an instant, in the order of sending."""
    return list(merge(*(queue.until(until) for queue in queues), key=itemgetter(0, 1, 2, 3, 4)))
