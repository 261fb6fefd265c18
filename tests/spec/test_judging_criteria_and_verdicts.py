"""Chapter 7, criteria and verdicts: what is known of a lead, from whom, and what it is good for.

What a salesperson learned outranks a form, a form outranks an inference, among equals the latest
holds, and evidence may expire.  Interest is not qualification: each framework has its floor.
"""

from __future__ import annotations

import pytest

from meetworthy.definition.five_questions import verdict as five_questions
from meetworthy.model.criteria import Status
from spec.judging import DEMO, MAIL, TALK, behaviour, definition, explained, lead_of, refusals

RULES = behaviour(DEMO, MAIL)


def learned(day: float, criterion: str, status: str, how: str | None = "call", **more) -> tuple:
    said = {"criterion": criterion, "status": status, **more}
    return (day, "criterion.assessed", said if how is None else {**said, "how": how})


def known(*facts, by=RULES, on: float = 400, criterion: str = "need"):
    return lead_of(by, [(0, "lead.created"), *facts], on=on).criterion(criterion)


FLOOR = [
    learned(1, "need", "confirmed"),
    learned(1, "budget", "partial"),
    learned(1, "timeline", "partial"),
]


# Whose word holds


def test_what_nobody_said_anything_about_is_unknown():
    assert known() == "unknown"


@pytest.mark.parametrize(
    ("first", "then", "holds"),
    [
        (("confirmed", "call"), ("denied", "form"), "confirmed"),
        (("confirmed", "form"), ("denied", "website"), "confirmed"),
        (("confirmed", None), ("denied", "form"), "denied"),
        (("confirmed", "call"), ("denied", "email"), "denied"),
        (("confirmed", "meeting"), ("partial", "chat"), "partial"),
        (("confirmed", "form"), ("partial", "survey"), "partial"),
    ],
)
def test_a_salesperson_outranks_a_form_a_form_an_inference_and_the_latest_of_equals_holds(
    first, then, holds
):
    assert known(learned(1, "need", *first), learned(2, "need", *then)) == holds
    # and it does not matter which of two ranks spoke first
    if first[1] == "call" and then[1] == "form":
        assert known(learned(1, "need", *then), learned(2, "need", *first)) == "confirmed"


def test_saying_that_it_is_unknown_takes_back_what_was_known():
    # open question: who learned nothing says nothing; who says "unknown" has been told otherwise
    facts = [learned(1, "need", "confirmed", "form"), learned(2, "need", "unknown", "call")]
    assert known(*facts) == "unknown"


def test_a_word_that_is_no_status_says_nothing():
    assert known(learned(1, "need", "confirmed"), learned(2, "need", "maybe")) == "confirmed"


@pytest.mark.parametrize("word", ["Confirmed", " CONFIRMED "])
def test_how_a_status_is_spelt_does_not_matter(word):
    assert known(learned(1, "Need", word)) == "confirmed"


EXPIRING = definition(f"behaviour: {{{DEMO}}}\nexpiry: {{need: 30 days}}")


@pytest.mark.parametrize(
    ("day", "status"), [(1, "confirmed"), (30.999, "confirmed"), (31, "unknown")]
)
def test_evidence_expires_where_the_definition_says_so(day, status):
    assert known(learned(1, "need", "confirmed"), by=EXPIRING, on=day) == status


def test_when_the_better_word_has_expired_the_lesser_holds():
    facts = [learned(1, "need", "confirmed", "call"), learned(20, "need", "denied", "form")]
    assert known(*facts, by=EXPIRING, on=25) == "confirmed"
    assert known(*facts, by=EXPIRING, on=35) == "denied"


def test_what_has_expired_qualifies_nobody():
    facts = [*FLOOR, (40, "lead.qualified", {"by": "yara"})]
    assert lead_of(EXPIRING, [(0, "lead.created"), *facts]).days("sql") == []
    again = learned(50, "need", "confirmed")
    assert lead_of(EXPIRING, [(0, "lead.created"), *facts, again]).days("sql") == [50]


def test_a_contradiction_is_shown_and_not_resolved_silently():
    facts = [
        (0, "lead.created"),
        learned(1, "budget", "confirmed", "form", words="We have 20,000"),
        learned(2, "budget", "denied", "call", by="yara", words="Not this year"),
    ]
    judgement = explained(RULES, facts, on=3).judgement
    budget = next(state for state in judgement.criteria if state.slug == "budget")
    assert (budget.status, budget.contradicted) == (Status.DENIED, True)
    assert budget.evidence is not None
    assert (budget.evidence.by, budget.evidence.how, budget.evidence.words) == (
        "yara",
        "call",
        "Not this year",
    )
    assert [(other.status, other.words) for other in budget.others] == [
        (Status.CONFIRMED, "We have 20,000")
    ]


