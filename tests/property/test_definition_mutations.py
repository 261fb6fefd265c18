"""Laws of loading: whatever becomes of a sound definition, loading answers and never breaks."""

from __future__ import annotations

import copy
import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from meetworthy.definition.diff import compare
from meetworthy.definition.load import Loaded, load_text
from meetworthy.definition.packs import PACKS, pack_path
from meetworthy.definition.render import to_html, to_markdown
from meetworthy.model.document import read_document
from meetworthy.model.problem import Severity

Path = tuple[str | int, ...]
FOLDERS = {name: pack_path(name).parent for name in PACKS}
TREES = {
    name: read_document(pack_path(name).read_text(encoding="utf-8"), name)[0].data for name in PACKS
}


def paths(value: Any, path: Path = ()) -> list[Path]:
    """Every way to a value of a document."""
    if isinstance(value, dict):
        items: Any = value.items()
    elif isinstance(value, list):
        items = enumerate(value)
    else:
        return [path]
    return [path, *(each for key, inner in items for each in paths(inner, (*path, key)))]


ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**20), 10**20),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=20),
    st.sampled_from(
        [
            *("", " ", "0 days", "-1 days", "1e999", "score > 1", "true", "lead", "mql", "sql"),
            *("need", "confirmed", "account", "demo.requested", "lead.accepted", "same day"),
            *("1 business hour", "2026-01-01", "9999-12-31", "UTC", "../x.csv", "\u202e", "day 0"),
        ]
    ),
    st.just([]),
    st.just({}),
    st.just([[]]),
    st.just({"a": {"b": []}}),
    st.just({"": None}),
)


@st.composite
def mutated(draw: st.DrawFn) -> tuple[str, str]:
    """Return a pack's name and its text after one to three changes, removals or additions."""
    name = draw(st.sampled_from(PACKS))
    data: Any = copy.deepcopy(TREES[name])
    for _ in range(draw(st.integers(1, 3))):
        path = draw(st.sampled_from(paths(data)[1:] or [()]))
        if not path:
            break
        holder = data
        for step in path[:-1]:
            holder = holder[step]
        what = draw(st.sampled_from(["change", "remove", "add"]))
        if what == "change":
            holder[path[-1]] = draw(ODD)
        elif what == "remove":
            del holder[path[-1]]
        elif isinstance(holder, dict):
            holder[draw(st.text(max_size=12))] = draw(ODD)
    return name, json.dumps(data)  # JSON is YAML


def load(name: str, text: str) -> Loaded:
    return load_text(text, name, lists_folder=FOLDERS[name])


@settings(max_examples=80, deadline=None)
@given(change=mutated())
def test_loading_answers_with_a_definition_or_with_errors(change: tuple[str, str]) -> None:
    loaded = load(*change)
    errors = [each for each in loaded.problems if each.severity is Severity.ERROR]
    assert (loaded.definition is None) == bool(errors)
    for problem in loaded.problems:
        assert problem.cause
        assert problem.remedy


@settings(max_examples=40, deadline=None)
@given(change=mutated())
def test_what_loads_can_be_rendered_and_compared(change: tuple[str, str]) -> None:
    loaded = load(*change)
    if loaded.definition is None:
        return
    assert to_markdown(loaded.definition)
    assert to_html(loaded.definition)
    sound = load(change[0], json.dumps(TREES[change[0]])).definition
    assert sound is not None
    if loaded.definition.hash == sound.hash:
        assert compare(sound, loaded.definition) == ()


@settings(max_examples=15, deadline=None)
@given(change=mutated())
def test_loading_twice_says_the_same(change: tuple[str, str]) -> None:
    assert load(*change) == load(*change)
