"""Opening a workspace's ledger."""

from __future__ import annotations

from .models import Head


def open_ledger(workspace_id: int) -> None:
    """Make the head of a workspace's ledger; does nothing where there is one."""
    Head.objects.get_or_create(workspace_id=workspace_id)
