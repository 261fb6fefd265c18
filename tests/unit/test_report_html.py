"""The page: what it says, what it says of what is missing, and that names stay text."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from meetworthy.measure.results import (
    FunnelReport,
    MatureRate,
    NotYet,
    Read,
)
from meetworthy.model.problem import DataProblem
from meetworthy.report.html import prose, to_html
from unit.report_fixture import example_report

SCRIPT = "<script>alert('x')</script>"
QUOTES = "\"'><img src=x onerror=alert(1)>"
VOID = {"meta", "link", "br", "img", "input", "path", "circle", "line", "rect"}


BLOCKS = {"td", "th", "li", "p", "div", "dt", "dd", "small", "b", "h1", "h2", "h3", "a"}


class Page(HTMLParser):
    """The elements of a page, its text, and whether every element is closed in order."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.open: list[str] = []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        if tag not in VOID:
            assert self.open.pop() == tag
        if tag in BLOCKS:
            self.text.append(" ")

    def handle_data(self, data):
        if not self.open or self.open[-1] != "style":
            self.text.append(data)

    def said(self) -> str:
        text = "".join(self.text).replace("\u00a0", " ").replace("\u202f", " ")
        return re.sub(r"\s+", " ", text)


def nothing() -> FunnelReport:
    """A report on no leads at all."""
    empty = (
        "headline", "stages", "conversions", "period_ratios", "direct_entries",
        "impossible_orders", "velocity", "sources", "campaigns", "costs", "visits", "diagnosis",
        "trends", "late_recording", "problems",
    )  # fmt: skip
    emptied = dict.fromkeys(empty, ())
    return replace(example_report(), definition=None, read=Read(0, 0, 0, 0), **emptied)


@pytest.fixture(scope="module")
def page() -> Page:
    return Page(to_html(example_report()))


def test_every_element_is_closed_in_order(page):
    assert page.open == []


def test_ids_are_unique_and_links_lead_somewhere(page):
    ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    leads_to = {attrs["href"][1:] for tag, attrs in page.tags if tag == "a"}
    assert leads_to <= set(ids)


@pytest.mark.parametrize(
    "sentence",
    [
        "Northwind inbound",
        "as of 2026-07-01 00:00",
        "41,233 = 41,120 taken + 101 already known + 12 in quarantine",
        "MQL to SQL is 11.8 % within 60 days (10.9 – 12.7)",
        "5,631 moved on, 3,381 open, 9,400 left",
        "7,364 of 18,412 followed that long",
        "Asserted by a CRM, criteria not recorded",
        "half within 9 days",
        "The curve is still rising after 120 days",
        "no spend recorded",
        "published SaaS funnel reports",
        "Made by Meetworthy",
    ],
)
def test_it_says(page, sentence):
    assert sentence in page.said()


def test_rows_in_quarantine_are_told_before_the_numbers():
    said = Page(to_html(replace(example_report(), problems=()))).said()
    assert "12 of 41,233 rows are in quarantine, and in no number here." in said


def test_of_many_months_the_last_two_years_are_drawn_and_the_table_has_all():
    report = example_report()
    month = next(c for c in report.conversions if c.cohort)
    months = [f"{2024 + k // 12}-{k % 12 + 1:02d}" for k in range(30)]
    by_month = tuple(replace(month, cohort=m) for m in months)
    said = Page(to_html(replace(report, conversions=by_month))).said()
    assert "The last 24 months are drawn; the table has all 30." in said
    assert "Jan 2024" in said


def test_each_chart_has_a_name_and_a_table(page):
    figures = sum(tag == "figure" for tag, _ in page.tags)
    named = [a for _, a in page.tags if a.get("role") == "img"]
    assert figures == 4  # one step by month, three curves
    assert all("The table below has the numbers" in a["aria-label"] for a in named)
    assert page.said().count("Numbers as a table") >= figures


def test_it_runs_nothing_and_loads_nothing():
    source = to_html(example_report())
    assert "<script" not in source
    assert not re.search(r"\son[a-z]+=", source)
    assert not re.search(r"\b(?:src|href|action)=(?!\"(?:#|data:,))", source)
    assert "url(" not in source
    assert "@import" not in source
    assert "default-src 'none'" in source
    assert set(re.findall(r"https?://[^\"<\s]+", source)) == {"http://www.w3.org/2000/svg"}


def test_charts_follow_the_colours_of_the_page():
    source = to_html(example_report())
    charts = re.findall(r"<svg.*?</svg>", source, flags=re.DOTALL)
    assert len(charts) >= 8
    for chart in charts:
        assert not re.search(r"#[0-9a-fA-F]{6}", chart)
    assert "var(--accent)" in "".join(charts)


def test_the_same_report_gives_the_same_page():
    assert to_html(example_report()) == to_html(example_report())


def test_it_stays_small():
    assert len(to_html(example_report()).encode()) < 600_000


