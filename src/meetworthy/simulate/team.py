"""The people of the example company, with dated roles; one of them games meetings."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .clock import Floats, Ints
from .values import Words


@dataclass(frozen=True, slots=True)
class Role:
    """One person in one role, from a day until another (days since the start)."""

    person: str
    name: str
    role: str
    start: float = 0.0  # share of the span, on a whole day
    end: float = 1.0  # share of the span; 1 is still there


DOMAIN = "northwind.example"


def _role(name: str, role: str, start: float = 0.0, end: float = 1.0) -> Role:
    """Return somebody's role; every system knows people by their address."""
    return Role(f"{name.lower().replace(' ', '.')}@{DOMAIN}", name, role, start, end)


ROLES = (
    _role("Ines Albrecht", "admin"),
    _role("Marta Lindqvist", "marketing"),
    _role("Tobias Renner", "marketing"),
    _role("Jonas Weidner", "sdr", 0.0, 0.58),
    _role("Jonas Weidner", "sales", 0.58),
    _role("Aylin Demir", "sdr"),
    _role("Rafael Costa", "sdr"),
    _role("Nele Brandt", "sdr", 0.0, 0.8),
    _role("Pawel Nowicki", "sdr", 0.55),
    _role("Katharina Vogt", "sales"),
    _role("Luca Bianchi", "sales"),
    _role("Sofie Maes", "sales"),
    _role("Daniel Okafor", "sales", 0.3),
    _role("Henrik Solberg", "viewer"),
)
"""Everybody, chosen so that roles change in the middle."""

PEOPLE = tuple(dict.fromkeys(role.person for role in ROLES))
"""Person ids, in the order of their codes."""

GAMER = PEOPLE.index(f"rafael.costa@{DOMAIN}")
"""The SDR who games meetings, by code."""


def people_on_duty(role: str, at: Floats, span: float, random: np.random.Generator) -> Ints:
    """Return the code of somebody who holds a role at each instant, drawn evenly."""
    holders = [entry for entry in ROLES if entry.role == role]
    ends = [np.inf if entry.end >= 1.0 else entry.end * span for entry in holders]
    active = np.array(
        [(at >= h.start * span) & (at < end) for h, end in zip(holders, ends, strict=True)]
    )
    rank = np.floor(random.random(len(at)) * active.sum(axis=0)).astype(np.int64)
    chosen = (active & (np.cumsum(active, axis=0) - 1 == rank)).argmax(axis=0)
    codes = np.array([PEOPLE.index(entry.person) for entry in holders])
    on_duty: Ints = codes[chosen]
    return on_duty


def people(codes: Ints) -> Words:
    """Return person codes as a column of person ids."""
    return Words(codes, PEOPLE)
