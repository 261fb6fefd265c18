"""Structured logs: a JSON object a line on standard error, or text for people.

No personal data and no secrets: a request is logged by its route, never by its path's values,
its query, its body or who sent it; of an error its kind, its place and the first line of what it
says, in which addresses and keys are struck out.
"""

from __future__ import annotations

import logging
import re
import sys
import traceback
from collections.abc import MutableMapping
from types import TracebackType
from typing import Any

import structlog

LONGEST_SAID = 300
"""Characters of an error's first line that are kept; chosen by eye."""

_STRUCK_OUT = (
    (re.compile(r"(?<=://)[^/\s@]*:[^/\s@]*@"), "<credentials>@"),
    (re.compile(r"[^\s@'\"<>(),;:=]+@[^\s@'\"<>(),;:=]+"), "<address>"),
    (re.compile(r"\b(?:whsec_|mw_)[A-Za-z0-9+/=_-]+"), "<key>"),
)

_Event = MutableMapping[str, Any]
_ErrorTriple = tuple[type[BaseException] | None, BaseException | None, TracebackType | None]


def configure_logs(form: str = "json") -> None:
    """Let everything that logs write to standard error, as ``json`` or as ``text``.

    ``quiet`` is text too, without each request and start: for the demo.
    """
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        say_error,
        strike_out_event,
    ]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *_rendering(form),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING if form == "quiet" else logging.INFO)
    handler.setLevel(root.level)  # granian sets levels of its own
    for chatty in ("httpx", "httpcore", "django.request", "django.server"):
        logging.getLogger(chatty).setLevel(logging.ERROR)
    logging.getLogger("_granian").addFilter(_is_news)
    logging.getLogger("django.request").addFilter(_is_error)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def _is_error(record: logging.LogRecord) -> bool:
    """Say whether Django tells of an error: that a request ended so, we log ourselves."""
    return record.exc_info is not None and record.exc_info[0] is not None


def _is_news(record: logging.LogRecord) -> bool:
    """Say whether granian tells what we do not know: why there are so many threads, we do.

    A request waits in its thread while its facts are committed with those of others.
    """
    return "seems quite high" not in str(record.msg)


def _rendering(form: str) -> list[Any]:
    if form in ("text", "quiet"):
        return [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())]
    return [structlog.processors.EventRenamer("event"), structlog.processors.JSONRenderer()]


def strike_out(text: str) -> str:
    """Return a line with the addresses, keys and passwords in it struck out, and not too long."""
    for pattern, instead in _STRUCK_OUT:
        text = pattern.sub(instead, text)
    return text[:LONGEST_SAID]


def strike_out_event(_logger: Any, _method: str, event: _Event) -> _Event:
    """Strike out what a message, ours or another package's, may say of persons or keys."""
    if event.get("logger") == "django.request":
        event["event"] = str(event["event"]).partition(":")[0]  # the path follows, with its values
    for name, value in event.items():
        if isinstance(value, str) and not name.startswith("_"):
            event[name] = strike_out(value)
    return event


def say_error(_logger: Any, method: str, event: _Event) -> _Event:
    """Replace an exception by its kind, its first line, and where it was raised."""
    given = event.pop("exc_info", None)
    error = _error_of(given, method)
    if error is not None:
        event["error"] = type(error).__qualname__
        event["said"] = strike_out(str(error).partition("\n")[0])
        event["at"] = [
            f"{frame.filename}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(error.__traceback__)
        ][-8:]
    return event


def _error_of(
    given: BaseException | _ErrorTriple | bool | None, method: str
) -> BaseException | None:
    if isinstance(given, BaseException):
        return given
    if isinstance(given, tuple):
        return given[1]
    if given or method == "exception":
        return sys.exc_info()[1]
    return None
