"""The commands together, as a person uses them, on a small example company."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from meetworthy.cli.app import app
from meetworthy.model.problem import Refused
from meetworthy.model.tables import ENTRIES

LEADS = 80


def run(*arguments: object):
    return CliRunner().invoke(app, list(map(str, arguments)))


def answer(*arguments: object):
    """What a command that is fine prints as JSON."""
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.exception
    return json.loads(result.stdout)


@pytest.fixture(scope="module")
def company(tmp_path_factory) -> Path:
    """An example company's folder of exports, with its definition in `definition`."""
    folder = tmp_path_factory.mktemp("company")
    assert run("simulate", "--leads", LEADS, "--seed", 11, "--out", folder).exit_code == 0
    return folder


@pytest.fixture(scope="module")
def judged(company, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("judged")
    command = ("judge", company, "--definition", company / "definition", "--out", folder)
    assert run(*command).exit_code == 0
    return folder


def test_the_companys_definition_is_fine(company):
    found = answer("check", company / "definition")
    assert [version["version"] for version in found["versions"]] == [1, 2]
    assert found["passed"]


def test_judging_gives_every_lead_a_verdict_and_its_entries(judged):
    verdicts = pq.read_table(judged / "verdicts.parquet")
    entries = pq.read_table(judged / "entries.parquet")
    assert verdicts.num_rows == LEADS
    assert set(verdicts.column("verdict").to_pylist()) <= {"sql", "mql", "cold"}
    assert entries.schema.names == ENTRIES.names
    assert set(entries.column("lead").to_pylist()) == set(verdicts.column("lead").to_pylist())


def test_the_summary_adds_up(judged):
    summary = json.loads((judged / "judged.json").read_text())
    read = summary["read"]
    assert read["rows"] == read["taken"] + read["known"] + read["quarantined"]
    assert summary["entered"]["lead"] == summary["leads"] == LEADS


def test_csv_and_parquet_say_the_same(company, judged, tmp_path):
    command = ("judge", company, "-d", company / "definition", "--out", tmp_path, "--format", "csv")
    assert run(*command).exit_code == 0
    with (tmp_path / "verdicts.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    table = pq.read_table(judged / "verdicts.parquet")
    assert [row["lead_id"] for row in rows] == table.column("lead_id").to_pylist()
    assert [float(row["score"]) for row in rows] == table.column("score").to_pylist()


def test_judging_again_gives_the_same_files(company, judged, tmp_path):
    assert run("judge", company, "-d", company / "definition", "-o", tmp_path).exit_code == 0
    for name in ("verdicts.parquet", "entries.parquet"):
        assert pq.read_table(tmp_path / name).equals(pq.read_table(judged / name))


def test_the_parts_of_an_explanation_sum_to_the_score_of_the_verdict(company, judged):
    row = max(
        pq.read_table(judged / "verdicts.parquet").to_pylist(), key=lambda lead: lead["score"]
    )
    command = ("explain", company, "-d", company / "definition", "--lead", row["lead_id"])
    found = answer(*command)
    assert found["score"] == row["score"]
    assert sum(part["points"] for part in found["parts"]) == pytest.approx(row["score"], abs=1e-5)
    assert row["lead_id"] in run(*command).stdout


def test_the_report_is_written_for_people_and_for_programs(company, tmp_path):
    found = answer("report", company, "-d", company / "definition", "--out", tmp_path)
    assert found == json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert "<html" in (tmp_path / "report.html").read_text(encoding="utf-8")
    horizons = {each["horizon_days"] for c in found["conversions"] for each in c["mature"]}
    assert horizons == {30, 60, 90, 180}


def test_the_report_takes_the_horizons_and_the_instants_it_is_asked_about(company, tmp_path):
    options = ("--horizon", 45, "--horizon", 20, "--as-of", "2025-06-01", "--since", "2025-01-01")
    command = ("report", company, "-d", company / "definition", "-o", tmp_path, *options)
    found = answer(*command)
    assert found["as_of"] == "2025-06-01T00:00:00+02:00"
    assert found["settings"]["since"].startswith("2025-01-01")
    horizons = {each["horizon_days"] for c in found["conversions"] for each in c["mature"]}
    assert horizons == {20, 45}


def test_without_a_definition_the_report_is_of_the_stages_that_the_files_record(company, tmp_path):
    found = answer("report", company, "--out", tmp_path)
    assert found["definition"] is None
    assert "mql" in {stage["stage"] for stage in found["stages"]}


def test_an_attribute_that_nobody_carries_is_refused_with_a_suggestion(company, tmp_path):
    result = run("report", company, "--by", "industri", "--out", tmp_path)
    assert isinstance(result.exception, Refused)
    assert "industry" in str(result.exception)


def test_a_proposed_mapping_can_be_read(company, tmp_path):
    shutil.copytree(company, tmp_path / "exports")
    (tmp_path / "exports" / "sources.yaml").unlink()
    result = run("map", tmp_path / "exports")
    assert result.exit_code == 0
    assert "sources: 1" in result.stdout


def test_a_mapping_is_never_overwritten(company):
    result = run("map", company, "--out", company / "sources.yaml")
    assert isinstance(result.exception, Refused)


def test_strict_makes_a_quarantined_row_a_failure(company, tmp_path):
    command = ("judge", company, "-d", company / "definition", "-o", tmp_path, "--strict")
    assert run(*command).exit_code == 4
    assert (tmp_path / "quarantine.csv").exists()


def test_a_definition_is_refused_before_the_data_is_read(company, tmp_path):
    broken = tmp_path / "broken.yaml"
    broken.write_text("definition: x\n")
    out = tmp_path / "out"
    result = run("judge", company, "-d", broken, "-o", out)
    assert isinstance(result.exception, Refused)
    assert not out.exists()


def test_a_definition_with_errors_fails_its_check_and_says_where(tmp_path):
    broken = tmp_path / "broken.yaml"
    broken.write_text("definition: x\nversion: one\n")
    result = run("check", broken)
    assert result.exit_code == 1
    assert f"{broken}:2" in result.stdout


@pytest.mark.parametrize("suffix", [".md", ".html"])
def test_a_definition_becomes_a_document(company, tmp_path, suffix):
    document = tmp_path / f"agreement{suffix}"
    assert run("check", company / "definition", "--document", document).exit_code == 0
    assert "Northwind inbound" in document.read_text(encoding="utf-8")


@pytest.mark.parametrize("document", ["definition", "sources", "report"])
def test_each_schema_is_json(document):
    assert json.loads(run("schema", document).stdout)["$schema"].startswith("https://json-schema")


def test_a_reader_who_stops_reading_is_no_error():
    command = f"{Path(sys.executable).parent / 'meetworthy'} schema report | head -1"
    piped = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True)
    assert (piped.stdout, piped.stderr) == ("{\n", "")


def test_help_needs_none_of_the_heavy_rooms():
    code = (
        "import sys; from meetworthy.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "print(sorted({'duckdb', 'numba', 'numpy', 'pyarrow', 'rich', 'scipy'} & set(sys.modules)))"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.endswith("[]\n")
