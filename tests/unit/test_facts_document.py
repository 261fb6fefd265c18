"""Documents written by people: plain data, the line of everything, nothing unsafe."""

from __future__ import annotations

import pytest

from meetworthy.model.document import DEEPEST, LARGEST_BYTES, read_document


def kinds(text: str) -> list[str]:
    return [problem.kind for problem in read_document(text, "f.yaml")[1]]


def test_values_follow_the_core_schema_of_yaml_1_2() -> None:
    tree, problems = read_document(
        "a: [1, 2.5, yes, on, 12:30, 2026-03-01, 0x1F, ~, true, '1', 1e3]\n30: {x: }\n", "f.yaml"
    )
    assert problems == []
    assert tree.data == {
        "a": [1, 2.5, "yes", "on", "12:30", "2026-03-01", 31, None, True, "1", 1000.0],
        "30": {"x": None},
    }


def test_every_value_knows_its_line_and_what_has_none_takes_its_parents() -> None:
    tree, _ = read_document("a: 1\nb:\n  - x\n  - c: 2\n", "f.yaml")
    assert tree.line(("a",)) == 1
    assert tree.line(("b", 1, "c")) == 4
    assert tree.line(("b", 1, "missing")) == 4
    assert str(tree.place(("b", 0))) == "f.yaml:3 (b.0)"


def test_folded_and_literal_text_is_read_as_yaml_says() -> None:
    tree, _ = read_document("a: >\n  one\n  two\nb: |\n  one\n  two\n", "f.yaml")
    assert tree.data == {"a": "one two\n", "b": "one\ntwo\n"}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("a: &x 1", "anchor"),
        ("a: *x", "alias"),
        ("<<: {a: 1}", "merge_key"),
        ("a: !!python/object/apply:os.system [ls]", "tag"),
        ("a: !x {b: 1}", "tag"),
        ("a: 1\na: 2", "duplicate_key"),
        ("a: .inf", "not_finite"),
        ("a: 1e999", "not_finite"),
        ("a: " + "9" * 5000, "number_too_long"),
        ("a: 1\n---\nb: 2", "several_documents"),
        ("? [a]\n: b", "key_not_text"),
        ("[" * (DEEPEST + 5), "document_too_deep"),
        ("#" * (LARGEST_BYTES + 1), "document_too_large"),
        ("a: [1\nb: 2", "document_syntax"),
        ("a: 1\0", "document_syntax"),
    ],
)
def test_what_is_unsafe_or_ambiguous_is_refused(text: str, kind: str) -> None:
    assert kind in kinds(text)


def test_a_bomb_of_aliases_is_not_expanded() -> None:
    bomb = "a: &a [x]\n" + "".join(
        f"{name}: &{name} [{', '.join(['*' + before] * 9)}]\n"
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    tree, problems = read_document(bomb, "f.yaml")
    assert tree.data is not None
    assert {problem.kind for problem in problems} == {"alias", "anchor"}


def test_a_duplicate_key_names_both_lines_and_the_first_stands() -> None:
    tree, problems = read_document("a: 1\nb: 2\na: 3\n", "f.yaml")
    assert tree.data == {"a": 1, "b": 2}
    assert problems[0].place.line == 3
    assert "line 1" in problems[0].cause
