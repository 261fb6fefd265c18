"""The market: where leads come from, and the true chances that the simulator draws from.

Every number here is the simulation's truth, chosen by eye so that the whole looks like a
B2B SaaS company: MQL to SQL about 17 % over all, 4 % for webinars, 45 % for referrals.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Way(StrEnum):
    """How a lead shows that it is interested."""

    WEB = "web"  # asks for a demo, looks at prices, uses the calculator
    REPLY = "reply"  # answers a mail of a salesperson
    PRODUCT = "product"  # uses a trial
    REFERRAL = "referral"  # somebody speaks for us


@dataclass(frozen=True, slots=True)
class Source:
    """A source of leads: its volume, its cost in EUR a lead, and its true chances.

    ``interest`` is the chance that a lead ever becomes visible to sales (the CRM's MQL);
    ``sql`` that such a lead becomes an SQL in that pass; ``opportunity`` that a confirmed
    meeting becomes one; ``win`` that an opportunity is won; ``days`` the median of working
    days from acceptance to SQL.  The chances are those of a lead of average fit.
    """

    name: str
    share: float
    cost: float
    interest: float
    sql: float
    opportunity: float
    win: float
    days: float
    way: Way = Way.WEB
    pages: float = 4.0  # page views while anonymous, on average
    campaigns: tuple[str, ...] = ()


SOURCES = (
    Source("organic search", 0.23, 9.0, 0.30, 0.20, 0.68, 0.33, 4.0, pages=5.5),
    Source(
        "paid search",
        0.17,
        74.0,
        0.31,
        0.13,
        0.62,
        0.28,
        4.5,
        pages=3.0,
        campaigns=("search brand", "search category", "search competitors"),
    ),
    Source("webinar", 0.14, 38.0, 0.30, 0.04, 0.52, 0.22, 9.0, pages=1.5),
    Source(
        "content download",
        0.12,
        31.0,
        0.22,
        0.06,
        0.55,
        0.24,
        9.0,
        pages=3.0,
        campaigns=("benchmark report", "buyer guide", "template pack"),
    ),
    Source("referral", 0.05, 60.0, 0.60, 0.45, 0.80, 0.45, 2.5, Way.REFERRAL, pages=2.0),
    Source("partner fair", 0.06, 190.0, 0.34, 0.15, 0.64, 0.30, 7.0, pages=0.8),
    Source(
        "outbound",
        0.10,
        120.0,
        0.28,
        0.17,
        0.62,
        0.25,
        6.0,
        Way.REPLY,
        pages=0.3,
        campaigns=("sequence founders", "sequence agencies", "sequence revops"),
    ),
    Source("product trial", 0.08, 22.0, 0.42, 0.26, 0.70, 0.38, 3.0, Way.PRODUCT, pages=4.0),
    Source("direct", 0.04, 0.0, 0.36, 0.26, 0.70, 0.36, 3.5, pages=4.0),
    Source("unknown", 0.01, 0.0, 0.25, 0.12, 0.60, 0.28, 5.0, pages=1.0),
)
"""The sources, in the order of their codes."""

NAMES = tuple(source.name for source in SOURCES)

WEBINAR = NAMES.index("webinar")
CONTENT = NAMES.index("content download")
FAIR = NAMES.index("partner fair")
OUTBOUND = NAMES.index("outbound")
TRIAL = NAMES.index("product trial")
REFERRAL = NAMES.index("referral")
PAID = NAMES.index("paid search")

WEBINAR_AFTER_CHANGE = 0.55
"""How many of the webinar's leads still count as interested under the second definition."""

FIT_INTEREST = (0.55, 0.85, 1.1, 1.3)
"""How fit (0 to 3 of the definition's three traits) moves the chance of interest."""

FIT_SQL = (0.3, 0.65, 1.05, 1.5)
"""How fit moves the chance of an SQL."""

RETURN_SQL = 0.9
"""How a return moves the chance of an SQL, against the pass before."""

RETURN = 0.24
"""The chance that a recycled lead comes back by itself with high intent."""

GAMED_OPPORTUNITY = 0.7
"""How gaming moves the chance that a confirmed meeting becomes an opportunity."""
