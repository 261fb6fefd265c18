"""Where a list goes on: opaque words that are sealed with what they are good for.

A cursor names the last thing shown by the values it is ordered by, so what is added meanwhile
moves nothing.  It holds for the same list of the same workspace, asked the same way.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from hashlib import blake2b
from hmac import compare_digest
from typing import NoReturn, TypeVar

import msgspec
from django.conf import settings
from django.db.models import Model, Q, QuerySet

from .problems import stop
from .values import Listed

_SEAL_BYTES = 8
"""A cursor that was made up says nothing secret and opens nothing; this many tell it apart."""

_ROW = TypeVar("_ROW", bound=Model)


def write(place: str, values: Sequence[int | float | str]) -> str:
    """Return the cursor of a place (which list, whose, asked how) and the last thing's values."""
    said = msgspec.json.encode(values)
    return urlsafe_b64encode(_seal(place, said) + said).decode().rstrip("=")


def read(place: str, cursor: str | None) -> list[int | float | str] | None:
    """Return the values of a cursor; None for no cursor.  Stops what this place did not write."""
    if cursor is None:
        return None
    try:
        raw = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        seal, said = raw[:_SEAL_BYTES], raw[_SEAL_BYTES:]
        is_ours = compare_digest(seal, _seal(place, said))
    except (ValueError, UnicodeError):
        is_ours = False
    if not is_ours:
        _refuse()
    return msgspec.json.decode(said, type=list[int | float | str])


def _refuse() -> NoReturn:
    cause = "This cursor is not one that this list gave, asked in this way."
    stop(422, "cursor_unknown", "query.cursor", cause, "Begin without a cursor.")


def place_of(name: str, workspace_id: int, asked: Listed, *more: object) -> str:
    """Return the place of a list: its name, whose it is, and how it is asked."""
    said = asked.model_dump_json(exclude={"cursor", "limit"})
    return "\n".join((name, str(workspace_id), *map(str, more), said))


def _seal(place: str, said: bytes) -> bytes:
    key = blake2b(settings.SECRET_KEY.encode(), person=b"api-cursor", digest_size=32).digest()
    return blake2b(place.encode() + b"\0" + said, key=key, digest_size=_SEAL_BYTES).digest()


def newest_first(
    rows: QuerySet[_ROW], asked: Listed, place: str, *, by: str = "pk"
) -> tuple[list[_ROW], str | None]:
    """Return a page of rows, latest first by a column (and key among equals), and its cursor.

    ``by`` is ``pk`` or a whole number's column.
    """
    last = read(place, asked.cursor)
    if last is not None:
        value, key = last
        older = Q(**{f"{by}__lt": value})
        rows = rows.filter(older if by == "pk" else older | Q(**{by: value, "pk__lt": key}))
    found = list(rows.order_by(*dict.fromkeys((f"-{by}", "-pk")))[: asked.limit + 1])
    shown, more = found[: asked.limit], len(found) > asked.limit
    return shown, write(place, [getattr(shown[-1], by), shown[-1].pk]) if more else None
