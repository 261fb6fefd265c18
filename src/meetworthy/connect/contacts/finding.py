"""What was found of an address."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Result(StrEnum):
    """Whether letters to an address arrive."""

    DELIVERABLE = "deliverable"  # as far as anything short of writing can tell
    RISKY = "risky"  # it may arrive, and reach nobody who matters
    UNDELIVERABLE = "undeliverable"  # it will not arrive: nothing is sent
    UNKNOWN = "unknown"  # nobody could be asked


SEVERITY = (Result.DELIVERABLE, Result.UNKNOWN, Result.RISKY, Result.UNDELIVERABLE)
"""From the best to the worst: the worst thing found is the result."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing found: what it makes of the address, a stable word for it, and a sentence."""

    result: Result
    code: str
    said: str


@dataclass(frozen=True, slots=True)
class Checked:
    """An address as it was checked, with every reason, the gravest first."""

    address: str
    result: Result
    reasons: tuple[Reason, ...] = ()


def concluded(address: str, reasons: list[Reason], *, otherwise: Result) -> Checked:
    """Return what the reasons make of an address; ``otherwise`` where there are none."""
    ranked = sorted(reasons, key=lambda reason: -SEVERITY.index(reason.result))
    return Checked(address, ranked[0].result if ranked else otherwise, tuple(ranked))
