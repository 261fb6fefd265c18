"""One block of the company: some thousand leads with everything that ever happens to them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .behaviour import facts_of_behaviour, webinar_titles
from .clock import Floats, Ints
from .decisions import comes_back, exit_of, facts_of_decisions
from .faults import Planted, early_deals, empty_sources, recorded_late
from .interest import Interest, draw_interest, facts_of_interest
from .meetings import draw_amounts, facts_of_deals, facts_of_meetings
from .population import PER_ACCOUNT, Accounts, Leads, draw_accounts, draw_leads
from .records import facts_of_intent, facts_of_records, facts_of_stages
from .sales import Pass, run_pass
from .scene import Scene
from .values import Batch
from .visits import facts_of_strangers
from .world import World

BLOCK_LEADS = 20_000
"""Leads drawn at once; part of what a seed means: another size would draw another company."""

MOST_PASSES = 3


@dataclass(frozen=True, slots=True)
class Span:
    """Where a block's own counting begins in the whole."""

    leads: int
    first_lead: int
    first_account: int
    first_visitor: int
    strangers: int

    @property
    def accounts(self) -> int:
        """How many accounts the block has."""
        return max(1, round(self.leads / PER_ACCOUNT))


@dataclass(frozen=True, slots=True)
class Block:
    """Everything about some leads: who they are, what is true, and what was recorded."""

    span: Span
    accounts: Accounts
    leads: Leads
    recorded: Ints  # the source of each lead as the CRM has it; -1 for empty
    interest: Interest
    passes: list[Pass]
    batches: list[Batch]
    planted: Planted


def draw_block(
    span: Span,
    world: World,
    seed: np.random.SeedSequence,
    faults: frozenset[str],
    accounts: Accounts | None = None,
) -> Block:
    """Draw a block; what a fault changes leaves every other draw as it was.

    The leads belong to companies of their own, or to the ``accounts`` that are given.
    """
    dice = [np.random.default_rng(child) for child in seed.spawn(6)]
    if accounts is None:
        accounts = draw_accounts(span.accounts, span.first_account, dice[0])
    leads = draw_leads(span.leads, span.first_lead, accounts, world, dice[0])
    recorded = empty_sources(leads.source, faults, dice[5])
    interest = draw_interest(leads, accounts, world, dice[1])
    scene = Scene(leads, interest, world, dice[2], recorded)
    titles = webinar_titles(world)
    planted = Planted()
    sales = _Sales(leads, accounts, world, faults, planted, dice[3], dice[5])
    passes = sales.passes(interest)
    batches = [
        *facts_of_records(leads, accounts, recorded, titles, world, dice[4]),
        *facts_of_behaviour(scene),
        facts_of_strangers(span.strangers, span.leads, world, dice[2]),
        facts_of_intent(leads, accounts, interest, world, dice[4]),
        *sales.batches,
    ]
    _note_empty(leads, recorded, planted, faults)
    seen = recorded_late(
        batches, world, faults, dice[5], lambda fault, count: planted.add(fault, [], count)
    )
    return Block(
        span,
        accounts,
        leads,
        recorded,
        interest,
        passes,
        [_within(batch, world) for batch in seen],
        planted,
    )


def _within(batch: Batch, world: World) -> Batch:
    """Return the facts that lie within the span of the data."""
    return batch.take((batch.at >= 0) & (batch.at < world.end))


def _note_empty(leads: Leads, recorded: Ints, planted: Planted, faults: frozenset[str]) -> None:
    if "empty_source" in faults:
        planted.add(
            "empty_source", [lead_id(leads, row) for row in np.flatnonzero(recorded < 0).tolist()]
        )


def lead_id(leads: Leads, row: int) -> str:
    """Return the id by which the outside knows a lead: its mail address."""
    return str(leads.email[row])


@dataclass
class _Sales:
    """The passes of a block's leads, and the facts they leave."""

    leads: Leads
    accounts: Accounts
    world: World
    faults: frozenset[str]
    planted: Planted
    random: np.random.Generator
    mischance: np.random.Generator

    def __post_init__(self) -> None:
        self.batches: list[Batch] = []

    def passes(self, interest: Interest) -> list[Pass]:
        """Draw first passes and returns, as long as anybody comes back."""
        rows, at = interest.rows, interest.at[interest.rows]
        passes: list[Pass] = []
        for number in range(1, MOST_PASSES + 1):
            run = run_pass(self.leads, rows, at, number, self.world, self.random)
            passes.append(run)
            returns = self._record(run)
            back = np.flatnonzero(returns < self.world.end)
            rows, at = rows[back], returns[back]
        return passes

    def _record(self, run: Pass) -> Floats:
        """Keep the facts of a pass; return when each lead comes back (infinity: never)."""
        end = exit_of(run, self.leads, self.random)
        shift = self._misdated(run)
        amounts = draw_amounts(run, self.leads, self.accounts, self.random)
        first = run.number == 1
        self.batches += [
            *facts_of_interest(self.leads, run.lead, run.mql, first, self.random),
            *facts_of_decisions(run, end, self.world, self.random),
            *facts_of_meetings(run, self.leads, self.world, self.random),
            *facts_of_deals(run, end, self.leads, amounts, self.world, shift),
        ]
        if first:
            self.batches += facts_of_stages(run, shift)
        return comes_back(end, self.world, self.random)

    def _misdated(self, run: Pass) -> Floats:
        if run.number > 1:
            return np.zeros(len(run.lead))
        created = self.leads.created[run.lead]
        shift = early_deals(run.won, created, self.world, self.faults, self.mischance)
        hit = np.flatnonzero(shift)
        if len(hit):
            ids = [lead_id(self.leads, row) for row in run.lead[hit].tolist()]
            self.planted.add("deal_before_contact", ids)
        return shift
