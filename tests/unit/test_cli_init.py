"""`meetworthy init`: ready-made definitions, listed and copied."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from meetworthy.cli.app import app
from meetworthy.definition.load import load_timeline
from meetworthy.definition.packs import PACKS
from meetworthy.model.problem import Refused


def init(*arguments: object):
    return CliRunner().invoke(app, ["init", *map(str, arguments)])


def test_without_a_name_it_lists_them():
    assert [line.split()[0] for line in init().stdout.splitlines()] == list(PACKS)


def test_a_framework_that_a_name_says_already_is_not_said_twice():
    assert "Enterprise (MEDDIC): lead" in init().stdout
    assert "Product-led (BANT): lead" in init().stdout


def test_a_program_gets_the_list_as_json():
    assert [each["pack"] for each in json.loads(init("--json").stdout)["packs"]] == list(PACKS)


@pytest.mark.parametrize("pack", PACKS)
def test_a_copy_loads_as_it_is(tmp_path, pack):
    assert init(pack, tmp_path / "mine").exit_code == 0
    assert len(load_timeline(tmp_path / "mine")) == 1


def test_nothing_that_is_there_is_overwritten(tmp_path):
    (tmp_path / "definition.yaml").write_text("mine")
    result = init("product-led", tmp_path)
    assert isinstance(result.exception, Refused)
    assert [path.read_text() for path in tmp_path.iterdir()] == ["mine"]


def test_another_name_is_wrong_usage_and_names_those_there_are(tmp_path):
    result = init("inbound", tmp_path)
    assert result.exit_code == 2
    assert "b2b-saas-inbound" in result.stderr
