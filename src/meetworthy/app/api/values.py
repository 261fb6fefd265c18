"""The values that requests and answers are made of: instants, texts, lists that have more."""

from __future__ import annotations

import re
import uuid
from datetime import datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import (
    AliasChoices,
    AwareDatetime,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
)

from meetworthy.model.time import NEVER, instant_of, moment_of

LONGEST_LINE = 200
"""Characters of a name; chosen by eye."""

LONGEST_TEXT = 2_000
"""Characters of what somebody writes; a fact's texts may not be longer."""

MOST = 200
"""Of a list in one answer; chosen by eye."""

USUAL = 50

_RFC_3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d{1,6})?([Zz]|[+-]\d\d:\d\d)")
_DATE_TIME = {"type": "string", "format": "date-time"}


def iso(moment: datetime) -> str:
    """Write an instant: ISO 8601, UTC, with microseconds."""
    return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")


def _shown(value: Any) -> Any:
    """Return an instant of ours (microseconds) as a moment; others are taken as they are."""
    return moment_of(value) if isinstance(value, int) else value


def _unless_never(value: Any) -> Any:
    return None if isinstance(value, int) and value >= NEVER else value


def _read_moment(value: Any) -> Any:
    if isinstance(value, datetime):
        return value
    if not isinstance(value, str) or not _RFC_3339.fullmatch(value):
        raise ValueError("an instant is written as 2026-05-01T12:00:00Z, with its zone")
    try:
        moment = datetime.fromisoformat(value.upper())
        instant_of(moment)
    except (ValueError, OverflowError):
        raise ValueError("there is no such instant") from None
    return moment


Instant = Annotated[
    datetime,
    BeforeValidator(_shown),
    PlainSerializer(iso, return_type=str, when_used="json"),
    WithJsonSchema(_DATE_TIME),
]
"""An instant in an answer."""

Ever = Annotated[Instant | None, BeforeValidator(_unless_never)]
"""An instant in an answer that may not be, or may never come."""

Pass = Annotated[
    int,
    Field(validation_alias=AliasChoices("pass", "pass_number"), serialization_alias="pass"),
]
"""The number of a pass: `pass` in an answer, a word that Python keeps for itself."""

Moment = Annotated[AwareDatetime, BeforeValidator(_read_moment), WithJsonSchema(_DATE_TIME)]
"""An instant in a request: with its zone, by RFC 3339."""

_PLAIN = r"^[^\x00]*$"  # PostgreSQL keeps no NUL in a text

Line = Annotated[str, StringConstraints(max_length=LONGEST_LINE, pattern=_PLAIN)]
"""A name or a word in a request."""

Text = Annotated[str, StringConstraints(max_length=LONGEST_TEXT, pattern=_PLAIN)]
"""What somebody wrote, in a request."""

Cursor = Annotated[
    str | None,
    Field(max_length=500, description="What `next` of the last answer said: where to go on."),
]
Limit = Annotated[int, Field(ge=1, le=MOST, description="How many at most.")]


Document = Annotated[str, StringConstraints(pattern=_PLAIN)]
"""A whole text in a request: as long as a body may be; the verb that takes it may say less."""


class Asked(Schema):
    """What a request says; a word that is not known is refused rather than passed over."""

    model_config = ConfigDict(extra="forbid")


class Listed(Asked):
    """Where a list is to go on, and how much of it is wanted."""

    cursor: Cursor = None
    limit: Limit = USUAL


class Named(Schema):
    """Something, by its id and its name."""

    id: uuid.UUID
    name: str
