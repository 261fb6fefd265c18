"""The report in a real browser: nothing is cut off, nothing is loaded, everything can be read."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from meetworthy.measure.results import FunnelReport
from meetworthy.report.html import to_html
from unit.report_fixture import example_report

pytestmark = [pytest.mark.browser, pytest.mark.sockets]

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDTHS = (390, 700, 1000, 1440, 1920)
NOT_TEXT_ENOUGH = """() => {
  // every text on the page with its contrast against what is painted behind it
  const parse = c => (c.match(/[\\d.]+/g) || []).map(Number);
  const lum = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = element => {
    for (let e = element; e; e = e.parentElement) {
      const c = parse(getComputedStyle(e).backgroundColor);
      if (c.length && (c.length < 4 || c[3] > 0)) return c;
    }
    return [255, 255, 255];
  };
  const bad = [];
  for (const e of document.querySelectorAll('body *')) {
    const own = [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim());
    if (!own || e.closest('style') || !e.getClientRects().length) continue;
    const style = getComputedStyle(e);
    const ink = e.closest('svg') ? style.fill : style.color;
    const [dark, light] = [lum(parse(ink)), lum(behind(e))].sort((a, b) => a - b);
    const ratio = (light + 0.05) / (dark + 0.05);
    if (ratio < 4.5) bad.push(`${e.textContent.trim().slice(0, 40)}: ${ratio.toFixed(2)}`);
  }
  return bad;
}"""
# A wide table of all numbers scrolls in its own frame; everything else fits the page.
CUT_OFF = """() => [...document.querySelectorAll('main *, .theme *')].filter(e => {
  const box = e.getBoundingClientRect();
  return box.width > 1 && box.height > 1 && (box.right > innerWidth + 1 || box.left < -1)
    && e.checkVisibility({visibilityProperty: true}) && !e.closest('thead, .scroll[tabindex]');
}).map(e => `${e.tagName}.${e.className}: ${e.textContent.trim().slice(0, 40)}`)"""


def chromium() -> str | None:
    """The system's Chromium: named by CHROMIUM, or found on the path."""
    named = os.environ.get("CHROMIUM")
    found = (shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))
    return named or next((path for path in found if path), None)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = chromium()
    if path is None:
        pytest.skip("no Chromium: install one, or name it with CHROMIUM=/path/to/it")
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield found
        found.close()


def stretched() -> FunnelReport:
    """Forty sources, very long names, and names with markup in them."""
    report = example_report()
    assert report.definition is not None
    names = ("x" * 150, "Quarterly partner enablement " * 8, "<script>alert(1)</script>")
    sources = tuple(
        replace(report.sources[k % 8], name=names[k] if k < len(names) else f"source {k}")
        for k in range(40)
    )
    stages = (replace(report.stages[0], label="Lead " * 12), *report.stages[1:])
    named = replace(report.definition, name="Inbound" + "x" * 80)
    return replace(report, sources=sources, stages=stages, definition=named)


@pytest.fixture(scope="module", params=[example_report, stretched], ids=["example", "stretched"])
def file(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(to_html(request.param()), encoding="utf-8")
    return path


def opened(browser: Browser, file: Path, *, width: int = 1440, scheme: str = "light") -> Page:
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page.goto(file.as_uri())
    return page


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_cut_off_and_nothing_scrolls_sideways(browser, file, width):
    page = opened(browser, file, width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(CUT_OFF) == []
    page.close()


def test_it_asks_for_nothing_but_itself(browser, file):
    page = browser.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("dialog", lambda dialog: said.append(dialog.message))
    page.goto(file.as_uri())
    page.wait_for_load_state("networkidle")
    assert asked == [file.as_uri()]
    assert said == []
    page.close()


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1440, "dark")])
def test_all_text_has_contrast(browser, file, width, scheme):
    page = opened(browser, file, width=width, scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert page.evaluate(NOT_TEXT_ENOUGH) == []
    page.close()


def test_the_reader_chooses_the_colours_without_a_script(browser, file):
    page = opened(browser, file, scheme="light")
    colour = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(colour) == "rgb(250, 250, 248)"
    page.click("label[for=theme-dark]")
    assert page.evaluate(colour) == "rgb(18, 19, 21)"
    page.close()


def test_the_reader_chooses_the_horizon_with_the_keyboard(browser, file):
    page = opened(browser, file)
    page.focus("#h-within-60")
    assert page.locator(".panels > div:visible").count() == 1
    before = page.locator(".panels > div:visible").inner_text()
    page.keyboard.press("ArrowLeft")
    assert page.is_checked("#h-within-30")
    assert page.locator(".panels > div:visible").inner_text() != before
    page.close()


def test_a_benchmark_tells_its_source_on_focus(browser, file):
    page = opened(browser, file)
    tip = page.locator("#conversions .panels > div:visible .tip").first
    assert not tip.is_visible()
    page.locator("#conversions .panels > div:visible .hint").first.focus()
    assert tip.is_visible()
    assert "practitioners' guidance" in tip.inner_text()
    page.close()


def test_every_control_is_reached_by_the_keyboard(browser, file):
    page = opened(browser, file)
    reached = set()
    for _ in range(200):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.tagName"))
        if page.evaluate("document.activeElement === document.body"):
            break
    assert {"A", "INPUT", "SUMMARY", "SPAN"} <= reached
    page.close()


def test_tables_are_lists_on_a_phone_and_stay_tables_for_screen_readers(browser, file):
    page = opened(browser, file, width=390)
    table = page.get_by_role("table", name="Sources by qualified leads", exact=True)
    assert table.get_by_role("row").count() >= 8
    assert table.get_by_role("rowheader").first.is_visible()
    page.close()


def test_paper_is_light_and_leaves_the_navigation_out(browser, file):
    page = opened(browser, file, scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    ink = page.evaluate("getComputedStyle(document.querySelector('h1')).color")
    assert ink == "rgb(27, 29, 32)"
    assert not page.locator("nav").is_visible()
    page.close()


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1440, "light")])
def test_axe_finds_nothing(browser, file, width, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs axe")
    context = browser.new_context(  # axe is a script: only here may one run in the page
        bypass_csp=True, color_scheme=scheme, viewport={"width": width, "height": 900}
    )
    page = context.new_page()
    page.goto(file.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    found = axe.Axe().run(page).response["violations"]
    assert [(v["id"], v["nodes"][0]["html"]) for v in found] == []
    context.close()
