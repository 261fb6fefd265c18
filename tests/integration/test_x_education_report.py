"""A file without dates through the whole product: what can be said is said, the rest is named."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from meetworthy.cli.app import app

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data" / "x-education"
NO_DATES = "The data have no dates, so nothing can be said about time."
pytestmark = pytest.mark.skipif(
    not DATA.exists(), reason="the X Education data is not beside the repo"
)


@pytest.fixture(scope="module", params=[False, True], ids=["mapping alone", "definition"])
def written(request, tmp_path_factory):
    """The folder of the report, made with the mapping alone and with the example's definition."""
    folder = tmp_path_factory.mktemp("x-education")
    data, out = folder / "data", folder / "report"
    shutil.copytree(ROOT / "examples" / "x-education", data)
    shutil.copy(DATA / "Leads.csv", data)
    named = ("--definition", str(data / "definition.yaml")) if request.param else ()
    result = CliRunner().invoke(app, ["report", str(data), "--out", str(out), *named])
    assert result.exit_code == 0, result.exception
    return out


@pytest.fixture(scope="module")
def report(written):
    return json.loads((written / "report.json").read_text(encoding="utf-8"))


def test_the_rate_of_all_leads_is_said_with_its_interval(report):
    (row,) = [
        row
        for row in report["conversions"]
        if (row["from"], row["to"], row["by"]) == ("lead", "customer", None)
    ]
    assert (row["entered"], row["converted"]) == (9_240, 3_561)
    assert row["so_far"]["rate"] == pytest.approx(0.385, abs=5e-4)
    assert row["so_far"]["low"] < 0.385 < row["so_far"]["high"]


def test_sources_are_compared_by_what_became_of_their_leads(report):
    entered = {row["name"]: row["entered"] for row in report["sources"]}
    assert (entered["Google"]["customer"], entered["Google"]["lead"]) == (1_147, 2_868)
    assert entered[None]["lead"] == 36  # empty, which is not a source
    assert sum(row["lead"] for row in entered.values()) == 9_240


def test_the_missing_dates_are_named_with_what_they_cost(report):
    problems = {problem["kind"]: problem for problem in report["problems"]}
    assert problems["no_dates"]["count"] == 9_240
    assert "neither the time between them nor cohorts can be told" in problems["no_dates"]["text"]
    assert problems["empty_source"]["count"] == 36
    assert any(NO_DATES in sentence for sentence in report["headline"])


def test_no_number_speaks_of_time(report):
    assert {row["cohort"] for row in report["conversions"]} == {None}
    said = [mature for row in report["conversions"] for mature in row["mature"]]
    assert {mature.get("not_yet") for mature in said} == {NO_DATES}
    assert not any("rate" in mature for mature in said)
    for part in ("period_ratios", "trends", "late_recording", "impossible_orders", "costs"):
        assert report[part] == []


def test_velocity_says_why_there_is_none(report):
    for row in report["velocity"]:
        assert (row["median_days"], row["curve"], row["not_yet"]) == (None, [], NO_DATES)


def test_the_page_says_so_too(written):
    page = (written / "report.html").read_text(encoding="utf-8")
    assert NO_DATES in page
    assert "9,240" in page
