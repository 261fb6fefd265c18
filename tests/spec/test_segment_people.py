"""Segment, chapter 2: who a visitor is, what is known of them, and of their company."""

from __future__ import annotations

from spec.segment import kinds_told, lead, only, refused, told, visitor

JO = {"email": "Jo@Acme.com", "firstName": "Jo", "lastName": "Meyer", "title": "VP Sales"}


# identify


def test_identify_joins_the_visitor_and_describes_the_lead():
    joined, described = told("identify", userId="u1", anonymousId="a1", traits=JO)
    assert (joined.kind, joined.visitor) == ("lead.identified", visitor("a1"))
    assert joined.lead == described.lead == lead(user="u1", email="jo@acme.com")
    assert (described.kind, dict(described.properties)) == (
        "lead.described",
        {"email": "Jo@Acme.com", "first_name": "Jo", "last_name": "Meyer", "title": "VP Sales"},
    )
    assert (joined.id, described.id) == ("m1", "m1#described")


def test_an_address_alone_names_the_lead():
    joined, _ = told("identify", anonymousId="a1", traits={"email": "jo@acme.com"})
    assert joined.lead == lead(email="jo@acme.com")


def test_a_user_id_that_is_an_address_is_also_one():
    assert only("identify", userId="Jo@Acme.com", anonymousId="a1").lead == lead(
        user="Jo@Acme.com", email="jo@acme.com"
    )


def test_what_is_no_address_is_kept_as_said_and_names_nobody():
    described = only("identify", userId="u1", traits={"email": "jo at acme"})
    assert described.lead == lead(user="u1")
    assert described.properties == {"email": "jo at acme"}


def test_of_a_visitor_without_a_name_something_may_be_known():
    described = only("identify", anonymousId="a1", traits={"plan": "free"})
    assert (described.kind, described.lead) == ("lead.described", ())
    assert described.visitor == visitor("a1")


def test_naming_a_user_and_nothing_else_tells_nothing():
    assert refused("identify", userId="u1") == [("says_nothing", "traits")]
    assert refused("identify", userId="u1", traits={"plan": None}) == [("says_nothing", "traits")]


def test_traits_are_named_as_attributes_and_flat():
    traits = {
        "companySize": 50,
        "total billed": 830,
        "$created": "2026-01-05",
        "address": {"city": "Berlin", "postalCode": "10115"},
        "tags": ["a", "b", 3],
        "URLOfSite": "x",
    }
    assert only("identify", userId="u1", traits=traits).properties == {
        "company_size": 50,
        "total_billed": 830,
        "created": "2026-01-05",
        "address_city": "Berlin",
        "address_postal_code": "10115",
        "tags": "a;b;3",
        "url_of_site": "x",
    }


def test_of_two_ways_to_write_a_trait_the_plain_one_stands():
    for traits in ({"firstName": "A", "first_name": "B"}, {"first_name": "B", "firstName": "A"}):
        assert only("identify", userId="u1", traits=traits).properties == {"first_name": "B"}


def test_a_number_as_long_as_an_id_is_one():
    fact = only("identify", userId="u1", traits={"facebookId": 10_158_734_521_234_567})
    assert fact.properties == {"facebook_id": "10158734521234567"}
    assert refused("identify", userId="u1", traits={"n": 10**18}) == [
        ("value_unreadable", "properties.n")
    ]


def test_names_are_no_longer_than_attributes_may_be():
    assert refused("identify", userId="u1", traits={"x" * 61: 1}) == [
        ("property_name_unfit", "traits." + "x" * 59 + "…"),
    ]
    assert refused("identify", userId="u1", traits={"x" * 40: {"y" * 40: {"z": 1}}}) == [
        ("property_name_unfit", "traits." + "y" * 40),
    ]


def test_lists_of_objects_are_refused():
    assert refused("identify", userId="u1", traits={"deals": [{"id": 1}]}) == [
        ("value_nested", "traits.deals")
    ]


# the company of a lead


def test_a_company_among_the_traits_is_an_account():
    company = {"name": "Acme", "id": 77, "employee_count": "120", "website": "https://www.acme.com"}
    account, joined, described = told(
        "identify", userId="u1", anonymousId="a1", traits={**JO, "company": company}
    )
    assert account.kind == "account.described"
    assert account.account == lead(group="77", domain="acme.com")
    assert account.lead == ()
    assert account.properties == {
        "name": "Acme",
        "employees": 120,
        "website": "https://www.acme.com",
        "domain": "acme.com",
    }
    assert joined.account == described.account == account.account
    assert "company" not in " ".join(described.properties)


def test_a_company_without_an_id_has_the_domain_of_the_address():
    company, _ = told("identify", userId="u1", traits={**JO, "company": {"name": "Acme"}})
    assert company.account == lead(domain="acme.com")


def test_a_company_that_nothing_names_stays_with_the_lead():
    traits = {"email": "jo@gmail.com", "company": {"name": "Acme", "employee_count": 9}}
    described = only("identify", userId="u1", traits=traits)
    assert described.properties == {
        "email": "jo@gmail.com",
        "company_name": "Acme",
        "company_employee_count": 9,
    }


# group


def test_group_moves_the_lead_and_describes_the_account():
    traits = {"name": "Initech", "employees": "329", "website": "initech.com", "plan": "pro"}
    moved, described = told("group", userId="u1", groupId="g1", traits=traits)
    assert (moved.kind, moved.lead) == ("lead.moved", lead(user="u1"))
    assert moved.account == described.account == lead(group="g1", domain="initech.com")
    assert (described.kind, described.properties["employees"]) == ("account.described", 329)


def test_a_visitor_s_group_is_described_and_the_visitor_moves_nowhere():
    assert kinds_told("group", anonymousId="a1", groupId="g1", traits={"name": "Initech"}) == [
        "account.described"
    ]
    assert refused("group", anonymousId="a1", groupId="g1") == [("says_nothing", "traits")]


def test_a_group_has_an_id():
    assert refused("group", userId="u1", traits={"name": "x"}) == [("key_absent", "groupId")]


def test_free_mail_is_nobody_s_domain():
    moved, _ = told("group", userId="u1", groupId="g1", traits={"website": "gmail.com"})
    assert moved.account == lead(group="g1")


# alias


def test_an_alias_of_the_visitor_is_an_identification():
    joined = only("alias", userId="u1", anonymousId="a1", previousId="a1")
    assert (joined.kind, joined.lead, joined.visitor) == (
        "lead.identified",
        lead(user="u1"),
        visitor("a1"),
    )


def test_an_alias_that_may_be_a_visitor_or_a_user_is_told_as_both():
    joined, merged = told("alias", userId="u1", previousId="old")
    assert (joined.kind, joined.visitor) == ("lead.identified", visitor("old"))
    assert (merged.kind, merged.lead, merged.other) == (
        "lead.merged",
        lead(user="u1"),
        lead(user="old"),
    )


def test_an_alias_names_two_ids():
    assert refused("alias", userId="u1") == [("key_absent", "previousId")]
    assert refused("alias", anonymousId="a1", previousId="a1") == [("key_absent", "userId")]
    assert refused("alias", userId="u1", previousId="u1") == [("other_same", "other")]
