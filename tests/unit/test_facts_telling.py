"""Facts in plain JSON: what is taken, and everything that is not, with its remedy."""

from __future__ import annotations

from datetime import datetime

import pytest

from meetworthy.facts.telling import read_fact
from meetworthy.facts.telling_aliases import account_of
from meetworthy.facts.telling_faults import MOST_PROBLEMS
from meetworthy.facts.telling_time import MOST_AHEAD
from meetworthy.facts.telling_values import MOST_PROPERTIES
from meetworthy.model.kinds import KINDS, Kind, Phase, Type
from meetworthy.model.time import SECOND, instant_of, moment_of
from meetworthy.model.told import Alias, Told

NOW = instant_of(datetime.fromisoformat("2026-03-01T12:00:00+00:00"))
DEMO = {
    "kind": "demo.requested",
    "id": "f-1",
    "occurred_at": "2026-03-01T09:30:00Z",
    "lead": {"email": "jo@acme.com"},
}


def read(**changes):
    """Read the fact above with some members changed, or left out (by ...)."""
    data = {name: value for name, value in {**DEMO, **changes}.items() if value is not ...}
    return read_fact(
        data, sender="crm", kinds=KINDS, received_at=NOW, place="facts[0]", zone="America/New_York"
    )


def taken(**changes) -> Told:
    told = read(**changes)
    assert isinstance(told, Told), [str(problem) for problem in told]
    return told


def refused(**changes) -> list[tuple[str, str | None]]:
    problems = read(**changes)
    assert isinstance(problems, list), problems
    return [(problem.kind, problem.place.field) for problem in problems]


# What is taken


def test_a_fact_is_read_whole():
    told = taken(
        id=4711,
        lead={"email": " Jo@Acme.com ", "crm": 42, "user": "u-1"},
        account={"website": "https://www.Shop.Acme.co.uk/about", "crm": "a-1"},
        visitor="cookie-1",
        source="webinar",
        campaign="May",
        actor="yara",
        properties={"path": "/demo"},
    )
    assert told.sender == "crm"
    assert told.id == "4711"
    assert told.lead == (Alias("crm", "42"), Alias("user", "u-1"), Alias("email", "jo@acme.com"))
    assert told.account == (Alias("crm", "a-1"), Alias("website", "acme.co.uk"))
    assert told.visitor == Alias("anonymous", "cookie-1")
    assert (told.source, told.campaign, told.actor) == ("webinar", "May", "yara")
    assert moment_of(told.occurred_at).isoformat() == "2026-03-01T09:30:00+00:00"
    assert not told.date_only
    assert told.properties == {"path": "/demo"}
    assert len(told.content) == 16


@pytest.mark.parametrize(
    ("written", "utc"),
    [
        ("2026-03-01T09:30:00.123456Z", "2026-03-01T09:30:00.123456+00:00"),
        ("2026-03-01 09:30+0100", "2026-03-01T08:30:00+00:00"),
        ("2026-03-01T09:30:00-05:30", "2026-03-01T15:00:00+00:00"),
        ("2026-03-01T09:30:00.123456789Z", "2026-03-01T09:30:00.123456+00:00"),
    ],
)
def test_times_are_iso_8601_with_their_offset(written, utc):
    assert moment_of(taken(occurred_at=written).occurred_at).isoformat() == utc


def test_a_day_begins_in_the_workspace_s_zone():
    told = taken(occurred_at="2026-02-28")
    assert told.date_only
    assert moment_of(told.occurred_at).isoformat() == "2026-02-28T05:00:00+00:00"


def test_nulls_and_empty_texts_say_nothing():
    said = {"path": None}
    assert taken(properties=said, source="", account=None, visitor="").properties == {}
    assert taken(kind="lead.described", properties={"a": "", "b": 1}).properties == {"b": 1}


def test_placeholders_name_nobody():
    assert taken(lead={"email": "test@test.com", "crm": "7"}).lead == (Alias("crm", "7"),)
    assert refused(lead={"email": "n/a", "crm": "Unknown"}) == [("key_absent", "lead")]


def test_numbers_are_taken_as_json_writes_them():
    won = taken(kind="opportunity.won", properties={"amount": 1200, "currency": "EUR"})
    assert won.properties == {"amount": 1200.0, "currency": "EUR"}
    used = taken(kind="product.used", properties={"times": 3.0})
    assert used.properties == {"times": 3}


