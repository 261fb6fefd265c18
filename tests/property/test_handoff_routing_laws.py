"""Laws of routing: turns are fair at every moment, and nobody gets what they can't take."""

from __future__ import annotations

from collections import Counter

from hypothesis import assume, example, given
from hypothesis import strategies as st

from meetworthy.definition.language import (
    ACCOUNT_OWNER,
    Condition,
    Routing,
    RoutingRule,
    Turns,
)
from meetworthy.handoff.calendar import Span
from meetworthy.handoff.roster import Person, Roster
from meetworthy.handoff.routing.asking import Asked, Load, Outcome
from meetworthy.handoff.routing.route import capacity_of, route
from meetworthy.handoff.routing.turns import Pool

WEIGHTS = st.sampled_from([0.1, 0.25, 0.5, 1.0, 1.0, 1.5, 2.0, 3.0, 7.0])
NAMES = [f"p{number}@northwind.example" for number in range(8)]


def people(weights: list[float]) -> list[Person]:
    return [Person(name, weight=weight) for name, weight in zip(NAMES, weights, strict=False)]


@given(st.lists(WEIGHTS, min_size=1, max_size=8), st.integers(1, 120))
@example([7.0, *[0.1] * 7], 120)
@example([1.0, 1.0, 1.0], 9)
def test_while_all_are_present_everybody_is_within_a_turn_of_their_share(weights, turns):
    pool, team, got = Pool(), people(weights), Counter()
    for taken in range(1, turns + 1):
        got[pool.take(team).email] += 1
        for one in team:
            share = taken * one.weight / sum(weights)
            assert abs(got[one.email] - share) <= 1 + 1e-6


@given(st.lists(WEIGHTS, min_size=2, max_size=8), st.integers(0, 50), st.permutations(range(8)))
def test_neither_the_order_of_candidates_nor_keeping_the_pool_as_json_matters(
    weights, turns, order
):
    team = people(weights)
    shuffled = [team[place] for place in order if place < len(team)]
    one, other = Pool(), Pool()
    for _ in range(turns):
        assert one.take(team) == other.take(shuffled)
        other = Pool.from_dict(other.to_dict())


@given(st.lists(WEIGHTS, min_size=2, max_size=8), st.integers(0, 60), st.integers(1, 60))
def test_who_comes_back_is_not_flooded_with_what_they_missed(weights, missed, turns):
    pool, team = Pool(), people(weights)
    for _ in range(3):
        pool.take(team)
    for _ in range(missed):
        pool.take(team[1:])
    back, got = team[0], 0
    for taken in range(1, turns + 1):
        got += pool.take(team) is back
        assert got <= taken * back.weight / sum(weights) + 2 + 1e-6


@given(st.lists(WEIGHTS, min_size=2, max_size=8), st.integers(1, 30), st.data())
def test_a_turn_given_back_is_a_turn_more(weights, turns, data):
    """In the end everybody is within a turn of their share of the turns that came to something."""
    pool, team, got = Pool(), people(weights), Counter()
    kept = 0
    for _ in range(turns):
        chosen = pool.take(team)
        if data.draw(st.booleans()):
            pool.give_back(chosen.email)
        else:
            got[chosen.email] += 1
            kept += 1
        for one in team:
            share = kept * one.weight / sum(weights)
            assert abs(got[one.email] - share) <= 2 + 1e-6


# -- the whole choice ---------------------------------------------------------------------------

IS_BIG = Condition("is_big", None)  # type: ignore[arg-type]  # what answers looks at its text only
IS_GERMAN = Condition("is_german", None)  # type: ignore[arg-type]  # as above

