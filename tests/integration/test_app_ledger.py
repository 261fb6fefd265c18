"""The ledger: what the chain notices, what erasing takes, who is whom."""

from __future__ import annotations

import pytest
from django.db import connection

from meetworthy.app.judging.models import LeadState, StageEntry
from meetworthy.app.judging.one import judge_lead
from meetworthy.app.judging.work import work_once
from meetworthy.app.ledger.append import append
from meetworthy.app.ledger.erase import erase
from meetworthy.app.ledger.load import load
from meetworthy.app.ledger.models import Alias as AliasRow
from meetworthy.app.ledger.models import Fact, Lead
from meetworthy.app.ledger.open import open_ledger
from meetworthy.app.ledger.sql import among, fetch
from meetworthy.app.ledger.verify import verify
from meetworthy.app.people.models import Workspace
from meetworthy.model.time import DAY, HOUR
from meetworthy.model.told import Alias, Told

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]

NOW = 1_777_900_000_000_000
JO, JOE = Alias("email", "jo@bright.example"), Alias("user", "u1")
COOKIE = Alias("anonymous", "cookie-1")


@pytest.fixture
def workspace() -> Workspace:
    made = Workspace.objects.create(slug="north", name="North")
    open_ledger(made.pk)
    return made


def told(name: str, kind: str, /, *who: Alias, at: int = NOW - DAY, **more: object) -> Told:
    lead = tuple(alias for alias in who if alias.space != "anonymous")
    visitor = next((alias for alias in who if alias.space == "anonymous"), None)
    other = more.pop("other", ())
    return Told(
        kind,
        at,
        "site",
        name,
        lead=lead,
        visitor=visitor,
        other=other,  # type: ignore[arg-type]  # a tuple of aliases
        properties=more,  # type: ignore[arg-type]  # plain values
        content=repr((name, more)).encode(),
    )


def take(workspace: Workspace, *facts: Told, at: int = NOW) -> list[str]:
    return [str(o.state) for o in append(workspace.pk, facts, recorded_at=at, trusted=True)]


def test_nothing_is_among_nothing(workspace: Workspace) -> None:
    take(workspace, told("1", "demo.requested", JO))
    for column in ("told_id", "number"):
        condition, parameter = among(column, [])
        query = f"SELECT 1 FROM ledger_fact WHERE workspace_id = %s AND {condition}"
        assert fetch(query, (workspace.pk, parameter)) == []


# -- the chain ----------------------------------------------------------------------------------


def test_an_untouched_ledger_verifies(workspace: Workspace) -> None:
    for number in range(5):
        take(workspace, told(f"a{number}", "page.viewed", JO, path="/"), at=NOW + number)
    found = verify(workspace)
    assert (found.facts, found.batches, found.problems) == (5, 5, ())
    assert len(found.head) == 64


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("UPDATE ledger_fact SET occurred_at = occurred_at + 1 WHERE number = 3", "fact_altered"),
        ("UPDATE ledger_fact SET properties = '{}' WHERE number = 3", "fact_altered"),
        ("DELETE FROM ledger_fact WHERE number = 3", "fact_missing"),
        ("DELETE FROM ledger_batch WHERE number = 2", "batch_missing"),
        ("UPDATE ledger_batch SET recorded_at = 7 WHERE number = 2", "chain_broken"),
        ("UPDATE ledger_head SET facts = 4", "head_altered"),
        ("DELETE FROM ledger_batch WHERE number = 3", "batch_missing"),
    ],
)
def test_what_was_altered_is_found_and_named(
    workspace: Workspace, statement: str, kind: str
) -> None:
    for batch in range(3):
        facts = [told(f"{batch}-{n}", "page.viewed", JO, path=f"/{n}") for n in range(2)]
        take(workspace, *facts, at=NOW + batch)
    with connection.cursor() as cursor:
        cursor.execute(statement)
    kinds = {problem.kind for problem in verify(workspace).problems}
    assert kind in kinds


def test_the_altered_fact_is_named_by_its_sender_and_id(workspace: Workspace) -> None:
    take(workspace, told("a1", "page.viewed", JO, path="/"))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_fact SET kind = 'demo.requested'")
    (problem,) = verify(workspace).problems
    assert "site a1" in problem.cause


# -- erasing ------------------------------------------------------------------------------------


