"""Whole days at the desk: real processes, a real browser, by clicks, keys and the API alone.

Nothing is set up behind the service's back: people come by the command line as an operator would
bring them, the definition is written, signed and activated on its pages, leads come over HTTP.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from app_installation import MEETWORTHY, Installation, installed, wait_for
from browser.test_app_pages import browser as browser  # noqa: PLC0414 - a fixture

pytestmark = [pytest.mark.browser, pytest.mark.sockets]

PASSWORD = "seven quiet herons"
PEOPLE = {
    "admin": ("ada@northwind.example", "Ada Lund"),
    "marketing": ("mira@northwind.example", "Mira Sand"),
    "sdr": ("maya@northwind.example", "Maya Okafor"),
    "sales": ("dario@northwind.example", "Dario Ruiz"),
}
ADMIN, MARKETING, SDR, SALES = (email for email, _ in PEOPLE.values())
ARBITER = ("aiko@northwind.example", "Aiko Tan")

DEFINITION = """
definition: Northwind
version: 1
in_force: {in_force}
language: 1
timezone: UTC
framework: bant
behaviour:
  asked for a demo: {{fact: demo.requested, points: 60, high_intent: true, review: at once}}
stages:
  lead: {{}}
  mql: {{when: "score >= 50 and high_intent > 0"}}
  sal: {{decided_by: sales}}
  sql:
    decided_by: sales
    needs: {{need: confirmed, authority: partial, budget: partial, timeline: partial}}
  sqm: {{meeting: held, confirmed_by: sales, needs: {{need: confirmed}}}}
  opportunity: {{decided_by: sales}}
  customer: {{fact: opportunity.won}}
reasons:
  not our customer: {{then: disqualified}}
  no answer: {{then: recycled, for: 30 days}}
meetings:
  arbiter: {arbiter}
  reasons: [wrong person, no need]
sla:
  hours: {{days: mon-fri, from: "09:00", to: "17:00"}}
  accept: {{from: [mql, review], to: [sal, exit], within: 1 business hour}}
  first contact: {{from: [mql, review], to: contact.made, within: 4 business hours}}
  verdict on the meeting:
    from: [meeting.held]
    to: [meeting.confirmed, meeting.declined]
    within: 8 business hours
