"""Loading: files, folders of versions, lists beside them, and input that means harm."""

from __future__ import annotations

from pathlib import Path

import pytest

from meetworthy.definition.load import (
    Loaded,
    load_definition,
    load_text,
    load_timeline,
    read_definition,
)
from meetworthy.model.problem import Refused, Severity

SMALL = """\
definition: Small
version: 1
in_force: 2026-01-01T00:00
timezone: Europe/Berlin
framework: bant
attributes:
  employees: {type: integer}
  domain: {type: text}
fit:
  right size: {when: "employees >= 10", points: 30}
stages:
  lead: {}
  sql:
    decided_by: sales
    needs: {need: confirmed, authority: partial, budget: partial, timeline: partial}
"""


def errors(loaded: Loaded) -> list[str]:
    return [each.kind for each in loaded.problems if each.severity is Severity.ERROR]


def load(text: str, folder: Path | None = None) -> Loaded:
    return load_text(text, "small.yaml", lists_folder=folder)


def test_a_sound_file_is_loaded(tmp_path: Path) -> None:
    (tmp_path / "small.yaml").write_text(SMALL, encoding="utf-8")
    definition = load_definition(tmp_path / "small.yaml")
    assert definition.name == "Small"
    assert definition.in_force == 1_767_222_000_000_000  # 2025-12-31 23:00 UTC
    assert definition.motions[-1].when is None
    assert definition.motions[-1].stages == ("lead", "sql")


def test_a_faulty_file_raises_with_all_its_errors(tmp_path: Path) -> None:
    faulty = SMALL.replace("employees >= 10", "emplojees >= 10").replace("bant", "bantt")
    (tmp_path / "small.yaml").write_text(faulty, encoding="utf-8")
    with pytest.raises(Refused) as refused:
        load_definition(tmp_path / "small.yaml")
    assert [each.kind for each in refused.value.problems] == ["unknown_framework", "unknown_name"]
    assert "small.yaml:5" in str(refused.value)


def bomb() -> str:
    lines = ["a0: &a0 [x, x]"]
    lines += [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}, *a{n - 1}]" for n in range(1, 30)]
    return "\n".join(lines)


HARMFUL = {
    "a bomb of aliases": bomb(),
    "a tag that would run code": "!!python/object/apply:os.system ['true']",
    "a tag on a value": SMALL.replace("Small", "!!binary U21hbGw="),
    "a key that is a list": "? [a, b]\n: c",
    "a merge key": SMALL.replace("fit:\n", "fit:\n  <<: {}\n"),
    "a second document": SMALL + "---\na: b\n",
    "a document that is a list": "- a\n- b\n",
    "a document that is a word": "hello",
    "nothing at all": "",
    "brackets a thousand deep": "a: " + "[" * 1_000 + "]" * 1_000,
    "ten megabytes": "# " + "x" * 10_000_000,
    "a NUL": SMALL.replace("Small", "Sm\x00all"),
    "a number that is none": SMALL.replace("points: 30", "points: .nan"),
    "a number without end": SMALL.replace("points: 30", "points: 1e999"),
    "points beyond all measure": SMALL.replace("points: 30", "points: 1e30"),
    "a version that is true": SMALL.replace("version: 1", "version: true"),
    "a year before our time": SMALL.replace("2026-01-01T00:00", "0001-01-01"),
    "a year after our time": SMALL.replace("2026-01-01T00:00", "9999-12-31"),
    "a zone that is a path": SMALL.replace("Europe/Berlin", "../../etc/passwd"),
    "a zone that is a folder": SMALL.replace("Europe/Berlin", "Europe"),
    "a stage that is a number": SMALL.replace("lead: {}", "lead: 3"),
    "a section that is a list": SMALL.replace("  lead: {}", "  - lead"),
    "a framework that is a list": SMALL.replace("bant", "[bant]"),
    "a section that is text": SMALL + "reasons: none\n",
    "a duplicate key": SMALL + "version: 2\n",
    "a condition that reads a file": SMALL.replace("employees >= 10", "read_csv('/etc/passwd')"),
    "a condition that selects": SMALL.replace("employees >= 10", "(select 1) = 1"),
    "a condition that is a number": SMALL.replace('"employees >= 10"', "7"),
    "a condition that is a list": SMALL.replace('"employees >= 10"', "[a]"),
    "fifty thousand words that nobody knows": "\n".join(f"w{n}: 1" for n in range(50_000)),
    "a duration without its unit": SMALL + "intent_window: 90\n",
    "working hours on no day": SMALL + 'sla: {hours: {days: [], from: "09:00", to: "17:00"}}\n',
    "half a sign": SMALL.replace("Small", '"\\ud800"'),
    "half a sign in a key": SMALL + '"\\udfff": 1\n',
    "digits of another script": SMALL.replace("version: 1", "version: １"),
}