def test_amounts_are_in_the_workspace_s_currency_unless_they_say_another():
    won = {**DEMO, "kind": "opportunity.won", "properties": {"amount": 5}}
    told = read_fact(
        won, sender="crm", kinds=KINDS, received_at=NOW, place="facts[0]", currency="CHF"
    )
    assert told.properties == {"amount": 5.0, "currency": "CHF"}


def test_kinds_of_one_s_own_are_read_by_what_they_declare():
    kinds = {**KINDS, "quiz.done": Kind("quiz.done", Phase.BEHAVIOUR, {"day": Type.DATE})}
    own = {**DEMO, "kind": "quiz.done", "properties": {"day": "2026-02-28"}}
    told = read_fact(own, sender="quiz", kinds=kinds, received_at=NOW, place="facts[0]")
    assert told.properties == {"day": "2026-02-28"}


def test_spend_is_about_nobody():
    spend = {"amount": 900, "currency": "EUR", "until": "2026-03-31"}
    told = taken(kind="spend.recorded", lead=..., source="google", properties=spend)
    assert (told.lead, told.account, told.visitor) == ((), (), None)


# The same content


def test_the_content_is_what_was_said_in_whatever_order():
    first = taken(lead={"email": "a@b.com", "crm": "1"}).content
    assert taken(lead={"crm": "1", "email": "a@b.com"}).content == first
    assert taken(lead={"crm": "2", "email": "a@b.com"}).content != first


# Whom it is about


def test_an_account_can_be_found_from_an_address():
    lead = (Alias("crm", "1"), Alias("email", "jo@mail.acme.com"))
    assert account_of(lead) == Alias("domain", "acme.com")
    assert account_of((Alias("email", "jo@gmail.com"),)) is None


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"lead": ...}, ("key_absent", "lead")),
        ({"kind": "lead.accepted", "lead": ..., "visitor": "a"}, ("key_absent", "lead")),
        ({"kind": "meeting.held", "lead": ..., "account": {"crm": 1}}, ("key_absent", "lead")),
        ({"kind": "lead.identified"}, ("key_absent", "visitor")),
        ({"kind": "lead.moved"}, ("key_absent", "account")),
        ({"kind": "lead.merged"}, ("key_absent", "other")),
        ({"kind": "lead.merged", "other": {"email": "JO@acme.com"}}, ("other_same", "other")),
        ({"other": {"crm": 1}}, ("other_unwanted", "other")),
        (
            {
                "kind": "account.described",
                "properties": {"a": 1},
                "account": {"domain": "gmail.com"},
            },
            ("key_absent", "account"),
        ),
        ({"lead": ..., "visitor": "a", "account": {"crm": 1}}, ("key_ambiguous", "account")),
        ({"lead": {"email": "jo at acme"}}, ("alias_unfit", "lead.email")),
        ({"lead": {"Billing Id": "1"}}, ("alias_space_unfit", "lead.Billing Id")),
        ({"lead": {"crm": "x" * 321}}, ("text_unfit", "lead.crm")),
        ({"lead": {"crm": "a\nb"}}, ("text_unfit", "lead.crm")),
        ({"lead": {"crm": 1.5}}, ("value_unreadable", "lead.crm")),
        ({"lead": {"crm": True}}, ("value_unreadable", "lead.crm")),
        ({"lead": {"crm": 10**18}}, ("text_unfit", "lead.crm")),
        ({"lead": "jo@acme.com"}, ("aliases_unreadable", "lead")),
        ({"lead": {f"s{n}": "x" for n in range(21)}}, ("aliases_unreadable", "lead")),
    ],
)
def test_facts_name_whom_they_are_about(changes, problem):
    assert refused(**changes) == [problem]