"""


@pytest.fixture(scope="module")
def company(tmp_path_factory, browser: Browser) -> Iterator[Company]:
    """A company at its first day: served by real processes, its definition in force."""
    with installed(tmp_path_factory.mktemp("company")) as made:
        company = Company(made, browser)
        company.begin()
        yield company


class Company:
    """An installation, and its people at their browsers."""

    def __init__(self, installation: Installation, browser: Browser) -> None:
        self.installation, self.browser = installation, browser
        self.pages: dict[str, Page] = {}
        self.source = self.key = ""

    def begin(self) -> None:
        """Bring everybody in, put the definition in force, and connect the website."""
        made = self.installation
        made.run("migrate")
        email, name = PEOPLE["admin"]
        asked = made.run("workspace", "create", "Northwind", "--admin", email, "--json")
        made.serve()
        self._follow(json.loads(asked.stdout)["admin"]["link"], email, name)
        for role in ("marketing", "sdr", "sales"):
            self._add(*PEOPLE[role], role)
        self._add(*ARBITER, "sales")
        self._put_in_force()
        self.source = self._connect()
        self.key = self._make_key()

    def _follow(self, link: str, email: str, name: str) -> None:
        """Follow an invitation, as whoever was invited."""
        page = self.browser.new_context().new_page()
        path = link.partition("://")[2].partition("/")[2]
        page.goto(f"{self.installation.url}/{path}")
        page.fill("input[name=name]", name)
        for field in page.locator("input[type=password]").all():
            field.fill(PASSWORD)
        page.locator("main button, form button").last.click()
        page.wait_for_url(re.compile("/w/northwind/"))
        self.pages[email] = page

    def _put_in_force(self) -> None:
        """Write the definition, have both teams sign it, and activate it: on its pages."""
        long_ago = (datetime.now(UTC) - timedelta(days=30)).strftime("%Y-%m-%dT%H:%M")
        text = DEFINITION.format(in_force=long_ago, arbiter=ARBITER[0])
        page = self.at(MARKETING, "/definitions/new")
        page.fill("textarea#text", text.strip())
        page.click("button[name=save]")
        page.wait_for_url(re.compile(r"/definitions/[0-9a-f-]{36}"))
        version = "/definitions/" + re.findall(r"/definitions/([0-9a-f-]{36})", page.url)[0]
        for email in (MARKETING, SALES):
            page = self.at(email, version)
            page.get_by_role("button", name="Sign for").click()
            expect(page.get_by_text("It is signed for")).to_be_visible()
        page = self.at(ADMIN, version)
        page.get_by_text("Activate…").click()
        page.get_by_role("button", name="Put it in force").click()
        expect(page.get_by_text("in force").first).to_be_visible()

    def _connect(self) -> str:
        page = self.at(ADMIN, "/data/sources/new")
        page.locator("input[name=what][value=json]").check()
        page.fill("input[name=name]", "Website")
        page.get_by_role("button", name="Make it").click()
        return page.locator("dl.pairs dd code").first.inner_text()

    def _make_key(self) -> str:
        page = self.at(ADMIN, "/keys/new")
        page.fill("input[name=name]", "calendar")
        for scope in ("see", "book", "assess"):
            page.locator(f"input[name=scopes][value={scope}]").check()
        page.get_by_role("button", name="Make the key").click()
        return page.locator(".secret code").first.inner_text()

    def _add(self, email: str, name: str, role: str) -> None:
        words = ["user", "add", email, "-w", "northwind", "--role", role, "--name", name]
        subprocess.run(
            [MEETWORTHY, *words, "--password-stdin"],
            input=PASSWORD + "\n",
            env=self.installation.environment,
            cwd=self.installation.folder.parent,
            text=True,
            check=True,
            capture_output=True,
        )

    def at(self, email: str, path: str = "") -> Page:
        """Return somebody's browser, at a page of the workspace."""
        if email not in self.pages:
            page = self.browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
            page.goto(f"{self.installation.url}/accounts/login/")
            page.fill("input[name=login]", email)
            page.fill("input[name=password]", PASSWORD)
            page.click("button[type=submit]")
            page.wait_for_url(re.compile("/w/northwind/"))
            self.pages[email] = page
        page = self.pages[email]
        page.goto(f"{self.installation.url}/w/northwind{path}")
        return page

    # -- from outside ------------------------------------------------------------------------

    def tell(self, *facts: dict[str, Any]) -> None:
        """Let the website tell facts."""
        self.installation.key = self.source
        answer = self.installation.post(*facts)
        assert answer.status_code == 200, answer.text

    def a_lead(self, who: str, name: str) -> str:
        """Let somebody ask for a demo; return the lead's id once it waits for review."""
        said = {"lead": {"email": who}, "occurred_at": datetime.now(UTC).isoformat()}
        self.tell(
            {**said, "id": f"{who} 1", "kind": "lead.described", "properties": {"name": name}},
            {**said, "id": f"{who} 2", "kind": "demo.requested"},
        )
        wait_for(lambda: self._waiting(who) is not None)
        return str(self._waiting(who))

    def _waiting(self, who: str) -> str | None:
        found = self.ask("GET", f"/leads?q={who}")["items"]
        return found[0]["id"] if found and found[0]["state"]["in_review"] else None

    def ask(self, method: str, path: str, **body: Any) -> Any:
        """Ask the API with the calendar's key."""
        answer = httpx.request(
            method,
            f"{self.installation.url}/api/v1{path}",
            json=body or None,
            headers={"Authorization": f"Bearer {self.key}"},
            trust_env=False,
            timeout=60,
        )
        assert answer.status_code < 300, answer.text
        return answer.json()

    def book(self, lead: str, meeting: str, *, host: str, seconds: float) -> None:
        """Let the calendar tell of a meeting that is over in so many seconds."""
        start = datetime.now(UTC) + timedelta(seconds=seconds / 2)
        end = datetime.now(UTC) + timedelta(seconds=seconds)
        said = {
            "meeting": meeting,
            "starts_at": start.isoformat(),
            "ends_at": end.isoformat(),
            "host": host,
        }
        self.ask("POST", f"/leads/{lead}/meetings", kind="meeting.booked", properties=said)


def line(page: Page, name: str) -> Locator:
    """A lead's line in the inbox."""
    return page.locator(".task", has_text=name)


def choose(page: Page, name: str) -> None:
    """Choose a lead in the inbox, once it is there."""
    expect(line(page, name)).to_be_visible(timeout=20_000)
    line(page, name).locator("a").click()
    expect(page.locator(".panel .name", has_text=name)).to_be_visible()


