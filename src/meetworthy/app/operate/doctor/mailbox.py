"""Whether the mailbox into which answers come can be read."""

from __future__ import annotations

import imaplib
from collections.abc import Iterator

from django.conf import settings

from meetworthy.app.operate.mailbox import mailbox_of, opened
from meetworthy.model.problem import Refused

from .finding import Finding, fine, look, wrong

ABOUT = "mailbox"


def check_mailbox(*, at: int) -> Iterator[Finding]:  # noqa: ARG001 - every check is asked alike
    """Find a mailbox that can't be opened; no letter is read."""
    url = settings.CONFIGURATION.mailbox
    if not url:
        yield look(ABOUT, "Bounces and replies are not read back.", "Set MEETWORTHY_IMAP.")
        return
    try:
        mailbox = mailbox_of(url)
        with opened(mailbox):
            pass
    except Refused as refused:
        (problem,) = refused.problems
        yield wrong(ABOUT, problem.cause, problem.remedy)
    except (OSError, imaplib.IMAP4.error) as error:
        yield wrong(ABOUT, f"It can't be opened: {error}", "Mend MEETWORTHY_IMAP.")
    else:
        yield fine(ABOUT, f"{mailbox.folder} at {mailbox.host} can be read.")
