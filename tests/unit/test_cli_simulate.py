"""`meetworthy simulate`: the example company from the terminal."""

from __future__ import annotations

import json

from typer.testing import CliRunner

from meetworthy.cli.app import app


def simulate(folder, *options: str):
    return CliRunner().invoke(app, ["simulate", "--leads", "40", "--out", str(folder), *options])


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_it_writes_data_a_mapping_a_definition_and_the_truth(tmp_path):
    result = simulate(tmp_path)
    assert result.exit_code == 0
    assert "40 leads" in result.stdout
    assert {"sources.yaml", "truth.json", "v1.yaml", "v2.yaml"} <= set(contents(tmp_path))


def test_the_same_seed_writes_the_same_company_and_another_seed_another(tmp_path):
    for folder, seed in (("a", "3"), ("b", "3"), ("c", "4")):
        assert simulate(tmp_path / folder, "--seed", seed).exit_code == 0
    assert contents(tmp_path / "a") == contents(tmp_path / "b")
    assert contents(tmp_path / "a") != contents(tmp_path / "c")


def test_a_program_gets_json(tmp_path):
    answer = json.loads(simulate(tmp_path, "--json", "--clean").stdout)
    assert (answer["leads"], answer["seed"], answer["clean"]) == (40, 7, True)


def test_no_leads_is_wrong_usage(tmp_path):
    command = ["simulate", "--leads", "0", "--out", str(tmp_path)]
    assert CliRunner().invoke(app, command).exit_code == 2