@pytest.mark.parametrize("what", HARMFUL)
def test_harm_is_refused_with_a_place_and_never_a_traceback(what: str) -> None:
    loaded = load(HARMFUL[what])
    assert loaded.definition is None
    assert errors(loaded)
    for problem in loaded.problems:
        assert problem.place.file == "small.yaml"
        assert problem.cause


def test_a_file_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "d.yaml").write_bytes(SMALL.encode("utf-16"))
    assert errors(read_definition(tmp_path / "d.yaml")) == ["document_syntax"]


def test_a_file_that_is_missing_is_refused(tmp_path: Path) -> None:
    assert errors(read_definition(tmp_path / "d.yaml")) == ["file_missing"]


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "d.yaml").write_text(SMALL, encoding="utf-8-sig")
    assert load_definition(tmp_path / "d.yaml").name == "Small"


# ------------------------------------------------------------------ lists

WITH_LIST = SMALL + "lists:\n  rivals: {file: rivals.csv}\n"


def test_a_list_file_may_say_from_when_until_when_each_value_counts(tmp_path: Path) -> None:
    (tmp_path / "rivals.csv").write_text(
        "domain,from,until\nrival.example,,\nold.example,2026-01-01,2026-07-01\n", encoding="utf-8"
    )
    loaded = load(WITH_LIST, tmp_path)
    assert loaded.definition is not None
    first, second = loaded.definition.lists["rivals"].entries
    assert (first.value, first.start, first.end) == ("rival.example", None, None)
    assert second.start == 1_767_222_000_000_000  # midnight in Berlin
    assert second.end == 1_782_856_800_000_000


def test_a_list_may_be_written_in_the_definition() -> None:
    text = SMALL + "lists:\n  rivals: {values: [a.example, {value: b.example, from: 2026-02-01}]}\n"
    loaded = load(text)
    assert loaded.definition is not None
    assert [each.value for each in loaded.definition.lists["rivals"].entries] == [
        "a.example",
        "b.example",
    ]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ("", "list_without_header"),
        ("rival.example\nother.example\n", "list_without_header"),
        ("domain,from\nrival.example,soon\n", "list_date"),
        ('domain\n"rival\n', "list_not_csv"),
        ("domain\n" + "x\n" * 200_001, "list_too_large"),
        ("domain\n" + "x" * 5_000_001, "list_too_large"),
    ],
)
def test_a_faulty_list_file_is_refused(tmp_path: Path, content: str, kind: str) -> None:
    (tmp_path / "rivals.csv").write_text(content, encoding="utf-8")
    assert errors(load(WITH_LIST, tmp_path)) == [kind]


@pytest.mark.parametrize("name", ["../rivals.csv", "/etc/passwd", "sub/../../rivals.csv"])
def test_a_list_file_outside_the_folder_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "rivals.csv").write_text("domain\nrival.example\n", encoding="utf-8")
    (tmp_path / "inner" / "sub").mkdir(parents=True)
    text = WITH_LIST.replace("rivals.csv", name)
    assert errors(load(text, tmp_path / "inner")) == ["list_file_outside"]


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text("domain\nrival.example\n", encoding="utf-8")
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "rivals.csv").symlink_to(tmp_path / "secret.csv")
    assert errors(load(WITH_LIST, tmp_path / "inner")) == ["list_file_outside"]


