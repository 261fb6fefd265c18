"""Finding leads by words: the same on both databases, and never stale."""

from __future__ import annotations

import pytest
from django.db import connection

from meetworthy.app.judging import search
from meetworthy.app.judging.models import LeadState
from meetworthy.app.ledger.sql import execute, fetch
from meetworthy.app.people.models import Workspace

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def northwind() -> Workspace:
    return Workspace.objects.create(slug="northwind", name="Northwind")


def state(workspace: Workspace, lead: int, **said: object) -> None:
    LeadState.objects.create(workspace=workspace, lead=lead, through=1, judged_at=1, **said)


def found(workspace: Workspace, text: str) -> list[int]:
    """What the index finds; and row by row the same."""
    words = search.words_in(text)
    by_index = sorted(search.matching(workspace.pk, words) or [])
    sql, parameters = search.condition(workspace.pk, words)
    rows = fetch(
        f"SELECT s.lead FROM judging_state s WHERE s.workspace_id = %s AND {sql} ORDER BY s.lead",
        (workspace.pk, *parameters),
    )
    assert [row[0] for row in rows] == by_index
    return by_index


@pytest.fixture
def three(northwind: Workspace) -> Workspace:
    state(
        northwind,
        1,
        name="Jonas Weber",
        email="j.weber@bright-partner.de",
        company="Bright & Partner",
        domain="bright-partner.de",
    )
    state(northwind, 2, name="Sofía Marín", company="Tallo Foods")
    state(northwind, 3, name="Иван Петров", email="ivan@example.com")
    return northwind


@pytest.mark.parametrize(
    ("text", "leads"),
    [
        ("jonas", [1]),
        ("JON", [1]),
        ("web bri", [1]),
        ("j.weber@bright-partner.de", [1]),
        ("partner.de", [1]),
        ("eber", []),  # by the beginning of words
        ("sofia marin", [2]),  # accents do not matter
        ("Marín", [2]),
        ("иван", [3]),
        ("example.com", [3]),
        ("jonas sofia", []),  # all words
        ("' OR 1=1 --", []),
        ('"* NEAR(', []),
    ],
)
def test_leads_are_found_by_the_beginnings_of_words(three, text, leads):
    assert found(three, text) == leads


def test_signs_alone_ask_for_nothing(three):
    assert search.words_in(" -- '\"% ") == ()


def test_another_workspace_is_not_searched(three):
    other = Workspace.objects.create(slug="other", name="Other")
    state(other, 1, name="Jonas Other")
    assert found(three, "jonas") == [1]
    assert found(other, "jonas") == [1]
    assert found(other, "weber") == []


def test_a_new_name_replaces_the_old_one_and_an_erased_one_is_gone(three):
    LeadState.objects.filter(workspace=three, lead=1).update(name="Joan Weber")
    assert found(three, "jonas") == []
    assert found(three, "joan") == [1]
    LeadState.objects.filter(workspace=three, lead=1).update(
        name="", email="", company="", domain=""
    )
    assert found(three, "joan") == []
    LeadState.objects.filter(workspace=three, lead=2).delete()
    assert search.matching(three.pk, ("sofia",)) == []


def test_writing_a_state_again_as_the_worker_does_keeps_the_index(three):
    execute(
        "INSERT INTO judging_state (workspace_id, lead, through, judged_at, judged_in, pass_number,"
        " motion, open, stage, reason, score, fit, behaviour, score_low, score_high, high_intent,"
        " verdict, missing, unknown, next_question, in_review, warnings, first_at, last_at, source,"
        " owner, name, email, title, company, domain)"
        " SELECT workspace_id, lead, 9, judged_at, judged_in, pass_number,"
        " motion, open, stage, reason, score, fit, behaviour, score_low, score_high, high_intent,"
        " verdict, missing, unknown, next_question, in_review, warnings, first_at, last_at, source,"
        " owner, 'Jonas Neu', email, title, company, domain FROM judging_state WHERE lead = 1"
        " ON CONFLICT (workspace_id, lead) DO UPDATE SET name = excluded.name"
    )
    assert found(three, "neu") == [1]
    assert found(three, "jonas weber") == [1]  # the address still says weber


def test_too_many_matches_are_not_collected(northwind):
    for lead in range(1, 6):
        state(northwind, lead, name="Anna")
    assert search.matching(northwind.pk, ("anna",), most=4) is None
    assert search.matching(northwind.pk, ("anna",), most=5) == [1, 2, 3, 4, 5]


def test_the_index_is_the_databases_own(three):
    assert connection.vendor in ("sqlite", "postgresql")
    assert "judging_search" in connection.introspection.table_names()
