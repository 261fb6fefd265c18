"""What becomes of the rows of an import: taken, known or quarantined, each exactly one."""

from __future__ import annotations

import pytest

from app_importing import CRM, NOW, counts, facts_of, folder_of, imported, new_workspace
from facts_folder import make_folder
from meetworthy.app.imports.models import Job
from meetworthy.app.ingest.models import Quarantined
from meetworthy.app.judging.models import Mark
from meetworthy.app.ledger.append import append
from meetworthy.app.ledger.models import Alias as LedgerAlias
from meetworthy.app.ledger.models import Lead
from meetworthy.app.people.models import Workspace
from meetworthy.model.time import DAY
from meetworthy.model.told import Alias, Told

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def workspace() -> Workspace:
    return new_workspace()


def told(kind: str, id_: str, *lead: tuple[str, str], **more: object) -> Told:
    aliases = tuple(Alias(*alias) for alias in lead)
    return Told(kind, NOW - DAY, "site", id_, lead=aliases, content=id_.encode(), **more)


def aside(workspace: Workspace) -> list[tuple[str, str, str]]:
    rows = Quarantined.objects.filter(workspace=workspace).order_by("pk")
    return list(rows.values_list("place", "kind", "body"))


def number_of(workspace: Workspace, space: str, value: str, entity: str = "l") -> int:
    return LedgerAlias.objects.get(
        workspace=workspace, entity=entity, space=space, value=value
    ).number


def test_rows_become_facts_and_their_leads_are_marked(workspace, tmp_path):
    job = imported(workspace, folder_of(tmp_path / "a", "1,jo@acme.com,2026-01-02,vp,50\n"))
    assert (job.state, job.share) == ("done", 1.0)
    assert counts(job) == (1, 1, 0, 0)
    (fact,) = facts_of(workspace)
    assert (fact.kind, fact.sender, fact.id, fact.lead) == ("lead.described", "crm", "1", 1)
    assert dict(fact.properties) == {"seniority": "vp", "employees": 50}
    assert fact.date_only
    assert fact.recorded_at == NOW
    assert Mark.objects.filter(workspace=workspace, lead=1).exists()


def test_bad_rows_are_kept_with_their_place_and_the_counts_add_up(workspace, tmp_path):
    rows = (
        "1,jo@acme.com,2026-01-02,vp,50\n"
        "2,al@acme.com,2026-13-01,vp,50\n"  # no such month
        "3,bo@acme.com,2026-01-02,vp,many\n"  # no number
        "1,jo@acme.com,2026-01-02,vp,50\n"  # the first row again
        "1,jo@acme.com,2026-01-02,ceo,50\n"  # the first row's id with other content
    )
    job = imported(workspace, folder_of(tmp_path / "a", rows))
    assert counts(job) == (5, 1, 1, 3)
    assert aside(workspace) == [
        ("crm.csv:3 (seen)", "time_unreadable", "2,al@acme.com,2026-13-01,vp,50"),
        ("crm.csv:4 (employees)", "value_unreadable", "3,bo@acme.com,2026-01-02,vp,many"),
        ("crm.csv:6", "contradiction", "1,jo@acme.com,2026-01-02,ceo,50"),
    ]
    assert set(Quarantined.objects.values_list("sender", "job")) == {("crm", job.pk)}


def test_the_same_rows_again_are_known_and_new_ones_are_taken(workspace, tmp_path):
    folder = folder_of(tmp_path / "a", "1,jo@acme.com,2026-01-02,vp,50\n")
    imported(workspace, folder)
    again = folder_of(
        tmp_path / "b", "1,jo@acme.com,2026-01-02,vp,50\n2,al@acme.com,2026-01-03,,9\n"
    )
    assert counts(imported(workspace, again)) == (2, 1, 1, 0)
    assert [fact.id for fact in facts_of(workspace)] == ["1", "2"]


