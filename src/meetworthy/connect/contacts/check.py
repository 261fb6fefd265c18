"""Checking one address: its form, lists of what is thrown away or shared, its domain."""

from __future__ import annotations

from functools import lru_cache

from email_validator import EmailNotValidError, ValidatedEmail, validate_email

from .domains import Mail, Resolver
from .finding import Checked, Reason, Result, concluded

ROLES = frozenset(
    {
        "abuse", "accounting", "accounts", "admin", "administrator", "all", "billing", "bounce",
        "contact", "datenschutz", "everyone", "feedback", "finance", "hello", "help", "helpdesk",
        "hostmaster", "hr", "info", "information", "jobs", "kontakt", "legal", "mail", "marketing",
        "media", "news", "newsletter", "no-reply", "nobody", "noreply", "office", "postmaster",
        "press", "privacy", "root", "sales", "security", "service", "spam", "staff", "subscribe",
        "support", "team", "test", "unsubscribe", "usenet", "vertrieb", "webmaster",
    }
)  # fmt: skip
"""Names of tasks, not of persons: those of RFC 2142 and what offices use; collected by eye."""

NO_MAILBOX = frozenset({"no-reply", "noreply", "nobody", "bounce"})
"""Of them, those that nobody reads."""

_OF_DOMAIN = {
    Mail.NONE: (Result.UNDELIVERABLE, "no_mail", "The domain says that it takes no mail."),
    Mail.ABSENT: (Result.UNDELIVERABLE, "no_domain", "There is no such domain."),
    Mail.SILENT: (Result.UNKNOWN, "domain_silent", "The domain's name servers did not answer."),
}


def check_address(address: str, *, resolver: Resolver | None = None) -> Checked:
    """Check an address; without a resolver its domain is not asked, and the best is ``unknown``.

    Nothing is ever sent to an address to see whether it is there.
    """
    try:
        read = validate_email(address.strip(), check_deliverability=False)
    except EmailNotValidError as error:
        reason = Reason(Result.UNDELIVERABLE, "malformed", str(error))
        return concluded(address, [reason], otherwise=Result.UNDELIVERABLE)
    reasons = [*_of_name(read), *_of_domain(read, resolver)]
    best = Result.UNKNOWN if resolver is None else Result.DELIVERABLE
    return concluded(read.normalized, reasons, otherwise=best)


def _of_name(read: ValidatedEmail) -> list[Reason]:
    name = read.local_part.lower().partition("+")[0]
    if name in NO_MAILBOX:
        said = f"Nobody reads what is sent to {name}@."
        return [Reason(Result.UNDELIVERABLE, "no_mailbox", said)]
    if name in ROLES:
        said = f"{name}@ is the address of a task, not of a person."
        return [Reason(Result.RISKY, "role", said)]
    return []


def _of_domain(read: ValidatedEmail, resolver: Resolver | None) -> list[Reason]:
    domain = read.ascii_domain.lower()
    found = []
    if is_disposable(domain):
        said = f"{domain} gives out addresses to be thrown away."
        found.append(Reason(Result.UNDELIVERABLE, "disposable", said))
    said_by_net = _OF_DOMAIN.get(resolver.mail_of(domain)) if resolver and not found else None
    return found + ([Reason(*said_by_net)] if said_by_net else [])


def is_disposable(domain: str) -> bool:
    """Say whether a domain, or one above it, gives out addresses to be thrown away."""
    parts = domain.split(".")
    return any(".".join(parts[place:]) in _disposable() for place in range(len(parts) - 1))


@lru_cache(maxsize=1)
def _disposable() -> frozenset[str]:
    """Return the packaged list; it is read when the first address is checked."""
    from disposable_email_domains import blocklist

    return frozenset(blocklist)
