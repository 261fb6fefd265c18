"""Whole days at the desk: real processes, a real browser, by clicks, keys and the API alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from app_company import ARBITER, MARKETING, SALES, SDR, Company, choose, line, stages
from app_installation import installed
from browser.test_app_pages import browser as browser  # noqa: PLC0414 - a fixture

pytestmark = [pytest.mark.browser, pytest.mark.sockets]


@pytest.fixture(scope="module")
def company(tmp_path_factory, browser: Browser) -> Iterator[Company]:
    """A company at its first day: served by real processes, its definition in force."""
    with installed(tmp_path_factory.mktemp("company")) as made:
        company = Company(made, browser)
        company.begin()
        yield company
        assert company.broken == []


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
    expect(second.locator("#flash")).to_contain_text("was accepted by Maya Okafor")


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


def test_a_key_pressed_while_the_list_is_refreshed_is_not_lost(company: Company):
    for who, name in (("cy@slow.example", "Cy Slow"), ("dee@slow.example", "Dee Slow")):
        company.a_lead(who, name)
    sdr = company.at(SDR, "/inbox?whose=nobodys")
    choose(sdr, "Cy Slow")
    refreshing = "**/inbox?*seen=*"
    with sdr.expect_request(refreshing, timeout=20_000):
        sdr.route(refreshing, lambda _route: None)  # the answer never comes
    sdr.keyboard.press("j")
    sdr.keyboard.press("a")
    expect(sdr.locator(".undo")).to_contain_text("Accepted: Dee Slow")
    expect(line(sdr, "Cy Slow")).to_contain_text("accept or reject")


def test_the_keyboard_stays_with_the_lead_that_is_shown(company: Company):
    for name in ("Ada", "Ben", "Cem"):
        company.a_lead(f"{name.lower()}@stays.example", f"{name} Stays")
    sdr = company.at(SDR, "/inbox?whose=nobodys")
    choose(sdr, "Ada Stays")
    here = sdr.locator("[data-row].on:focus-within")
    expect(here).to_contain_text("Ada Stays")
    sdr.keyboard.press("r")
    sdr.locator("#reject-reason").select_option("not our customer")
    sdr.get_by_role("button", name="Reject", exact=True).click()
    expect(here).to_contain_text("Ben Stays")
    expect(sdr.locator("details[data-menu][open]")).to_have_count(0)
    left = sdr.locator(".undo [data-left]")
    expect(left).not_to_have_text(left.inner_text())  # the seconds run
    sdr.keyboard.press("j")
    expect(here).to_contain_text("Cem Stays")
