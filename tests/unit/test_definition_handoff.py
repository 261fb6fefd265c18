"""The hand-off's words: routing, the form before the calendar, meetings and quotas."""

from __future__ import annotations

from pathlib import Path

import pytest

from meetworthy.definition.addresses import parse_page
from meetworthy.definition.diff import compare
from meetworthy.definition.language import (
    Asks,
    Definition,
    MeetingTerms,
    Question,
    Quota,
    Routing,
    Turns,
)
from meetworthy.definition.load import load_definition, load_text
from meetworthy.definition.render import to_html, to_markdown
from meetworthy.definition.units import parse_share
from meetworthy.model.criteria import Status
from meetworthy.model.time import DAY

BEFORE = """\
definition: Northwind
version: 1
in_force: 2026-01-01T00:00
timezone: Europe/Berlin
framework: bant
attributes: {country: {type: text}, domain: {type: text}}
lists: {named accounts: {values: [tallo.example]}}
stages: {lead: {}, sal: {decided_by: sales}}
reasons:
  no answer: {then: recycled, for: 60 days}
  not now: {then: recycled, for: 90 days}
sla:
  hours: {days: mon-fri, from: "09:00", to: "17:00"}
  accept: {from: review, to: sal, within: 1 business hour, hours: owner}
"""
TEXT = (
    BEFORE
    + """\
routing:
  capacity: 40
  rules:
    named accounts: {when: "in_list(domain, 'named accounts')", to: [Anna@Northwind.example]}
    account owner: {to: account owner}
    german speaking: {when: "country in ('DE', 'AT')", to: Team  DACH, skills: [German]}
    everybody else: {to: [sdr, sales], by: load}
prequalification:
  asked_by: [reply, booking]
  when: "country is not null"
  questions:
    tools: {ask: What do you use today?, options: [a spreadsheet, a tool]}
    timeline:
      {ask: When?, answers: Timeline, options: {now: confirmed, later: denied, "?": unknown}}
    who else: {ask: Who else decides?, answers: authority}
  fits: {timeline: partial}
  remind: 1 day
  silent: no answer
  unfit: not now
  calendar: https://cal.example.com/northwind
meetings: {arbiter: sales, reasons: [wrong person, no need]}
quotas: {sdr: {meetings: 12, ramp: [25 %, 50%]}, Team Enterprise: {meetings: 6}}
"""
)


def load(text: str = TEXT) -> Definition:
    loaded = load_text(text, "d.yaml", lists_folder=None)
    assert loaded.definition is not None, loaded.problems
    return loaded.definition


def test_routing_says_who_gets_a_lead_in_the_order_written():
    routing = load().routing
    assert routing.capacity == 40
    assert [(rule.slug, rule.to, rule.by, rule.skills) for rule in routing.rules] == [
        ("named_accounts", ("anna@northwind.example",), Turns.WEIGHTED, ()),
        ("account_owner", ("account owner",), Turns.WEIGHTED, ()),
        ("german_speaking", ("team dach",), Turns.WEIGHTED, ("german",)),
        ("everybody_else", ("sdr", "sales"), Turns.LOAD, ()),
    ]
    assert [rule.when is None for rule in routing.rules] == [False, True, False, True]


def test_the_form_says_what_each_answer_means():
    form = load().prequalification
    assert form is not None
    assert form.asks == (Asks.REPLY, Asks.BOOKING)
    assert form.questions == (
        Question(
            "tools",
            "tools",
            "What do you use today?",
            None,
            (("a spreadsheet", None), ("a tool", None)),
        ),
        Question(
            "timeline",
            "timeline",
            "When?",
            "timeline",
            (("now", Status.CONFIRMED), ("later", Status.DENIED), ("?", Status.UNKNOWN)),
        ),
        Question("who_else", "who else", "Who else decides?", "authority"),
    )
    assert form.fits == {"timeline": Status.PARTIAL}
    assert (form.remind, form.expires) == (DAY, 7 * DAY)
    assert (form.silent, form.unfit) == ("no_answer", "not_now")
    assert form.calendar == "https://cal.example.com/northwind"


def test_meetings_quotas_and_the_hours_of_an_owner():
    definition = load()
    assert definition.meetings == MeetingTerms("sales", ("wrong person", "no need"))
    assert definition.quotas == (Quota("sdr", 12, (0.25, 0.5)), Quota("team enterprise", 6))
    assert definition.sla.clocks[0].of_owner


def test_without_the_words_there_is_nothing_of_it():
    definition = load(BEFORE)
    assert definition.routing == Routing()
    assert definition.prequalification is None
    assert definition.meetings == MeetingTerms()
    assert definition.quotas == ()


# -- what is signed -----------------------------------------------------------------------------

SIGNED_BEFORE = {
    "olist": "4cab77385505ea6d5756973694120ff28ff3c639ad6ce93fe9de22dbe089fb1a",
    "x-education": "3b8cb3f097b898b0c8771cae7f18cfe1383e553c80687542536911a76dc3441e",
}
"""The hashes of definitions that were written before these words existed."""


@pytest.mark.parametrize("name", SIGNED_BEFORE)
def test_what_was_signed_before_these_words_keeps_its_hash(name):
    file = Path(__file__).parents[2] / "examples" / name / "definition.yaml"
    assert load_definition(file).hash == SIGNED_BEFORE[name]