persons = st.builds(
    Person,
    email=st.sampled_from(NAMES),
    role=st.sampled_from(["sales", "sdr", "none"]),
    team=st.sampled_from(["dach", "uk", ""]),
    skills=st.frozensets(st.sampled_from(["german", "big"])),
    capacity=st.none() | st.integers(0, 4),
    weight=st.sampled_from([0.0, 0.5, 1.0, 2.0]),
    absences=st.lists(st.integers(0, 30).map(lambda day: Span(day, day + 5)), max_size=1).map(
        tuple
    ),
)
rosters = st.lists(persons, max_size=8, unique_by=lambda one: one.email).map(
    lambda known: Roster({one.email: one for one in known})
)
rules = st.builds(
    RoutingRule,
    slug=st.uuids().map(str),
    label=st.just("a rule"),
    to=st.lists(
        st.sampled_from(["sales", "sdr", "team dach", ACCOUNT_OWNER, *NAMES[:2]]),
        min_size=1,
        max_size=3,
    ).map(tuple),
    when=st.sampled_from([None, IS_BIG, IS_GERMAN]),
    by=st.sampled_from(list(Turns)),
    skills=st.lists(st.sampled_from(["German", "big"]), max_size=1).map(tuple),
)
routings = st.builds(
    Routing, st.lists(rules, max_size=5).map(tuple), capacity=st.none() | st.integers(0, 5)
)
leads = st.lists(
    st.tuples(
        st.integers(0, 40),
        st.dictionaries(st.sampled_from(["is_big", "is_german"]), st.booleans()),
        st.lists(st.sampled_from(NAMES), max_size=2, unique=True).map(tuple),
        st.frozensets(st.sampled_from(NAMES), max_size=2),
    ),
    max_size=25,
)


def asked(lead) -> Asked:
    at, known, owners, without = lead
    return Asked(at, lambda condition: known.get(condition.text), owners, without)


@given(routings, rosters, leads)
def test_nobody_gets_a_lead_who_is_away_or_full_or_gone_or_unskilled_or_had_it(
    routing, roster, leads
):
    load, turns = Load(), {}
    open_ = Counter()
    for lead in leads:
        question = asked(lead)
        routed = route(routing, question, roster, load, turns)
        if routed.person is None:
            continue
        person = roster.person(routed.person)
        rule = next(rule for rule in routing.rules if rule.slug == routed.rule)
        capacity = capacity_of(routing, person)
        assert not person.has_left
        assert person.absent_until(question.at) is None
        assert person.email not in question.without
        assert {skill.lower() for skill in rule.skills} <= person.skills
        assert capacity is None or open_[person.email] < capacity
        assert rule.when is None or question.holds(rule.when) is True
        open_[person.email] += 1


@given(routings, rosters, leads)
def test_a_lead_goes_to_nobody_only_where_every_rule_says_why(routing, roster, leads):
    load, turns = Load(), {}
    for lead in leads:
        routed = route(routing, asked(lead), roster, load, turns)
        outcomes = [tried.outcome for tried in routed.why]
        if routed.person is None:
            assert len(outcomes) == len(routing.rules)
            assert Outcome.CHOSEN not in outcomes
        else:
            assert outcomes.index(Outcome.CHOSEN) == len(outcomes) - 1


@given(routings, rosters, leads, st.randoms())
def test_the_same_leads_in_the_same_order_go_to_the_same_people(routing, roster, leads, chance):
    known = list(roster.people.items())
    chance.shuffle(known)
    answers = []
    for one in (roster, Roster(dict(known))):
        load, turns = Load(), {}
        answers.append([route(routing, asked(lead), one, load, turns) for lead in leads])
    assert answers[0] == answers[1]


@given(st.integers(2, 6), st.integers(1, 40))
def test_by_load_nobody_is_ever_two_leads_ahead(count, leads):
    team = Roster({name: Person(name, role="sales") for name in NAMES[:count]})
    routing = Routing((RoutingRule("all", "all", ("sales",), by=Turns.LOAD),))
    load = Load()
    for _ in range(leads):
        route(routing, asked((0, {}, (), frozenset())), team, load, {})
    assume(load.open)
    counts = [load.of_person(name) for name in NAMES[:count]]
    assert max(counts) - min(counts) <= 1
