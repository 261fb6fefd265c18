"""What an outside system is to us: its name, and what reads what it sends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .reading import Placed, Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """One outside system.

    ``name`` is its slug, ``label`` what people call it, ``purpose`` one sentence.  ``read``
    turns one request's body, as decoded JSON, into facts or problems; it is pure and never
    raises.  ``public`` says whether a key of it may stand in browsers, ``signed`` whether its
    requests are signed webhooks in place of carrying a key.
    """

    name: str
    label: str
    purpose: str
    read: Callable[[object, Reading], Placed]
    public: bool = False
    signed: bool = False
