"""Other checkers of addresses, which packages add: none comes with the product.

A package names, under the entry points ``meetworthy.contacts``, a function that takes an address
and returns a ``Checked``.  What it says counts beside our own checks: the worst holds.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import entry_points

from .check import check_address
from .domains import Resolver
from .finding import SEVERITY, Checked, Reason, Result, concluded

GROUP = "meetworthy.contacts"

Provider = Callable[[str], Checked]


def providers() -> dict[str, Provider]:
    """Return the checkers that packages add, by their names.  Raises what a broken one raises."""
    return {point.name: point.load() for point in entry_points(group=GROUP)}


def check_contact(
    address: str, *, resolver: Resolver | None = None, asked: dict[str, Provider] | None = None
) -> Checked:
    """Check an address by ourselves, then by every provider, unless it can't be written to anyway.

    A provider that fails says nothing of the address: that, too, is a reason, ``unknown``.
    """
    own = check_address(address, resolver=resolver)
    if own.result is Result.UNDELIVERABLE:
        return own
    wanted = providers() if asked is None else asked
    others = [_asked(name, one, own.address) for name, one in sorted(wanted.items())]
    reasons = [*own.reasons, *(reason for each in others for reason in each.reasons)]
    known = [each.result for each in others if each.result is not Result.UNKNOWN]
    best = max(known, key=SEVERITY.index) if known else own.result
    return concluded(own.address, reasons, otherwise=best)


def _asked(name: str, provider: Provider, address: str) -> Checked:
    try:
        return provider(address)
    except OSError as error:  # it asks over the network
        said = f"{name} did not answer: {error}"
        return Checked(address, Result.UNKNOWN, (Reason(Result.UNKNOWN, "provider_silent", said),))