# ------------------------------------------------------------------ versions


def write_version(folder: Path, number: int, since: str) -> None:
    text = SMALL.replace("version: 1", f"version: {number}").replace("2026-01-01T00:00", since)
    (folder / f"v{number}-{since}.yaml").write_text(text, encoding="utf-8")


def test_a_folder_of_versions_is_a_timeline_in_order(tmp_path: Path) -> None:
    write_version(tmp_path, 2, "2026-06-01")
    write_version(tmp_path, 1, "2026-01-01")
    assert [each.version for each in load_timeline(tmp_path)] == [1, 2]


def test_a_file_is_a_timeline_of_one(tmp_path: Path) -> None:
    write_version(tmp_path, 1, "2026-01-01")
    assert len(load_timeline(tmp_path / "v1-2026-01-01.yaml")) == 1


@pytest.mark.parametrize(
    ("versions", "kind"),
    [
        ([(1, "2026-01-01"), (2, "2026-01-01")], "same_instant"),
        ([(2, "2026-01-01"), (1, "2026-06-01")], "version_order"),
        ([(1, "2026-01-01"), (1, "2026-06-01")], "version_order"),
    ],
)
def test_versions_that_contradict_are_refused(
    tmp_path: Path, versions: list[tuple[int, str]], kind: str
) -> None:
    for number, since in versions:
        write_version(tmp_path, number, since)
    with pytest.raises(Refused) as refused:
        load_timeline(tmp_path)
    assert [each.kind for each in refused.value.problems] == [kind]


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused):
        load_timeline(tmp_path)


def test_a_mapping_beside_a_definition_is_no_version(tmp_path: Path) -> None:
    write_version(tmp_path, 1, "2026-01-01")
    (tmp_path / "sources.yaml").write_text("files: {}\n", encoding="utf-8")
    assert len(load_timeline(tmp_path)) == 1


# ------------------------------------------------------------------ the hash


def fingerprint(text: str, folder: Path | None = None) -> str:
    definition = load(text, folder).definition
    assert definition is not None
    return definition.hash


@pytest.mark.parametrize(
    "other",
    [
        SMALL + "# a comment\n",
        SMALL.replace("points: 30", "points: 30.0"),
        SMALL.replace(
            '{when: "employees >= 10", points: 30}', "{points: 30, when: employees >= 10}"
        ),
        SMALL + "signed: {sales: {by: Sam, on: 2026-01-01}}\n",
        SMALL + "language: 1\n",
        SMALL + "intent_window: 90 days\n",
    ],
)
def test_what_is_not_signed_leaves_the_hash_alone(other: str) -> None:
    assert fingerprint(other) == fingerprint(SMALL)


@pytest.mark.parametrize(
    "other",
    [
        SMALL.replace("points: 30", "points: 31"),
        SMALL.replace("employees >= 10", "employees >= 11"),
        SMALL.replace("version: 1", "version: 2"),
        SMALL.replace("2026-01-01", "2026-01-02"),
        SMALL.replace("right size", "right sizes"),
        SMALL + "note: something else\n",
        SMALL.replace("  lead: {}\n", "  lead: {}\n  mql: {asserted: crm}\n"),
    ],
)
def test_what_is_signed_changes_the_hash(other: str) -> None:
    assert fingerprint(other) != fingerprint(SMALL)


def test_the_values_of_a_list_file_are_signed_too(tmp_path: Path) -> None:
    (tmp_path / "rivals.csv").write_text("domain\nrival.example\n", encoding="utf-8")
    before = fingerprint(WITH_LIST, tmp_path)
    (tmp_path / "rivals.csv").write_text("domain\nother.example\n", encoding="utf-8")
    assert fingerprint(WITH_LIST, tmp_path) != before
