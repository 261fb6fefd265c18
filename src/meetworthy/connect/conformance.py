"""What every system must keep to; a package's tests run it over its own, as ours do over ours."""

from __future__ import annotations

from collections.abc import Iterator

from meetworthy.facts.telling_content import CONTENT_BYTES
from meetworthy.facts.telling_text import LONGEST_TEXT, LONGEST_WORD, text_fault
from meetworthy.model.problem import Problem
from meetworthy.model.told import LONGEST_ALIAS, LONGEST_ID, Alias, Told

from .reading import Placed, Read, Reading
from .system import System
from .trust import is_public


def breaches(system: System, body: object, reading: Reading) -> list[str]:
    """Return what a system's answer to one body breaks, in sentences; nothing where it conforms.

    Read twice, the answer must be the same; each event must have a place of its own; what is
    told must be what a ledger can hold, and what a public key may tell.
    """
    answer = system.read(body, reading)
    found = list(_of_answer(answer))
    if system.read(body, reading) != answer:
        found.append("The same body was read in two ways.")
    for place, read in answer:
        found += [f"{place}: {breach}" for breach in _of_read(read, reading)]
    return found


def _of_answer(answer: Placed) -> Iterator[str]:
    places = [place for place, _ in answer]
    if len(set(places)) < len(places):
        yield "Two events have one place."


def _of_read(read: Read, reading: Reading) -> Iterator[str]:
    if isinstance(read, tuple):
        if len({told.id for told in read}) < len(read):
            yield "Two facts of one event have one id."
        for told in read:
            yield from _of_told(told, reading)
    elif not read:
        yield "It is refused without a problem."
    else:
        for problem in read:
            yield from _of_problem(problem)


def _of_problem(problem: Problem) -> Iterator[str]:
    if not problem.cause or not problem.remedy:
        yield f"`{problem.kind}` has no cause or no remedy."
    if text_fault(str(problem), LONGEST_TEXT) is not None:
        yield f"`{problem.kind}` says what can't be shown."


def _of_told(told: Told, reading: Reading) -> Iterator[str]:
    kind = reading.kinds.get(told.kind)
    if kind is None:
        yield f"`{told.kind}` is no kind."
        return
    if told.sender != reading.sender:
        yield "It speaks for another sender."
    if reading.public and not is_public(kind):
        yield f"A public key told `{told.kind}`."
    if not (told.lead or told.account or told.visitor or kind.accounting):
        yield f"`{told.kind}` is about nobody."
    if len(told.content) != CONTENT_BYTES:
        yield "Its content has no digest."
    yield from _of_names(told)
    for name, value in told.properties.items():
        if name not in kind.properties and not kind.open:
            yield f"`{told.kind}` has no property `{name}`."
        if not _can_be_held(value):
            yield f"The property `{name}` can't be held."


def _of_names(told: Told) -> Iterator[str]:
    if not told.id or text_fault(told.id, LONGEST_ID) is not None:
        yield "Its id can't be held."
    for word in (told.source, told.campaign, told.actor):
        if word is not None and (not word or text_fault(word, LONGEST_WORD) is not None):
            yield "Its source, campaign or actor can't be held."
    visitor: tuple[Alias, ...] = () if told.visitor is None else (told.visitor,)
    for alias in (*told.lead, *told.account, *told.other, *visitor):
        if not alias.value or text_fault(alias.value, LONGEST_ALIAS) is not None:
            yield f"An alias of the space `{alias.space}` can't be held."


def _can_be_held(value: object) -> bool:
    if isinstance(value, str):
        return bool(value) and text_fault(value, LONGEST_TEXT, lines=True) is None
    return isinstance(value, int | float) and -(2**63) < value < 2**63
