"""Every problem of what is told from outside, every usual name and limit, stands in the manual."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from meetworthy.connect.segment import limits
from meetworthy.connect.segment.names import RENAMED, usual_names
from meetworthy.connect.standard_webhooks import verify
from meetworthy.connect.trust import DESCRIBING
from meetworthy.facts.telling import MEMBERS, read_fact
from meetworthy.model.kinds import KINDS
from meetworthy.model.time import instant_of
from meetworthy.model.told import Told

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "meetworthy"
REFERENCE = ROOT / "docs" / "reference"
PAGES = {
    name: (REFERENCE / name).read_text(encoding="utf-8")
    for name in ("json-facts.md", "segment.md", "incoming-webhooks.md")
}


def problems_in_the_code() -> set[str]:
    files = [*(SOURCE / "facts").glob("telling*.py"), *(SOURCE / "connect").rglob("*.py")]
    texts = [path.read_text(encoding="utf-8") for path in files]
    named = {kind for text in texts for kind in re.findall(r'\.add\(\s*"([a-z_]+)"', text)}
    # The value that holds no plain value is named beside the other.
    return (
        named
        | {kind for text in texts for kind in re.findall(r'"([a-z_]+)" if isinstance\(said', text)}
        | {"value_unreadable"}
    )


def problems_in_the_pages() -> list[str]:
    rows = []
    for text in PAGES.values():
        for table in re.findall(r"^\| problem \|.*\n\|[-|]+\n((?:\|.*\n)+)", text, re.MULTILINE):
            rows += re.findall(r"^\| `([a-z_]+)` \|", table, re.MULTILINE)
    return rows


def of_bookings() -> set[str]:
    """The problems of booking systems and calendars, which have a page of their own."""
    page = (REFERENCE / "meetings-in.md").read_text(encoding="utf-8")
    return set(re.findall(r"^\| `([a-z_]+)` \|", page, re.MULTILINE))


def test_every_problem_is_documented_once():
    told = problems_in_the_code() - (of_bookings() - set(problems_in_the_pages()))
    assert sorted(problems_in_the_pages()) == sorted(told)
    assert {"booking_unreadable", "calendar_unreadable", "event_repeats"} <= of_bookings()


def test_every_member_of_a_fact_is_documented():
    named = re.findall(r"^\| ((?:`\w+`(?:, )?)+) \|", PAGES["json-facts.md"], re.MULTILINE)
    documented = set(re.findall(r"`(\w+)`", " ".join(named)))
    assert set(MEMBERS) <= documented


@pytest.mark.parametrize("kind", sorted(usual_names()))
def test_the_usual_names_of_events_are_documented(kind):
    assert f"| {', '.join(usual_names()[kind])} | `{kind}` |" in PAGES["segment.md"]


def test_the_translations_of_properties_are_documented():
    for renamed in RENAMED.values():
        assert all(f"`{theirs}`" in PAGES["segment.md"] for theirs in renamed)


def test_what_a_public_key_may_describe_is_documented():
    (said,) = re.findall(r"## Keys in browsers\n(.*?)\n## ", PAGES["segment.md"], re.DOTALL)
    assert set(re.findall(r"`([a-z.]+)`", said)) >= DESCRIBING


def test_the_limits_are_those_of_the_contract():
    assert f"| {limits.LARGEST_CALL // 1024} KB |" in PAGES["segment.md"]
    size = f"| {limits.LARGEST_BATCH // 1024} KB, {limits.MOST_EVENTS:,} events |"
    assert size in PAGES["segment.md"]


def example(page: str, language: str) -> str:
    (code,) = re.findall(rf"```{language}\n(.*?)```", PAGES[page], re.DOTALL)
    return code


def test_the_example_of_a_fact_is_one():
    told = read_fact(
        json.loads(example("json-facts.md", "json")),
        sender="crm",
        kinds=KINDS,
        received_at=instant_of(datetime(2026, 3, 1, 12, tzinfo=UTC)),
        place="fact",
    )
    assert isinstance(told, Told), told


def test_the_example_of_a_webhook_is_signed():
    made: dict[str, Any] = {}
    exec(example("incoming-webhooks.md", "python"), made)  # noqa: S102 - the manual's own code
    secret = re.search(r"whsec_\w+", PAGES["incoming-webhooks.md"])[0]
    at = instant_of(made["now"])
    assert verify(made["body"].encode(), made["headers"], secrets=[secret], at=at) == "msg_1"
