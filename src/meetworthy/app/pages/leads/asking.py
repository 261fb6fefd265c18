"""The leads page's URL: what it asks for, and the URLs that ask for a little more or less.

Everything that the page shows is in its URL, so that it can be kept, sent and gone back to.
What a URL says that is not understood is left out: it asks for nothing.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import QueryDict

from meetworthy.app.judging.listing import Asked, Cursor, Order, number_of
from meetworthy.model.time import DAY

from .columns import COLUMNS, DEFAULT

_MANY = ("stage", "source", "owner", "verdict")
_MOST_VALUES = 50
_LONGEST = 200
_MOST_DAYS = 36_500


@dataclass(frozen=True, slots=True)
class Question:
    """What a URL asks for, word by word as the page writes it."""

    words: tuple[tuple[str, str], ...] = ()
    order: Order = Order.SCORE
    columns: tuple[str, ...] = DEFAULT

    def values(self, name: str) -> tuple[str, ...]:
        """Return what is asked under a name."""
        return tuple(value for key, value in self.words if key == name)

    def value(self, name: str) -> str:
        """Return the first that is asked under a name; empty where nothing is."""
        return next(iter(self.values(name)), "")

    def without(self, name: str, value: str | None = None) -> Question:
        """Return the question without a word, or without one value of it."""
        kept = tuple(
            (k, v) for k, v in self.words if k != name or (value is not None and v != value)
        )
        return replace(self, words=kept)

    def query(self, **more: str) -> str:
        """Return the URL's query, in an order that does not change."""
        words = list(self.words)
        if self.order is not Order.SCORE:
            words.append(("sort", self.order.value))
        if self.columns != DEFAULT:
            words.append(("cols", ",".join(self.columns)))
        return urlencode([*words, *((k, v) for k, v in more.items() if v)])

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but all leads is asked for."""
        return bool(self.words)


def question_of(query: QueryDict) -> Question:
    """Read a URL's query."""
    words = [("q", query.get("q", "").strip()[:_LONGEST])]
    for name in _MANY:
        words += [(name, value[:_LONGEST]) for value in query.getlist(name)[:_MOST_VALUES]]
    words += [
        ("is", value)
        for value in ("open", "left", "review", "intent")
        if value in query.getlist("is")
    ]
    words += [(name, query.get(name, "")[:_LONGEST]) for name in ("missing", "unknown")]
    words += [(name, _number_text(query.get(name, ""))) for name in ("from", "to")]
    words += [(name, _days_text(query.get(name, ""))) for name in ("active", "idle")]
    order = query.get("sort", "")
    return Question(
        tuple((name, value) for name, value in words if value and "\x00" not in value),
        Order(order) if order in set(Order) else Order.SCORE,
        _columns(query.getlist("cols")),
    )


def asked_of(question: Question, *, now: int) -> Asked:
    """Return the question as the list understands it; days count back from now."""
    has = question.values("is")
    return Asked(
        text=question.value("q"),
        **{name: question.values(name) for name in _MANY},
        open=None if ("open" in has) == ("left" in has) else "open" in has,
        in_review="review" in has,
        high_intent="intent" in has,
        missing=question.value("missing"),
        unknown=question.value("unknown"),
        score_from=_float(question.value("from")),
        score_to=_float(question.value("to")),
        active_since=_days_ago(question.value("active"), now),
        idle_since=_days_ago(question.value("idle"), now),
        order=question.order,
    )


def cursor_of(workspace_id: int, text: str) -> Cursor | None:
    """Read where a page ended: a value and a lead of this workspace; None if it says neither."""
    value, _, public = text.partition("~")
    try:
        lead = number_of(workspace_id, uuid.UUID(public))
        return None if lead is None else Cursor(_finite(value), lead)
    except ValueError:
        return None


def cursor_text(value: float, public: uuid.UUID) -> str:
    """Write where a page ended."""
    return f"{value!r}~{public}"


def _columns(said: Iterable[str]) -> tuple[str, ...]:
    names = [name for text in said for name in text.split(",")]
    chosen = tuple(name for name in COLUMNS if name in names)
    return chosen or DEFAULT


def _finite(text: str) -> float:
    value = float(text)
    if value != value or abs(value) > 1e18:
        raise ValueError(text)
    return value


def _float(text: str) -> float | None:
    try:
        return _finite(text)
    except ValueError:
        return None


def _number_text(text: str) -> str:
    value = _float(text.strip().replace(",", "."))
    return "" if value is None else f"{value:g}"


def _days_text(text: str) -> str:
    text = text.strip()
    return text if text.isascii() and text.isdecimal() and 0 < int(text[:6]) <= _MOST_DAYS else ""


def _days_ago(text: str, now: int) -> int | None:
    return now - int(text) * DAY if text else None
