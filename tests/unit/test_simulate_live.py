"""The example company's stream: in order, the same each time, as real clients would send it."""

import json
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice, pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from meetworthy.model.kinds import KINDS
from meetworthy.model.time import DAY, HOUR, instant_of, moment_of
from meetworthy.simulate.csvfiles import FIRST_NUMBERS
from meetworthy.simulate.live.frame import HISTORY_DAYS, frame_of
from meetworthy.simulate.live.message import Message
from meetworthy.simulate.live.pace import Pace
from meetworthy.simulate.live.segment import EVENTS
from meetworthy.simulate.live.segment import KINDS as CALLED
from meetworthy.simulate.live.stream import live_company
from meetworthy.simulate.market import NAMES
from meetworthy.simulate.team import PEOPLE
from meetworthy.simulate.words import REASONS

MONDAY = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
START = instant_of(MONDAY)


def stream(count: int, **said: Any) -> list[Message]:
    asked = {"seed": 7, "start": MONDAY, "leads_a_day": 4.0} | said
    return list(islice(live_company(**asked), count))


@pytest.fixture(scope="module")
def messages() -> list[Message]:
    """Some two months of a small company."""
    return stream(9000)


def facts(messages: list[Message], kind: str) -> list[dict[str, Any]]:
    return [m.body for m in messages if m.channel == "facts" and m.body["kind"] == kind]


def calls(messages: list[Message], type_: str) -> list[dict[str, Any]]:
    return [m.body for m in messages if m.channel == "segment" and m.body["type"] == type_]


# ---------------------------------------------------------------- the same, in order


def test_the_same_arguments_give_the_same_messages() -> None:
    assert stream(400) == stream(400)


def test_another_seed_gives_another_company() -> None:
    assert {m.body["timestamp"] for m in stream(50) if m.channel == "segment"}.isdisjoint(
        m.body["timestamp"] for m in stream(50, seed=8) if m.channel == "segment"
    )


def test_times_never_decrease_and_begin_at_the_start(messages: list[Message]) -> None:
    assert START <= messages[0].at < START + HOUR
    assert all(one.at <= next_.at for one, next_ in pairwise(messages))


def test_no_two_messages_share_an_id(messages: list[Message]) -> None:
    ids = Counter(m.body.get("messageId") or m.body["id"] for m in messages)
    assert max(ids.values()) == 1


def test_a_sender_that_was_away_goes_on_where_it_stopped(messages: list[Message]) -> None:
    stopped = messages[120].at
    resumed = stream(50, after=moment_of(stopped))
    assert resumed == [m for m in messages if m.at > stopped][:50]


def test_another_month_follows_every_month() -> None:
    last = stream(8_000, leads_a_day=0.5)[-1]
    assert last.at > START + 300 * DAY


# ---------------------------------------------------------------- the pace


def test_at_speed_60_everything_comes_60_times_as_fast() -> None:
    slow, fast = stream(300), stream(300, speed=60)
    for one, other in zip(slow, fast, strict=True):
        assert (other.at - START) * 60 == pytest.approx(one.at - START, abs=60_000)  # a millisecond
        assert other.body.keys() == one.body.keys()


def test_nights_may_be_shortened() -> None:
    def gaps(messages: list[Message]) -> list[int]:
        return [after.at - before.at for before, after in pairwise(messages)]

    whole, short = stream(600), stream(600, nights=0.1)
    assert max(gaps(whole)) > 2 * HOUR > HOUR > max(gaps(short))
    assert [m.body.keys() for m in whole] == [m.body.keys() for m in short]


@pytest.mark.parametrize(("speed", "nights"), [(0.0, 1.0), (-1.0, 1.0), (1.0, 0.0), (1.0, 1.5)])
def test_a_pace_that_is_none_is_refused(speed: float, nights: float) -> None:
    with pytest.raises(ValueError, match="a speed is above 0"):
        live_company(seed=1, start=MONDAY, speed=speed, nights=nights)


