"""Checking the address of a lead, as this installation does it."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings

from meetworthy.connect.contacts.domains import DnsResolver, Resolver
from meetworthy.connect.contacts.finding import Checked
from meetworthy.connect.contacts.providers import check_contact


def check(address: str, *, ask: bool = False) -> Checked:
    """Check an address: by its form and by lists; ``ask``: the network too, if it is to be asked.

    Asking takes seconds where a name server is slow: never in a transaction.
    """
    if ask and settings.CONFIGURATION.asks_domains:
        return check_contact(address, resolver=_resolver())
    return check_contact(address, asked={})


@lru_cache(maxsize=1)
def _resolver() -> Resolver:
    return DnsResolver()
