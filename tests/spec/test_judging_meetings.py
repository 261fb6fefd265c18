"""Chapter 8, meetings: when one counts.

A meeting counts once sales accepted it beforehand (where the definition asks for it), it was
held, its guest meets the criteria, and a salesperson who did not book it confirmed that it was
worth it.  Xaver books, Yara sells.
"""

from __future__ import annotations

import pytest

from spec.judging import TALK, definition, lead_of

RULES = definition()
KNOWN = [
    (0, "lead.created"),
    (0, "criterion.assessed", {"criterion": "need", "status": "confirmed", "how": "call"}),
]
FORTY = {"employees": 40}
ROLES = [
    (0, "person.described", {"person": "xaver", "role": "SDR"}),
    (0, "person.described", {"person": "yara", "role": "sales"}),
    (0, "person.described", {"person": "zoe", "role": "sales"}),
    (0, "person.described", {"person": "mo", "role": "marketing"}),
]


def meeting(day: float, happened: str, by: str | None = None, name: str = "first") -> tuple:
    said = {"meeting": name}
    return (day, f"meeting.{happened}", said if by is None else {**said, "by": by})


BOOKED, ACCEPTED = meeting(1, "booked", "xaver"), meeting(2, "accepted", "yara")
HELD, CONFIRMED = meeting(5, "held"), meeting(6, "confirmed", "yara")


def sqm(*facts, by=RULES, lead=FORTY, roles=ROLES, on: float = 400):
    """Return the entry into SQM as (day, how), nothing where there is none."""
    outcome = lead_of(by, [*KNOWN, *roles, *facts], lead=lead, on=on)
    return [(day, how) for day, stage, how in outcome.told("how") if stage == "sqm"]


# Case 23


def test_booked_accepted_held_and_confirmed_by_another_it_counts_when_it_is_confirmed():
    assert sqm(BOOKED, ACCEPTED, HELD, CONFIRMED) == [(6, "meeting")]


@pytest.mark.parametrize("left_out", [ACCEPTED, HELD, CONFIRMED])
def test_each_of_accepted_held_and_confirmed_is_needed(left_out):
    facts = [fact for fact in (BOOKED, ACCEPTED, HELD, CONFIRMED) if fact is not left_out]
    assert sqm(*facts) == []


def test_who_booked_it_does_not_confirm_it():
    booked, confirmed = meeting(1, "booked", "zoe"), meeting(6, "confirmed", "zoe")
    assert sqm(booked, ACCEPTED, HELD, confirmed) == []
    another = meeting(7, "confirmed", "yara")
    assert sqm(booked, ACCEPTED, HELD, confirmed, another) == [(7, "meeting")]


SMALL_TEAM = definition(
    f"""
    behaviour: {{{TALK}}}
    stages:
      lead: {{}}
      sql: {{decided_by: sales, needs: {{need: confirmed, budget: partial, timeline: partial}}}}
      sqm:
        meeting: held
        self_confirmation: true
        when: "employees >= 10"
        needs: {{need: confirmed}}
    """
)


def test_a_team_of_one_or_two_may_confirm_its_own_meetings_and_that_is_counted_apart():
    booked, confirmed = meeting(1, "booked", "zoe"), meeting(6, "confirmed", "zoe")
    assert sqm(booked, HELD, confirmed, by=SMALL_TEAM) == [(6, "self-confirmed")]
    assert sqm(booked, HELD, CONFIRMED, by=SMALL_TEAM) == [(6, "meeting")]


def test_what_is_not_known_of_the_guest_leaves_the_meeting_pending():
    pending = [BOOKED, ACCEPTED, HELD, CONFIRMED]
    assert sqm(*pending, lead=None) == []
    learned = (9, "lead.described", {"employees": 40})
    assert sqm(*pending, learned, lead=None) == [(9, "meeting")]


def test_a_guest_who_does_not_meet_the_criteria_makes_no_sqm():
    assert sqm(BOOKED, ACCEPTED, HELD, CONFIRMED, lead={"employees": 5}) == []


def test_needs_of_the_framework_leave_it_pending_too():
    denied = (
        4,
        "criterion.assessed",
        {"criterion": "need", "status": "denied", "how": "call"},
    )
    confirmed = (
        9,
        "criterion.assessed",
        {"criterion": "need", "status": "confirmed", "how": "call"},
    )
    assert sqm(BOOKED, ACCEPTED, HELD, CONFIRMED, denied) == []
    assert sqm(BOOKED, ACCEPTED, HELD, CONFIRMED, denied, confirmed) == [(9, "meeting")]


# Who accepts and confirms


@pytest.mark.parametrize("by", ["xaver", "mo"])
def test_only_a_salesperson_accepts_and_confirms(by):
    assert sqm(BOOKED, ACCEPTED, HELD, meeting(6, "confirmed", by)) == []
    assert sqm(BOOKED, meeting(2, "accepted", by), HELD, CONFIRMED) == []


