"""Sealing what identifies a person: AES-256-GCM under a key per lead or visitor.

The keys lie in the database, wrapped under the installation's secret.  Deleting a key's row
makes everything sealed under it unreadable for good, and changes no fact.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from meetworthy.app.operate.configuration import wrapping_key
from meetworthy.model.fact import Value
from meetworthy.model.personal import is_personal

from .sql import among, fetch, insert

NONCE_BYTES = 12  # NIST SP 800-38D, 8.2
KEY_BITS = 256

Subject = tuple[str, int]
"""Whom a key belongs to: the entity (``l``, ``v`` or ``a``) and its number."""

_encode = msgspec.json.Encoder(order="sorted").encode


@lru_cache(maxsize=4)
def _wrapper(secret: str) -> AESGCM:
    return AESGCM(wrapping_key(secret))


def divide(kind: str, properties: Mapping[str, Value]) -> tuple[dict[str, Value], dict[str, Value]]:
    """Return the properties that may be read, and those that identify a person."""
    open_ = dict(properties)
    personal = {
        name: open_.pop(name)
        for name, value in properties.items()
        if is_personal(kind, name, value)
    }
    return open_, personal


def seal(personal: Mapping[str, Value], cipher: AESGCM) -> bytes:
    """Return properties encrypted: a nonce, then the ciphertext with its tag."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + cipher.encrypt(nonce, _encode(personal), None)


def unseal(sealed: bytes, cipher: AESGCM) -> dict[str, Value]:
    """Return the properties that were sealed; a ValueError where the key is another."""
    sealed = bytes(sealed)
    try:
        text = cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], None)
    except InvalidTag:
        raise ValueError("this was sealed under another key, or changed since") from None
    found: dict[str, Value] = msgspec.json.decode(text)
    return found


class Keys:
    """The keys of one workspace, fetched together; made where asked and absent."""

    def __init__(self, workspace_id: int) -> None:
        # Nothing is remembered from one transaction to the next: a key that was made in one that
        # was rolled back must never seal anything.
        self.workspace_id = workspace_id
        self._ciphers: dict[Subject, AESGCM] = {}
        self._made: list[tuple[Any, ...]] = []

    def fetch(self, subjects: Iterable[Subject]) -> None:
        """Fetch the keys of subjects, those that are there."""
        by_entity: dict[str, list[int]] = {}
        for entity, number in subjects:
            if (entity, number) not in self._ciphers:
                by_entity.setdefault(entity, []).append(number)
        for entity, numbers in by_entity.items():
            condition, parameter = among("number", numbers)
            rows = fetch(
                "SELECT number, wrapped FROM ledger_person_key"
                f" WHERE workspace_id = %s AND entity = %s AND {condition}",
                (self.workspace_id, entity, parameter),
            )
            for number, wrapped in rows:
                self._ciphers[entity, number] = AESGCM(_unwrap(bytes(wrapped)))

    def cipher(self, subject: Subject) -> AESGCM | None:
        """Return a subject's cipher; None where it has no key (any more)."""
        return self._ciphers.get(subject)

    def cipher_for_writing(self, subject: Subject) -> AESGCM:
        """Return a subject's cipher, made where there is none; ``store`` keeps it."""
        known = self._ciphers.get(subject)
        if known is None:
            key = AESGCM.generate_key(bit_length=KEY_BITS)
            known = self._ciphers[subject] = AESGCM(key)
            self._made.append((self.workspace_id, *subject, _wrap(key)))
        return known

    def store(self) -> None:
        """Write the keys that were made."""
        columns = ("workspace_id", "entity", "number", "wrapped")
        insert("ledger_person_key", columns, self._made)
        self._made = []


def _wrap(key: bytes) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return nonce + _wrapper(settings.SECRET_KEY).encrypt(nonce, key, None)


def _unwrap(wrapped: bytes) -> bytes:
    try:
        return _wrapper(settings.SECRET_KEY).decrypt(
            wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], None
        )
    except InvalidTag:
        raise ValueError(
            "the keys of persons were wrapped under another MEETWORTHY_SECRET; set the one that"
            " this ledger was written with"
        ) from None
