"""Whatever is sent, the answer is facts or problems: never an exception."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from meetworthy.connect.conformance import breaches
from meetworthy.connect.reading import Reading
from meetworthy.connect.registry import SHIPPED
from meetworthy.connect.segment.read import CALLS, read_batch, read_event
from meetworthy.connect.standard_webhooks import sign, verify
from meetworthy.connect.system import System
from meetworthy.facts.registry import MERGES
from meetworthy.facts.telling import MEMBERS, read_fact
from meetworthy.facts.telling_kinds import OWN_KEYS
from meetworthy.model.kinds import KINDS, Type
from meetworthy.model.told import Told

NOW = 1_772_357_405_000_000  # 2026-03-01 09:30:05 UTC
READING = Reading(sender="site", received_at=NOW, kinds=KINDS, names={"Bought": "opportunity.won"})

TEXT = st.one_of(
    st.text(st.characters(codec=None, exclude_categories=()), max_size=12),  # halves of signs too
    st.sampled_from(
        ["", " ", "\0", "\ud800", "n/a", "test@test.com", "jo@acme.com", "acme.com", "x" * 400,
         "2026-03-01T09:30:00Z", "2026-03-01", "2026-13-01T00:00:00Z", "0001-01-01T00:00:00+23:59",
         "9999-12-31T23:59:59-23:59", "2026-03-01T09:30:00", "https://[", "gmail.com", "１２"]
    ),
)  # fmt: skip
LEAF = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.sampled_from([10**30, -(10**400), 10**4000, 2**63]),
    st.floats(),
    TEXT,
)
JSON = st.recursive(
    LEAF,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(TEXT, inner, max_size=4)),
    max_leaves=12,
)
TRAITS = st.dictionaries(
    st.one_of(
        TEXT,
        st.sampled_from(
            ["email", "firstName", "company", "website", "employees", "id", "path", "url", "title",
             "criterion", "status", "amount", "currency", "traits", "page", "campaign", "groupId",
             "userAgent", "source", "name", "domain", "crm", "plan", "starts", "minutes"]
        ),
    ),
    JSON,
    max_size=6,
)  # fmt: skip


PLAIN = st.dictionaries(
    st.sampled_from(["email", "first_name", "plan", "employees", "website", "path", "title"]),
    st.sampled_from(["jo@acme.com", "acme.com", 12, 1.5, True, None, "x"]),
    max_size=4,
)


def spoiled(right, names):
    """Objects as the contract has them, of which none, one or two members are anything."""
    wrong = st.dictionaries(st.sampled_from(names), JSON | TRAITS, max_size=2)
    return st.builds(lambda fine, worse: fine | worse, right, wrong)


EVENTS = spoiled(
    st.fixed_dictionaries(
        {"type": st.sampled_from(sorted(CALLS)), "anonymousId": st.just("a-1")},
        optional={
            "userId": st.sampled_from(["u-1", "jo@acme.com", 4711]),
            "event": st.sampled_from(["Demo Requested", "Bought", "Signed Up", *KINDS]),
            "messageId": st.sampled_from(["m-1", "m" * 100]),
            "timestamp": st.just("2026-03-01T09:30:00Z"),
            "sentAt": st.just("2026-03-01T09:30:01Z"),
            "groupId": st.just("g-1"),
            "previousId": st.sampled_from(["a-1", "u-0"]),
            "traits": PLAIN | st.fixed_dictionaries({"company": PLAIN}),
            "properties": PLAIN,
            "context": st.fixed_dictionaries({"page": PLAIN, "traits": PLAIN, "campaign": PLAIN}),
        },
    ),
    ["type", "userId", "anonymousId", "messageId", "event", "timestamp", "originalTimestamp",
     "receivedAt", "sentAt", "properties", "traits", "context", "groupId", "previousId", "name"],
)  # fmt: skip
OF_TYPE = {
    Type.TEXT: st.sampled_from(["need", "confirmed", "/pricing", "größer"]),
    Type.INTEGER: st.integers(-9, 99) | st.just(3.0),
    Type.NUMBER: st.floats(-9, 9) | st.integers(-9, 99),
    Type.BOOLEAN: st.booleans(),
    Type.DATE: st.just("2026-03-01"),
}


@st.composite
def right_facts(draw):
    """A fact of some kind, naming whom it must and saying all that it can."""
    kind = draw(st.sampled_from(sorted(KINDS)))
    own = {OWN_KEYS.get(kind)}
    said = {
        name: draw(OF_TYPE[declared])
        for name, declared in KINDS[kind].properties.items()
        if name not in own
    }
    if kind == "criterion.assessed":
        said["status"] = "partial"
    other = {"other": {"crm": "8"}} if kind in MERGES else {}
    return other | {
        "kind": kind,
        "id": draw(st.sampled_from(["f-1", 4711])),
        "occurred_at": draw(st.sampled_from(["2026-03-01T09:30:00Z", "2026-03-01"])),
        "lead": draw(st.sampled_from([{"email": "jo@acme.com"}, {"crm": 7, "user": "u"}])),
        "account": {"domain": "acme.com"},
        "visitor": "a-1",
        "properties": draw(PLAIN) if KINDS[kind].open else said,
    }


FACTS = spoiled(right_facts(), [*MEMBERS, "more"])


def event(data, *, public=False):
    return read_event(
        data, sender="site", received_at=NOW, kinds=KINDS, names=READING.names, public=public
    )


def fact(data):
    read = read_fact(data, sender="site", kinds=KINDS, received_at=NOW, place="fact")
    return (read,) if isinstance(read, Told) else read


def answering(read):
    """A system that reads one event with this function, for the rules that all systems keep."""
    return System(
        name="one", label="One", purpose="Reads one.", read=lambda body, _: [("one", read(body))]
    )


SEGMENT, JSON_FACTS, *_ = SHIPPED
EVENT, FACT = answering(event), answering(fact)


@given(st.one_of(EVENTS, JSON), st.booleans())
def test_any_value_is_an_event_or_its_problems(data, public):
    one = answering(partial(event, public=public))
    assert breaches(one, data, replace(READING, public=public)) == []


@given(st.one_of(FACTS, JSON))
def test_any_value_is_a_fact_or_its_problems(data):
    assert breaches(FACT, data, READING) == []


@given(JSON | st.fixed_dictionaries({"facts": st.lists(FACTS, max_size=3) | JSON}), st.booleans())
def test_any_body_of_facts_is_answered_fact_by_fact(body, public):
    assert breaches(JSON_FACTS, body, replace(READING, public=public)) == []


@given(
    JSON | st.fixed_dictionaries({"batch": st.lists(EVENTS, max_size=3) | JSON, "context": JSON})
)
def test_any_batch_is_answered_event_by_event(body):
    for system in SHIPPED:
        assert breaches(system, body, READING) == []
    if isinstance(body, dict) and isinstance(body.get("batch"), list):
        places = [place for place, _ in read_batch(body, READING)]
        assert places == [f"batch[{number}]" for number in range(len(body["batch"]))]


@given(EVENTS)
def test_an_event_twice_tells_the_same_twice(data):
    assert event(data) == event(data)


@given(EVENTS, st.sampled_from(["2026-03-01T09:31:00Z", "2026-03-01T12:00:00.5Z", None, 7]))
def test_a_retry_with_another_time_of_sending_is_the_same_content(data, sent_at):
    first, again = event(data), event({**data, "sentAt": sent_at, "writeKey": "k", "_metadata": {}})
    if isinstance(first, tuple) and isinstance(again, tuple):
        assert [(t.id, t.content) for t in first] == [(t.id, t.content) for t in again]


@given(EVENTS)
def test_by_a_public_key_nothing_is_told_that_decides(data):
    read = event(data, public=True)
    if isinstance(read, tuple):
        knowing = {"lead.created", "lead.described", "lead.identified", "lead.moved"}
        knowing |= {"account.described"}
        assert all(t.kind in knowing or KINDS[t.kind].phase == 1 for t in read)


@given(FACTS)
def test_the_order_of_members_is_no_content(data):
    turned = {name: data[name] for name in reversed(data)}
    assert fact(data) == fact(turned)


@given(st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=3))
def test_what_went_over_the_wire_reads_the_same(properties):
    data = {
        "kind": "lead.described",
        "id": "1",
        "occurred_at": "2026-03-01T09:30:00Z",
        "lead": {"crm": "1"},
        "properties": properties,
    }
    assert fact(msgspec.json.decode(msgspec.json.encode(data))) == fact(data)


@given(st.binary(max_size=60), st.dictionaries(st.text(max_size=8), st.text(max_size=8)))
def test_any_message_is_verified_or_refused(body, headers):
    names = ["webhook-id", "webhook-timestamp", "webhook-signature"]
    headers |= dict(zip(names, ["m-1", str(NOW // 10**6), "v1,x v1,é v2,"], strict=True))
    secret = "whsec_" + "QUJD" * 8
    assert isinstance(verify(body, headers, secrets=[secret], at=NOW), list)
    good = body.decode("latin-1").encode()
    signed = sign(good, message_id="m-1", secrets=[secret], at=NOW)
    assert verify(good, signed, secrets=[secret], at=NOW) == "m-1"


def test_a_number_longer_than_python_will_write_is_refused():
    huge = 10**5000
    for name in ("userId", "messageId", "timestamp", "traits", "context", "type"):
        assert breaches(EVENT, {"type": "identify", "anonymousId": "a", name: huge}, READING) == []
        assert (
            breaches(EVENT, {"type": "identify", "userId": "a", "traits": {name: [huge]}}, READING)
            == []
        )
    for name in MEMBERS:
        assert breaches(FACT, {"kind": "lead.described", "id": "1", name: huge}, READING) == []
        assert (
            breaches(
                FACT, {"kind": "lead.described", "id": "1", "properties": {name: huge}}, READING
            )
            == []
        )


def test_nesting_without_end_is_refused():
    deep = []
    for _ in range(50_000):
        deep = [deep]
    for data in (
        {"type": "identify", "userId": "u", "traits": {"a": deep}},
        {"type": "page", "anonymousId": "a", "properties": {"a": deep}},
    ):
        assert breaches(EVENT, data, READING) == []
        assert breaches(SEGMENT, {"batch": [data]}, READING) == []
    assert (
        breaches(FACT, {"kind": "lead.described", "id": "1", "properties": {"a": deep}}, READING)
        == []
    )
    while deep:
        deep = deep[0]
