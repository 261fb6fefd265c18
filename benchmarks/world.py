"""The words of the benchmark's facts: kinds with their odds, properties with their values.

Every figure here is chosen by eye, so that many leads do little and some do a lot, about
two leads in five ever show high intent, and rules of every kind have something to count.
"""

from __future__ import annotations

from dataclasses import dataclass

KINDS = (
    "page.viewed",
    "email.opened",
    "email.clicked",
    "ad.clicked",
    "content.downloaded",
    "form.submitted",
    "webinar.attended",
    "event.attended",
    "calculator.used",
    "feature.activated",
    "product.used",
    "trial.started",
    "demo.requested",
    "email.unsubscribed",
    "intent.surged",
    "chat.started",
    # what is known and what people did about it; not drawn from the odds below
    "lead.created",
    "lead.described",
    "criterion.assessed",
    "lead.accepted",
    "lead.qualified",
    "lead.rejected",
    "lead.recycled",
    "opportunity.created",
    "opportunity.won",
    "opportunity.lost",
)
CODE = {kind: code for code, kind in enumerate(KINDS)}
BEHAVIOURS = 16
"""The first so many kinds are behaviour."""

COLD_ODDS = (52, 31, 5, 4, 2, 1, 0.6, 0.4, 0.2, 0.3, 2, 0.05, 0.03, 0.4, 0.4, 0.3)
WARM_ODDS = (46, 17, 9, 3, 6, 4, 3, 1, 1.5, 3, 3, 0.6, 0.8, 0.2, 1, 1)

PRICING = ("/pricing", "/pricing/team", "/pricing/enterprise")
CASES = tuple(f"/case-studies/{n}" for n in range(1, 21))
DOCS = tuple(f"/docs/chapter-{n}" for n in range(1, 61))
BLOG = tuple(f"/blog/post-{n}" for n in range(1, 116))
PATHS = (*PRICING, *CASES, *DOCS, *BLOG, "/", "/about")

FORMS = ("contact", "newsletter", "fair", "survey")
CONTENTS = tuple(f"guide-{n}" for n in range(1, 21))
WEBINARS = tuple(f"webinar-{n}" for n in range(1, 21))
FEATURES = tuple(f"feature-{n}" for n in range(1, 11))

CRITERIA = ("need", "authority", "budget", "timeline")
STATUSES = ("confirmed", "partial", "denied")
HOWS = ("call", "meeting", "form")
REASONS = ("no answer", "no budget yet", "after the fair", "not our customer")

EMPLOYEES = (1, 2, 3, 5, 8, 12, 20, 35, 50, 80, 120, 180, 250, 400, 700, 1200, 3000, 9000)
SENIORITIES = ("c-level", "vp", "director", "manager", "staff")
INDUSTRIES = ("SaaS", "Marketing services", "Manufacturing", "Retail", "Finance", "Education")
TITLES = (
    "Chief Executive Officer",
    "VP Sales",
    "Head of Marketing",
    "Director of Operations",
    "Marketing Manager",
    "Sales Manager",
    "Account Executive",
    "Analyst",
    "Working student",
    "Consultant",
    "Revenue Operations Lead",
    "Office Manager",
)
COUNTRIES = ("DE", "FR", "GB", "US", "NL", "BR", "IN", "PL")
AMOUNTS = (4_800.0, 9_600.0, 14_400.0, 24_000.0, 48_000.0, 96_000.0)

SOURCES = ("organic", "paid search", "referral", "webinar", "outbound", "event")
ACTORS = tuple(f"person-{n}" for n in range(1, 41))


@dataclass(frozen=True, slots=True)
class Property:
    """One property, and where its code (0: none) stands among the bits of a fact's detail."""

    name: str
    kinds: tuple[str, ...]
    words: tuple[str, ...] | tuple[int, ...] | tuple[float, ...]
    shift: int = 0
    bits: int = 8


_DESCRIBED = ("lead.described",)
_ASSESSED = ("criterion.assessed",)
_EXITS = ("lead.rejected", "lead.recycled", "opportunity.lost")

PROPERTIES = (
    Property("path", ("page.viewed",), PATHS),
    Property("form", ("form.submitted",), FORMS),
    Property("content", ("content.downloaded",), CONTENTS),
    Property("webinar", ("webinar.attended",), WEBINARS),
    Property("feature", ("feature.activated", "product.used"), FEATURES),
    Property("employees", _DESCRIBED, EMPLOYEES, 0, 6),
    Property("seniority", _DESCRIBED, SENIORITIES, 6, 3),
    Property("industry", _DESCRIBED, INDUSTRIES, 9, 4),
    Property("title", _DESCRIBED, TITLES, 13, 6),
    Property("country", _DESCRIBED, COUNTRIES, 19, 4),
    Property("criterion", _ASSESSED, CRITERIA, 0, 3),
    Property("status", _ASSESSED, STATUSES, 3, 2),
    Property("how", _ASSESSED, HOWS, 5, 2),
    Property("reason", _EXITS, REASONS, 0, 3),
    Property("amount", ("opportunity.created", "opportunity.won"), AMOUNTS, 0, 3),
)