def test_arguments_that_make_no_company_are_refused() -> None:
    with pytest.raises(ValueError, match="has no time zone"):
        live_company(seed=1, start=MONDAY.replace(tzinfo=None))
    with pytest.raises(ValueError, match="a lead a month"):
        live_company(seed=1, start=MONDAY, leads_a_day=0.01)
    with pytest.raises(ValueError, match="a seed from 0"):
        live_company(seed=-1, start=MONDAY)


def test_before_the_start_the_pace_bends_nothing() -> None:
    frame = frame_of(MONDAY, seed=1, leads_a_day=1)
    pace = Pace(frame, speed=60, nights=0.1)
    assert pace.instant(frame.now) == START
    assert pace.instant(frame.now - 86_400) == START - DAY


def test_the_world_of_the_stream_reaches_back_two_years() -> None:
    frame = frame_of(MONDAY, seed=1, leads_a_day=1)
    assert frame.world.span == pytest.approx(frame.now - 9 * 3600)  # 8:00 UTC is 9:00 in Berlin
    assert frame.world.days == HISTORY_DAYS
    assert replace(frame.world).change < frame.now, "the second definition is in force"


# ---------------------------------------------------------------- well-formed


def test_every_message_is_plain_json(messages: list[Message]) -> None:
    for message in messages:
        assert json.loads(json.dumps(message.body, allow_nan=False)) == message.body


def test_every_call_is_one_of_the_tracking_api(messages: list[Message]) -> None:
    for message in messages:
        if message.channel != "segment":
            continue
        call = message.body
        assert call["type"] in ("identify", "page", "track", "group")
        assert 0 < len(call["messageId"]) <= 100
        assert call.get("userId") or call.get("anonymousId")
        assert datetime.fromisoformat(call["timestamp"]).tzinfo is not None
        assert len(json.dumps(call)) < 32_000
        if call["type"] == "track":
            assert call["event"] in EVENTS
            assert call["properties"].keys() <= KINDS[EVENTS[call["event"]]].properties.keys()
        if call["type"] == "page":
            assert call["properties"]["url"].endswith(call["properties"]["path"])
        if call["type"] == "identify":
            assert "@" in call["traits"]["email"]


def test_every_fact_is_of_a_known_kind_and_says_what_the_kind_allows(
    messages: list[Message],
) -> None:
    for message in messages:
        if message.channel != "facts":
            continue
        fact = message.body
        kind = KINDS[fact["kind"]]
        assert fact["id"]
        assert kind.open or fact.get("properties", {}).keys() <= kind.properties.keys()
        assert kind.accounting or fact.get("lead") or fact.get("account")
        assert fact.get("actor", PEOPLE[0]) in PEOPLE
        assert datetime.fromisoformat(fact["occurred_at"])


def test_nothing_is_told_before_it_happened(messages: list[Message]) -> None:
    for message in messages:
        said = message.body.get("timestamp") or message.body["occurred_at"]
        happened = datetime.fromisoformat(said)
        berlin = happened.replace(tzinfo=happened.tzinfo or ZoneInfo("Europe/Berlin"))
        assert instant_of(berlin) <= message.at


def test_events_and_facts_tell_different_kinds() -> None:
    told = {message.body["kind"] for message in stream(9000) if message.channel == "facts"}
    assert told.isdisjoint(CALLED)
    assert KINDS.keys() >= CALLED


# ---------------------------------------------------------------- a believable company


def test_who_is_named_by_a_user_id_was_introduced_before(messages: list[Message]) -> None:
    introduced: set[str] = set()
    for message in messages:
        if message.channel == "segment" and (user := message.body.get("userId")):
            if message.body["type"] == "identify":
                introduced.add(user)
            assert user in introduced


def test_the_funnel_is_warm_at_the_start() -> None:
    """In the first week sales decides on leads whom the history holds, and holds meetings."""
    week = [m for m in stream(3000) if m.at < START + 7 * DAY]
    known = 4 * HISTORY_DAYS + FIRST_NUMBERS["contact"]
    decided = facts(week, "lead.accepted") + facts(week, "contact.made")
    assert any(int(fact["lead"]["crm"]) < known for fact in decided)
    assert facts(week, "meeting.held")


