"""Accounts by registrable domain: acme.co.uk for shop.acme.co.uk; free mail is nobody's."""

from __future__ import annotations

from functools import lru_cache

import tldextract

FREE_MAIL = frozenset(
    {
        "gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "msn.com",
        "yahoo.com", "ymail.com", "icloud.com", "me.com", "mac.com", "aol.com", "proton.me",
    }
)  # fmt: skip


@lru_cache(maxsize=1)
def _extractor() -> tldextract.TLDExtract:
    # No addresses to fetch from: the snapshot that comes with the package, and no network.
    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


def registrable_domain(host: str) -> str | None:
    """Return the domain that somebody registered, lower case; None for hosts without one."""
    domain = _extractor()(host.strip().strip(".")).top_domain_under_public_suffix.lower()
    return domain or None


def account_domain(host: str) -> str | None:
    """Return the domain by which an account is known; None for free mail and non-domains."""
    domain = registrable_domain(host)
    return None if domain is None or domain in FREE_MAIL else domain