CHANGES = {
    "capacity: 40": ("capacity: 50", "Routing: capacity 40 became 50."),
    "by: load}": ("by: turns}", "The routing rule “everybody else”: by load became turns."),
    "to: account owner": (
        "to: sales",
        "The routing rule “account owner”: to account owner became sales.",
    ),
    "later: denied": (
        "later: partial",
        (
            "The question “timeline”: options now: confirmed, later: denied, ?: unknown became "
            "now: confirmed, later: partial, ?: unknown."
        ),
    ),
    "remind: 1 day": ("remind: 3 days", "Prequalification: remind 1 day became 3 days."),
    "fits: {timeline: partial}": (
        "fits: {timeline: confirmed}",
        "Prequalification: fits timeline partial became timeline confirmed.",
    ),
    "cal.example.com/northwind": (
        "cal.example.com/other",
        (
            "Prequalification: calendar https://cal.example.com/northwind became "
            "https://cal.example.com/other."
        ),
    ),
    "arbiter: sales": (
        "arbiter: ben@northwind.example",
        "Meetings: arbiter sales became ben@northwind.example.",
    ),
    "[25 %, 50%]": ("[50 %]", "The quota “sdr”: ramp 25 %, 50 % became 50 %."),
    "Team Enterprise: {meetings: 6}": (
        "Team Enterprise: {meetings: 8}",
        "The quota “team enterprise”: meetings 6 became 8.",
    ),
    ", hours: owner": ("", "The clock “accept”: in the owner's hours yes became no."),
}


@pytest.mark.parametrize("before", CHANGES)
def test_a_change_has_another_hash_and_is_said_in_words(before):
    after, said = CHANGES[before]
    assert TEXT.count(before) == 1
    changed = load(TEXT.replace(before, after))
    assert changed.hash != load().hash
    assert [each.text for each in compare(load(), changed)] == [said]


def test_the_order_of_routing_rules_matters():
    owner = "    account owner: {to: account owner}\n"
    moved = load(TEXT.replace(owner, "").replace("  rules:\n", f"  rules:\n{owner}"))
    assert moved.hash != load().hash
    (change,) = compare(load(), moved)
    assert change.text == (
        "The order of the routing rules is now account owner, named accounts, german speaking, "
        "everybody else."
    )


def test_a_form_that_comes_and_goes_is_one_change():
    said = [each.text for each in compare(load(BEFORE), load())]
    assert "A new form before the calendar." in said
    assert "New routing rule: “account owner”." in said
    assert "New quota: “sdr”." in said
    assert "No more form before the calendar." in [c.text for c in compare(load(), load(BEFORE))]


# -- read aloud ---------------------------------------------------------------------------------

ALOUD = [
    "Nobody is given more than 40 open leads, unless theirs is said.",
    "german speaking: if country is DE or AT, to team dach, with german, in turn.",
    "named accounts: if domain is on the list “named accounts”, to anna@northwind.example.",
    "account owner: to the owner of its account.",
    (
        "everybody else: to an SDR or a salesperson, whoever has the fewest open leads for their "
        "capacity."
    ),
    "After a positive reply or an attempt to book, if country is known, these questions go out",
    "| When? | timeline | now: confirmed; later: denied; ?: unknown |",
    "| Who else decides? | authority | a text: partial |",
    "| What do you use today? | – | a spreadsheet; a tool |",
    "One reminder comes after 1 day; the link works for 7 days.",
    "Who does not answer leaves as “no answer”. Who does not fit leaves as “not now”.",
    "Sales declines a meeting for a reason: wrong person or no need.",
    "A declined meeting may be disputed once; a salesperson decides.",
    "| every SDR | 12 | 25 % then 50 %, month by month |",
    "| everybody of team enterprise | 6 | – |",
    "It runs while the person who has the lead works.",
]


@pytest.mark.parametrize("words", ALOUD)
def test_the_document_says_it(words):
    assert words in to_markdown(load())


def test_the_page_says_it_too():
    page = to_html(load())
    for heading in ("Who gets a lead", "What we ask before the calendar", "Meetings and quotas"):
        assert heading in page


# -- small words --------------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "share"), [("25 %", 0.25), ("0%", 0.0), ("100 %", 1.0)])
def test_a_share(text, share):
    assert parse_share(text) == share


@pytest.mark.parametrize("text", ["101 %", "-5 %", "25", "0.25", "half", "1e2 %", ""])
def test_what_is_no_share(text):
    with pytest.raises(ValueError, match="is not a share"):
        parse_share(text)


@pytest.mark.parametrize(
    "text",
    [
        "http://cal.example.com",
        "javascript:alert(1)",
        "https://",
        "https://user@cal.example.com",
        "https://user:secret@cal.example.com",
        "https://cal.example.com/a b",
        "https://cal.example.com\\@evil.example",
        "https://[::1",
        "https://cal.example.com:port/",
        "cal.example.com/demo",
    ],
)
def test_what_is_no_page_to_send_people_to(text):
    with pytest.raises(ValueError, match="is not an"):
        parse_page(text)
