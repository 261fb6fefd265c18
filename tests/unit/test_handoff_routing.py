"""Who gets a lead by rules, and in which words that is said."""

from __future__ import annotations

import pytest

from meetworthy.definition.language import ACCOUNT_OWNER, Condition, Routing, RoutingRule, Turns
from meetworthy.handoff.calendar import Span
from meetworthy.handoff.roster import Person, Roster
from meetworthy.handoff.routing.asking import Asked, Load, Routed
from meetworthy.handoff.routing.route import route
from meetworthy.handoff.routing.saying import sentence
from meetworthy.handoff.routing.trying import Arrival, reason_of, try_rules
from meetworthy.handoff.routing.turns import Pool
from meetworthy.model.time import DAY, NEVER

GERMAN = Condition("country = 'DE'", None)  # type: ignore[arg-type]  # answered by its text
BIG = Condition("employees >= 1000", None)  # type: ignore[arg-type]  # as above


def person(name: str, **said) -> Person:
    return Person(f"{name}@n.example", **{"name": name.title(), "role": "sdr", **said})


def roster(*people: Person) -> Roster:
    return Roster({one.email: one for one in people})


def rule(label: str, *to: str, **said) -> RoutingRule:
    return RoutingRule(label.replace(" ", "_"), label, to or ("sdr",), **said)


def lead(at: int = 0, *, owners=(), without=(), **known: bool) -> Asked:
    answers = {GERMAN: known.get("german"), BIG: known.get("big")}
    addresses = tuple(f"{name}@n.example" for name in owners)
    without = frozenset(f"{name}@n.example" for name in without)
    return Asked(at, answers.__getitem__, addresses, without)


def routed(rules, team: Roster, asked: Asked, *, capacity=None, open_=None) -> Routed:
    load = Load({f"{name}@n.example": count for name, count in (open_ or {}).items()})
    return route(Routing(tuple(rules), capacity), asked, team, load, {})


def said(rules, team: Roster, asked: Asked, **more) -> str:
    return sentence(routed(rules, team, asked, **more), team, zone="UTC")


ALL = rule("everybody")
TEAM = roster(person("anna"), person("ben"), person("chris"))


def test_the_first_rule_that_holds_decides_and_what_is_unknown_does_not_hold():
    rules = [rule("germans", "ben@n.example", when=GERMAN), ALL]
    assert routed(rules, TEAM, lead(german=True)).person == "ben@n.example"
    assert routed(rules, TEAM, lead(german=False)).person == "anna@n.example"
    assert said(rules, TEAM, lead()) == (
        "“everybody”: it was Anna’s turn among 3;"
        " whether “germans” (country = 'DE') holds is not known."
    )


def test_a_rule_whose_people_cannot_take_it_gives_way_to_the_next_and_says_why():
    away = person("ben", absences=(Span(0, DAY),))
    team = roster(person("anna"), away, person("chris", absences=(Span(0, NEVER),)))
    rules = [rule("two", "ben@n.example", "chris@n.example"), ALL]
    assert said(rules, team, lead()) == (
        "“everybody”: Anna was the only one who could take it;"
        " Ben is away until 2 Jan 1970, 00:00, Chris is away;"
        " “two” found nobody: Ben is away until 2 Jan 1970, 00:00, Chris is away."
    )


def test_capacity_is_the_persons_own_else_that_of_all():
    team = roster(person("anna", capacity=9), person("ben"), person("chris", capacity=0))
    assert said([ALL], team, lead(), capacity=5, open_={"anna": 8, "ben": 5}) == (
        "“everybody”: Anna was the only one who could take it;"
        " Ben is full (5 of 5), Chris is full (0 of 0)."
    )


def test_who_owns_the_account_comes_first_if_they_can_take_it():
    rules = [rule("account", ACCOUNT_OWNER, "chris@n.example"), ALL]
    assert said(rules, TEAM, lead(owners=("ben", "anna"))) == (
        "“account”: Ben has other leads of the account."
    )
    full = routed(rules, TEAM, lead(owners=("ben",)), capacity=3, open_={"ben": 3})
    assert full.person == "chris@n.example"
    assert routed(rules, TEAM, lead(owners=("stranger",))).person == "chris@n.example"


def test_an_owner_without_a_share_of_turns_keeps_their_account():
    team = roster(person("anna", weight=0.0), person("ben"))
    rules = [rule("account", ACCOUNT_OWNER), ALL]
    assert routed(rules, team, lead(owners=("anna",))).person == "anna@n.example"
    assert said([ALL], team, lead()).endswith("; Anna takes no turns.")


def test_by_load_goes_to_who_is_least_full_of_their_capacity():
    team = roster(person("anna", capacity=10), person("ben", capacity=40))
    rules = [rule("least", by=Turns.LOAD)]
    assert said(rules, team, lead(), open_={"anna": 3, "ben": 10}) == (
        "“least”: Ben was the least loaded of 2."
    )


def test_who_let_the_clock_run_out_does_not_get_it_again():
    assert said([ALL], roster(person("anna")), lead(without=("anna",))) == (
        "Nobody could take it: “everybody” found nobody: Anna had it before."
    )


@pytest.mark.parametrize(
    ("rules", "known", "why"),
    [
        ([rule("g", when=GERMAN)], {"german": False}, "no rule holds"),
        ([rule("g", when=GERMAN)], {}, "not known whether a rule holds"),
        ([rule("x", "team moon")], {}, "“x”: names nobody"),
        ([rule("skilled", skills=("Welsh",))], {}, "“skilled”: unskilled"),
    ],
)
def test_reasons_are_counted_without_names(rules, known, why):
    assert reason_of(routed(rules, TEAM, lead(**known))) == why


def test_a_sentence_names_five_and_counts_the_rest():
    team = roster(*(person(f"p{number}", skills=frozenset()) for number in range(8)))
    assert said([rule("welsh", skills=("welsh",))], team, lead()) == (
        "Nobody could take it: “welsh” found nobody: P0 lacks welsh, P1 lacks welsh,"
        " P2 lacks welsh, P3 lacks welsh, P4 lacks welsh and 3 more."
    )


def test_by_weight_a_half_share_gets_every_third_turn():
    team = [person("anna"), person("half", weight=0.5)]
    pool = Pool()
    assert [pool.take(team).name for _ in range(6)] == ["Anna", "Half", "Anna"] * 2


def test_a_turn_is_given_back_to_who_is_away_when_they_return():
    anna, ben = person("anna"), person("ben")
    pool = Pool()
    assert pool.take([anna, ben]) is anna
    pool.give_back(anna.email)
    assert [pool.take([ben]) for _ in range(3)] == [ben] * 3
    assert [pool.take([anna, ben]).name for _ in range(4)] == ["Anna", "Anna", "Ben", "Anna"]


def test_a_trial_frees_capacity_when_leads_leave_and_keeps_accounts_together():
    arrivals = [
        Arrival(1, 10, lead().holds, accounts=(7,), left_at=20, owner="ben@n.example"),
        Arrival(2, 15, lead().holds, owner=""),
        Arrival(3, 30, lead().holds, accounts=(7,), owner="ben@n.example"),
    ]
    rules = Routing((rule("account", ACCOUNT_OWNER), ALL), capacity=1)
    team = roster(person("anna"))
    tally = try_rules(rules, arrivals, lambda _: team, Load())
    assert [routed.rule for _, routed in tally.routed] == ["everybody", "", "account"]
    assert dict(tally.would) == {"anna@n.example": 2}
    assert dict(tally.was) == {"ben@n.example": 2}
    assert dict(tally.unrouted) == {"“everybody”: full": 1}