def hostile() -> FunnelReport:
    """Markup in every place where a name from outside can stand."""
    report = example_report()
    assert report.definition is not None
    evil = SCRIPT + QUOTES
    stage = replace(report.stages[0], label=evil)
    conversions = tuple(replace(c, by={"source": evil}) if c.by else c for c in report.conversions)
    return replace(
        report,
        definition=replace(report.definition, name=evil, hash=evil),
        headline=(evil, f"a `{evil}`"),
        stages=(stage, *report.stages[1:]),
        sources=(replace(report.sources[0], name=evil), *report.sources[1:]),
        campaigns=(replace(report.campaigns[0], name=evil),),
        conversions=conversions,
        costs=tuple(replace(c, by={"source": evil}, unknown=evil) for c in report.costs),
        direct_entries=tuple(replace(d, examples=(evil,)) for d in report.direct_entries),
        impossible_orders=tuple(replace(d, examples=(evil,)) for d in report.impossible_orders),
        diagnosis=tuple(
            replace(d, says=evil, look_at=evil, warnings=(evil,),
                    benchmark=replace(d.benchmark, label=evil, source=evil))
            for d in report.diagnosis
        ),
        problems=(DataProblem(evil, 1, evil, (evil,)),),
    )  # fmt: skip


def test_markup_in_names_is_text():
    source = to_html(hostile())
    shown = Page(source)
    assert not any(tag in ("script", "img") for tag, _ in shown.tags)
    assert not any(name.startswith("on") for _, attrs in shown.tags for name in attrs)
    assert shown.open == []
    assert SCRIPT in shown.said()
    assert html.escape(SCRIPT, quote=False).split("'")[0] in source


def test_prose_marks_code_and_keeps_figures_together():
    assert prose("not `<b>`") == "not <code>&lt;b&gt;</code>"
    assert prose("11.8 % (10.9 – 12.7)") == '11.8\u202f% (<span class="nb">10.9 – 12.7</span>)'
    assert prose("from 2018-01-01 on") == 'from <span class="nb">2018-01-01</span> on'
    assert prose("one ` alone <") == "one ` alone &lt;"


def test_a_report_on_nothing_says_what_will_be_here():
    shown = Page(to_html(nothing()))
    said = shown.said()
    assert shown.open == []
    assert "Funnel without a definition" in said
    assert "Nothing can be said yet" in said
    for promise in ("Here will be the stages", "Here will be which sources", "No spend recorded"):
        assert promise in said
    assert "None was found" in said
    assert "NaN" not in said


def test_a_single_stage():
    report = replace(nothing(), stages=example_report().stages[:1])
    said = Page(to_html(report)).said()
    assert "There is only one stage so far" in said
    assert "18,412" in said


def test_few_steps_show_every_horizon_at_once():
    step = next(c for c in example_report().conversions if c.cohort is None)
    report = replace(example_report(), conversions=(step,))
    shown = Page(to_html(report))
    assert not any(attrs.get("name") == "horizon" for _, attrs in shown.tags)
    for days in (30, 60, 90, 180):
        assert f"within {days} days" in shown.said()
    assert "12 have been followed for 180 days; 30 are needed." in shown.said()


def test_where_nothing_is_mature_the_page_says_not_yet():
    def young(mature):
        return tuple(
            NotYet(m.horizon_days, "7 have been followed; 30 are needed.", 7)
            if isinstance(m, MatureRate) else m for m in mature
        )  # fmt: skip

    report = example_report()
    report = replace(
        report,
        conversions=tuple(replace(c, mature=young(c.mature)) for c in report.conversions),
    )
    shown = Page(to_html(report))
    assert "7 have been followed; 30 are needed." in shown.said()
    chosen = [a["id"] for _, a in shown.tags if a.get("name") == "horizon" and "checked" in a]
    assert chosen == ["h-so-far"]


def test_forty_sources_fold_after_the_first_twelve():
    report = example_report()
    many = tuple(replace(report.sources[k % 8], name=f"source {k}") for k in range(40))
    said = Page(to_html(replace(report, sources=many))).said()
    assert "28 more sources" in said
    assert all(f"source {k}" in said for k in range(40))


def test_sources_are_ranked_by_who_qualified_not_by_who_came(page):
    said = page.said()
    assert said.index("organic search 1,120") < said.index("webinar 2,310")


def test_no_source_is_not_the_source_called_unknown(page):
    assert "(empty)" in page.said()
    assert "unknown 310" in page.said()


def test_months_before_recording_began_are_marked():
    report = example_report()
    late = replace(report.late_recording[0], to="sql", first_to="2026-03-05")
    said = Page(to_html(replace(report, late_recording=(late,)))).said()
    assert "SQL is recorded only from 2026-03-05 on: months before look dead and are not." in said
    assert "not recorded yet" in said
