"""The blocks of a living company, month after month: new people, some at companies we know."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..block import BLOCK_LEADS, Block, Span, draw_block
from ..clock import Ints
from ..company import STRANGERS
from ..faults import DEFAULT_FAULTS
from ..population import PER_ACCOUNT, Accounts, Leads, draw_accounts
from .frame import CHAPTER_DAYS, HISTORY_DAYS, LOOKBACK, Frame

COLLEAGUES = 0.55
"""The share of a month's companies of whom somebody else is known already: about as many new
companies come as in the last months of the history."""

FREE_MAIL = 0.06
"""The share of leads who give a free-mail address; chosen by eye."""

LIVE_FAULTS = frozenset({"empty_source", "late_facts"})
"""What goes wrong in the stream; the other faults are of exports, or of a migrated CRM."""

DRAW, GUESTS = 0, 1
"""The purposes of dice: what happens, and which known companies somebody comes from."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """Some leads with everything that happens to them, and from when any of it is looked for."""

    name: str
    block: Block
    begin: float


@dataclass
class _Counting:
    """Where the numbers of the next leads, companies and visitors begin."""

    lead: int = 0
    account: int = 0
    visitor: int = 0

    def span(self, leads: int) -> Span:
        """Return the span of a block of so many leads."""
        strangers = int(leads * STRANGERS["csv"])
        return Span(leads, self.lead, self.account, self.visitor, strangers)

    def add(self, span: Span, accounts: int) -> None:
        """Go on after a block that brought so many new companies."""
        self.lead += span.leads
        self.account += accounts
        self.visitor += span.leads + span.strangers


@dataclass
class _Story:
    """What adds up while the chapters are drawn."""

    frame: Frame
    counting: _Counting = field(default_factory=_Counting)
    known: Accounts | None = None  # the companies of the first block, from which guests come

    def history(self) -> Iterator[Chapter]:
        """Draw everybody who came before the day of the start."""
        world = replace(self.frame.world, arrivals=(0.0, self.frame.world.span))
        total = round(self.frame.leads_a_day * HISTORY_DAYS)
        for number, count in enumerate(_portions(total)):
            span = self.counting.span(count)
            dice = self.frame.dice(DRAW, 0, number)
            block = draw_block(span, world, dice, DEFAULT_FAULTS)
            self.counting.add(span, len(block.accounts))
            self.known = self.known or _met(block.accounts, block.leads.account)
            yield Chapter(f"0-{number}", _with_free_mail(block), -np.inf)

    def month(self, number: int) -> Iterator[Chapter]:
        """Draw everybody who comes in one month after the start."""
        begin = self.frame.chapter_begin(number)
        world = replace(self.frame.world, arrivals=(begin, self.frame.chapter_begin(number + 1)))
        for part, count in enumerate(_portions(self._arrivals(number))):
            span = self.counting.span(count)
            accounts, guests = self._accounts(span, number, part)
            dice = self.frame.dice(DRAW, number, part)
            block = draw_block(span, world, dice, LIVE_FAULTS, accounts)
            block = _without_known(block, len(accounts) - len(guests))
            self.counting.add(span, len(accounts) - len(guests))
            self._meet(guests, block.leads.account)
            yield Chapter(f"{number}-{part}", _with_free_mail(block), begin - LOOKBACK)

    def _arrivals(self, number: int) -> int:
        per_month = self.frame.leads_a_day * CHAPTER_DAYS
        return round(per_month * number) - round(per_month * (number - 1))

    def _accounts(self, span: Span, number: int, part: int) -> tuple[Accounts, Ints]:
        """Return a month's companies: new ones, then those we know, by their place."""
        random = np.random.default_rng(self.frame.dice(GUESTS, number, part))
        known = self.known
        assert known is not None
        count = max(1, round(span.leads / PER_ACCOUNT))
        guests = random.choice(len(known), min(int(count * COLLEAGUES), len(known)), replace=False)
        fresh = draw_accounts(count - len(guests), span.first_account, random)
        return _joined(fresh, _taken(known, guests)), guests

    def _meet(self, guests: Ints, account: Ints) -> None:
        """Note whom we met at the companies we know: they stand last, and each sent somebody."""
        assert self.known is not None
        counts = np.bincount(account)
        met = self.known.met.copy()
        met[guests] += counts[len(counts) - len(guests) :]
        self.known = replace(self.known, met=met)


def chapters_of(frame: Frame) -> Iterator[Chapter]:
    """Draw a company chapter by chapter: those known at the start, then month after month."""
    story = _Story(frame)
    yield from story.history()
    number = 1
    while frame.chapter_begin(number) < frame.world.end:
        yield from story.month(number)
        number += 1


def _portions(leads: int) -> list[int]:
    """Return the sizes of the blocks that so many leads are drawn in."""
    full, rest = divmod(leads, BLOCK_LEADS)
    return [BLOCK_LEADS] * full + [rest] * (rest > 0)


def _met(accounts: Accounts, account: Ints) -> Accounts:
    return replace(accounts, met=np.bincount(account, minlength=len(accounts)))


def _without_known(block: Block, fresh: int) -> Block:
    """Return a block that describes only its first companies: the CRM has the others."""
    batches = [
        batch.take(batch.account < fresh)
        if batch.kind == "account.described" and batch.account is not None
        else batch
        for batch in block.batches
    ]
    return replace(block, batches=batches)


def _taken(accounts: Accounts, rows: Ints) -> Accounts:
    some = {
        name: column.take(pa.array(rows)) if isinstance(column, pa.Array) else column[rows]
        for name in Accounts.__slots__
        for column in (getattr(accounts, name),)
    }
    return Accounts(**some)


def _joined(one: Accounts, other: Accounts) -> Accounts:
    both = {}
    for name in Accounts.__slots__:
        columns = [getattr(one, name), getattr(other, name)]
        are_texts = isinstance(columns[0], pa.Array)
        both[name] = pa.concat_arrays(columns) if are_texts else np.concatenate(columns)
    return Accounts(**both)


def _with_free_mail(block: Block) -> Block:
    """Return a block of which some leads have a free-mail address.

    The addresses cannot be anybody's: Gmail allows no underscore in a name
    (https://support.google.com/mail/answer/9211434), but reads as free mail like any other.
    """
    leads = block.leads
    private = spread(leads.number) < FREE_MAIL
    local = pc.binary_join_element_wise(
        leads.first, leads.last, pa.array(leads.number).cast(pa.string()), "_"
    )
    free = pc.binary_join_element_wise(pc.utf8_lower(local), "gmail.com", "@")
    email = pc.if_else(pa.array(private), free, leads.email)
    return replace(block, leads=replace(leads, email=email))


def spread(numbers: Ints) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return a share from 0 to 1 for each number, the same for ever (Knuth's golden ratio)."""
    return (numbers * 2_654_435_761 % 2**32) / 2**32


def leads_until(leads: Leads, until: float) -> Leads:
    """Return the leads who became known before an instant: they stand in that order."""
    count = int(np.searchsorted(leads.created, until))
    some = {name: getattr(leads, name)[:count] for name in Leads.__slots__}
    return Leads(**some)
