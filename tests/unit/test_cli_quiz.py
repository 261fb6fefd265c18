"""`meetworthy quiz`: the five questions in the terminal and for programs."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from meetworthy.cli.app import app


def quiz(*options: str):
    return CliRunner().invoke(app, ["quiz", *options])


def outcome(*options: str) -> str:
    return json.loads(quiz(*options, "--json").stdout)["verdict"]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ("--need confirmed --authority partial --budget partial --timeline partial", "sql"),
        ("--need confirmed --authority partial --budget denied --timeline partial", "mql"),
        ("--action high-intent", "mql"),
        ("--need denied --action activity", "cold"),
    ],
    ids=["the floor is met", "budget denied", "asked for a demo", "no need, opened mails"],
)
def test_the_published_cases(options, expected):
    assert outcome(*options.split()) == expected


def test_first_letters_do():
    assert outcome("--need", "c", "--authority", "p", "--budget", "p", "--timeline", "p") == "sql"


def test_nothing_given_is_unknown_and_cold_not_denied():
    answer = json.loads(quiz("--json").stdout)
    assert answer["verdict"] == "cold"
    assert answer["unknown"] == ["need", "authority", "budget", "timeline"]
    assert "problem" in answer["ask"]


def test_a_person_reads_what_an_sql_lacks_and_what_to_ask_next():
    text = quiz("--need", "confirmed", "--authority", "p", "--budget", "d").stdout
    assert "MQL" in text
    assert "budget at least partial (now denied)" in text
    assert "Ask next: Is there a date" in text


@pytest.mark.parametrize("word", ["maybe", "", "confirmedly"])
def test_a_word_that_is_no_status_is_wrong_usage(word):
    result = quiz("--need", word)
    assert result.exit_code == 2
    assert "confirmed, partial, denied, unknown" in result.stderr