def test_two_who_say_the_same_contradict_nobody():
    facts = [
        (0, "lead.created"),
        learned(1, "need", "partial", "form"),
        learned(2, "need", "partial"),
    ]
    states = explained(RULES, facts, on=3).judgement.criteria
    assert not any(state.contradicted for state in states)


# The floor (case 32)


@pytest.mark.parametrize(
    ("framework", "needs", "refused"),
    [
        ("bant", "{need: confirmed, authority: partial}", True),
        ("bant", "{need: confirmed, budget: partial, timeline: partial}", False),
        ("bant", "{need: partial, budget: confirmed, timeline: confirmed}", True),
        (
            "meddic",
            (
                "{pain: confirmed, metrics: partial, economic_buyer: partial, "
                "decision_criteria: partial, decision_process: partial}"
            ),
            True,
        ),
        (
            "meddic",
            (
                "{pain: confirmed, metrics: partial, economic_buyer: partial, "
                "decision_criteria: partial, decision_process: partial, champion: partial}"
            ),
            False,
        ),
        ("champ", "{challenges: confirmed, money: partial}", True),
        ("champ", "{challenges: confirmed, money: partial, prioritization: partial}", False),
    ],
)
def test_no_definition_goes_under_the_floor_of_its_framework(framework, needs, refused):
    parts = f"""
        framework: {framework}
        stages: {{lead: {{}}, sql: {{decided_by: sales, needs: {needs}}}}}
        """
    assert refusals(parts) == (["under_the_floor"] if refused else [])


@pytest.mark.parametrize("lacking", ["need", "budget", "timeline"])
def test_a_decision_alone_makes_no_sql(lacking):
    facts = [fact for fact in FLOOR if fact[2]["criterion"] != lacking]
    lead = lead_of(RULES, [(0, "lead.created"), *facts, (3, "lead.qualified", {"by": "yara"})])
    assert (lead.days("sql"), lead.missing) == ([], lacking)


def test_criteria_alone_make_no_sql_either():
    lead = lead_of(RULES, [(0, "lead.created"), *FLOOR])
    assert (lead.days("sql"), lead.verdict) == ([], "sql")


@pytest.mark.parametrize(
    ("booked", "days"), [([], []), ([(2, "meeting.booked")], [3]), ([(5, "meeting.booked")], [5])]
)
def test_a_definition_may_demand_an_agreed_meeting(booked, days):
    needs = "{need: confirmed, budget: partial, timeline: partial}"
    rules = definition(
        f"""
        behaviour: {{{TALK}}}
        stages: {{lead: {{}}, sql: {{decided_by: sales, agreed_meeting: true, needs: {needs}}}}}
        """
    )
    facts = [(0, "lead.created"), *FLOOR, *booked, (3, "lead.qualified", {"by": "yara"})]
    assert lead_of(rules, facts).days("sql") == days


def test_a_meeting_that_was_agreed_and_then_cancelled_was_agreed():
    # open question: the buyer did agree to meet, and sales, deciding after, knows the rest
    needs = "{need: confirmed, budget: partial, timeline: partial}"
    rules = definition(
        f"""
        behaviour: {{{TALK}}}
        stages: {{lead: {{}}, sql: {{decided_by: sales, agreed_meeting: true, needs: {needs}}}}}
        """
    )
    booked = [(2, "meeting.booked"), (2.5, "meeting.cancelled")]
    facts = [(0, "lead.created"), *FLOOR, *booked, (3, "lead.qualified", {"by": "yara"})]
    assert lead_of(rules, facts).days("sql") == [3]


def test_product_use_goes_straight_to_sales_and_a_salesperson_still_decides():
    needs = "{need: confirmed, budget: partial, timeline: partial}"
    rules = definition(
        f"""
        behaviour: {{invited: {{fact: teammate.invited, points: 60, high_intent: true}}}}
        stages:
          lead: {{}}
          pql: {{when: "points('invited') >= 60"}}
          sql: {{decided_by: sales, needs: {needs}}}
        """
    )
    facts = [(0, "lead.created"), (1, "teammate.invited")]
    assert lead_of(rules, [*facts, *FLOOR]).passes() == [(1, 1, "pql")]
    decided = [*facts, *FLOOR, (3, "lead.qualified", {"by": "yara"})]
    assert lead_of(rules, decided).passes() == [(1, 1, "pql"), (3, 1, "sql")]