# What it says


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"kind": ...}, ("kind_missing", "kind")),
        ({"kind": 7}, ("kind_missing", "kind")),
        ({"kind": "demo.requestet"}, ("kind_unknown", "kind")),
        ({"id": ...}, ("id_missing", "id")),
        ({"id": " "}, ("id_missing", "id")),
        ({"id": "x" * 101}, ("text_unfit", "id")),
        ({"id": "a\0"}, ("text_unfit", "id")),
        ({"id": "\ud800"}, ("text_unfit", "id")),
        ({"occurred_at": ...}, ("time_missing", "occurred_at")),
        ({"occurred_at": "2026-02-30T00:00:00Z"}, ("time_unreadable", "occurred_at")),
        ({"occurred_at": "yesterday"}, ("time_unreadable", "occurred_at")),
        ({"occurred_at": 1772357405}, ("time_unreadable", "occurred_at")),
        ({"occurred_at": "２０２６-03-01"}, ("time_unreadable", "occurred_at")),
        ({"occurred_at": "2026-03-01T09:30:00"}, ("time_zone_missing", "occurred_at")),
        ({"occurred_at": "1999-12-31T23:59:59Z"}, ("time_absurd", "occurred_at")),
        ({"occurred_at": "2026-03-02T12:00:01Z"}, ("time_ahead", "occurred_at")),
        ({"score": 5}, ("member_unknown", "score")),
        ({"source": 5}, ("value_unreadable", "source")),
        ({"campaign": "x" * 201}, ("text_unfit", "campaign")),
        ({"properties": []}, ("properties_unreadable", "properties")),
        ({"properties": {"pathh": "/"}}, ("property_unknown", "properties.pathh")),
        ({"properties": {"path": 7}}, ("value_unreadable", "properties.path")),
        ({"properties": {"path": {"a": 1}}}, ("value_nested", "properties.path")),
        ({"properties": {"path": "x" * 2_001}}, ("text_unfit", "properties.path")),
        ({"properties": {"path": "a\0b"}}, ("text_unfit", "properties.path")),
        (
            {"kind": "lead.described", "properties": {"Company Size": 5}},
            ("property_name_unfit", "properties.Company Size"),
        ),
        (
            {
                "kind": "lead.described",
                "properties": {f"a{n}": 1 for n in range(MOST_PROPERTIES + 1)},
            },
            ("properties_many", "properties"),
        ),
        ({"kind": "lead.described"}, ("says_nothing", "properties")),
        ({"kind": "stage.decided"}, ("property_needed", "properties.stage")),
        (
            {"kind": "criterion.assessed", "properties": {"criterion": "need", "status": "yes"}},
            ("not_a_status", "properties.status"),
        ),
        (
            {"kind": "lead.merged", "other": {"crm": "2"}, "properties": {"other": "17"}},
            ("key_given", "properties.other"),
        ),
    ],
)  # fmt: skip
def test_what_can_t_be_taken_says_where_and_why(changes, problem):
    assert refused(**changes) == [problem]


@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [
        ("quote.requested", "amount", "9"),
        ("quote.requested", "amount", True),
        ("quote.requested", "amount", 1e15),
        ("quote.requested", "amount", float("nan")),
        ("product.used", "times", 1.5),
        ("meeting.booked", "starts", "2026-02-30"),
        ("lead.described", "size", 10**400),
    ],
)
def test_values_of_another_type_are_not_guessed(kind, name, value):
    assert refused(kind=kind, properties={name: value}) == [
        ("value_unreadable", f"properties.{name}")
    ]


def test_everything_wrong_is_said_at_once():
    assert refused(kind="demo.requestet", id=..., occurred_at="soon", more=1) == [
        ("member_unknown", "more"),
        ("kind_unknown", "kind"),
        ("id_missing", "id"),
        ("time_unreadable", "occurred_at"),
    ]


def test_a_remedy_names_the_word_that_was_meant():
    (problem,) = read(kind="demo.requestet")
    assert str(problem) == (
        "facts[0] (kind): `demo.requestet` is no kind of fact. Did you mean `demo.requested`?"
        " A kind of your own is declared first."
    )


def test_a_clock_may_be_ahead_by_a_day():
    at = moment_of(NOW + MOST_AHEAD).isoformat()
    assert taken(occurred_at=at).occurred_at == NOW + MOST_AHEAD
    late = moment_of(NOW + MOST_AHEAD + SECOND).isoformat()
    assert refused(occurred_at=late) == [("time_ahead", "occurred_at")]


def test_messages_hold_nothing_that_a_page_or_a_database_could_not():
    (problem,) = read(kind="a\0\ud800" + "x" * 500)
    assert len(problem.cause) < 120
    str(problem).encode()
    assert "\0" not in problem.cause


def test_nobody_reads_more_than_fifty_problems():
    assert len(read(**{f"member{number}": 1 for number in range(5_000)})) == MOST_PROBLEMS


def test_only_an_object_is_a_fact():
    for data in (None, 5, "fact", [], [DEMO]):
        problems = read_fact(data, sender="crm", kinds=KINDS, received_at=NOW, place="fact")
        assert [problem.kind for problem in problems] == ["fact_unreadable"]