def test_whose_role_nobody_recorded_is_not_refused():
    assert sqm(BOOKED, ACCEPTED, HELD, CONFIRMED, roles=[]) == [(6, "meeting")]


def test_who_confirmed_is_not_recorded_counts_as_somebody_else():
    # open question: a calendar that names nobody accuses nobody
    assert sqm(BOOKED, ACCEPTED, HELD, meeting(6, "confirmed")) == [(6, "meeting")]


# The life of a meeting


def test_a_meeting_may_be_confirmed_before_anybody_recorded_that_it_was_held():
    assert sqm(BOOKED, ACCEPTED, CONFIRMED, meeting(8, "held")) == [(8, "meeting")]


@pytest.mark.parametrize("happened", ["missed", "cancelled"])
def test_a_meeting_that_was_missed_or_cancelled_after_all_was_not_held(happened):
    facts = [BOOKED, ACCEPTED, HELD, meeting(5.5, happened), CONFIRMED]
    assert sqm(*facts) == []
    assert sqm(*facts, meeting(12, "held")) == [(12, "meeting")]


def test_a_meeting_that_was_moved_is_the_same_meeting():
    assert sqm(BOOKED, ACCEPTED, meeting(3, "moved"), HELD, CONFIRMED) == [(6, "meeting")]


DECLINED = [BOOKED, ACCEPTED, HELD, meeting(6, "declined", "yara")]


def test_declined_it_does_not_count():
    assert sqm(*DECLINED) == []
    assert sqm(*DECLINED, meeting(8, "confirmed", "mo")) == []  # marketing is no arbiter


def test_a_declined_meeting_that_another_salesperson_confirms_is_disputed_and_counted_apart():
    assert sqm(*DECLINED, meeting(8, "confirmed", "zoe")) == [(8, "disputed")]


def test_who_declined_it_may_think_again():
    assert sqm(*DECLINED, meeting(8, "confirmed", "yara")) == [(8, "meeting")]


def test_only_a_salespersons_declining_makes_a_dispute():
    by_marketing = meeting(6, "declined", "mo")
    assert sqm(BOOKED, ACCEPTED, HELD, by_marketing, meeting(8, "confirmed", "zoe")) == [
        (8, "meeting")
    ]


def test_the_bookers_own_word_takes_nothing_away_from_anothers():
    booked, own = meeting(1, "booked", "zoe"), meeting(7, "confirmed", "zoe")
    learned = (9, "lead.described", {"employees": 40})
    assert sqm(booked, ACCEPTED, HELD, CONFIRMED, own, learned, lead=None) == [(9, "meeting")]


def test_declined_after_it_counted_it_stays_entered():
    assert sqm(BOOKED, ACCEPTED, HELD, CONFIRMED, meeting(9, "declined", "zoe")) == [(6, "meeting")]


def test_acceptance_of_one_meeting_is_not_that_of_another():
    second = [meeting(5, "held", None, "second"), meeting(6, "confirmed", "yara", "second")]
    assert sqm(BOOKED, ACCEPTED, *second) == []


def test_facts_that_name_no_meeting_are_about_one():
    facts = [(day, kind, {"by": by}) for day, kind, by in (
        (1, "meeting.booked", "xaver"), (2, "meeting.accepted", "yara"),
        (5, "meeting.held", "yara"), (6, "meeting.confirmed", "yara"),
    )]  # fmt: skip
    assert sqm(*facts) == [(6, "meeting")]


# Passes


def test_the_opportunity_is_a_separate_decision():
    facts = [BOOKED, ACCEPTED, HELD, CONFIRMED]
    outcome = lead_of(RULES, [*KNOWN, *ROLES, *facts], lead=FORTY)
    assert outcome.days("opportunity") == []
    decided = (8, "opportunity.created", {"by": "yara"})
    outcome = lead_of(RULES, [*KNOWN, *ROLES, *facts, decided], lead=FORTY)
    assert outcome.passes() == [(6, 1, "sqm"), (8, 1, "opportunity")]


def test_a_meeting_of_an_earlier_pass_counts_for_it_alone():
    out = (3, "lead.recycled", {"reason": "no budget yet"})
    again = (20, "contact.requested")
    assert sqm(BOOKED, ACCEPTED, out, again) == []
    # what happens to it after the exit makes it a meeting of the pass that follows
    later = [meeting(25, "held"), meeting(26, "confirmed", "yara")]
    assert sqm(BOOKED, ACCEPTED, out, again, *later) == [(26, "meeting")]


def test_a_meeting_does_not_bring_back_a_lead_that_has_left():
    # open question: holding a meeting is no decision; accepting or qualifying the lead is
    out = (4, "lead.rejected", {"reason": "no answer"})
    assert sqm(BOOKED, ACCEPTED, out, HELD, CONFIRMED) == []
    accepted = (7, "lead.accepted", {"by": "yara"})
    assert sqm(BOOKED, ACCEPTED, out, HELD, CONFIRMED, accepted) == [(7, "meeting")]
