"""The hash of a definition: of the content that is signed, however it is formatted."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from .language import NamedList
from .shape import DefinitionFile

_UNSIGNED = {"signed", "cases"}
"""Signatures sign the rest; cases are tests of the definition, no part of what is agreed."""


def fingerprint(file: DefinitionFile, lists: Mapping[str, NamedList]) -> str:
    """Return the SHA-256 of a definition's canonical form, lists read from files included.

    Comments, formatting, the order of words within a part and words left at their default do
    not matter; the order of rules and stages does.
    """
    content = file.model_dump(mode="json", by_alias=True, exclude=_UNSIGNED, exclude_defaults=True)
    named = {
        name: sorted([each.value, each.start or 0, each.end or 0] for each in one.entries)
        for name, one in lists.items()
    }
    ordered = [[word, _canonical(content[word])] for word in sorted(content)]
    text = json.dumps([ordered, sorted(named.items())], ensure_ascii=False, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _canonical(value: object) -> object:
    """Return a value with sections as lists of pairs, in order, and words of a rule sorted."""
    if not isinstance(value, dict):
        return value
    pairs = [[key, _canonical(each)] for key, each in value.items()]
    return (
        pairs if all(isinstance(each, dict) for each in value.values()) else sorted(pairs, key=_key)
    )


def _key(pair: list[object]) -> str:
    return str(pair[0])
