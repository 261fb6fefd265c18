"""Chapter 11, clocks: when a promise falls due, what stops it, and what became of it.

Business time runs Monday to Friday from 9:00 to 17:00 in Berlin unless a case says otherwise;
cases 25 to 27 are those of the semantics.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from meetworthy.definition.language import BusinessHours
from meetworthy.definition.units import parse_target
from meetworthy.handoff.business_time import add_business, business_between
from meetworthy.handoff.calendar import Calendar, Span
from meetworthy.handoff.clock_run import RunState, next_change
from meetworthy.handoff.deadlines import due_at, warn_at
from meetworthy.model.time import DAY, HOUR, MINUTE, NEVER
from spec.handoff import ZONE, agreement, at, clocks, said

OFFICE = Calendar(BusinessHours((0, 1, 2, 3, 4), 9 * 60, 17 * 60), ZONE)
HOUR_TARGET, SAME_DAY = parse_target("1 business hour"), parse_target("same day")

ACCEPT = "accept: {from: [mql, review], to: [sal, exit], within: 1 business hour, warn: at half}"
CONTACT = "first contact: {from: [mql, review], to: contact.made, within: 1 business hour}"
IDLE = (
    "never idle: {from: review, to: [exit, customer], restarted_by: contact.made, within: 48 hours}"
)
CREATED = (at("Mon 08:00"), "lead.created")
RUNNING, MET, MISSED, VOID = RunState


def view(when):
    return (when, "page.viewed", {"path": "/pricing"})


# When a promise falls due: cases 25 to 27


@pytest.mark.parametrize(
    ("start", "due"),
    [("Sat 16:00", "Mon 10:00"), ("Sat 20:00", "Mon 10:00"), ("Fri 16:30", "Mon 09:30")],
)
def test_one_business_hour_stands_still_outside_hours(start, due):
    assert said(due_at(HOUR_TARGET, at(start), OFFICE)) == due


def test_with_monday_a_holiday_it_is_tuesday():
    easter_friday = at("Thu 16:30", 4)  # 2 April 2026; Friday and Monday are holidays in Berlin
    berlin = replace(OFFICE, hours=replace(OFFICE.hours, holidays="DE-BE"))
    due = due_at(HOUR_TARGET, easter_friday, berlin)
    assert (said(due), due) == ("Tue 09:30", at("Tue 09:30", 5))


def test_same_day_after_closing_means_the_next_business_day():
    assert said(due_at(SAME_DAY, at("Fri 17:29"), OFFICE)) == "Mon 17:00"


def test_same_day_before_closing_and_before_opening_means_that_day():
    assert said(due_at(SAME_DAY, at("Fri 16:59"), OFFICE)) == "Fri 17:00"
    assert said(due_at(SAME_DAY, at("Fri 06:00"), OFFICE)) == "Fri 17:00"


def test_at_the_very_closing_the_day_is_over():
    assert said(due_at(SAME_DAY, at("Fri 17:00"), OFFICE)) == "Mon 17:00"


def test_plain_hours_do_not_stand_still():
    assert said(due_at(parse_target("48 hours"), at("Fri 16:00"), OFFICE)) == "Sun 16:00"


def test_over_the_change_to_summer_time_it_is_half_past_ten_by_the_wall():
    friday = at("Fri 16:30", 3)  # 27 March 2026; clocks go forward on Sunday
    two_hours = parse_target("2 business hours")
    due, week_earlier = due_at(two_hours, friday, OFFICE), at("Fri 16:30", 2)
    assert said(due) == "Mon 10:30"
    assert due - friday == due_at(two_hours, week_earlier, OFFICE) - week_earlier - HOUR


def test_a_duration_that_ends_with_the_day_is_due_at_closing():
    assert said(add_business(OFFICE, at("Fri 16:30"), 30 * MINUTE)) == "Fri 17:00"


def test_a_persons_absence_stands_still():
    away = replace(OFFICE, absences=(Span(at("Mon 00:00"), at("Wed 00:00")),))
    assert said(add_business(away, at("Sat 16:00", -1), HOUR)) == "Wed 10:00"
    assert business_between(away, at("Mon 09:00"), at("Wed 09:30")) == 30 * MINUTE


def test_an_afternoon_off_ends_the_day_at_noon_and_a_doctors_hour_does_not():
    noon = replace(OFFICE, absences=(Span(at("Fri 12:00"), at("Sat 00:00")),))
    doctor = replace(OFFICE, absences=(Span(at("Fri 11:00"), at("Fri 12:00")),))
    assert said(due_at(SAME_DAY, at("Fri 10:00"), noon)) == "Fri 12:00"
    assert said(due_at(SAME_DAY, at("Fri 10:00"), doctor)) == "Fri 17:00"


def test_who_is_away_for_good_has_nothing_due():
    gone = replace(OFFICE, absences=(Span(at("Mon 00:00"), NEVER),))
    for target in (HOUR_TARGET, SAME_DAY):
        assert due_at(target, at("Tue 10:00"), gone) == NEVER
        assert warn_at("at half", target, at("Tue 10:00"), gone) == NEVER


# Warnings


def test_a_warning_comes_at_a_share_of_the_target_in_its_own_time():
    assert said(warn_at("at half", HOUR_TARGET, at("Fri 16:45"), OFFICE)) == "Mon 09:15"
    assert (
        said(warn_at("at 75 %", parse_target("48 hours"), at("Fri 16:00"), OFFICE)) == "Sun 04:00"
    )


def test_half_of_the_same_day_is_half_of_the_working_time_left():
    assert said(warn_at("at half", SAME_DAY, at("Sat 12:00"), OFFICE)) == "Mon 13:00"
    assert said(warn_at("at half", SAME_DAY, at("Fri 15:00"), OFFICE)) == "Fri 16:00"
    assert said(warn_at("at 75 %", SAME_DAY, at("Fri 13:00"), OFFICE)) == "Fri 16:00"


# A clock starts, runs, and is met or missed


def test_a_clock_starts_with_the_stage_that_it_names_and_runs():
    [run] = clocks(agreement(ACCEPT), CREATED, view(at("Sat 16:00")), until=at("Sun 12:00"))
    assert (run.slug, run.caused_by, run.state) == ("accept", "review", RUNNING)
    assert (said(run.warn_at), said(run.due_at)) == ("Mon 09:30", "Mon 10:00")
    assert (run.pass_number, run.number, run.version, run.target) == (1, 1, 1, "1 business hour")


def test_what_it_waits_for_in_time_meets_it_and_too_late_misses_it():
    for when, state in (("Mon 10:00", MET), ("Mon 10:01", MISSED)):
        accepted = (at(when, 1), "lead.accepted")
        [run] = clocks(
            agreement(ACCEPT), CREATED, view(at("Sat 16:00")), accepted, until=at("Fri 12:00", 1)
        )
        assert (run.state, said(run.stopped_at), run.stopped_by) == (state, when, "sal")
        assert run.answered


def test_never_answered_it_is_missed_from_the_instant_at_which_it_is_due():
    facts = CREATED, view(at("Mon 10:00"))
    for when, state in (("Mon 10:59", RUNNING), ("Mon 11:00", MISSED), ("Fri 11:00", MISSED)):
        [run] = clocks(agreement(ACCEPT), *facts, until=at(when))
        assert (run.state, run.answered, run.stopped_at) == (state, False, None)


def test_an_exit_meets_a_clock_that_waits_for_it():
    out = (at("Mon 10:20"), "lead.rejected", {"reason": "no answer"})
    [run] = clocks(agreement(ACCEPT), CREATED, view(at("Mon 10:00")), out, until=at("Tue 10:00"))
    assert (run.state, run.stopped_by) == (MET, "exit")


def test_a_lead_that_leaves_first_leaves_a_void_clock_and_not_a_failure():
    out = (at("Mon 10:20"), "lead.rejected", {"reason": "competitor"})
    facts = CREATED, view(at("Mon 10:00")), out
    [run] = clocks(agreement(CONTACT), *facts, until=at("Tue 10:00"))
    assert (run.state, run.answered, said(run.stopped_at)) == (VOID, False, "Mon 10:20")


def test_a_lead_that_leaves_after_the_time_was_up_leaves_a_failure():
    for when in ("Mon 11:00", "Mon 11:20"):
        out = (at(when), "lead.rejected", {"reason": "competitor"})
        facts = CREATED, view(at("Mon 10:00")), out
        [run] = clocks(agreement(CONTACT), *facts, until=at("Tue 10:00"))
        assert (run.state, run.answered) == (MISSED, False)


def test_a_stage_that_was_skipped_by_a_later_one_is_no_failure():
    won = (at("Mon 10:30"), "opportunity.won")
    [run] = clocks(agreement(ACCEPT), CREATED, view(at("Mon 10:00")), won, until=at("Tue 10:00"))
    assert (run.state, run.stopped_by) == (MET, "customer")


def test_a_clock_may_start_and_stop_with_kinds_of_facts_and_run_again():
    agenda = "agenda: {from: meeting.booked, to: email.replied, within: 24 hours}"
    booked, sent = "meeting.booked", "email.replied"
    facts = [CREATED, (at("Mon 10:00"), booked, {"meeting": "a"}), (at("Mon 12:00"), sent)]
    facts += [(at("Wed 10:00"), booked, {"meeting": "b"})]
    one, two = clocks(agreement(agenda), *facts, until=at("Fri 10:00"))
    assert (one.state, one.number, one.caused_by) == (MET, 1, "meeting.booked")
    # the mail of Monday says nothing of the second meeting
    assert (two.state, two.number, said(two.due_at)) == (MISSED, 2, "Thu 10:00")


def test_what_has_just_answered_one_run_does_not_answer_the_next():
    agenda = "agenda: {from: meeting.booked, to: email.replied, within: 24 hours}"
    facts = [CREATED, (at("Mon 10:00"), "meeting.booked", {"meeting": "a"})]
    facts += [(at("Mon 12:00"), "email.replied"), (at("Mon 12:00"), "meeting.booked")]
    one, two = clocks(agreement(agenda), *facts, until=at("Mon 13:00"))
    assert (one.state, two.state, said(two.started_at)) == (MET, RUNNING, "Mon 12:00")


# One promise at a time


def test_a_further_start_while_it_runs_starts_nothing():
    facts = [
        CREATED,
        view(at("Mon 10:00")),
        (at("Mon 10:30"), "lead.described", {"industry": "SaaS"}),
    ]
    [run] = clocks(agreement(ACCEPT), *facts, until=at("Mon 10:40"))  # an MQL at half past ten
    assert (run.caused_by, said(run.due_at)) == ("review", "Mon 11:00")


def test_nor_does_one_after_what_it_waits_for():
    facts = [CREATED, view(at("Mon 10:00")), (at("Mon 10:15"), "contact.made")]
    facts += [(at("Mon 10:30"), "lead.described", {"industry": "SaaS"})]
    [run] = clocks(agreement(CONTACT), *facts, until=at("Fri 10:00"))
    assert (run.state, said(run.stopped_at)) == (MET, "Mon 10:15")


def test_a_contact_before_the_start_in_the_same_pass_meets_it():
    contacts = (at("Mon 09:10"), "contact.made"), (at("Mon 09:20"), "contact.made")
    facts = CREATED, *contacts, view(at("Mon 10:00"))
    [run] = clocks(agreement(CONTACT), *facts, until=at("Mon 10:05"))
    assert (run.state, said(run.started_at)) == (MET, "Mon 10:00")
    assert (said(run.stopped_at), run.response_time) == ("Mon 09:10", 0)  # by the first of them


def test_a_contact_in_an_earlier_pass_or_between_passes_does_not():
    facts = [CREATED, view(at("Mon 10:00")), (at("Mon 10:10"), "contact.made")]
    facts += [(at("Mon 12:00"), "lead.rejected", {"reason": "no answer"})]
    facts += [(at("Tue 12:00"), "contact.made"), view(at("Wed 10:00"))]
    one, two = clocks(agreement(CONTACT), *facts, until=at("Wed 10:30"))
    assert (one.pass_number, one.state) == (1, MET)
    assert (two.pass_number, two.state, two.number) == (2, RUNNING, 1)


def test_while_a_lead_is_out_no_clock_starts():
    late = "answer: {from: contact.requested, to: contact.made, within: 1 business hour}"
    out = (at("Mon 09:00"), "lead.disqualified", {"reason": "competitor"})
    facts = CREATED, out, (at("Mon 10:00"), "contact.requested")
    assert clocks(agreement(late), *facts, until=at("Mon 12:00")) == []


def test_a_stage_that_is_there_already_starts_no_clock_that_waits_for_it():
    late = "answer: {from: contact.requested, to: [sal, exit], within: 1 business hour}"
    facts = CREATED, (at("Mon 09:00"), "lead.accepted"), (at("Mon 10:00"), "contact.requested")
    assert clocks(agreement(late), *facts, until=at("Mon 12:00")) == []


# Restarting


def test_what_restarts_a_clock_ends_one_run_and_starts_the_next():
    facts = [CREATED, view(at("Mon 10:00")), (at("Tue 10:00"), "contact.made")]
    one, two = clocks(agreement(IDLE), *facts, until=at("Wed 10:00"))
    assert (one.state, one.stopped_by, said(one.due_at)) == (MET, "contact.made", "Wed 10:00")
    assert (two.state, two.caused_by, said(two.due_at)) == (RUNNING, "contact.made", "Thu 10:00")


def test_restarted_too_late_the_run_before_stays_missed():
    facts = [CREATED, view(at("Mon 10:00")), (at("Thu 10:00"), "contact.made")]
    one, two = clocks(agreement(IDLE), *facts, until=at("Fri 10:00"))
    assert (one.state, two.state) == (MISSED, RUNNING)


def test_a_clock_that_was_stopped_is_not_restarted():
    facts = [CREATED, view(at("Mon 10:00"))]
    facts += [(at("Tue 10:00"), "opportunity.won"), (at("Tue 12:00"), "contact.made")]
    [run] = clocks(agreement(IDLE), *facts, until=at("Fri 10:00"))
    assert (run.state, run.stopped_by) == (MET, "customer")


# Which target counts


def test_the_condition_at_the_start_says_which_target_counts():
    two = (
        "accept: {from: review, to: [sal, exit], within: 30 business minutes, "
        'when: "high_intent > 0", otherwise: same day}'
    )
    for kind, target in (("page.viewed", "30 business minutes"), ("form.submitted", "same day")):
        later = (at("Mon 10:10"), "contact.requested")  # intent that came after changes nothing
        facts = CREATED, (at("Mon 10:00"), kind), later
        [run] = clocks(agreement(two), *facts, until=at("Mon 10:20"))
        assert run.target == target


def test_unknown_is_not_true_and_without_another_target_there_is_no_clock():
    big = "accept: {from: review, to: sal, within: 1 business hour, when: 'employees > 10'}"
    assert clocks(agreement(big), CREATED, view(at("Mon 10:00")), until=at("Mon 10:05")) == []
    known = (at("Mon 09:00"), "lead.described", {"employees": 50})
    facts = CREATED, known, view(at("Mon 10:00"))
    assert len(clocks(agreement(big), *facts, until=at("Mon 10:05"))) == 1


# Versions


def test_everything_is_pinned_to_the_version_in_force_at_the_start():
    v1 = agreement(ACCEPT)
    quicker = ACCEPT.replace("1 business hour", "30 business minutes")
    v2 = agreement(quicker, hours='hours: {days: mon-fri, from: "10:00", to: "16:00"}', version=2)
    v2 = replace(v2, in_force=at("Tue 00:00"))
    facts = [CREATED, view(at("Mon 16:30"))]
    facts += [(at("Tue 12:00"), "lead.rejected", {"reason": "no answer"}), view(at("Wed 07:00"))]
    one, two = clocks((v1, v2), *facts, until=at("Thu 10:00"))
    assert (one.version, one.target, said(one.due_at)) == (1, "1 business hour", "Tue 09:30")
    assert (two.version, two.target, said(two.due_at)) == (2, "30 business minutes", "Wed 10:30")


def test_what_a_new_version_grants_runs_by_that_version():
    v1 = agreement(ACCEPT)  # an MQL needs a score of 50
    quicker = agreement(ACCEPT.replace("1 business hour", "30 business minutes"), version=2)
    everybody = replace(quicker.stage("mql"), when=None)  # under v2 every lead is an MQL
    stages = tuple(everybody if stage.slug == "mql" else stage for stage in quicker.stages)
    v2 = replace(quicker, stages=stages, in_force=at("Tue 09:00"))
    [run] = clocks((v1, v2), CREATED, until=at("Tue 09:10"))
    assert (run.caused_by, run.version, said(run.due_at)) == ("mql", 2, "Tue 09:30")


# Facts that change the past


def test_without_the_fact_behind_it_there_is_no_clock():
    taken_back = (at("Mon 10:30"), "fact.retracted", {"fact": "f1"})
    facts = CREATED, view(at("Mon 10:00")), taken_back
    assert clocks(agreement(ACCEPT), *facts, until=at("Mon 10:29")) != []
    assert clocks(agreement(ACCEPT), *facts, until=at("Mon 10:31")) == []


def test_a_visitors_act_starts_a_clock_when_the_visitor_is_identified():
    asked = "answer: {from: contact.requested, to: contact.made, within: 1 business hour}"
    facts = [
        (at("Mon 09:00"), "contact.requested", {"visitor": 7}),
        (at("Mon 12:00"), "lead.identified", {"visitor": 7}),
    ]
    [run] = clocks(agreement(asked), *facts, until=at("Mon 12:30"))
    assert said(run.started_at) == "Mon 12:00"


def test_what_is_said_of_the_company_starts_no_clock_and_answers_none():
    asked = "answer: {from: contact.requested, to: contact.made, within: 1 business hour}"
    facts = [CREATED, (at("Mon 10:00"), "contact.requested", {"account": 7})]
    facts += [view(at("Mon 10:00")), (at("Mon 10:30"), "contact.made", {"account": 7})]
    assert clocks(agreement(asked), *facts, until=at("Mon 12:00"), account=7) == []
    [run] = clocks(agreement(CONTACT), *facts, until=at("Mon 10:40"), account=7)
    assert run.state is RUNNING


def test_a_contact_with_the_other_record_of_a_merged_lead_was_a_contact():
    facts = [CREATED, view(at("Mon 10:00")), (at("Mon 10:00"), "lead.created", {"lead": 2})]
    facts += [(at("Mon 10:30"), "contact.made", {"lead": 2})]
    facts += [(at("Tue 10:00"), "lead.merged", {"other": "2"})]
    before, after = (
        clocks(agreement(CONTACT), *facts, until=at(when))[0] for when in ("Mon 12:00", "Tue 12:00")
    )
    assert (before.state, after.state) == (MISSED, MET)


def test_what_the_other_record_asked_for_was_asked_when_it_was():
    asked = "answer: {from: contact.requested, to: contact.made, within: 1 business hour}"
    facts = [CREATED, (at("Mon 10:30"), "contact.requested", {"lead": 2})]
    facts += [(at("Tue 10:00"), "lead.merged", {"other": "2"})]
    [run] = clocks(agreement(asked), *facts, until=at("Tue 12:00"))
    assert said(run.started_at) == "Mon 10:30"


def test_of_what_is_known_by_its_day_only_the_run_says_so():
    contact = (at("Mon 00:00"), "contact.made", {"date_only": True})
    [run] = clocks(
        agreement(CONTACT), CREATED, view(at("Mon 10:00")), contact, until=at("Tue 10:00")
    )
    assert (run.state, run.date_only) == (MET, True)


# What time alone will change


def test_the_next_changes_are_the_warning_and_the_deadline_of_what_still_runs():
    facts = CREATED, view(at("Mon 10:00"))
    [run] = clocks(agreement(ACCEPT), *facts, until=at("Mon 10:00"))
    assert said(next_change(run, at=at("Mon 10:00"))) == "Mon 10:30"
    assert said(next_change(run, at=at("Mon 10:30"))) == "Mon 11:00"
    assert next_change(run, at=at("Mon 11:00")) is None
    [over] = clocks(agreement(ACCEPT), *facts, until=at("Tue 10:00"))
    assert next_change(over, at=at("Mon 10:00")) is None


def test_escalation_and_reassignment_are_told_with_the_run():
    told = CONTACT.replace("hour}", "hour, escalate: manager, reassign: true}")
    [run] = clocks(agreement(told), CREATED, view(at("Mon 10:00")), until=at("Mon 10:05"))
    assert (run.escalate, run.reassign) == ("manager", True)


def test_an_agreement_without_clocks_runs_none():
    assert clocks(agreement(), CREATED, view(at("Mon 10:00")), until=at("Mon 12:00")) == []


def test_a_day_of_wall_time_is_a_day():
    assert due_at(parse_target("1 day"), at("Sat 12:00", 3), None) == at("Sat 12:00", 3) + DAY


# In the hours of who has the lead

OWN = (
    "first contact: {from: [mql, review], to: contact.made, within: 1 business hour,"
    " warn: at half, hours: owner}"
)
EARLY = replace(OFFICE, hours=BusinessHours((0, 1, 2, 3, 4), 7 * 60, 12 * 60))
LISBON = replace(OFFICE, zone="Europe/Lisbon")  # an hour behind Berlin
TUESDAYS = replace(OFFICE, hours=BusinessHours((1,), 9 * 60, 17 * 60))
AWAY = replace(OFFICE, absences=(Span(at("Mon 00:00"), at("Wed 00:00")),))
PEOPLE = {"early": EARLY, "lisbon": LISBON, "tuesdays": TUESDAYS, "away": AWAY, "office": OFFICE}


def given_to(owner, when):
    return (when, "lead.assigned", {"owner": owner})


def own_clock(*told, until="Fri 09:00"):
    facts = [(at("Thu 09:00", -1), "lead.created"), *told]
    by = agreement(OWN, since="2026-01-01T00:00")
    [run] = clocks(by, *facts, until=at(until), people=PEOPLE)
    return run


@pytest.mark.parametrize(
    ("owner", "due"),
    [
        ("office", "Mon 10:00"),
        ("early", "Mon 08:00"),
        ("lisbon", "Mon 11:00"),
        ("tuesdays", "Tue 10:00"),
        ("away", "Wed 10:00"),
        ("a stranger", "Mon 10:00"),
    ],
)
def test_a_clock_of_its_owner_runs_when_who_has_the_lead_works(owner, due):
    run = own_clock(given_to(owner, at("Fri 12:00", -1)), view(at("Sat 16:00", -1)))
    assert (said(run.due_at), run.hours_of) == (due, owner)


def test_until_somebody_has_the_lead_the_teams_hours_count():
    run = own_clock(view(at("Sat 16:00", -1)))
    assert (said(run.due_at), run.hours_of) == ("Mon 10:00", "")


def test_what_is_left_runs_on_in_the_hours_of_who_gets_the_lead():
    run = own_clock(view(at("Sat 16:00", -1)), given_to("tuesdays", at("Mon 09:15")))
    assert (said(run.started_at), said(run.warn_at), said(run.due_at)) == (
        "Sat 16:00",
        "Tue 09:15",  # a quarter of an hour was used on Monday
        "Tue 09:45",
    )
    assert run.state is MISSED


def test_handed_on_and_back_no_time_is_won():
    there = given_to("tuesdays", at("Mon 09:15"))
    back = given_to("office", at("Mon 09:30"))
    run = own_clock(view(at("Sat 16:00", -1)), there, back)
    assert said(run.due_at) == "Mon 10:15"  # on Monday it stood still for a quarter of an hour


def test_a_warning_that_was_given_stays_when_the_lead_is_handed_on():
    run = own_clock(view(at("Sat 16:00", -1)), given_to("tuesdays", at("Mon 09:45")))
    assert (said(run.warn_at), said(run.due_at)) == ("Mon 09:30", "Tue 09:15")


def test_what_ran_out_is_not_saved_by_handing_the_lead_on():
    run = own_clock(view(at("Sat 16:00", -1)), given_to("tuesdays", at("Mon 10:00")))
    assert (run.state, said(run.due_at), run.hours_of) == (MISSED, "Mon 10:00", "")


def test_same_day_is_the_day_of_who_gets_the_lead():
    by = agreement(OWN.replace("1 business hour", "same day"), since="2026-01-01T00:00")
    facts = [CREATED, view(at("Mon 10:00")), given_to("early", at("Mon 11:00"))]
    [run] = clocks(by, *facts, until=at("Mon 11:30"), people=PEOPLE)
    assert (said(run.due_at), run.state) == ("Mon 12:00", RUNNING)


def test_plain_hours_are_the_same_for_everybody():
    other = "within: 1 business hour, when: 'employees > 10', otherwise: 48 hours"
    by = agreement(OWN.replace("within: 1 business hour", other), since="2026-01-01T00:00")
    facts = [CREATED, view(at("Mon 10:00")), given_to("tuesdays", at("Mon 11:00"))]
    [run] = clocks(by, *facts, until=at("Mon 11:30"), people=PEOPLE)
    assert said(run.due_at) == "Wed 10:00"


def test_a_clock_that_is_not_its_owners_keeps_the_teams_hours():
    facts = [CREATED, given_to("tuesdays", at("Mon 08:30")), view(at("Mon 10:00"))]
    [run] = clocks(agreement(CONTACT), *facts, until=at("Mon 10:30"), people=PEOPLE)
    assert (said(run.due_at), run.hours_of) == ("Mon 11:00", "")
