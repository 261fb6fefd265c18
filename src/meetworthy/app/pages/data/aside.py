"""The quarantine's URL: what it asks for, and the rows that answer it."""

from __future__ import annotations

import re
import uuid
from collections import Counter
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import QueryDict

from meetworthy.app.ingest.models import Quarantined
from meetworthy.app.people.access import Access

SHOWN = 50
"""Rows on a page; chosen by eye."""

_MOST_LOOKED_AT = 10_000
"""Rows whose problems are counted for the filter; chosen by eye."""

_CURSOR = re.compile(r"\d{1,18}-\d{1,18}")

State = Quarantined.State


@dataclass(frozen=True, slots=True)
class Asked:
    """What a URL asks for: a state, one source, one kind of problem, from where on."""

    state: str = State.OPEN
    source: str = ""
    kind: str = ""
    before: str = ""

    def query(self, **other: str) -> str:
        """Return the URL's query, with some words otherwise; the place to go on from is left."""
        words = {"state": self.state, "source": self.source, "kind": self.kind, **other}
        unsaid = {"state": State.OPEN}
        return urlencode({k: v for k, v in words.items() if v and v != unsaid.get(k)})


def asked_of(query: QueryDict) -> Asked:
    """Read a URL's query; what is not understood asks for nothing."""
    state, source = query.get("state", ""), query.get("source", "")
    before = query.get("before", "")
    return Asked(
        state=state if state in State.values else State.OPEN,
        source=source if _is_uuid(source) else "",
        kind=query.get("kind", "").replace("\x00", "")[:100],
        before=before if _CURSOR.fullmatch(before) else "",
    )


def rows_of(access: Access, asked: Asked) -> QuerySet[Quarantined]:
    """Return what the URL asks for, the latest first."""
    found = Quarantined.objects.filter(workspace=access.workspace, state=asked.state)
    if asked.source:
        found = found.filter(source__uuid=asked.source)
    if asked.kind:
        found = found.filter(kind=asked.kind)
    if asked.before:
        at, key = map(int, asked.before.split("-"))
        found = found.filter(Q(received_at__lt=at) | Q(received_at=at, pk__lte=key))
    return found.select_related("source", "job").order_by("-received_at", "-pk")


def cursor_of(row: Quarantined) -> str:
    """Return the place of a row, to begin a page with it."""
    return f"{row.received_at}-{row.pk}"


def kinds_of(access: Access, asked: Asked) -> list[tuple[str, int]]:
    """Return the kinds of problems among the latest rows, the most frequent first."""
    latest = rows_of(access, Asked(asked.state, asked.source)).values_list("kind", flat=True)
    return Counter(latest[:_MOST_LOOKED_AT]).most_common()


def _is_uuid(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True
