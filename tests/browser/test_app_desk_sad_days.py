"""Days on which things go wrong, or ask for more: somebody is away, a promise is broken at night,
a guest is asked a few questions first.  Real processes, a real browser, mails written to files.
"""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from app_company import ADMIN, SDR, Company, choose, line
from app_installation import free_port, installed, wait_for
from browser.test_app_pages import browser as browser  # noqa: PLC0414 - a fixture

pytestmark = [pytest.mark.browser, pytest.mark.sockets]

SECOND = ("noor@northwind.example", "Noor Haddad")
DEFINITION = """
definition: Northwind
version: 1
in_force: {in_force}
language: 1
timezone: UTC
framework: bant
behaviour:
  asked for a demo: {{fact: demo.requested, points: 60, high_intent: true}}
  replied: {{fact: email.replied, points: 60, high_intent: true, where: "sentiment = 'positive'"}}
stages:
  lead: {{}}
  mql: {{when: "score >= 50 and high_intent > 0"}}
  sal: {{decided_by: sales}}
  sql:
    decided_by: sales
    needs: {{need: confirmed, authority: partial, budget: partial, timeline: partial}}
  opportunity: {{decided_by: sales}}
reasons:
  no answer: {{then: recycled, for: 30 days}}
  does not fit: {{then: recycled, for: 90 days}}
routing:
  rules:
    everybody: {{to: sdr, by: turns}}
prequalification:
  asked_by: [reply]
  questions:
    timeline:
      ask: When would you change?
      answers: timeline
      options: {{this quarter: confirmed, this year: partial, not planned: denied}}
  fits: {{timeline: partial}}
  silent: no answer
  unfit: does not fit
  calendar: https://cal.example.com/northwind
meetings: {{arbiter: {arbiter}}}
sla:
  accept: {{from: mql, to: [sal, exit], within: 1 minute, escalate: manager, reassign: true}}
"""


@pytest.fixture(scope="module")
def mails(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("mails")


@pytest.fixture(scope="module")
def company(tmp_path_factory, browser: Browser, mails: Path) -> Iterator[Company]:
    """A company with two SDRs who take turns, and a minute to accept a lead."""
    port = free_port()
    more = {"MEETWORTHY_SMTP": mails.as_uri(), "MEETWORTHY_URL": f"http://127.0.0.1:{port}"}
    with installed(tmp_path_factory.mktemp("company"), **more) as made:
        made.port = port
        company = Company(made, browser, DEFINITION)
        company.begin()
        company.bring(*SECOND, "sdr")
        yield company


def letters(mails: Path) -> list[email.message.EmailMessage]:
    """The mails that left, as their readers have them."""
    texts = [
        text.lstrip()
        for file in sorted(mails.iterdir())
        for text in re.split(r"^-{70,}$", file.read_text(encoding="utf-8"), flags=re.MULTILINE)
    ]
    return [email.message_from_string(text, policy=email.policy.default) for text in texts if text]


def to(mails: Path, address: str, words: str) -> list[str]:
    """The texts of the mails to somebody that say something."""
    texts = [
        one.get_body(("plain",)).get_content() for one in letters(mails) if address in one["To"]
    ]
    return [text for text in texts if words in text]


def test_no_lead_goes_to_who_is_away(company: Company):
    page = company.at(ADMIN, "/people")
    page.get_by_role("link", name=SECOND[1]).click()
    today = datetime.now(UTC).date()
    page.fill("#away_since", today.isoformat())
    page.fill("#away_until", (today + timedelta(days=3)).isoformat())
    page.fill("#away_why", "holidays")
    page.get_by_role("button", name="Be away").click()
    expect(page.get_by_text("Away now")).to_be_visible()
    for number in range(3):
        lead = company.a_lead(f"guest{number}@there.example", f"Guest {number}")
        wait_for(lambda lead=lead: company.owner(lead) != "")
        assert company.owner(lead) == SDR
    page = company.at(SDR, "/inbox")
    expect(line(page, "Guest 2")).to_contain_text("accept or reject")
    page = company.at(ADMIN, "/people")
    page.get_by_role("link", name=SECOND[1]).click()
    page.get_by_role("button", name="Take back the absence").click()
    expect(page.get_by_text("Away now")).to_have_count(0)


def test_a_promise_broken_is_escalated_and_somebody_else_gets_the_lead(
    company: Company, mails: Path
):
    lead = company.a_lead("nora@night.example", "Nora Night")
    wait_for(lambda: company.owner(lead) != "")
    first = company.owner(lead)
    wait_for(lambda: company.owner(lead) not in ("", first))
    second = company.owner(lead)
    assert {first, second} == {SDR, SECOND[0]}
    expect(line(company.at(second, "/inbox"), "Nora Night")).to_be_visible(timeout=20_000)
    page = company.at(second, f"/leads/{lead}")
    expect(page.get_by_text("did not keep the clock").first).to_be_visible()
    wait_for(lambda: to(mails, ADMIN, "Nora Night") != [])  # nobody manages them: the admin hears


def test_a_guest_who_replies_is_asked_first_and_the_answer_is_evidence(
    company: Company, mails: Path, browser: Browser
):
    who, name = "omar@eager.example", "Omar Eager"
    said = {"lead": {"email": who}, "occurred_at": datetime.now(UTC).isoformat()}
    company.tell(
        {**said, "id": "omar 1", "kind": "lead.described", "properties": {"name": name}},
        {
            **said,
            "id": "omar 2",
            "kind": "email.replied",
            "properties": {"sentiment": "positive", "subject": "Tell me more"},
        },
    )
    wait_for(lambda: to(mails, who, "/q/") != [])
    (text,) = to(mails, who, "/q/")
    link = re.findall(r"http\S+/q/\S+", text)[0]
    guest = browser.new_context(viewport={"width": 390, "height": 844}).new_page()
    guest.goto(link)
    expect(guest.get_by_role("heading", name="A few short questions")).to_be_visible()
    guest.get_by_label("This quarter").check()
    guest.get_by_role("button", name="Send the answers").click()
    expect(guest.get_by_role("link", name="Choose a time")).to_have_attribute(
        "href", "https://cal.example.com/northwind"
    )
    page = company.at(SDR, "/inbox?whose=all")
    choose(page, name)
    expect(page.locator(".panel .criteria")).to_contain_text("this quarter")
    forged = guest.goto(link[:-4] + "AAAA")
    assert forged is not None
    assert forged.status == 404
