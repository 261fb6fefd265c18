"""Who is who: aliases of one row are one lead, across files; accounts by their domain."""

from __future__ import annotations

import numpy as np
import pytest

from facts_folder import facts, kinds_of_problems, lines, quarantine, read
from meetworthy.facts.accounts import account_domain
from meetworthy.facts.identity import components

PEOPLE = """
    sources: 1
    files:
      contacts:
        file: contacts.csv
        lead: {crm: id, email: email}
        facts: [{kind: lead.created, at: at}]
      visits:
        file: visits.csv
        lead: {email: email}
        visitor: {cookie: cookie}
        facts:
          - {kind: page.viewed, at: at, when: {column: what, is: view}, properties: {path: path}}
          - {kind: lead.identified, at: at, when: {column: what, is: identify}}
"""

VISITS = "email,cookie,what,at,path\n"


def people(tmp_path, contacts: str, visits: str = ""):
    return read(
        tmp_path,
        PEOPLE,
        {"contacts.csv": "id,email,at\n" + contacts, "visits.csv": VISITS + visits},
    )


def test_an_address_is_the_same_whatever_its_case_and_joins_files(tmp_path):
    dataset = people(
        tmp_path, "7, Ann@Acme.COM ,2026-01-01\n", "ann@acme.com,c1,view,2026-01-02,/pricing\n"
    )
    assert lines(dataset, "lead", "kind") == [("7", "lead.created"), ("7", "page.viewed")]


def test_one_address_on_two_records_is_one_lead_and_is_said(tmp_path):
    dataset = people(tmp_path, "10,ann@acme.com,2026-01-01\n9,ann@acme.com,2026-01-02\n")
    assert lines(dataset, "lead") == [("9",), ("9",)]
    assert kinds_of_problems(dataset)["records_joined"] == 1


@pytest.mark.parametrize("nobody", ["n/a", "N/A", "-", "none", "test@test.com", "Unknown"])
def test_placeholders_link_nobody(tmp_path, nobody):
    dataset = people(tmp_path, f"1,{nobody},2026-01-01\n2,{nobody},2026-01-01\n")
    assert lines(dataset, "lead") == [("1",), ("2",)]


def test_a_row_that_names_only_a_placeholder_is_set_aside(tmp_path):
    dataset = people(tmp_path, "n/a,none,2026-01-01\n")
    assert [row["kind"] for row in quarantine(dataset)] == ["key_absent"]


def test_an_alias_that_links_more_than_25_records_links_nobody_and_is_said(tmp_path):
    rows = "".join(f"{n},info@acme.com,2026-01-01\n" for n in range(1, 27))
    dataset = people(tmp_path, rows)
    assert len({lead for (lead,) in lines(dataset, "lead")}) == 26
    (problem,) = [one for one in dataset.problems if one.kind == "alias_shared"]
    assert problem.examples == ("email info@acme.com (26 records)",)


def test_a_visitor_stays_one_until_identified_and_the_joining_is_a_fact(tmp_path):
    dataset = people(
        tmp_path,
        "1,ann@acme.com,2026-01-01\n",
        ",c1,view,2026-01-02,/pricing\nann@acme.com,c1,identify,2026-01-03,\n",
    )
    assert [(f["kind"], f.get("lead"), f.get("visitor")) for f in facts(dataset)] == [
        ("lead.created", 0, None),
        ("lead.identified", 0, 0),
        ("page.viewed", None, 0),
    ]


def test_aliases_join_over_several_rows(tmp_path):
    dataset = people(
        tmp_path,
        "1,a@x.com,2026-01-01\n2,b@x.com,2026-01-01\n3,b@x.com,2026-01-01\n1,b@x.com,2026-01-02\n",
    )
    assert {lead for (lead,) in lines(dataset, "lead")} == {"1"}


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("www.acme.com", "acme.com"),
        ("shop.acme.co.uk", "acme.co.uk"),
        ("gmail.com", None),
        ("GoogleMail.com", None),
        ("localhost", None),
        ("10.0.0.1", None),
        ("co.uk", None),
    ],
)
def test_an_account_is_known_by_the_domain_somebody_registered(host, domain):
    assert account_domain(host) == domain


ACCOUNTS = """
    sources: 1
    files:
      companies:
        file: companies.csv
        account: {crm_company: id, domain: website}
        facts:
          - kind: account.described
            at: at
            properties: {industry: industry}
      contacts:
        file: contacts.csv
        lead: {crm: id, email: email}
        account: {crm_company: company}
        facts: [{kind: lead.created, at: at}]
"""


def test_leads_belong_to_what_a_file_says_else_to_the_domain_of_their_address(tmp_path):
    dataset = read(
        tmp_path,
        ACCOUNTS,
        {
            "companies.csv": "id,website,industry,at\n17,https://www.Acme.com/about,SaaS,2026-01-01\n",
            "contacts.csv": "id,email,company,at\n"
            "1,ann@gmail.com,17,2026-01-01\n"
            "2,bob@mail.acme.com,,2026-01-01\n"
            "3,eve@gmail.com,,2026-01-01\n",
        },
    )
    assert [(row["lead_id"], row["account_id"]) for row in dataset.leads.to_pylist()] == [
        ("1", "acme.com"),
        ("2", "acme.com"),
        ("3", None),
    ]
    (described,) = [fact for fact in facts(dataset) if fact["kind"] == "account.described"]
    assert (described["account"], "lead" in described) == (0, False)


def test_components_are_numbered_by_their_first_member():
    labels = components(5, np.array([3, 4]), np.array([1, 3]))
    assert labels.tolist() == [0, 1, 2, 1, 1]
