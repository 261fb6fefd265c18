"""Invented people and companies that nobody can mistake for real ones, or for one another."""

import numpy as np

from meetworthy.simulate.names import addresses, company_domains, company_names, person_names


def test_every_company_has_a_domain_of_its_own_under_example() -> None:
    domains = company_domains(np.arange(100_000)).to_pylist()
    assert len(set(domains)) == len(domains)
    assert all(domain.endswith(".example") and domain.count(".") == 1 for domain in domains)


def test_two_people_at_one_company_have_two_addresses() -> None:
    ranks = np.arange(500)
    company = np.full(500, 17)
    first, last = person_names(company, ranks)
    mails = addresses(first, last, company_domains(company)).to_pylist()
    assert len(set(mails)) == 500


def test_names_are_words() -> None:
    assert company_names(np.array([0, 1, 5000])).to_pylist()[0] == "Alder works"
