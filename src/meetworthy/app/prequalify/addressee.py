"""Whom a form is to: their address, how they are called, in which language."""

from __future__ import annotations

from dataclasses import dataclass

from meetworthy.app.judging.one import Seen

FIRST_NAMES = ("first_name", "firstname", "given_name")
LANGUAGE = "language"
DEFAULT = "en"

SPOKEN = ("en", "de")
"""The languages that letters and forms are written in; the questions are the definition's."""


@dataclass(frozen=True, slots=True)
class Addressee:
    """Who gets a form; an empty text is what nobody said."""

    email: str
    first_name: str
    language: str


def addressee_of(seen: Seen) -> Addressee:
    """Return whom a letter to a lead is to, by what is said of them last."""
    said: dict[str, str] = {}
    for fact in seen.facts:
        if fact.kind == "lead.described":
            said |= {name: str(value) for name, value in fact.properties.items() if value}
    first = next((said[name] for name in FIRST_NAMES if name in said), "")
    return Addressee(seen.card.email, first, spoken(said.get(LANGUAGE, "")))


def spoken(said: str) -> str:
    """Return the language that a text names (`de`, `de-AT`, `de_DE`), if letters are in it."""
    word = said.strip().lower().replace("_", "-").partition("-")[0]
    return word if word in SPOKEN else DEFAULT
