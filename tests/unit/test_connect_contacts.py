"""Whether an address can be written to, and why not: nothing is asked of the network here."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetworthy.connect.contacts.check import check_address, is_disposable
from meetworthy.connect.contacts.domains import DnsResolver, Mail
from meetworthy.connect.contacts.finding import Checked, Reason, Result
from meetworthy.connect.contacts.providers import check_contact, providers


class Says:
    """A resolver of the tests' own: it says the same of every domain, and notes which."""

    def __init__(self, said: Mail) -> None:
        self.said = said
        self.asked: list[str] = []

    def mail_of(self, domain: str) -> Mail:
        self.asked.append(domain)
        return self.said


def codes(checked: Checked) -> list[str]:
    return [reason.code for reason in checked.reasons]


@pytest.mark.parametrize(
    ("address", "result", "code"),
    [
        ("sarah@brightwave.example", "unknown", None),
        ("Sarah.Lee+news@brightwave.example", "unknown", None),
        ("sarah@bücher.example", "unknown", None),
        ("info@brightwave.example", "risky", "role"),
        ("Vertrieb@brightwave.example", "risky", "role"),
        ("noreply@brightwave.example", "undeliverable", "no_mailbox"),
        ("no-reply+x@brightwave.example", "undeliverable", "no_mailbox"),
        ("sarah@mailinator.com", "undeliverable", "disposable"),
        ("sarah@sub.mailinator.com", "undeliverable", "disposable"),
        ("sarah", "undeliverable", "malformed"),
        ("sarah@", "undeliverable", "malformed"),
        ("sarah@brightwave", "undeliverable", "malformed"),
        ("sarah@@brightwave.example", "undeliverable", "malformed"),
        ("sarah..lee@brightwave.example", "undeliverable", "malformed"),
        ("a@b.example, c@d.example", "undeliverable", "malformed"),
        ("sarah@brightwave.example\nBcc: x@y.example", "undeliverable", "malformed"),
        ("", "undeliverable", "malformed"),
    ],
)
def test_an_address_by_its_form_and_by_lists(address, result, code):
    checked = check_address(address)
    assert checked.result == result
    assert codes(checked) == ([] if code is None else [code])


@pytest.mark.parametrize(
    ("said", "result", "found"),
    [
        (Mail.TAKES, "deliverable", []),
        (Mail.NONE, "undeliverable", ["no_mail"]),
        (Mail.ABSENT, "undeliverable", ["no_domain"]),
        (Mail.SILENT, "unknown", ["domain_silent"]),
    ],
)
def test_what_the_domain_says_about_mail(said, result, found):
    resolver = Says(said)
    checked = check_address("sarah@bücher.example", resolver=resolver)
    assert (checked.result, codes(checked)) == (result, found)
    assert resolver.asked == ["xn--bcher-kva.example"]


def test_the_worst_thing_found_is_the_result_and_stands_first():
    checked = check_address("info@brightwave.example", resolver=Says(Mail.ABSENT))
    assert (checked.result, codes(checked)) == ("undeliverable", ["no_domain", "role"])


def test_the_network_is_not_asked_about_what_is_clear():
    resolver = Says(Mail.TAKES)
    check_address("sarah@mailinator.com", resolver=resolver)
    check_address("no address", resolver=resolver)
    assert resolver.asked == []


def test_a_domain_that_only_ends_alike_is_not_thrown_away():
    assert is_disposable("mailinator.com")
    assert not is_disposable("brightwave-mailinator.com")
    assert not is_disposable("com")


# -- others who check ---------------------------------------------------------------------------


def dead(address: str) -> Checked:
    reason = Reason(Result.UNDELIVERABLE, "mailbox_gone", "The mailbox is gone.")
    return Checked(address, Result.UNDELIVERABLE, (reason,))


def alive(address: str) -> Checked:
    return Checked(address, Result.DELIVERABLE)


def away(address: str) -> Checked:
    raise ConnectionError("no route")


def asked_of(*others):
    named = {each.__name__: each for each in others}
    checked = check_contact("sarah@brightwave.example", asked=named)
    return checked.result, codes(checked)


def test_no_provider_comes_with_the_product():
    assert providers() == {}


def test_a_provider_says_what_we_can_not_know():
    assert asked_of() == ("unknown", [])
    assert asked_of(alive) == ("deliverable", [])
    assert asked_of(dead) == ("undeliverable", ["mailbox_gone"])


def test_the_worst_word_of_several_holds_and_who_is_away_says_nothing():
    assert asked_of(alive, dead) == ("undeliverable", ["mailbox_gone"])
    assert asked_of(away) == ("unknown", ["provider_silent"])


def test_a_provider_is_not_asked_about_what_can_not_be_written_to():
    asked = []
    check_contact("sarah@mailinator.com", asked={"one": asked.append})
    assert asked == []


# -- the name servers ---------------------------------------------------------------------------


class Answer:
    def __init__(self, exchange: str) -> None:
        self.exchange = exchange


def asking(monkeypatch, answers: dict[str, object]) -> Mail:
    """Ask with dnspython's own function replaced: it answers by the kind of record."""
    import dns.resolver

    def resolve(domain, kind, lifetime):
        said = answers[kind]
        if isinstance(said, Exception):
            raise said
        return said

    monkeypatch.setattr(dns.resolver, "resolve", resolve)
    return DnsResolver().mail_of("brightwave.example")


def test_name_servers_are_read_as_the_standards_say(monkeypatch):
    import dns.exception
    import dns.resolver

    nothing, absent = dns.resolver.NoAnswer(), dns.resolver.NXDOMAIN()
    assert asking(monkeypatch, {"MX": [Answer("mx.brightwave.example.")]}) is Mail.TAKES
    assert asking(monkeypatch, {"MX": [Answer(".")]}) is Mail.NONE  # RFC 7505
    assert asking(monkeypatch, {"MX": absent}) is Mail.ABSENT
    assert asking(monkeypatch, {"MX": nothing, "A": ["192.0.2.1"]}) is Mail.TAKES
    assert asking(monkeypatch, {"MX": nothing, "A": nothing, "AAAA": ["2001:db8::1"]}) is Mail.TAKES
    assert asking(monkeypatch, {"MX": nothing, "A": nothing, "AAAA": nothing}) is Mail.ABSENT
    assert asking(monkeypatch, {"MX": dns.exception.Timeout()}) is Mail.SILENT
    assert asking(monkeypatch, {"MX": nothing, "A": dns.exception.Timeout()}) is Mail.SILENT


@given(st.one_of(st.text(), st.emails(), st.from_regex(r"[^@\n]{0,20}@[^@\n]{0,20}")))
def test_whatever_is_said_to_be_an_address_has_an_answer(said):
    checked = check_address(said, resolver=Says(Mail.TAKES))
    assert checked.result in set(Result)
    assert checked.reasons or checked.result is Result.DELIVERABLE