def test_some_are_accepted_and_some_rejected_for_the_definitions_reasons(
    messages: list[Message],
) -> None:
    reasons = [f["properties"]["reason"] for f in facts(messages, "lead.rejected")]
    assert len(set(reasons)) >= 2
    assert set(reasons) <= set(REASONS)
    assert facts(messages, "lead.accepted")
    assert facts(messages, "criterion.assessed")
    assert facts(messages, "lead.qualified")


def test_sales_works_in_business_hours(messages: list[Message]) -> None:
    for message in messages:
        if message.channel == "facts" and message.body["kind"] in (
            "lead.accepted",
            "contact.made",
            "meeting.held",
        ):
            local = moment_of(message.at).astimezone(ZoneInfo("Europe/Berlin"))
            assert local.weekday() < 5
            assert 9 <= local.hour + local.minute / 60 <= 17.6


def test_most_visitors_are_never_identified_and_some_come_back_days_later(
    messages: list[Message],
) -> None:
    seen: dict[str, list[dict[str, Any]]] = {}
    for page in calls(messages, "page"):
        seen.setdefault(page["anonymousId"], []).append(page)
    strangers = [v for v, pages in seen.items() if not any("userId" in p for p in pages)]
    assert len(strangers) > len(seen) / 2
    days = [
        datetime.fromisoformat(p[-1]["timestamp"]) - datetime.fromisoformat(p[0]["timestamp"])
        for p in seen.values()
    ]
    assert sum(gap > timedelta(days=3) for gap in days) > 10


def test_colleagues_come_from_companies_that_are_known(messages: list[Message]) -> None:
    created = facts(messages, "lead.created")
    companies = [int(fact["account"]["crm_company"]) for fact in created]
    described = {
        int(fact["account"]["crm_company"])
        for fact in facts(messages, "account.described")
        if "name" in fact["properties"]
    }
    assert described & set(companies)
    assert set(companies) - described, "some companies were described in the history"
    emails = Counter(fact["lead"]["email"] for fact in created)
    assert max(emails.values()) == 1


def test_a_company_of_several_blocks_has_nobody_twice() -> None:
    """At 30 leads a day the history is more than one block of 20,000."""
    created = facts(stream(8000, leads_a_day=30.0), "lead.created")
    assert len(created) > 100
    for space in ("email", "crm"):
        assert max(Counter(fact["lead"][space] for fact in created).values()) == 1


def test_some_give_free_mail_that_is_nobodys(messages: list[Message]) -> None:
    emails = [call["traits"]["email"] for call in calls(messages, "identify")]
    free = [email for email in emails if email.endswith("@gmail.com")]
    assert 0.01 < len(free) / len(emails) < 0.15
    assert all("_" in email for email in free), "Gmail allows no underscore in a name"
    assert all(email.endswith(".example") for email in emails if email not in free)


def test_the_product_tells_for_which_company_somebody_tries_it(messages: list[Message]) -> None:
    tried = [c["userId"] for c in calls(messages, "track") if c["event"] == "Trial Started"]
    grouped = calls(messages, "group")
    assert [call["userId"] for call in grouped] == tried != []
    assert all(call["groupId"].startswith("g") for call in grouped)
    assert all(call["traits"]["website"].endswith(".example") for call in grouped)


def test_some_mail_is_told_late(messages: list[Message]) -> None:
    delays = [
        m.at - instant_of(datetime.fromisoformat(m.body["timestamp"]))
        for m in messages
        if m.sender == "mail"
    ]
    assert any(delay > DAY for delay in delays)
    assert sorted(delays)[len(delays) // 2] < HOUR


def test_the_spend_of_a_month_is_told_when_it_is_over(messages: list[Message]) -> None:
    spent = facts(messages, "spend.recorded")
    assert {fact["occurred_at"] for fact in spent} >= {"2026-02-01", "2026-03-01"}
    assert {fact.get("source") for fact in spent} <= {None, *NAMES}
    assert all(fact["properties"]["until"] > fact["occurred_at"] for fact in spent)