def test_erasing_takes_what_identifies_and_leaves_what_counts(workspace: Workspace) -> None:
    take(
        workspace,
        told("a", "lead.described", JO, COOKIE, name="Jo Weber", seniority="vp"),
        told("b", "page.viewed", COOKIE, path="/pricing", url="https://x.example/?m=jo"),
    )
    work_once(at=NOW)
    before = list(StageEntry.objects.values_list("stage", "at"))
    facts = Fact.objects.count()
    erase(workspace=workspace, lead=1, by=None, at=NOW + HOUR)
    assert AliasRow.objects.count() == 0
    state = LeadState.objects.get()
    assert (state.name, state.email) == ("", "")
    known = load(workspace.pk, [1], personal=True).facts
    said = [value for fact in known for value in fact.properties.values()]
    assert "vp" in said
    assert "/pricing" in said
    assert not any("Weber" in str(value) or "x.example" in str(value) for value in said)
    assert Fact.objects.count() == facts + 1  # that they are not to be contacted
    work_once(at=NOW + 2 * HOUR)
    assert list(StageEntry.objects.values_list("stage", "at")) == before
    assert verify(workspace).problems == ()


def test_who_comes_back_after_an_erasure_is_a_new_lead(workspace: Workspace) -> None:
    take(workspace, told("a", "lead.described", JO, name="Jo Weber"))
    erase(workspace=workspace, lead=1, by=None, at=NOW)
    take(workspace, told("b", "demo.requested", JO), at=NOW + HOUR)
    assert Lead.objects.count() == 2
    assert Fact.objects.get(told_id="b").lead == 2


# -- who is whom --------------------------------------------------------------------------------


def test_a_visitors_past_joins_when_the_visitor_is_identified(workspace: Workspace) -> None:
    take(workspace, told("a", "page.viewed", COOKIE, at=NOW - 3 * DAY, path="/"))
    assert Lead.objects.count() == 0
    take(workspace, told("b", "lead.identified", COOKIE, JO, at=NOW - DAY))
    work_once(at=NOW)
    seen = judge_lead(workspace.pk, 1, at=NOW)
    assert seen is not None
    assert [fact.id for fact in seen.facts] == ["a", "b"]


def test_one_fact_that_names_two_leads_merges_them_and_it_can_be_taken_back(
    workspace: Workspace,
) -> None:
    take(workspace, told("a", "demo.requested", JO), told("b", "page.viewed", JOE, path="/"))
    work_once(at=NOW)
    assert LeadState.objects.count() == 2
    take(workspace, told("c", "lead.described", JO, JOE, seniority="vp"))
    work_once(at=NOW)
    assert Lead.objects.filter(merged_into=1).count() == 1
    assert [state.lead for state in LeadState.objects.all()] == [1]
    take(workspace, told("d", "lead.unmerged", JO, other=(JOE,)))
    work_once(at=NOW)
    assert Lead.objects.filter(merged_into__isnull=False).count() == 0
    assert LeadState.objects.count() == 2


def test_a_retracted_fact_no_longer_counts(workspace: Workspace) -> None:
    take(workspace, told("a", "demo.requested", JO), told("b", "page.viewed", JO, path="/"))
    take(workspace, told("c", "fact.retracted", JO, sender="site", fact="a"))
    work_once(at=NOW)
    seen = judge_lead(workspace.pk, 1, at=NOW)
    assert seen is not None
    assert "a" not in [fact.id for fact in seen.facts]


def test_a_retraction_that_comes_first_holds_too(workspace: Workspace) -> None:
    take(workspace, told("c", "fact.retracted", JO, sender="site", fact="a"))
    take(workspace, told("a", "demo.requested", JO), told("b", "page.viewed", JO, path="/"))
    seen = judge_lead(workspace.pk, 1, at=NOW)
    assert seen is not None
    assert [fact.id for fact in seen.facts] == ["b"]


def test_two_workspaces_number_their_own_leads(workspace: Workspace) -> None:
    south = Workspace.objects.create(slug="south", name="South")
    open_ledger(south.pk)
    take(workspace, told("a", "demo.requested", JO))
    take(south, told("a", "page.viewed", JO, path="/"))
    assert [lead.number for lead in Lead.objects.all()] == [1, 1]
    seen = judge_lead(south.pk, 1, at=NOW)
    assert seen is not None
    assert [fact.kind for fact in seen.facts] == ["page.viewed"]
