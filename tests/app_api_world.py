"""Northwind with keys: what tests of the API ask with."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.test import Client

from app_pages_world import World, make_world
from meetworthy.app.api import limits
from meetworthy.app.people.abilities import FOR_KEYS, Ability
from meetworthy.app.people.keys import create_key
from meetworthy.app.people.models import Role


@dataclass(slots=True)
class Asker:
    """A program with a key: asks, and reads the answers."""

    secret: str

    def ask(self, method, path, said=None, **headers):
        """Send a request below /api/v1; ``idempotency_key="a"`` is the header Idempotency-Key."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return Client(raise_request_exception=True).generic(
            method,
            f"/api/v1{path}",
            "" if said is None else json.dumps(said),
            content_type="application/json",
            headers={"Authorization": f"Bearer {self.secret}", **named},
        )

    def get(self, path, **headers):
        return self.ask("GET", path, **headers)

    def post(self, path, said=None, **headers):
        return self.ask("POST", path, {} if said is None else said, **headers)


@dataclass(slots=True)
class Here:
    """The world, a key that may do all that a key may, and one that may only see."""

    world: World
    strong: Asker
    weak: Asker

    def key(self, name: str, *scopes: Ability) -> Asker:
        """Make another key."""
        return Asker(_key(self.world, name, scopes))


def make_here(**more) -> Here:
    """Make Northwind and its keys; requests are not counted against one another."""
    limits.forget()
    world = make_world(**more)
    return Here(
        world,
        Asker(_key(world, "everything", FOR_KEYS)),
        Asker(_key(world, "reader", {Ability.SEE})),
    )


def _key(world: World, name: str, scopes) -> str:
    return create_key(
        world.workspace,
        name=name,
        scopes=scopes,
        by=world.people[Role.ADMIN],
        at=world.now - timedelta(days=1),
    ).secret


NOTHING = str(uuid.UUID("0193b0a0-0000-7000-8000-000000000000"))
"""An id that names nothing."""