def test_a_row_that_contradicts_the_ledger_goes_to_quarantine_as_json(workspace, tmp_path):
    imported(workspace, folder_of(tmp_path / "a", "1,jo@acme.com,2026-01-02,vp,50\n"))
    job = imported(workspace, folder_of(tmp_path / "b", "1,jo@acme.com,2026-01-02,ceo,50\n"))
    assert counts(job) == (1, 0, 0, 1)
    ((place, kind, body),) = aside(workspace)
    assert (place, kind) == ("crm.csv:2", "contradicts_known")
    assert '"id":"1"' in body
    assert '"seniority":"ceo"' in body
    assert facts_of(workspace)[0].properties["seniority"] == "vp"


def test_what_is_told_live_later_joins_the_imported_lead(workspace, tmp_path):
    imported(workspace, folder_of(tmp_path / "a", "1,Jo@Acme.com,2026-01-02,vp,50\n"))
    append(
        workspace.pk,
        [told("demo.requested", "d", ("email", "jo@acme.com"))],
        recorded_at=NOW,
        trusted=False,
    )
    assert Lead.objects.filter(workspace=workspace).count() == 1
    assert [fact.lead for fact in facts_of(workspace)] == [1, 1]


def test_a_visitor_of_the_files_is_the_visitor_of_the_website(workspace, tmp_path):
    sources = """
    sources: 1
    files:
      web:
        file: crm.csv
        visitor: {cookie: cookie}
        lead: {email: email}
        id: id
        facts:
          - {kind: page.viewed, at: seen, when: {column: email, filled: false}}
          - {kind: lead.identified, at: seen, when: {column: email, filled: true}}
    """
    rows = "1,,c-1,2026-01-02\n2,jo@acme.com,c-1,2026-01-03\n"
    folder = folder_of(tmp_path / "a", rows, sources, "id,email,cookie,seen\n")
    assert counts(imported(workspace, folder)) == (2, 2, 0, 0)
    append(
        workspace.pk,
        [Told("page.viewed", NOW, "site", "p", visitor=Alias("anonymous", "c-1"), content=b"p")],
        recorded_at=NOW,
        trusted=False,
    )
    assert {fact.visitor for fact in facts_of(workspace)} == {1}
    assert [(f.kind, f.lead) for f in facts_of(workspace) if f.lead] == [("lead.identified", 1)]


def test_aliases_that_the_ledger_knows_as_two_leads_make_a_merge(workspace, tmp_path):
    known = [
        told("demo.requested", "a", ("crm", "1")),
        told("demo.requested", "b", ("email", "jo@acme.com")),
    ]
    append(workspace.pk, known, recorded_at=NOW, trusted=True)
    imported(workspace, folder_of(tmp_path / "a", "1,jo@acme.com,2026-01-02,vp,50\n"))
    merges = [fact for fact in facts_of(workspace) if fact.kind == "lead.merged"]
    assert [(fact.lead, fact.properties["other"]) for fact in merges] == [(1, "2")]
    assert Lead.objects.get(workspace=workspace, number=2).merged_into == 1


def test_a_merge_in_the_files_names_the_other_lead_by_its_aliases(workspace, tmp_path):
    sources = CRM + (
        "      merges:\n"
        "        file: merges.csv\n"
        "        lead: {crm: kept}\n"
        "        facts:\n"
        "          - {kind: lead.merged, at: seen, other: {crm: gone}}\n"
    )
    rows = "1,jo@acme.com,2026-01-02,vp,50\n2,j@acme.com,2026-01-02,vp,50\n"
    files = {
        "crm.csv": ("id,email,seen,seniority,employees\n" + rows).encode(),
        "merges.csv": b"kept,gone,seen\n2,1,2026-02-01\n",
    }
    folder = make_folder(tmp_path / "a", sources, files)
    assert counts(imported(workspace, folder)) == (3, 3, 0, 0)
    kept, gone = number_of(workspace, "crm", "2"), number_of(workspace, "crm", "1")
    assert Lead.objects.get(workspace=workspace, number=gone).merged_into == kept
    assert counts(imported(workspace, folder)) == (3, 0, 3, 0)


