"""The exports a real company has: which file holds which facts, in which columns."""

from __future__ import annotations

from dataclasses import dataclass

from .values import Batch


@dataclass(frozen=True, slots=True)
class Log:
    """An activity log: one row a fact, the kind in a column, properties in others.

    ``rows`` names each kind in the system's own words; ``columns`` gives the header of each
    property; ``lead`` and ``account`` are (namespace, header) of the aliases it knows them by.
    """

    name: str
    file: str
    sender: str
    event: str
    rows: dict[str, str]
    columns: dict[str, str]
    lead: tuple[str, str] | None = None
    account: tuple[tuple[str, str], ...] = ()
    visitor: str | None = None
    actor: str | None = None
    source: str | None = None
    recorded: str | None = None
    number: str = "Event ID"

    def holds(self, batch: Batch) -> bool:
        """Say whether a batch is written to this file."""
        return batch.kind in self.rows and batch.sender == self.sender

    @property
    def header(self) -> list[str]:
        """The columns of the file, in order."""
        keys = [pair[1] for pair in (self.lead, *self.account) if pair]
        said = [
            self.visitor,
            self.event,
            *dict.fromkeys(self.columns.values()),
            self.actor,
            self.source,
            "Time",
            self.recorded,
        ]
        return [self.number, *keys, *(name for name in said if name)]


EMAIL = ("email", "Email")
CONTACT = ("crm", "Contact ID")
COMPANY = (("domain", "Domain"), ("crm_company", "Company ID"))
"""Providers of intent and of company data match the companies that the CRM sends them."""

WEB = Log(
    "web",
    "web_events.csv",
    "web",
    "Event",
    rows={
        "lead.identified": "Identify",
        "page.viewed": "Page view",
        "ad.clicked": "Ad click",
        "demo.requested": "Demo request",
        "contact.requested": "Contact request",
        "calculator.used": "Calculator",
        "content.downloaded": "Download",
    },
    columns={
        "path": "Path",
        "ad": "Ad",
        "calculator": "Calculator",
        "result": "Result",
        "content": "Content",
    },
    lead=EMAIL,
    visitor="Anonymous ID",
    source="Source",
)

MAIL = Log(
    "mail",
    "email_events.csv",
    "mail",
    "Type",
    rows={
        "email.opened": "open",
        "email.clicked": "click",
        "email.replied": "reply",
        "email.unsubscribed": "unsubscribe",
        "email.bounced": "bounce",
    },
    columns={"subject": "Subject", "link": "Link", "sentiment": "Sentiment", "bounce": "Bounce"},
    lead=EMAIL,
    recorded="Delivered",
)

ACTIVITIES = Log(
    "activities",
    "crm_activities.csv",
    "crm",
    "Activity",
    rows={
        "lead.accepted": "Accepted",
        "lead.rejected": "Rejected",
        "lead.recycled": "Recycled",
        "lead.qualified": "Qualified",
        "contact.made": "Contact",
        "criterion.assessed": "Criterion",
        "referral.received": "Referral",
        "event.attended": "Fair visit",
    },
    columns={
        "reason": "Reason",
        "how": "How",
        "criterion": "Criterion",
        "status": "Status",
        "words": "Note",
        "referrer": "Referrer",
        "event": "Fair",
    },
    lead=CONTACT,
    actor="User",
    source="Source",
    number="Activity ID",
)

MEETINGS = Log(
    "meetings",
    "meetings.csv",
    "calendar",
    "Event",
    rows={
        f"meeting.{word}": word.capitalize()
        for word in ("booked", "accepted", "moved", "held", "missed", "confirmed", "declined")
    },
    columns={
        "meeting": "Meeting",
        "starts": "Starts",
        "minutes": "Minutes",
        "by": "Missed by",
        "reason": "Reason",
    },
    lead=EMAIL,
    actor="User",
)

PRODUCT = Log(
    "product",
    "product_events.csv",
    "product",
    "Event",
    rows={
        "trial.started": "Trial started",
        "product.used": "Used",
        "feature.activated": "Feature activated",
        "teammate.invited": "Teammates invited",
        "limit.reached": "Limit reached",
    },
    columns={
        "plan": "Plan",
        "feature": "Feature",
        "times": "Times",
        "teammates": "Teammates",
        "limit": "Limit",
    },
    lead=EMAIL,
)

WEBINARS = Log(
    "webinars",
    "webinars.csv",
    "webinar",
    "Status",
    rows={"webinar.registered": "Registered", "webinar.attended": "Attended"},
    columns={"webinar": "Webinar", "minutes": "Minutes"},
    lead=EMAIL,
    source="Source",
)

INTENT = Log(
    "intent",
    "intent.csv",
    "intent",
    "Signal",
    rows={"intent.surged": "Surge"},
    columns={"topic": "Topic", "strength": "Strength"},
    account=COMPANY,
)

ENRICHMENT = Log(
    "enrichment",
    "enrichment.csv",
    "enrichment",
    "Record",
    rows={"account.described": "Company"},
    columns={"employees": "Employees"},
    account=COMPANY,
)

LOGS = (WEB, MAIL, ACTIVITIES, MEETINGS, PRODUCT, WEBINARS, INTENT, ENRICHMENT)


@dataclass(frozen=True, slots=True)
class Wide:
    """A wide export: one row a contact, a company, a deal; its mapping is in `northwind/`."""

    name: str
    file: str
    header: tuple[str, ...]


CONTACTS = Wide(
    "contacts",
    "crm_contacts.csv",
    (
        "Contact ID",
        "Email",
        "First name",
        "Last name",
        "Job title",
        "Seniority",
        "Company ID",
        "Original source",
        "Campaign",
        "Owner",
        "Created",
        "Became MQL",
        "Became SQL",
        "Became opportunity",
        "Became customer",
    ),
)

COMPANIES = Wide(
    "companies",
    "crm_companies.csv",
    ("Company ID", "Name", "Domain", "Industry", "Employees", "Country", "Created"),
)

DEALS = Wide(
    "deals",
    "deals.csv",
    (
        "Deal ID",
        "Contact ID",
        "Owner",
        "Amount",
        "Currency",
        "Created",
        "Status",
        "Closed",
        "Lost reason",
    ),
)

SPEND = Wide(
    "spend",
    "spend.csv",
    ("Month", "Until", "Source", "Campaign", "Amount", "Currency", "Scope"),
)

PEOPLE_FILE = Wide(
    "people",
    "people.csv",
    ("Person", "Name", "Role", "From", "Until"),
)

WIDES = (CONTACTS, COMPANIES, DEALS, SPEND, PEOPLE_FILE)
