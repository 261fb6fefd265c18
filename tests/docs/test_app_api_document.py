"""The published description of the API is that of the endpoints, and the manual names them all."""

from __future__ import annotations

import re
from pathlib import Path

import jsonschema
import pytest

from meetworthy.app.api.document import document, text
from meetworthy.app.people.abilities import FOR_KEYS, ability_to_tell
from meetworthy.model.kinds import KINDS

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"
MANUAL = (REFERENCE / "api.md").read_text(encoding="utf-8")
OPERATIONS = {
    f"{method.upper()} {path.removeprefix('/api/v1')}": operation
    for path, methods in document()["paths"].items()
    for method, operation in methods.items()
}
ROW = re.compile(r"^\| `(GET|POST|PUT|PATCH|DELETE) (/[^`]*)` \| `(\w+)` \| (.+) \|$", re.MULTILINE)


def test_the_published_file_is_what_make_docs_writes():
    assert (REFERENCE / "openapi.json").read_bytes() == text(), "run: make docs"


def test_the_manual_lists_every_operation_with_its_scope():
    listed = {f"{method} {path}": scope for method, path, scope, _ in ROW.findall(MANUAL)}
    assert listed == {name: operation["x-ability"] for name, operation in OPERATIONS.items()}


def test_the_manual_names_every_scope_that_a_key_may_have():
    assert {scope for scope in FOR_KEYS if f"`{scope.value}`" not in MANUAL} == set()


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_operation_says_what_it_will_do(name):
    operation = OPERATIONS[name]
    assert operation["description"].startswith("This will "), name
    assert {"401", "403", "429"} <= set(operation["responses"])


def test_no_two_operations_have_one_name():
    names = [operation["operationId"] for operation in OPERATIONS.values()]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("name", sorted(document()["components"]["schemas"]))
def test_every_schema_is_json_schema(name):
    jsonschema.Draft202012Validator.check_schema(document()["components"]["schemas"][name])


TOLD = re.compile(
    r"^\| `(decisions|assessments|meetings|confirmations)` \| `(\w+)` \| (.+) \|$", re.MULTILINE
)


def test_the_manual_says_where_each_kind_is_told():
    rows = TOLD.findall(MANUAL)
    told = {kind: scope for _, scope, kinds in rows for kind in re.findall(r"`([a-z_.]+)`", kinds)}
    needed = {kind: ability_to_tell(kind).value for kind in KINDS}
    elsewhere = {"record", "manage_data", "manage_people"}
    meant = {kind: scope for kind, scope in needed.items() if scope not in elsewhere}
    assert told == {kind: scope for kind, scope in meant.items() if kind != "fact.retracted"}
