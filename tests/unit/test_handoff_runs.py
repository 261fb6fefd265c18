"""Running clocks from entries and facts as they are, and what is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest

from meetworthy.definition.language import Sla
from meetworthy.definition.units import parse_target
from meetworthy.handoff.clock_run import RunState
from meetworthy.handoff.clocks import run_clocks
from meetworthy.handoff.conditions import holds_by
from meetworthy.handoff.deadlines import due_at, percent_of, team_calendar, warn_at
from meetworthy.judge.gather import gather
from meetworthy.judge.interpreter import Interpreter
from meetworthy.judge.state import Entered
from spec.handoff import agreement, at, facts_of, said

CONTACT = "first contact: {from: [mql, review], to: contact.made, within: 1 business hour}"
DEMANDING = CONTACT.replace("hour}", "hour, when: 'employees > 10', otherwise: same day}")


def entered(pass_number, stage, when, **more):
    said = {"motion": None, "date_only": False, "how": "judged", "version": 1, **more}
    return Entered(pass_number=pass_number, stage=stage, at=at(when), **said)


def refused(condition, when):
    raise AssertionError(f"asked about {condition.text} at {when}")


ENTRIES = [entered(1, "pass", "Mon 09:00"), entered(1, "mql", "Mon 10:00")]


def runs(by, entries, *told, until, holds=refused):
    facts = facts_of(*told)
    return list(run_clocks((by,), entries, facts, at=at(until), holds=holds))


def test_entries_and_facts_are_enough_where_no_condition_is_asked():
    [run] = runs(agreement(CONTACT), ENTRIES, (at("Mon 10:30"), "contact.made"), until="Tue 09:00")
    assert (run.state, said(run.stopped_at)) == (RunState.MET, "Mon 10:30")


@pytest.mark.parametrize(
    ("answer", "target"), [(True, "1 business hour"), (False, "same day"), (None, "same day")]
)
def test_the_condition_is_asked_at_the_start_and_only_true_is_true(answer, target):
    asked = []

    def holds(condition, when):
        asked.append((condition.text, said(when)))
        return answer

    [run] = runs(agreement(DEMANDING), ENTRIES, until="Tue 09:00", holds=holds)
    assert (run.target, asked) == (target, [("employees > 10", "Mon 10:00")])


def test_what_happens_after_the_instant_asked_about_has_not_happened():
    told = (at("Mon 10:30"), "contact.made")
    [run] = runs(agreement(CONTACT), ENTRIES, told, until="Mon 10:29")
    assert (run.state, run.stopped_at) == (RunState.RUNNING, None)
    assert runs(agreement(CONTACT), ENTRIES, until="Mon 09:59") == []


def test_a_contact_taken_back_was_none():
    told = [(at("Mon 10:30"), "contact.made"), (at("Mon 10:40"), "fact.retracted", {"fact": "f0"})]
    [run] = runs(agreement(CONTACT), ENTRIES, *told, until="Mon 10:45")
    assert run.state is RunState.RUNNING


def test_facts_about_nobody_known_are_not_about_the_lead():
    told = (at("Mon 10:30"), "contact.made", {"visitor": 3})
    [run] = runs(agreement(CONTACT), ENTRIES, told, until="Mon 10:45")
    assert run.state is RunState.RUNNING


def test_a_pass_that_another_takes_the_place_of_leaves_void_clocks():
    # as after a merge, when the other lead's pass goes on
    entries = [*ENTRIES, entered(2, "pass", "Mon 10:20"), entered(2, "mql", "Mon 10:20")]
    one, two = runs(agreement(CONTACT), entries, until="Mon 10:30")
    assert (one.pass_number, one.state, said(one.stopped_at)) == (1, RunState.VOID, "Mon 10:20")
    assert (two.pass_number, two.state) == (2, RunState.RUNNING)


def test_a_start_of_which_only_the_day_is_known_says_so():
    entries = [entered(1, "pass", "Mon 00:00"), entered(1, "mql", "Mon 00:00", date_only=True)]
    [run] = runs(agreement(CONTACT), entries, until="Mon 12:00")
    assert (run.date_only, said(run.due_at)) == (True, "Mon 10:00")


def test_a_contact_on_the_day_on_which_a_pass_starts_is_a_contact_in_it():
    told = (at("Mon 00:00"), "contact.made", {"date_only": True})
    [run] = runs(agreement(CONTACT), ENTRIES, told, until="Tue 12:00")
    assert (run.state, run.date_only) == (RunState.MET, True)


def test_a_clock_in_the_calendar_of_the_person_who_has_the_lead():
    early = replace(agreement(CONTACT).sla.hours, start_minute=6 * 60, end_minute=10 * 60)
    own = replace(team_calendar(agreement(CONTACT)), hours=early)
    facts, told = [], {"at": at("Mon 10:30"), "holds": refused}
    [run] = run_clocks((agreement(CONTACT),), ENTRIES, facts, calendar_of=lambda _: own, **told)
    assert said(run.due_at) == "Tue 07:00"


def test_facts_before_the_first_version_run_by_it():
    young = replace(agreement(CONTACT), in_force=at("Fri 00:00"))
    [run] = runs(young, ENTRIES, until="Mon 10:30")
    assert run.version == 1


# Conditions at an instant


def test_a_condition_holds_as_of_the_instant_asked_about():
    by = agreement(DEMANDING)
    told = [
        (at("Mon 09:00"), "lead.created"),
        (at("Mon 12:00"), "lead.described", {"employees": 5}),
    ]
    told += [(at("Tue 12:00"), "lead.described", {"employees": 50})]
    interpreter = Interpreter((by,))
    holds = holds_by(interpreter, gather(facts_of(*told), at=at("Fri 12:00"))[1])
    condition = by.sla.clocks[0].when
    days = ("Mon 10:00", "Mon 13:00", "Wed 12:00", "Mon 10:00")
    assert [holds(condition, at(day)) for day in days] == [None, False, True, None]


# Targets


def test_working_time_without_hours_is_refused():
    assert team_calendar(replace(agreement(CONTACT), sla=Sla())) is None
    for words in ("same day", "1 business hour"):
        with pytest.raises(ValueError, match="there are no working hours"):
            due_at(parse_target(words), at("Mon 10:00"), None)
        with pytest.raises(ValueError, match="there are no working hours"):
            warn_at("at half", parse_target(words), at("Mon 10:00"), None)


@pytest.mark.parametrize(
    ("words", "percent"), [("at half", 50), ("at 75 %", 75), ("at 5%", 5), ("at 99 %", 99)]
)
def test_warnings_are_shares(words, percent):
    assert percent_of(words) == percent
