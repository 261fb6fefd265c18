"""What happened to people that other rooms must hear of, in the transaction in which it did.

`people` knows none of them: whoever must act connects a receiver.  An error of a receiver undoes
the whole.
"""

from __future__ import annotations

from django.dispatch import Signal

NO_ROLE = "none"
"""The role of somebody who is no longer in a workspace, as facts say it."""

workspace_created = Signal()
"""Sent with ``workspace``."""

role_given = Signal()
"""Sent with ``workspace``, ``user``, ``role`` (text; ``none`` for somebody who left), ``at``."""
