"""Who there is: accounts and the leads that belong to them, one block at a time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from . import market
from .clock import DAY_SECONDS, Floats, Ints
from .names import addresses, company_domains, company_names, person_names
from .team import people_on_duty
from .values import Bools
from .world import World

INDUSTRIES = (
    "SaaS",
    "Marketing services",
    "E-commerce",
    "Manufacturing",
    "Logistics",
    "Financial services",
    "Consulting",
    "Education",
    "Health care",
    "Public sector",
)
INDUSTRY_SHARES = (0.24, 0.17, 0.12, 0.11, 0.08, 0.07, 0.09, 0.05, 0.04, 0.03)
COUNTRIES = ("DE", "AT", "CH", "NL", "FR", "GB", "PL", "SE", "US", "IN")
COUNTRY_SHARES = (0.46, 0.08, 0.08, 0.08, 0.06, 0.08, 0.05, 0.03, 0.05, 0.03)

SENIORITIES = ("c-level", "vp", "director", "manager", "staff")
SENIORITY_SHARES = (0.12, 0.09, 0.17, 0.34, 0.28)
TITLES = (
    ("CEO", "Founder", "CMO", "COO"),
    ("VP Sales", "VP Marketing", "VP Growth", "VP Operations"),
    ("Director of Marketing", "Head of Sales", "Head of Demand Generation", "RevOps Director"),
    ("Marketing Manager", "Sales Manager", "Operations Manager", "CRM Manager"),
    ("Marketing Assistant", "Sales Assistant", "Working student", "Junior Analyst"),
)
TITLE_WORDS = tuple(title for row in TITLES for title in row)

COMPETITOR = 0.008
"""The share of accounts that are competitors."""

SIZE_UNKNOWN = 0.16
"""The share of accounts whose size the CRM does not know."""

PER_ACCOUNT = 2.2
"""Leads an account has on average."""


@dataclass(frozen=True, slots=True)
class Accounts:
    """The companies of one block. ``employees`` is the truth, whatever the CRM knows.

    ``met`` counts the people of each who are known from other blocks, and have their names.
    """

    number: Ints
    industry: Ints
    employees: Ints
    country: Ints
    size_known: Bools
    competitor: Bools
    name: pa.Array
    domain: pa.Array
    met: Ints

    def __len__(self) -> int:
        return len(self.number)


@dataclass(frozen=True, slots=True)
class Leads:
    """The leads of one block; ``fit`` counts the traits of a good customer, 0 to 3."""

    number: Ints
    account: Ints  # within the block
    source: Ints
    campaign: Ints  # of the source's own; -1 for none
    event: Ints  # the webinar or fair that brought them; -1 for none
    created: Floats
    seniority: Ints
    title: Ints
    fit: Ints
    sdr: Ints
    first: pa.Array
    last: pa.Array
    email: pa.Array

    def __len__(self) -> int:
        return len(self.number)


def draw_accounts(count: int, first: int, random: np.random.Generator) -> Accounts:
    """Return the accounts of a block; their numbers go on from the first."""
    number = first + np.arange(count)
    employees = np.maximum(1, np.round(np.exp(random.normal(4.1, 1.35, count)))).astype(np.int64)
    return Accounts(
        number=number,
        industry=random.choice(len(INDUSTRIES), count, p=INDUSTRY_SHARES),
        employees=employees,
        country=random.choice(len(COUNTRIES), count, p=COUNTRY_SHARES),
        size_known=random.random(count) >= SIZE_UNKNOWN,
        competitor=random.random(count) < COMPETITOR,
        name=company_names(number),
        domain=company_domains(number),
        met=np.zeros(count, dtype=np.int64),
    )


def draw_leads(
    count: int, first: int, accounts: Accounts, world: World, random: np.random.Generator
) -> Leads:
    """Return the leads of a block, in the order in which they came."""
    source = random.choice(len(market.SOURCES), count, p=[s.share for s in market.SOURCES])
    event, created = _arrivals(source, world, random)
    order = np.argsort(created, kind="stable")
    source, event, created = source[order], event[order], created[order]
    account = draw_membership(count, len(accounts), random)
    seniority = random.choice(len(SENIORITIES), count, p=SENIORITY_SHARES)
    names = person_names(accounts.number[account], _rank_within(account) + accounts.met[account])
    domains = accounts.domain.take(pa.array(account))
    return Leads(
        number=first + np.arange(count),
        account=account,
        source=source,
        campaign=_campaigns(source, random),
        event=event,
        created=created,
        seniority=seniority,
        title=seniority * 4 + random.integers(0, 4, count),
        fit=fit_of(seniority, accounts, account),
        sdr=people_on_duty("sdr", created, world.span, random),
        first=names[0],
        last=names[1],
        email=addresses(*names, domains),
    )


def fit_of(seniority: Ints, accounts: Accounts, account: Ints) -> Ints:
    """Return how many traits of a good customer each lead has: role, size, industry."""
    size = accounts.employees[account]
    good = (seniority <= 2).astype(np.int64)
    good += (size >= 10) & (size <= 200)
    return good + (accounts.industry[account] <= 1)


def draw_membership(count: int, accounts: int, random: np.random.Generator) -> Ints:
    """Return the account of each lead: every account has one, larger ones have more."""
    weight = random.gamma(0.7, 1.0, accounts)
    rest = random.choice(accounts, count - accounts, p=weight / weight.sum())
    return random.permutation(np.concatenate([np.arange(accounts), rest]))


def _rank_within(account: Ints) -> Ints:
    """Return how many earlier leads share each lead's account."""
    order = np.argsort(account, kind="stable")
    grouped = account[order]
    starts = np.flatnonzero(np.r_[True, grouped[1:] != grouped[:-1]])
    sizes = np.diff(np.r_[starts, len(grouped)])
    rank = np.empty(len(account), dtype=np.int64)
    rank[order] = np.arange(len(account)) - np.repeat(starts, sizes)
    return rank


def _campaigns(source: Ints, random: np.random.Generator) -> Ints:
    sizes = np.array([len(entry.campaigns) for entry in market.SOURCES])[source]
    return np.where(sizes > 0, np.floor(random.random(len(source)) * sizes), -1).astype(np.int64)


def _arrivals(source: Ints, world: World, random: np.random.Generator) -> tuple[Ints, Floats]:
    """Return the event that brought each lead (-1: none), and when it became known."""
    count = len(source)
    begin, until = world.arrivals[0], min(world.arrivals[1], world.end - DAY_SECONDS / 2)
    span = world.attention.elapsed(np.array([begin, until]))
    created = world.attention.when(random.uniform(span[0], span[1], count))
    event = np.full(count, -1, dtype=np.int64)
    lead = random.exponential(4.0, count)  # days before a webinar at which people register
    pick = random.random(count)
    hours = random.uniform(0.1, 16.5, count)  # a fair lasts two working days
    for code, moments in ((market.WEBINAR, world.webinars), (market.FAIR, world.fairs)):
        rows = np.flatnonzero(source == code)
        near = np.flatnonzero((moments >= begin) & (moments < world.arrivals[1]))
        if not len(near) or not len(rows):
            continue
        event[rows] = near[np.floor(pick[rows] * len(near)).astype(np.int64)]
        moment = moments[event[rows]]
        before = world.attention.before(moment, np.minimum(lead[rows], 14.0))
        at_fair = world.business.after(moment, hours[rows])
        moved = before if code == market.WEBINAR else at_fair
        created[rows] = np.clip(moved, begin, world.last_arrival - 60)
    return event, created