def test_a_lead_goes_the_whole_way_from_the_line_crossed_to_the_opportunity(company: Company):
    lead = company.a_lead("jonas@bright.example", "Jonas Weber")
    sdr = company.at(SDR, "/inbox")
    choose(sdr, "Jonas Weber")
    expect(line(sdr, "Jonas Weber")).to_contain_text("accept or reject")
    expect(line(sdr, "Jonas Weber")).to_contain_text("Asked for a demo")
    sdr.keyboard.press("a")
    expect(sdr.locator(".undo")).to_contain_text("Accepted: Jonas Weber")
    expect(line(sdr, "Jonas Weber")).to_contain_text("get in touch")

    choose(sdr, "Jonas Weber")
    sdr.keyboard.press("l")
    sdr.locator("#contact-words").fill("they want numbers by spring")
    sdr.get_by_role("button", name="Log contact", exact=True).click()
    expect(line(sdr, "Jonas Weber")).to_contain_text("qualify")

    qualify(company, lead)
    company.book(lead, "discovery-1", host=SALES, seconds=6)

    sales = company.at(SALES, "/inbox")
    choose(sales, "Jonas Weber")
    expect(line(sales, "Jonas Weber")).to_contain_text("did it take place", timeout=30_000)
    choose(sales, "Jonas Weber")
    sales.keyboard.press("h")
    expect(line(sales, "Jonas Weber")).to_contain_text("confirm the meeting")
    choose(sales, "Jonas Weber")
    sales.keyboard.press("a")
    expect(line(sales, "Jonas Weber")).to_contain_text("open an opportunity")
    assert stages(company, lead) == ["lead", "mql", "sal", "sql", "sqm"]
    choose(sales, "Jonas Weber")
    sales.keyboard.press("o")
    expect(line(sales, "Jonas Weber")).to_have_count(0)
    assert stages(company, lead)[-1] == "opportunity"

    marketing = company.at(MARKETING, "/passed")
    row = marketing.locator("tr", has_text="Jonas Weber")
    expect(row).to_contain_text("Opportunity")


def qualify(company: Company, lead: str) -> None:
    """Qualify a lead beside the call, by keys alone: all four criteria, then as SQL."""
    page = company.at(SDR, f"/leads/{lead}/qualify")
    for number, words in enumerate(("need", "budget", "authority", "timeline"), 1):
        page.keyboard.press(str(number))
        page.keyboard.press("c")
        page.keyboard.type(f"said in their words: {words}")
        page.keyboard.press("Escape")
    expect(page.locator("#answer")).to_contain_text("Record and qualify")
    page.get_by_role("button", name="Record and qualify").click()
    expect(page.locator("#answer")).to_contain_text("It is SQL since", timeout=20_000)


def stages(company: Company, lead: str) -> list[str]:
    """The stages that a lead entered, in order, by the API."""
    items = company.ask("GET", f"/leads/{lead}/entries")["items"]
    names = ("lead", "mql", "sal", "sql", "sqm", "opportunity", "customer")
    return sorted({each["stage"] for each in items} & set(names), key=names.index)


def test_who_is_turned_down_is_seen_by_marketing_with_the_words(company: Company):
    company.a_lead("lena@small.example", "Lena Berg")
    sdr = company.at(SDR, "/inbox")
    choose(sdr, "Lena Berg")
    sdr.keyboard.press("r")
    sdr.locator("#reject-reason").select_option("not our customer")
    sdr.locator("#reject-words").fill("two people and a dog")
    sdr.get_by_role("button", name="Reject", exact=True).click()
    expect(sdr.locator(".undo")).to_contain_text("Rejected: Lena Berg")
    expect(line(sdr, "Lena Berg")).to_have_count(0)
    row = company.at(MARKETING, "/passed").locator("tr", has_text="Lena Berg")
    expect(row).to_contain_text("turned down")
    expect(row).to_contain_text("two people and a dog")


def test_what_was_done_is_undone_with_one_key(company: Company):
    company.a_lead("paul@haste.example", "Paul Haste")
    sdr = company.at(SDR, "/inbox")
    choose(sdr, "Paul Haste")
    sdr.keyboard.press("a")
    expect(sdr.locator(".undo")).to_contain_text("Accepted: Paul Haste")
    sdr.keyboard.press("u")
    expect(sdr.locator("#flash")).to_contain_text("Undone.")
    expect(line(sdr, "Paul Haste")).to_contain_text("accept or reject")


