"""Logs say what happened, and nothing about persons or secrets."""

from __future__ import annotations

import io
import json
import logging
import sys

import pytest
import structlog

from meetworthy.app.operate.logs import LONGEST_SAID, configure_logs, strike_out


@pytest.fixture
def lines(monkeypatch):
    """What is logged, as it would stand on standard error; logging is as before afterwards."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    written = io.StringIO()
    monkeypatch.setattr(sys, "stderr", written)
    configure_logs("json")
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def fail(error: Exception) -> None:
    raise error


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("no such lead: jo.weber+x@bright.example", "no such lead: <address>"),
        ("Key (email)=(jo@bright.example) is there.", "Key (email)=(<address>) is there."),
        ("Bearer mw_9f8e7d6c5b4a was refused", "Bearer <key> was refused"),
        ("signed with whsec_MfKQ9r8GKYqrTwjU", "signed with <key>"),
        ("postgres://me:word@db.internal/x", "postgres://<credentials>@db.internal/x"),
        ("batch of 12 facts", "batch of 12 facts"),
    ],
)  # fmt: skip
def test_persons_and_secrets_are_struck_out(said, kept):
    assert strike_out(said) == kept


def test_a_line_is_never_long():
    assert len(strike_out("a" * 10_000)) == LONGEST_SAID


def test_an_error_is_logged_by_its_kind_its_first_line_and_its_place(lines):
    try:
        fail(ValueError("no alias jo@bright.example\nDETAIL: Jo Weber, 12 Main Street"))
    except ValueError:
        structlog.get_logger("test").exception("not taken", place="body[0]")
    (entry,) = lines()
    assert (entry["event"], entry["error"], entry["level"]) == ("not taken", "ValueError", "error")
    assert entry["said"] == "no alias <address>"
    assert entry["place"] == "body[0]"
    assert entry["at"][-1].endswith(" fail")
    assert "Weber" not in json.dumps(entry)


def test_what_other_packages_log_is_struck_out_too(lines):
    logging.getLogger("somebody").warning("mail to %s bounced", "jo@bright.example")
    assert lines()[0]["event"] == "mail to <address> bounced"


def test_of_an_error_in_a_view_the_path_is_not_logged(lines):
    try:
        fail(KeyError("x"))
    except KeyError:
        logging.getLogger("django.request").exception(
            "Internal Server Error: /w/bright/leads/jo", exc_info=True
        )
    (entry,) = lines()
    assert entry["event"] == "Internal Server Error"
    assert entry["error"] == "KeyError"


def test_that_a_request_ended_badly_is_logged_once_by_us(lines):
    logging.getLogger("django.request").error("Service Unavailable: /readyz")
    assert lines() == []


def test_the_id_of_a_request_is_on_every_line_of_it(lines):
    with structlog.contextvars.bound_contextvars(request="0123456789abcdef"):
        structlog.get_logger("test").info("one")
    structlog.get_logger("test").info("other")
    assert [entry.get("request") for entry in lines()] == ["0123456789abcdef", None]
