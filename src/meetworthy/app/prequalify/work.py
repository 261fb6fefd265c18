"""The worker's step: ask who is to be asked, remind, and end what nobody answered."""

from __future__ import annotations

from .finding import find_once
from .following import follow_once


def once(*, at: int) -> int:
    """Do what is due at an instant; returns how many forms were sent, reminded of or ended."""
    return find_once(at=at) + follow_once(at=at)