def test_the_second_to_accept_is_told_who_was_first(company: Company):
    company.a_lead("kim@both.example", "Kim Both")
    first, second = company.at(SDR, "/inbox"), company.at(SALES, "/inbox")
    for page in (first, second):
        choose(page, "Kim Both")
    first.keyboard.press("a")
    expect(first.locator(".undo")).to_contain_text("Accepted: Kim Both")
    second.get_by_role("button", name="Accept a", exact=True).click()
    expect(second.locator("#flash")).to_contain_text(f"was accepted by {SDR}")


def test_a_snoozed_lead_rests_and_can_be_found(company: Company):
    company.a_lead("sam@later.example", "Sam Later")
    sdr = company.at(SDR, "/inbox")
    choose(sdr, "Sam Later")
    sdr.keyboard.press("z")
    sdr.locator("#snooze-why").fill("they are back on Thursday")
    sdr.get_by_role("button", name="Put off").click()
    expect(line(sdr, "Sam Later")).to_have_count(0)
    sdr.get_by_role("link", name="Snoozed").click()
    expect(line(sdr, "Sam Later")).to_contain_text("they are back on Thursday")


def met(company: Company, who: str, name: str, meeting: str) -> tuple[str, Page]:
    """A lead that was accepted and contacted, and whose meeting's time is over."""
    lead = company.a_lead(who, name)
    sdr = company.at(SDR, "/inbox")
    choose(sdr, name)
    sdr.keyboard.press("a")
    expect(sdr.locator(".undo")).to_contain_text(f"Accepted: {name}")
    choose(sdr, name)
    sdr.keyboard.press("l")
    sdr.get_by_role("button", name="Log contact", exact=True).click()
    expect(line(sdr, name)).to_contain_text("qualify")
    company.book(lead, meeting, host=SALES, seconds=3)
    sales = company.at(SALES, "/inbox")
    expect(line(sales, name)).to_contain_text("did it take place", timeout=30_000)
    choose(sales, name)
    return lead, sales


def test_a_guest_who_did_not_come_is_met_another_time(company: Company):
    lead, sales = met(company, "noa@absent.example", "Noa Absent", "missed-1")
    sales.keyboard.press("n")
    expect(line(sales, "Noa Absent")).to_have_count(0)
    expect(line(company.at(SDR, "/inbox"), "Noa Absent")).to_contain_text("qualify")
    assert "sqm" not in stages(company, lead)


def test_a_declined_meeting_is_disputed_once_and_decided_by_the_arbiter(company: Company):
    lead, sales = met(company, "eva@doubt.example", "Eva Doubt", "doubt-1")
    sales.keyboard.press("h")
    expect(line(sales, "Eva Doubt")).to_contain_text("confirm the meeting")
    choose(sales, "Eva Doubt")
    sales.keyboard.press("r")
    sales.locator("#decline-reason").select_option("wrong person")
    sales.get_by_role("button", name="Decline", exact=True).click()
    expect(line(sales, "Eva Doubt")).to_have_count(0)
    disputed = {"meeting": "doubt-1", "words": "she signs for the whole region"}
    path = f"/leads/{lead}/meetings"
    company.ask("POST", path, kind="meeting.disputed", properties=disputed)
    with pytest.raises(AssertionError, match="disputed"):
        company.ask("POST", path, kind="meeting.disputed", properties=disputed)
    arbiter = company.at(ARBITER[0], "/inbox")
    choose(arbiter, "Eva Doubt")
    expect(line(arbiter, "Eva Doubt")).to_contain_text("decide the dispute")
    arbiter.keyboard.press("a")
    expect(line(arbiter, "Eva Doubt").get_by_text("decide the dispute")).to_have_count(0)
    items = company.ask("GET", f"/leads/{lead}/facts")["items"]
    kinds = [each["kind"] for each in items if each["kind"].startswith("meeting.")]
    assert set(kinds) >= {"meeting.declined", "meeting.disputed", "meeting.confirmed"}


def test_keys_pressed_faster_than_the_page_answers_act_on_whom_they_were_meant_for(
    company: Company,
):
    for who, name in (("ann@fast.example", "Ann Fast"), ("bob@fast.example", "Bob Fast")):
        company.a_lead(who, name)
    sdr = company.at(SDR, "/inbox?whose=nobodys")
    choose(sdr, "Ann Fast")
    sdr.keyboard.press("j")
    sdr.keyboard.press("a")  # meant for the next one, who is not shown yet
    expect(sdr.locator(".undo")).to_contain_text("Accepted: Bob Fast")
    expect(line(sdr, "Ann Fast")).to_contain_text("accept or reject")
