"""Olist's funnel through the whole product: files, mapping, judging, measuring, report.json.

What is true of the data was found by independent computation; the report must find it by itself,
with the mapping alone and with the definition of the example.
"""

import json
import shutil
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest
from typer.testing import CliRunner

from meetworthy.cli.app import app

ROOT = Path(__file__).parents[2]
OLIST = ROOT.parent / "shared" / "data" / "olist"
pytestmark = pytest.mark.skipif(not OLIST.exists(), reason="the Olist data is not beside the repo")

DEAL_BEFORE_CONTACT = "b91cf8812365f50ff4bda4bcd6206b05"

WON_OF_LEADS = {
    "paid_search": (195, 1_586),
    "organic_search": (271, 2_296),
    "social": (75, 1_350),
    "unknown": (179, 1_099),
    "direct_traffic": (56, 499),
    "email": (15, 493),
    "referral": (24, 284),
    "other": (4, 150),
    "display": (6, 118),
    "other_publicities": (3, 65),
    None: (14, 60),
}


@pytest.fixture(scope="module")
def olist(tmp_path_factory):
    """The example as its page says: mapping and definition beside the two downloaded files."""
    folder = tmp_path_factory.mktemp("olist") / "data"
    shutil.copytree(ROOT / "examples" / "olist", folder)
    for file in OLIST.glob("*.csv"):
        shutil.copy(file, folder)
    return folder


@pytest.fixture(scope="module")
def ask(olist):
    """Report on Olist; the same question is asked once."""

    @cache
    def asked(definition, *options):
        out = Path(mkdtemp(dir=olist.parent))
        named = ("--definition", str(olist / "definition.yaml")) if definition else ()
        result = CliRunner().invoke(
            app, ["report", str(olist), "--out", str(out), *named, *options]
        )
        assert result.exit_code == 0, result.exception
        return json.loads((out / "report.json").read_text(encoding="utf-8"))

    return asked


BOTH = pytest.mark.parametrize("definition", [False, True], ids=["mapping alone", "definition"])


def conversion(report, a="mql", b="customer"):
    (row,) = [
        row
        for row in report["conversions"]
        if (row["from"], row["to"], row["by"], row["cohort"]) == (a, b, None, None)
    ]
    return row


def within(row, days):
    return next(mature for mature in row["mature"] if mature["horizon_days"] == days)


def half_width(rate):
    return (rate["high"] - rate["low"]) / 2


@BOTH
def test_every_row_is_taken(ask, definition):
    assert ask(definition)["read"] == {"rows": 8_842, "taken": 8_842, "known": 0, "quarantined": 0}


@BOTH
def test_the_volumes_are_those_of_the_files(ask, definition):
    entered = {row["stage"]: row["entered"] for row in ask(definition)["stages"]}
    assert entered == {"lead": 8_000, "mql": 8_000, "customer": 842}


@BOTH
def test_what_another_system_calls_an_mql_has_no_recorded_criteria(ask, definition):
    recorded = {row["stage"]: row["criteria_recorded"] for row in ask(definition)["stages"]}
    assert recorded == {"lead": True, "mql": False, "customer": True}


@BOTH
def test_the_deal_before_its_contact_is_in_the_volumes_and_out_of_the_conversion(ask, definition):
    report = ask(definition)
    row = conversion(report)
    assert (row["entered"], row["converted"]) == (7_999, 841)
    assert report["direct_entries"] == []
    (order,) = report["impossible_orders"]
    assert order == {
        "from": "mql",
        "to": "customer",
        "count": 1,
        "examples": [DEAL_BEFORE_CONTACT],
    }


@BOTH
def test_each_problem_is_said_once_with_its_count(ask, definition):
    problems = ask(definition)["problems"]
    assert {problem["kind"]: problem["count"] for problem in problems} == {
        "recording_starts_late": 179,
        "impossible_order": 1,
        "deal_before_contact": 1,
        "empty_source": 60,
    }
    named = {problem["kind"]: problem["examples"] for problem in problems}
    assert named["impossible_order"] == named["deal_before_contact"] == [DEAL_BEFORE_CONTACT]
    text = next(p["text"] for p in problems if p["kind"] == "empty_source")
    assert "1,099 say `unknown`, which is not the same" in text


@BOTH
def test_wins_are_found_to_be_recorded_only_from_december_on(ask, definition):
    (late,) = ask(definition)["late_recording"]
    assert (late["from"], late["to"]) == ("mql", "customer")
    assert (late["first_from"], late["first_to"]) == ("2017-06-14", "2017-12-05")
    assert late["since"] == "2018-01-01"
    assert late["chance"] < 1e-20


@BOTH
def test_the_first_sentence_is_what_the_numbers_cannot_be_trusted_for(ask, definition):
    assert ask(definition)["headline"][0].startswith(
        "Entries into customer are recorded only from 2017-12-05"
    )


@BOTH
def test_origins_have_the_counts_of_the_files(ask, definition):
    rows = {row["name"]: row["entered"] for row in ask(definition)["sources"]}
    assert {name: (n["customer"], n["mql"]) for name, n in rows.items()} == WON_OF_LEADS


@BOTH
def test_cohorts_of_2018_give_13_percent(ask, definition):
    report = ask(definition, "--since", "2018-01-01")
    row = conversion(report)
    assert (row["entered"], row["converted"]) == (5_997, 780)  # and the deal before its contact
    assert row["so_far"]["rate"] == pytest.approx(0.130, abs=5e-4)
    assert report["late_recording"] == []


@BOTH
def test_on_the_first_of_march_30_days_can_be_told_and_60_not_yet(ask, definition):
    row = conversion(ask(definition, "--since", "2018-01-01", "--as-of", "2018-03-01"))
    assert row["so_far"]["rate"] == pytest.approx(0.079, abs=5e-4)
    mature = within(row, 30)
    assert mature["rate"] == pytest.approx(0.091, abs=5e-4)
    assert half_width(mature) == pytest.approx(0.014, abs=1e-3)
    assert mature["low"] < 0.089 < mature["high"]  # the truth known later
    assert (within(row, 60)["not_yet"], within(row, 60)["followed"]) == (
        "Nobody has been followed for 60 days; 30 are needed.",
        0,
    )


@BOTH
def test_on_the_first_of_april_60_days_can_be_told_too(ask, definition):
    row = conversion(ask(definition, "--since", "2018-01-01", "--as-of", "2018-04-01"))
    assert row["so_far"]["rate"] == pytest.approx(0.095, abs=5e-4)
    mature = within(row, 60)
    assert mature["rate"] == pytest.approx(0.112, abs=5e-4)
    assert half_width(mature) == pytest.approx(0.012, abs=1e-3)
    assert mature["low"] < 0.111 < mature["high"]


@BOTH
def test_the_truth_known_later_is_that_of_the_estimates(ask, definition):
    of_february = conversion(ask(definition, "--since", "2018-01-01"))
    assert within(of_february, 30)["complete"]
    assert within(of_february, 60)["complete"]
