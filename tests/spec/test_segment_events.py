"""Segment, chapter 3: what the name of an event means."""

from __future__ import annotations

import pytest

from meetworthy.connect.segment.names import RENAMED, USUAL, usual_names
from meetworthy.model.kinds import KINDS, Kind, Phase, Type
from spec.segment import kinds_told, lead, only, read, refused, told, visitor


@pytest.mark.parametrize(
    ("event", "kind"),
    [
        ("Demo Requested", "demo.requested"),
        ("demo_requested", "demo.requested"),
        ("demoRequested", "demo.requested"),
        ("Email Opened", "email.opened"),
        ("Email Link Clicked", "email.clicked"),
        ("Unsubscribed", "email.unsubscribed"),
        ("Trial Started", "trial.started"),
        ("Invite Sent", "teammate.invited"),
        ("Order Completed", "opportunity.won"),
        ("quote.requested", "quote.requested"),
    ],
)
def test_usual_names_and_kinds_themselves_are_known(event, kind):
    assert kinds_told("track", userId="u1", event=event) == [kind]


def test_the_workspace_s_own_mapping_comes_first():
    names = {"Demo Requested": "contact.requested", "Talk": "demo.requested"}
    assert kinds_told("track", userId="u1", event="Demo Requested", names=names) == [
        "contact.requested"
    ]
    assert kinds_told("track", userId="u1", event="Talk", names=names) == ["demo.requested"]


def test_an_event_that_is_mapped_to_nothing_is_no_fact():
    assert read("track", userId="u1", event="Clicked", names={"Clicked": ""}) == ()


def test_an_unknown_event_is_refused_with_what_to_do():
    (problem,) = read("track", userId="u1", event="demo.requestd")
    assert problem.kind == "event_unmapped"
    assert problem.remedy == "Map it to a kind, or to none. Did you mean `demo.requested`?"
    assert refused("track", userId="u1") == [("event_missing", "event")]


def test_properties_that_the_kind_has_are_kept():
    fact = only(
        "track",
        userId="u1",
        event="Form Submitted",
        properties={"formId": 12, "colour": "red"},
        context={"page": {"path": "/contact"}},
    )
    assert fact.properties == {"form": "12", "path": "/contact"}


def test_a_kind_of_one_s_own_keeps_what_it_declares():
    kinds = {**KINDS, "quiz.done": Kind("quiz.done", Phase.BEHAVIOUR, {"score": Type.NUMBER})}
    fact = only("track", userId="u1", event="quiz.done", properties={"score": 7}, kinds=kinds)
    assert fact.properties == {"score": 7.0}


def test_properties_of_segment_s_own_specifications_are_translated():
    opened = {"email_subject": "Hello", "campaign_name": "May", "email_id": "e1"}
    assert only("track", userId="u1", event="Email Opened", properties=opened).properties == {
        "subject": "Hello",
        "campaign_name": "May",
    }
    order = {"order_id": "o-9", "revenue": 90, "total": 99.5, "currency": "EUR"}
    assert only("track", userId="u1", event="Order Completed", properties=order).properties == {
        "amount": 99.5,
        "currency": "EUR",
        "opportunity": "o-9",
    }


def test_a_number_written_as_text_is_not_guessed():
    assert refused("track", userId="u1", event="Quote Requested", properties={"amount": "9"}) == [
        ("value_unreadable", "properties.amount")
    ]


def test_the_recipient_of_a_mail_is_named_in_the_context():
    context = {"traits": {"email": "Joanna@Chotchkies.com"}}
    fact = only("track", anonymousId="mailer", event="Email Opened", context=context)
    assert fact.lead == lead(email="joanna@chotchkies.com")


def test_who_signs_up_is_a_lead_and_is_described():
    created, described = told(
        "track",
        anonymousId="a1",
        event="Signed Up",
        properties={"email": "pg@initech.com", "title": "Mr"},
    )
    assert (created.kind, created.lead) == ("lead.created", lead(email="pg@initech.com"))
    assert created.visitor == visitor("a1")
    assert described.properties == {"email": "pg@initech.com", "title": "Mr"}


def test_the_group_of_the_context_is_the_lead_s_account():
    fact = only("track", userId="u1", event="Trial Started", context={"groupId": "acct_1"})
    assert fact.account == lead(group="acct_1")
    anonymous = only("track", anonymousId="a", event="Trial Started", context={"groupId": "acct_1"})
    assert anonymous.account == ()  # else it would be a fact about the account


def test_usual_names_stand_for_kinds_that_exist_and_no_name_for_two():
    assert set(USUAL.values()) <= set(KINDS)
    assert sum(map(len, usual_names().values())) == len(USUAL)
    for kind, renamed in RENAMED.items():
        assert set(renamed.values()) <= set(KINDS[kind].properties)


def test_a_call_must_be_one():
    assert refused("tarck", userId="u1") == [("call_unknown", "type")]
    assert refused("batch", userId="u1") == [("call_unknown", "type")]
