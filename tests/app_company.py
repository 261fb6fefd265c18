"""A company at its first day with the service: real processes, its people at real browsers.

Nothing is set up behind the service's back: people come by the command line as an operator would
bring them, the definition is written, signed and activated on its pages, leads come over HTTP.
"""

from __future__ import annotations

import json
import re
import subprocess
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from playwright.sync_api import Browser, Locator, Page, expect

from app_installation import MEETWORTHY, Installation, wait_for

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


class Company:
    """An installation, and its people at their browsers."""

    def __init__(
        self, installation: Installation, browser: Browser, definition: str = DEFINITION
    ) -> None:
        self.installation, self.browser, self.definition = installation, browser, definition
        self.pages: dict[str, Page] = {}
        self.broken: list[str] = []  # what scripts of the pages failed at
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
            self.bring(*PEOPLE[role], role)
        self.bring(*ARBITER, "sales")
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
        text = self.definition.format(in_force=long_ago, arbiter=ARBITER[0])
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

    def bring(self, email: str, name: str, role: str) -> None:
        """Let somebody in, with a password."""
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
            page.on("pageerror", lambda error: self.broken.append(str(error)))
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
        return found[0]["id"] if found and found[0]["state"]["stage"] == "mql" else None

    def owner(self, lead: str) -> str:
        """Whose a lead is, by the API; empty for nobody's."""
        return str(self.ask("GET", f"/leads/{lead}")["state"]["owner"])

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


def stages(company: Company, lead: str) -> list[str]:
    """The stages that a lead entered, in order, by the API."""
    items = company.ask("GET", f"/leads/{lead}/entries")["items"]
    names = ("lead", "mql", "sal", "sql", "sqm", "opportunity", "customer")
    return sorted({each["stage"] for each in items} & set(names), key=names.index)
