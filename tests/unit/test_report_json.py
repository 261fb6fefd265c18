"""report.json: the same numbers for programs."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from jsonschema import Draft202012Validator, ValidationError

from meetworthy.measure.results import Rate
from meetworthy.report.json import to_json
from meetworthy.report.schema import report_schema
from unit.report_fixture import example_report

PROMISED = {
    "as_of", "definition", "read", "stages", "conversions", "period_ratios", "direct_entries",
    "velocity", "costs", "sources", "diagnosis", "problems",
}  # fmt: skip


@pytest.fixture(scope="module")
def data() -> dict:
    return json.loads(to_json(example_report()))


def test_it_has_what_is_promised(data):
    assert data.keys() >= PROMISED
    assert data["read"] == {"rows": 41_233, "taken": 41_120, "known": 101, "quarantined": 12}


def test_conversions_are_from_and_to_with_fractions(data):
    first = data["conversions"][0]
    assert (first["from"], first["to"], first["by"], first["cohort"]) == ("lead", "mql", None, None)
    assert 0 < first["so_far"]["low"] < first["so_far"]["rate"] < first["so_far"]["high"] < 1
    assert first["mature"][-1]["not_yet"] == "12 have been followed for 180 days; 30 are needed."


def test_instants_carry_their_zone(data):
    assert data["as_of"] == "2026-07-01T00:00:00+02:00"


def test_without_a_definition_it_is_null():
    assert json.loads(to_json(replace(example_report(), definition=None)))["definition"] is None


def test_the_same_report_gives_the_same_bytes():
    assert to_json(example_report()) == to_json(example_report())


def test_a_number_that_is_none_is_refused():
    broken = replace(example_report().conversions[0], so_far=Rate(float("nan"), 0.0, 1.0))
    with pytest.raises(ValueError, match="JSON"):
        to_json(replace(example_report(), conversions=(broken,)))


def test_it_fulfils_its_schema(data):
    Draft202012Validator.check_schema(report_schema())
    Draft202012Validator(report_schema()).validate(data)


@pytest.mark.parametrize("broken", [{"read": None}, {"stages": [{"stage": "mql"}]}, {"more": 1}])
def test_what_is_no_report_fails_the_schema(data, broken):
    with pytest.raises(ValidationError):
        Draft202012Validator(report_schema()).validate({**data, **broken})


def test_the_schema_speaks_of_from_and_not_from_underscore():
    fields = report_schema()["$defs"]["Conversion"]["properties"]
    assert "from" in fields
    assert "from_" not in fields