def test_the_account_that_a_file_says_outranks_the_one_of_the_address(workspace, tmp_path):
    sources = CRM.replace("mail: email}\n", "mail: email}\n        account: {firm: firm}\n")
    header = "id,email,firm,seen,seniority,employees\n"
    rows = "1,jo@acme.com,F-1,2026-01-02,vp,50\n"
    imported(workspace, folder_of(tmp_path / "a", rows, sources, header))
    lead = Lead.objects.get(workspace=workspace)
    assert lead.account == number_of(workspace, "firm", "F-1", "a")


def test_all_that_is_wrong_with_a_mapping_is_said_and_nothing_is_taken(workspace, tmp_path):
    sources = CRM.replace("lead.described", "lead.descibed").replace(
        "column: employees", "column: n"
    )
    job = imported(
        workspace, folder_of(tmp_path / "a", "1,jo@acme.com,2026-01-02,vp,50\n", sources)
    )
    assert job.state == Job.State.REFUSED
    assert job.done_at is not None
    assert "kind_unknown" in {problem["kind"] for problem in job.problems}
    assert all(problem["remedy"] for problem in job.problems)
    assert not facts_of(workspace)


@pytest.mark.parametrize(
    ("sources", "kind"),
    [
        ("sources: 2\nfiles: {}\n", "mapping_value_error"),
        ("files: [\n", "document_syntax"),
        (CRM.replace("crm.csv", "../crm.csv"), "file_outside"),
        (CRM.replace("crm.csv", "other.csv"), "file_absent"),
        (CRM.replace("id: id\n", "id: number\n"), "column_missing"),
    ],
)
def test_folders_that_cannot_be_read_are_refused_with_the_reason(
    workspace, tmp_path, sources, kind
):
    job = imported(workspace, folder_of(tmp_path / "a", "1,jo@acme.com,2026-01-02,vp,5\n", sources))
    assert (job.state, job.rows) == (Job.State.REFUSED, 0)
    assert kind in {problem["kind"] for problem in job.problems}


@pytest.mark.parametrize(
    ("rows", "expected", "kinds"),
    [
        ("", (0, 0, 0, 0), set()),
        ("1,jo@acme.com,2026-01-02\n", (1, 0, 0, 1), {"ragged_row"}),
        ("1,jo@acme.com,1900-01-01,vp,5\n", (1, 0, 0, 1), {"time_absurd"}),
        ("1,jo@acme.com,2026-01-02,vp,1e400\n", (1, 0, 0, 1), {"value_unreadable"}),
        (",,2026-01-02,vp,5\n", (1, 0, 0, 1), {"id_missing"}),
        ("1,jo@acme.com,2026-01-02,=cmd|'/c calc'!A1,5\n", (1, 1, 0, 0), set()),
    ],
)
def test_bad_files_import_what_can_be_taken(workspace, tmp_path, rows, expected, kinds):
    job = imported(workspace, folder_of(tmp_path / "a", rows))
    assert job.state == Job.State.DONE
    assert counts(job) == expected
    assert {kind for _, kind, _ in aside(workspace)} == kinds


def test_names_longer_than_the_ledger_keeps_are_shortened_alike_each_time(workspace, tmp_path):
    long = "x" * 3_000
    folder = folder_of(tmp_path / "a", f"{long},jo@acme.com,2026-01-02,vp,5\n")
    assert counts(imported(workspace, folder)) == (1, 1, 0, 0)
    assert counts(imported(workspace, folder)) == (1, 0, 1, 0)
    assert len(facts_of(workspace)[0].id) == 100


def test_one_workspace_sees_nothing_of_anothers_import(workspace, tmp_path):
    other = new_workspace("other")
    imported(
        workspace,
        folder_of(tmp_path / "a", "1,jo@acme.com,2026-13-02,vp,5\n2,a@b.com,2026-01-01,,\n"),
    )
    assert facts_of(other) == []
    assert aside(other) == []
    assert not Lead.objects.filter(workspace=other).exists()
