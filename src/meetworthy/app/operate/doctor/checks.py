"""The visible registry of checks, in the order in which they are asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from .chain import check_chain
from .clocks import check_clocks
from .database import check_database
from .disk import check_disk
from .finding import Finding, State
from .kernel import check_kernel
from .mail import check_mail
from .mailbox import check_mailbox
from .migrations import check_migrations
from .secret import check_secret
from .work import check_work

Check = Callable[..., Iterable[Finding]]

FIRST: tuple[Check, ...] = (check_database, check_migrations)
"""Where one of these finds something wrong, the others cannot look."""

CHECKS: tuple[Check, ...] = (
    check_secret,
    check_disk,
    check_clocks,
    check_work,
    check_mail,
    check_mailbox,
    check_kernel,
    check_chain,
)


def examine(*, at: int) -> list[Finding]:
    """Ask every check that can look; return what they found."""
    found: list[Finding] = []
    for check in FIRST:
        found += check(at=at)
        if any(each.state is State.WRONG for each in found):
            return found
    for check in CHECKS:
        found += check(at=at)
    return found
