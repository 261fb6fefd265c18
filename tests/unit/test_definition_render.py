"""A definition as a document: what it says, and what it can't be made to do."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from meetworthy.definition.conditions import Scope, parse_condition
from meetworthy.definition.language import Condition, Definition
from meetworthy.definition.load import load_definition, load_text
from meetworthy.definition.packs import PACKS, pack_path
from meetworthy.definition.render import to_html, to_markdown
from meetworthy.definition.render.markdown import code, escaped
from meetworthy.definition.render.phrases import Phrases
from meetworthy.model.kinds import Type

CHAPTERS = [
    "Who is our customer",
    "What counts as intent",
    "The stages, and what enters each",
    "How we qualify",
    "What we promise each other",
    "Why a lead leaves, and where it goes",
    "What we need to know of a lead",
    "Version and sign-off",
]
OPTIONAL = [
    "Who gets a lead",
    "What we ask before the calendar",
    "Meetings and quotas",
    "Ways of selling",
]


@pytest.fixture(scope="module")
def inbound() -> Definition:
    return load_definition(pack_path("b2b-saas-inbound"))


@pytest.mark.parametrize("name", PACKS)
def test_every_chapter_is_there_in_order(name: str) -> None:
    text = to_markdown(load_definition(pack_path(name)))
    chapters = re.findall(r"(?m)^## (.+)$", text)
    assert [each for each in chapters if each not in OPTIONAL] == CHAPTERS
    assert [each for each in OPTIONAL if each in chapters] == [
        each for each in chapters if each in OPTIONAL
    ]


def test_every_label_question_and_reason_is_in_both_forms(inbound: Definition) -> None:
    markdown, page = to_markdown(inbound), to_html(inbound)
    labels = [rule.label for rule in (*inbound.fit, *inbound.behaviour, *inbound.sla.clocks)]
    labels += [reason.label for reason in inbound.reasons.values()]
    labels += [criterion.label for criterion in inbound.framework.criteria]
    for label in labels:
        assert label in markdown
        assert label in page


def test_the_sla_reads_as_a_promise(inbound: Definition) -> None:
    text = to_markdown(inbound)
    assert "Working time is Monday to Friday, 09:00 to 17:30 in Europe/Berlin" in text
    assert (
        "first contact: from MQL or being up for review to first contact within 1 hour of "
        "working time if there is a sign of high intent, else within the same working day. "
        "After that the sales manager is told. Somebody else gets the lead." in text
    )


PHRASES = {
    "employees between 10 and 200": "employees is between 10 and 200 people",
    "title in ('CEO', 'CTO')": "title is CEO or CTO",
    "title like '%student%'": "title contains “student”",
    "title not like 'intern%'": "title does not begin with “intern”",
    "title is not null": "title is known",
    "trial = false": "trial: no",
    "not in_list(title, 'banned')": "title is not on the list “banned”",
    "employees > 5 and (title = 'CEO' or trial = true)": (
        "employees is over 5 people and (title is CEO or trial: yes)"
    ),
    "founded >= date '2020-01-31'": "founded is at least 2020-01-31",
    "coalesce(employees, 0) + 1 > 2": "employees (while unknown: 0) plus 1 is over 2",
    "score >= 50 and high_intent > 0": (
        "the score is at least 50 and there is a sign of high intent"
    ),
    "stage = 'mql'": "the stage is mql",
    "true": "always",
}


@pytest.mark.parametrize("condition", PHRASES)
def test_a_condition_in_words(condition: str) -> None:
    definition = load_text(ODD.format(name="x"), "x", lists_folder=None).definition
    assert definition is not None
    scope = Scope(
        {
            "employees": Type.INTEGER,
            "title": Type.TEXT,
            "trial": Type.BOOLEAN,
            "founded": Type.DATE,
        },
        signals=True,
        stages=("lead", "mql"),
        lists=("banned",),
    )
    read = parse_condition(condition, scope)
    assert isinstance(read, Condition)
    assert Phrases(definition).of(read.expression) == PHRASES[condition]


# ------------------------------------------------------------------ what it can't be made to do

ODD = """\
definition: "{name}"
version: 1
in_force: 2026-01-01
timezone: UTC
framework: bant
note: "{name}"
author: "{name}"
attributes:
  employees: {{type: integer, unit: people, ask: "{name}"}}
fit:
  "{name}": {{when: "employees > 1", points: 1, slug: odd}}
behaviour:
  "b {name}": {{fact: demo.requested, points: 1, slug: odder}}
stages:
  lead: {{label: "{name}"}}
  sal: {{decided_by: sales}}
reasons:
  "{name}": {{then: disqualified, slug: odd}}
disqualify:
  "{name}": {{when: "employees < 0", reason: odd, slug: odd}}
sla:
  passes_along: ["{name}"]
  "{name}": {{from: lead, to: exit, within: 1 hour, escalate: "{name}", slug: odd}}
"""
HARMFUL = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    "[click](javascript:alert(1))",
    "![x](https://evil.example/x.png)",
    "| a | b |",
    "`code` **bold** # heading",
    "https://evil.example",
    "&lt;b&gt;",
    "- list",
    "1. list",
    "# heading",
]


class Tags(HTMLParser):
    """Collects the tags and attributes of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()
        self.attributes: set[tuple[str, str | None]] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.attributes |= set(attrs)


@pytest.mark.parametrize("name", HARMFUL)
def test_a_label_never_becomes_markup_in_html(name: str) -> None:
    plain, odd = (
        load_text(ODD.format(name=each), "x", lists_folder=None).definition for each in ("x", name)
    )
    assert plain is not None
    assert odd is not None
    tags, expected = Tags(), Tags()
    tags.feed(to_html(odd))
    expected.feed(to_html(plain))
    assert tags.seen == expected.seen
    assert tags.attributes == expected.attributes


def test_the_page_reaches_for_nothing(inbound: Definition) -> None:
    page = to_html(inbound)
    assert "default-src 'none'" in page
    assert not re.search(r"""(src|href)=["'](?!#)""", page)
    assert "<script" not in page
    assert "url(" not in page


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("[a](b)", "\\[a\\](b)"),
        ("<b>", "\\<b\\>"),
        ("a | b", "a \\| b"),
        ("# a", "\\# a"),
        ("- a", "\\- a"),
        ("1. a", "1\\. a"),
        ("a\nb", "a b"),
        ("`a`", "\\`a\\`"),
    ],
)
def test_markup_is_escaped_in_markdown(text: str, shown: str) -> None:
    assert escaped(text) == shown


def test_an_address_does_not_become_a_link() -> None:
    assert "https:" not in escaped("https://evil.example")
    assert "www." not in escaped("www.evil.example")


def test_code_can_not_be_left() -> None:
    assert code("a ` b") == "``a ` b``"
    assert code("a | b") == "`a \\| b`"