# The verdict (case 33)

NEEDS = "{need: confirmed, authority: partial, budget: partial, timeline: partial}"
FIVE = definition(
    f"""
    behaviour: {{{DEMO}, {MAIL}}}
    fit: {{known fit: {{when: "industry = 'SaaS'", points: 20}}}}
    stages:
      lead: {{}}
      mql: {{when: "score >= 50 and high_intent > 0"}}
      sql: {{decided_by: sales, needs: {NEEDS}}}
    """
)
SAID = {
    "confirmed": Status.CONFIRMED,
    "partial": Status.PARTIAL,
    "denied": Status.DENIED,
    "unknown": Status.UNKNOWN,
}


@pytest.mark.parametrize(
    ("need", "authority", "budget", "timeline", "did", "word"),
    [
        ("confirmed", "partial", "partial", "partial", None, "sql"),
        ("confirmed", "partial", "denied", "partial", None, "mql"),
        ("unknown", "unknown", "unknown", "unknown", "demo.requested", "mql"),
        ("denied", "unknown", "unknown", "unknown", "email.opened", "cold"),
        ("confirmed", "unknown", "confirmed", "confirmed", None, "mql"),  # authority is asked for
        ("partial", "confirmed", "confirmed", "confirmed", None, "mql"),
        ("denied", "confirmed", "confirmed", "confirmed", None, "cold"),
        ("denied", "confirmed", "confirmed", "confirmed", "demo.requested", "mql"),
        ("unknown", "unknown", "unknown", "unknown", None, "cold"),
    ],
)
def test_the_five_questions_and_the_verdict_on_a_lead_say_the_same(
    need, authority, budget, timeline, did, word
):
    answers = {"need": need, "authority": authority, "budget": budget, "timeline": timeline}
    action = {None: "none", "email.opened": "activity", "demo.requested": "high intent"}[did]
    assert five_questions(*(SAID[status] for status in answers.values()), action) == word
    facts = [learned(1, slug, status) for slug, status in answers.items() if status != "unknown"]
    facts += [] if did is None else [(2, did)]
    assert lead_of(FIVE, [(0, "lead.created"), *facts], on=3).verdict == word


def test_a_verdict_names_what_is_missing_what_is_unknown_and_what_to_ask_next():
    facts = [(0, "lead.created"), learned(1, "need", "confirmed"), learned(1, "budget", "denied")]
    lead = lead_of(FIVE, facts, on=3)
    assert (lead.verdict, lead.missing) == ("mql", "authority, budget, timeline")
    assert lead.unknown == "authority, timeline"
    assert lead.next_question == "Who decides, and can we talk to them?"  # before what is denied
    decided = explained(FIVE, facts, on=3).judgement.verdict.decided
    assert decided == ("need",)


def test_high_intent_that_is_older_than_the_window_is_no_longer_a_reason():
    facts = [(0, "lead.created"), (1, "demo.requested")]
    assert lead_of(FIVE, facts, on=90).verdict == "mql"
    assert lead_of(FIVE, facts, on=91).verdict == "cold"


def test_whoever_was_found_to_be_an_mql_is_not_called_cold_later():
    facts = [(0, "lead.created"), (1, "demo.requested")]
    lead = lead_of(FIVE, facts, lead={"industry": "SaaS"}, on=91)
    assert (lead.stage, lead.verdict) == ("mql", "mql")


def test_in_meddic_the_verdict_follows_the_floor_of_meddic():
    needs = (
        "{pain: confirmed, metrics: partial, economic_buyer: partial, decision_criteria: partial, "
        "decision_process: partial, champion: partial}"
    )
    rules = definition(
        f"framework: meddic\nbehaviour: {{{TALK}}}\n"
        f"stages: {{lead: {{}}, sql: {{decided_by: sales, needs: {needs}}}}}"
    )
    facts = [learned(1, "pain", "confirmed"), learned(1, "champion", "partial")]
    lead = lead_of(rules, [(0, "lead.created"), *facts], on=2)
    assert lead.verdict == "mql"
    assert lead.missing == "metrics, economic_buyer, decision_criteria, decision_process"
    rest = [learned(3, slug, "partial") for slug in str(lead.missing).split(", ")]
    assert lead_of(rules, [(0, "lead.created"), *facts, *rest], on=4).verdict == "sql"
