"""Running the cases of a definition: small leads with what is expected of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from meetworthy.definition.cases import ACCOUNT, LEAD, Case, Expectation
from meetworthy.definition.language import Definition

from .interpreter import Interpreter, Judgement

CLOSE = 5e-7
"""Scores are shown with up to six decimals; two that agree in all of them are equal."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one case: every expectation that failed, in words with its line."""

    case: Case
    failures: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether everything was as expected."""
        return not self.failures


def run_cases(definition: Definition, cases: Sequence[Case]) -> list[Outcome]:
    """Judge each case by a definition and compare with what is expected."""
    interpreter = Interpreter((definition,))
    return [Outcome(case, tuple(_failures(interpreter, case))) for case in cases]


def _failures(interpreter: Interpreter, case: Case) -> Iterable[str]:
    for expected in case.expectations:
        found = interpreter.judge(case.facts, at=expected.at, accounts={LEAD: ACCOUNT}).get(LEAD)
        place = f"line {expected.line}, “{case.name}”, day {expected.day:g}"
        if found is None:
            yield f"{place}: there is no lead yet."
            continue
        for word, wanted, is_ in _differences(expected, found):
            yield f"{place}: {word} should be {wanted}, is {is_}."


def _differences(expected: Expectation, found: Judgement) -> Iterable[tuple[str, object, object]]:
    yield from _texts(expected, found)
    numbers = (
        ("score", expected.score, found.score),
        ("fit", expected.fit, found.fit),
        ("behaviour", expected.behaviour, found.behaviour),
    )
    for word, wanted, value in numbers:
        if wanted is not None and abs(wanted - value) > CLOSE:
            yield word, wanted, value
    unknown = frozenset(found.verdict.unknown)
    for criterion in expected.unknown:
        if criterion not in unknown:
            yield f"criterion {criterion}", "unknown", "known"
    entered = {entry.stage for entry in found.entries}
    for stage in expected.entered:
        if stage not in entered:
            yield f"stage {stage}", "entered", "not entered"
    for stage in expected.not_entered:
        if stage in entered:
            yield f"stage {stage}", "not entered", "entered"


def _texts(expected: Expectation, found: Judgement) -> Iterable[tuple[str, object, object]]:
    reviewed = any(
        entry.stage == "review" and entry.pass_number == found.pass_number
        for entry in found.entries
    )
    texts: tuple[tuple[str, object, object], ...] = (
        ("stage", expected.stage, found.stage),
        ("verdict", expected.verdict, found.verdict.word.value),
        ("review", expected.review, reviewed),
        ("exit", expected.exit, found.reason),
    )
    for word, wanted, value in texts:
        if wanted is not None and wanted != value:
            yield word, wanted, value
