"""What the CRM, the enrichment service and the intent provider record of leads and accounts."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from . import market
from .clock import Floats, Ints
from .interest import Interest
from .market import SOURCES
from .population import COUNTRIES, INDUSTRIES, SENIORITIES, TITLE_WORDS, Accounts, Leads
from .sales import Pass
from .team import people
from .values import Batch, Column, Texts, Words, number, whole
from .world import FAIR_NAMES, World

TOPICS = ("lead qualification", "sales automation", "meeting booking", "revenue forecasting")
TITLE_UNKNOWN = 0.06
ENRICHED = 0.6
"""The share of accounts of unknown size that an enrichment service learns about."""


def campaign_words(webinars: tuple[str, ...]) -> tuple[str, ...]:
    """Return every campaign there is: those of the sources, the webinars, the fairs."""
    own = [name for source in SOURCES for name in source.campaigns]
    return (*own, *(f"webinar: {title}" for title in webinars), *FAIR_NAMES)


def campaigns_of(leads: Leads, rows: Ints, webinars: tuple[str, ...]) -> Words:
    """Return the campaigns of some leads."""
    sizes = np.array([len(source.campaigns) for source in SOURCES])
    starts = np.cumsum(sizes) - sizes
    source = leads.source[rows]
    own = np.where(leads.campaign[rows] >= 0, starts[source] + leads.campaign[rows], -1)
    event = leads.event[rows]
    of_webinar = (source == market.WEBINAR) & (event >= 0)
    of_fair = (source == market.FAIR) & (event >= 0)
    own = np.where(of_webinar, sizes.sum() + event, own)
    own = np.where(of_fair, sizes.sum() + len(webinars) + event % len(FAIR_NAMES), own)
    return Words(own, campaign_words(webinars))


def facts_of_records(
    leads: Leads,
    accounts: Accounts,
    sources: Ints,
    webinars: tuple[str, ...],
    world: World,
    random: np.random.Generator,
) -> list[Batch]:
    """Return how leads and accounts are written down; ``sources`` as recorded, -1 for empty."""
    rows = np.arange(len(leads))
    titled = random.random(len(leads)) >= TITLE_UNKNOWN
    title = Words(np.where(titled, leads.title, -1), TITLE_WORDS)
    seniority = Words(np.where(titled, leads.seniority, -1), SENIORITIES)
    return [
        *_accounts(leads, accounts, world, random),
        Batch(
            "lead.created",
            "crm",
            leads.created,
            rows,
            actor=None,
            source=Words(sources, market.NAMES),
            campaign=campaigns_of(leads, rows, webinars),
        ),
        Batch(
            "lead.described",
            "crm",
            leads.created,
            rows,
            properties={"title": title, "seniority": seniority},
        ),
        Batch("lead.assigned", "crm", leads.created, rows, properties={"owner": people(leads.sdr)}),
    ]


def _accounts(
    leads: Leads, accounts: Accounts, world: World, random: np.random.Generator
) -> list[Batch]:
    first = np.full(len(accounts), np.inf)
    np.minimum.at(first, leads.account, leads.created)
    rows = np.arange(len(accounts))
    unknown = np.flatnonzero(~accounts.size_known & (random.random(len(accounts)) < ENRICHED))
    learned = world.attention.after(first[unknown], random.exponential(9.0, len(unknown)))
    return [
        Batch(
            "account.described", "crm", first, account=rows, properties=account_properties(accounts)
        ),
        Batch(
            "account.described",
            "enrichment",
            learned,
            account=unknown,
            properties={"employees": whole(accounts.employees[unknown])},
        ),
    ]


def account_properties(accounts: Accounts) -> dict[str, Column]:
    """Return what the CRM knows of each account."""
    size = np.where(accounts.size_known, accounts.employees.astype(np.float64), np.nan)
    return {
        "name": Texts(accounts.name),
        "domain": Texts(accounts.domain),
        "industry": Words(accounts.industry, INDUSTRIES),
        "employees": whole(size),
        "country": Words(accounts.country, COUNTRIES),
    }


def facts_of_intent(
    leads: Leads, accounts: Accounts, interest: Interest, world: World, random: np.random.Generator
) -> Batch:
    """Return topic surges: more of them, and stronger, just before an account shows interest."""
    quiet = np.repeat(np.arange(len(accounts)), random.poisson(0.15, len(accounts)))
    begin, end = world.attention.elapsed(np.array([world.arrivals[0], world.last_arrival]))
    idle = world.attention.when(random.uniform(begin, end, len(quiet)))
    rows = interest.rows[random.random(len(interest.rows)) < 0.3]
    keen = world.attention.before(interest.at[rows], random.exponential(6.0, len(rows)))
    strength = np.concatenate(
        [random.uniform(20, 60, len(quiet)), random.uniform(50, 99, len(rows))]
    )
    at = np.concatenate([idle, keen])
    return Batch(
        "intent.surged",
        "intent",
        at,
        account=np.concatenate([quiet, leads.account[rows]]),
        properties={
            "topic": Words(random.integers(0, len(TOPICS), len(at)), TOPICS),
            "strength": number(np.round(strength)),
        },
    )


def facts_of_stages(first: Pass, shift: Floats) -> list[Batch]:
    """Return the dates that the CRM asserts of a lead's first pass through its stages.

    ``shift`` moves the dates of single deals (seconds), as in the deals themselves.
    """
    stages = {
        "mql": first.mql,
        "sql": first.sql,
        "opportunity": first.opportunity + shift,
        "customer": first.won + shift,
    }
    batches = []
    for stage, at in stages.items():
        rows = np.flatnonzero(np.isfinite(at))
        word = Words(np.zeros(len(rows), dtype=np.int64), (stage,))
        batches.append(
            Batch("stage.asserted", "crm", at[rows], first.lead[rows], properties={"stage": word})
        )
    return batches


def running_ids(prefix: str, numbers: Ints) -> Texts:
    """Return ids made of a letter and a number."""
    return Texts(pc.binary_join_element_wise(prefix, pa.array(numbers).cast(pa.string()), ""))
