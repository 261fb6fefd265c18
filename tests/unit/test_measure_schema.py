"""report.json is what its schema and its documentation say it is."""

import json
from dataclasses import fields
from pathlib import Path

import jsonschema
import pytest

from meetworthy.measure import results
from meetworthy.measure.funnel import measure_funnel
from meetworthy.measure.results import FunnelReport, as_json
from meetworthy.measure.schema import results_schema
from unit.measure_cast import dataset_of, entries_of, entry, fact, on
from unit.report_fixture import example_report

REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "report-json.md"


def produced():
    facts = [fact("lead.created", on(0), lead=n, source="ads") for n in range(1, 50)]
    facts += [fact("page.viewed", on(0), lead=1)]
    facts += [fact("spend.recorded", on(0), amount=100.0, currency="EUR", source="ads")]
    rows = [entry(n, "mql", on(1)) for n in range(1, 50)] + [entry(1, "sql", on(3))]
    data = dataset_of(facts, leads=50, stages=("mql", "sql"))
    return measure_funnel(data, entries_of(rows), as_of=on(90), definition=None)


def test_the_schema_is_a_schema():
    jsonschema.Draft202012Validator.check_schema(results_schema())


@pytest.mark.parametrize("report", [example_report(), produced()], ids=["by hand", "produced"])
def test_a_report_is_valid_by_it_and_survives_json(report):
    told = json.loads(json.dumps(as_json(report), allow_nan=False))
    jsonschema.validate(told, results_schema())


def test_a_report_with_a_field_too_many_is_not():
    told = {**as_json(example_report()), "extra": 1}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(told, results_schema())


def test_from_is_called_from():
    (row, *_) = as_json(example_report())["conversions"]
    assert "from" in row
    assert "from_" not in row


def test_what_is_no_part_of_a_report_is_refused():
    with pytest.raises(TypeError, match="no place in a report"):
        as_json({1, 2})


@pytest.mark.parametrize("name", [*sorted(results_schema()["$defs"]), "FunnelReport"])
def test_every_field_of_report_json_is_documented(name):
    kind = FunnelReport if name == "FunnelReport" else value_named(name)
    section = REFERENCE.read_text(encoding="utf-8").split(f"\n## {name}\n")[1].split("\n## ")[0]
    missing = [
        f.name.rstrip("_") for f in fields(kind) if f"| `{f.name.rstrip('_')}` |" not in section
    ]
    assert missing == []


def value_named(name):
    return getattr(results, name)
