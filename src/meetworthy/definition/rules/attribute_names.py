"""An attribute's name must be a plain word that means nothing else in a condition."""

from __future__ import annotations

import re
from collections.abc import Iterator

from meetworthy.definition.conditions.scope import RESERVED
from meetworthy.definition.draft import Draft
from meetworthy.definition.slugs import slug_of
from meetworthy.model.problem import Problem

_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")


def check(draft: Draft) -> Iterator[Problem]:
    """Yield a problem for every attribute whose name can't be used."""
    for name, shape in draft.file.attributes.items():
        path = ("attributes", name)
        if name in RESERVED:
            cause = f"`{name}` already means something in conditions."
            yield draft.error("reserved_name", path, cause, "Give the attribute another name.")
        elif not _NAME.fullmatch(name):
            cause = f"`{name[:60]}` can't be the name of an attribute."
            better = slug_of(name) or "attribute"
            yield draft.error("bad_name", path, cause, f"Call it `{better.lstrip('0123456789_')}`.")
        if shape.one_of and shape.type != "text":
            cause = f"`{name[:60]}` is {shape.type}, and `one_of` is for text."
            yield draft.error("wrong_type", (*path, "one_of"), cause, "Delete it, or make it text.")
