"""Which leads ever become visible to sales, when, and by what deed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from . import market
from .clock import Floats, Ints
from .market import SOURCES, Way
from .population import Accounts, Leads
from .values import Batch, Bools, Words, always, number, whole
from .world import World

AT_ONCE = 0.35
"""The share of interested leads that act within the hour of becoming known."""

LATER_DAYS, LATER_SIGMA = 12.0, 1.2
"""The others: the median in average days, and the spread of its logarithm."""

AT_ONCE_DAYS = 0.03
"""The longest delay of those that act at once, in average days."""

DEEDS = ("demo", "prices", "contact", "calculator")
DEED_SHARES = (0.42, 0.28, 0.12, 0.18)


@dataclass(frozen=True, slots=True)
class Interest:
    """The true chance of interest of each lead, and the instant of it; infinity is never."""

    chance: Floats
    at: Floats

    @property
    def rows(self) -> Ints:
        """The rows of those that are ever interested."""
        return np.flatnonzero(np.isfinite(self.at))


def draw_interest(
    leads: Leads, accounts: Accounts, world: World, random: np.random.Generator
) -> Interest:
    """Draw which leads become visible to sales, and when."""
    chance = chance_of_interest(leads, accounts, world)
    count = len(leads)
    late = LATER_DAYS * np.exp(LATER_SIGMA * random.standard_normal(count))
    at_once = random.random(count) < AT_ONCE
    delay = np.where(at_once, random.uniform(0.001, AT_ONCE_DAYS, count), late)
    interested = random.random(count) < chance
    return Interest(
        chance, np.where(interested, world.attention.after(leads.created, delay), np.inf)
    )


def chance_of_interest(leads: Leads, accounts: Accounts, world: World) -> Floats:
    """Return the true chance that each lead ever becomes visible to sales."""
    base = np.array([entry.interest for entry in SOURCES])[leads.source]
    changed = (leads.source == market.WEBINAR) & (leads.created >= world.change)
    base = base * np.where(changed, market.WEBINAR_AFTER_CHANGE, 1.0)
    chance = base * np.array(market.FIT_INTEREST)[leads.fit]
    return np.where(accounts.competitor[leads.account], 0.0, np.minimum(chance, 0.95))


def facts_of_interest(
    leads: Leads, rows: Ints, at: Floats, first: bool, random: np.random.Generator
) -> list[Batch]:
    """Return the deeds by which some leads show their interest at these instants."""
    ways = np.array([list(Way).index(entry.way) for entry in SOURCES])[leads.source[rows]]
    by_product = ways == list(Way).index(Way.PRODUCT)
    by_reply = ways == list(Way).index(Way.REPLY)
    by_referral = ways == list(Way).index(Way.REFERRAL)
    on_web = ~by_product & ~by_reply & ~by_referral
    batches = [
        *_on_web(rows[on_web], at[on_web], random),
        *_in_product(rows[by_product], at[by_product], random),
        _reply(rows[by_reply], at[by_reply]),
        _demo(rows[by_referral], at[by_referral]),
    ]
    if first:
        referred = np.flatnonzero(leads.source == market.REFERRAL)
        batches.append(_referral(leads, referred, random))
    return batches


def _on_web(rows: Ints, at: Floats, random: np.random.Generator) -> list[Batch]:
    deed = random.choice(len(DEEDS), len(rows), p=DEED_SHARES)
    demo, prices, contact, calculator = (deed == code for code in range(len(DEEDS)))
    looks = prices | calculator | (random.random(len(rows)) < 0.4)
    used = at[calculator]
    return [
        _demo(rows[demo], at[demo]),
        *_price_views(rows[looks], at[looks], random),
        Batch(
            "contact.requested",
            "web",
            at[contact],
            rows[contact],
            visitor=rows[contact],
            properties={"path": always("/contact", int(contact.sum()))},
        ),
        Batch(
            "calculator.used",
            "web",
            used,
            rows[calculator],
            visitor=rows[calculator],
            properties={
                "calculator": always("return on investment", len(used)),
                "result": number(np.round(random.lognormal(9.5, 0.8, len(used)), -2)),
            },
        ),
    ]


def _demo(rows: Ints, at: Floats) -> Batch:
    return Batch(
        "demo.requested",
        "web",
        at,
        rows,
        visitor=rows,
        properties={"path": always("/demo", len(rows))},
    )


def _price_views(rows: Ints, at: Floats, random: np.random.Generator) -> list[Batch]:
    """Return a visit to the price pages that ends at the deed: three views in half an hour."""
    times = np.concatenate(
        [at - random.uniform(900, 1800, len(at)), at - random.uniform(60, 800, len(at)), at]
    )
    paths = np.repeat([0, 1, 0], len(at))
    keys = np.tile(rows, 3)
    return [
        Batch(
            "page.viewed",
            "web",
            times,
            visitor=keys,
            properties={"path": Words(paths, ("/pricing", "/pricing/plans"))},
        )
    ]


def _in_product(rows: Ints, at: Floats, random: np.random.Generator) -> list[Batch]:
    limit: Bools = random.random(len(rows)) < 0.45
    invited = ~limit
    features = Words(random.integers(0, 3, len(rows)), ("import", "scoring", "report"))
    return [
        Batch("feature.activated", "product", at - 1200, rows, properties={"feature": features}),
        Batch(
            "limit.reached",
            "product",
            at[limit],
            rows[limit],
            properties={"limit": always("contacts", int(limit.sum()))},
        ),
        Batch(
            "teammate.invited",
            "product",
            at[invited],
            rows[invited],
            properties={"teammates": whole(random.integers(1, 5, int(invited.sum())))},
        ),
    ]


def _reply(rows: Ints, at: Floats) -> Batch:
    words = {
        "subject": always("Re: a question about your pipeline", len(rows)),
        "sentiment": always("positive", len(rows)),
    }
    return Batch("email.replied", "mail", at, rows, properties=words)


def _referral(leads: Leads, rows: Ints, random: np.random.Generator) -> Batch:
    referrers = ("a customer", "a partner", "an investor")
    return Batch(
        "referral.received",
        "crm",
        leads.created[rows] + 60,
        rows,
        properties={"referrer": Words(random.integers(0, 3, len(rows)), referrers)},
    )
