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


ROLES = (
    Role("p-01", "Ines Albrecht", "admin"),
    Role("p-02", "Marta Lindqvist", "marketing"),
    Role("p-03", "Tobias Renner", "marketing"),
    Role("p-11", "Jonas Weidner", "sdr", 0.0, 0.58),
    Role("p-11", "Jonas Weidner", "sales", 0.58),
    Role("p-12", "Aylin Demir", "sdr"),
    Role("p-13", "Rafael Costa", "sdr"),
    Role("p-14", "Nele Brandt", "sdr", 0.0, 0.8),
    Role("p-15", "Pawel Nowicki", "sdr", 0.55),
    Role("p-21", "Katharina Vogt", "sales"),
    Role("p-22", "Luca Bianchi", "sales"),
    Role("p-23", "Sofie Maes", "sales"),
    Role("p-24", "Daniel Okafor", "sales", 0.3),
    Role("p-31", "Henrik Solberg", "viewer"),
)
"""Everybody, chosen so that roles change in the middle."""

PEOPLE = tuple(dict.fromkeys(role.person for role in ROLES))
"""Person ids, in the order of their codes."""

GAMER = PEOPLE.index("p-13")
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
