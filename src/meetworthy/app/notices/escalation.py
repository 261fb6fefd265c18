"""Whom a clock that ran out is escalated to, by the word in the definition."""

from __future__ import annotations

from collections.abc import Iterator

from meetworthy.app.people.models import Role
from meetworthy.definition.language import TEAM

from .scene import Scene

MANAGER = "manager"


def escalated_to(scene: Scene, word: str, *, owner: str) -> Iterator[tuple[str, str]]:
    """Yield who is told, each with why they: an address, and a role or what the word says.

    ``manager`` is the nearest manager of who has the lead who is there; a role is all who hold
    it; ``team x`` is everybody of it; an address is that person.  Where the word finds nobody,
    the workspace's admins are told: nothing runs out without anybody hearing of it.
    """
    found = list(_named(scene, word.strip().lower(), owner))
    yield from found or [(person, "admin") for person in scene.of_role({Role.ADMIN.value})]


def _named(scene: Scene, word: str, owner: str) -> Iterator[tuple[str, str]]:
    if "@" in word:
        yield word, "named"
    elif word == MANAGER:
        yield from _manager(scene, owner)
    elif word.startswith(TEAM):
        people = (person.email for person in scene.roster.named(word))
        yield from ((person, word) for person in people if person in scene.members)
    elif word in set(Role):
        yield from ((person, word) for person in scene.of_role({word}))


def _manager(scene: Scene, owner: str) -> Iterator[tuple[str, str]]:
    """Yield the nearest manager who is not away; where all are, the nearest."""
    chain = [one.email for one in scene.roster.managers_of(owner) if one.email in scene.members]
    there = [person for person in chain if not scene.roster.is_absent(person, scene.at)]
    for person in (there or chain)[:1]:
        yield person, MANAGER
