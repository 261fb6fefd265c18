"""Cases: small leads written by domain people, as facts and what is expected of them.

Reading them is here; judging them is elsewhere.  Every case has one lead (1) of one account
(1).  Day 0 is the first noon UTC at which the definition is in force.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from meetworthy.model.criteria import Status
from meetworthy.model.document import Steps
from meetworthy.model.fact import Fact, Value
from meetworthy.model.kinds import Kind, Phase, Type
from meetworthy.model.problem import Problem
from meetworthy.model.time import DAY, HOUR

from . import units
from .draft import Draft, slug_for
from .nearest import suggest
from .shape.cases import CaseShape, ExpectationShape, day_of

SENDER = "case"
LEAD = 1
ACCOUNT = 1


@dataclass(frozen=True, slots=True)
class Expectation:
    """What must be so at an instant, after all facts of that instant; unsaid means any.

    ``stage`` is the stage last entered in the pass, ``exit`` the slug of the reason by which
    the lead is out, ``unknown`` criteria that are among the unknown ones.
    """

    day: float
    at: int
    line: int
    stage: str | None = None
    score: float | None = None
    fit: float | None = None
    behaviour: float | None = None
    verdict: str | None = None
    unknown: tuple[str, ...] = ()
    entered: tuple[str, ...] = ()
    not_entered: tuple[str, ...] = ()
    review: bool | None = None
    exit: str | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """One case: its name and line, what happened, and what is expected."""

    name: str
    line: int
    facts: tuple[Fact, ...]
    expectations: tuple[Expectation, ...]


def read_cases(draft: Draft) -> tuple[tuple[Case, ...], list[Problem]]:
    """Return the cases of a draft, and what is wrong with them."""
    reader = _Reader(draft)
    cases = tuple(reader.case(name, shape) for name, shape in draft.file.cases.items())
    return cases, reader.problems


def noon_after(instant: int) -> int:
    """Return the first noon UTC at or after an instant."""
    return -((HOUR * 12 - instant) // DAY) * DAY + HOUR * 12


class _Reader:
    """Reads cases, noting problems as it goes."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.problems: list[Problem] = []
        self._start = noon_after(units.parse_instant(draft.file.in_force, draft.file.timezone))

    def case(self, name: str, shape: CaseShape) -> Case:
        """Return one case."""
        path: Steps = ("cases", name)
        facts = [*self._known(path, shape), *self._happened(path, shape)]
        expected = (self._expectation(path, day, each) for day, each in shape.expect.items())
        ordered = tuple(sorted(expected, key=lambda each: each.at))
        return Case(name, self.draft.tree.line(path), tuple(facts), ordered)

    def _at(self, day: str) -> int:
        return self._start + round(day_of(day) * DAY)

    def _known(self, path: Steps, shape: CaseShape) -> Iterator[Fact]:
        said = {key: value for key, value in shape.lead.items() if key not in _CREDIT}
        mine = {key: value for key, value in said.items() if not self._is_of_account(key)}
        theirs = {key: value for key, value in said.items() if key not in mine} | shape.account
        yield Fact(
            "lead.created",
            self._start,
            SENDER,
            "created",
            lead=LEAD,
            source=_text(shape.lead.get("source")),
            campaign=_text(shape.lead.get("campaign")),
        )
        if mine:
            values = self._attributes((*path, "lead"), mine)
            yield Fact("lead.described", self._start, SENDER, "lead", lead=LEAD, properties=values)
        if theirs:
            values = self._attributes((*path, "account"), theirs)
            yield Fact(
                "account.described",
                self._start,
                SENDER,
                "account",
                account=ACCOUNT,
                properties=values,
            )

    def _is_of_account(self, name: str) -> bool:
        attribute = self.draft.file.attributes.get(name)
        return attribute is not None and attribute.of == "account"

    def _attributes(self, path: Steps, values: Mapping[str, Value]) -> dict[str, Value]:
        types = {name: Type(each.type) for name, each in self.draft.file.attributes.items()}
        known = set(self.draft.names("attributes"))
        return self._typed(path, values, types, known, "attribute")

    def _happened(self, path: Steps, shape: CaseShape) -> Iterator[Fact]:
        number = 0
        for index, entry in enumerate(shape.facts):
            for day, said in entry.items():
                here = (*path, "facts", index, day)
                kinds = {said: None} if isinstance(said, str) else said
                for kind, values in kinds.items():
                    number += 1
                    fact = self._fact(here, kind, values or {}, self._at(day), str(number))
                    yield from () if fact is None else (fact,)

    def _fact(
        self, path: Steps, name: str, values: Mapping[str, Value], at: int, number: str
    ) -> Fact | None:
        kind = self.draft.kinds.get(name)
        if kind is None:
            self._note(
                "unknown_kind",
                path,
                f"There is no kind of fact `{name[:60]}`.",
                suggest(name, self.draft.kinds, "Declare it under `kinds`."),
            )
            return None
        actor = values.get("actor", None if "by" in kind.properties else values.get("by"))
        of_account = values.get("of") == "account" or name.startswith("account.")
        return Fact(
            name,
            at,
            SENDER,
            number,
            lead=None if of_account else LEAD,
            account=ACCOUNT if of_account else None,
            source=_text(values.get("source")),
            campaign=_text(values.get("campaign")),
            actor=_text(actor),
            properties=self._properties(path, kind, values),
        )

    def _properties(self, path: Steps, kind: Kind, values: Mapping[str, Value]) -> dict[str, Value]:
        about = {"source", "campaign", "actor", "of"} | ({"by"} - set(kind.properties))
        said = {key: value for key, value in values.items() if key not in about}
        if kind.phase is Phase.EXIT and isinstance(said.get("reason"), str):
            said["reason"] = self._reason((*path, kind.name, "reason"), str(said["reason"]))
        if kind.name == "criterion.assessed":
            self._assessment((*path, kind.name), said)
        if kind.open:
            return self._attributes((*path, kind.name), said)
        if "meeting" in kind.properties:
            said = {"meeting": "meeting", **said}
        return self._typed(
            (*path, kind.name), said, kind.properties, set(kind.properties), "property"
        )

    def _assessment(self, path: Steps, said: Mapping[str, Value]) -> None:
        """Note a misspelt criterion or status, which would be taken as unknown."""
        self._criterion((*path, "criterion"), str(said.get("criterion", "")))
        statuses = [status.name.lower() for status in Status]
        status = str(said.get("status", ""))
        self._named("unknown_status", "status", (*path, "status"), status, statuses)

    def _typed(
        self,
        path: Steps,
        values: Mapping[str, Value],
        types: Mapping[str, Type],
        known: set[str],
        what: str,
    ) -> dict[str, Value]:
        typed: dict[str, Value] = {}
        for name, value in values.items():
            here = (*path, name)
            if name not in known:
                self._note(
                    "unknown_name",
                    here,
                    f"There is no {what} `{name[:60]}` here.",
                    suggest(name, known, f"Leave it out, or declare the {what}."),
                )
            elif name in types and not _fits(value, types[name]):
                cause = f"`{name}` is {types[name].value}, and `{str(value)[:60]}` is not."
                self._note("wrong_type", here, cause, "Write a value of its type.")
            else:
                text = types.get(name) is Type.TEXT and not isinstance(value, str)
                typed[name] = str(value) if text else value
        return typed

    def _expectation(self, path: Steps, day: str, shape: ExpectationShape) -> Expectation:
        here = (*path, "expect", day)
        return Expectation(
            day=day_of(day),
            at=self._at(day),
            line=self.draft.tree.line(here),
            stage=self._stage((*here, "stage"), shape.stage) if shape.stage else None,
            score=shape.score,
            fit=shape.fit,
            behaviour=shape.behaviour,
            verdict=shape.verdict,
            unknown=tuple(self._criterion((*here, "unknown"), each) for each in shape.unknown),
            entered=tuple(self._stage((*here, "entered"), each) for each in shape.entered),
            not_entered=tuple(
                self._stage((*here, "not_entered"), each) for each in shape.not_entered
            ),
            review=shape.review,
            exit=self._reason((*here, "exit"), shape.exit) if shape.exit else None,
        )

    def _stage(self, path: Steps, name: str) -> str:
        return self._named("unknown_stage", "stage", path, name, self.draft.names("stages"))

    def _criterion(self, path: Steps, name: str) -> str:
        framework = self.draft.framework
        known = [each.slug for each in framework.criteria] if framework else [name]
        return self._named("unknown_criterion", "criterion", path, name, known)

    def _reason(self, path: Steps, name: str) -> str:
        known = self.draft.names("reasons")
        shape = self.draft.file.reasons.get(name)
        self._named("unknown_reason", "reason", path, name, known)
        return slug_for(name, shape.slug if shape else None)

    def _named(self, kind: str, what: str, path: Steps, name: str, known: list[str]) -> str:
        if name not in known:
            cause = f"There is no {what} `{name[:60]}`."
            self._note(kind, path, cause, suggest(name, known, f"Name a {what} of this file."))
        return name

    def _note(self, kind: str, path: Steps, cause: str, remedy: str) -> None:
        self.problems.append(self.draft.error(kind, path, cause, remedy))


_CREDIT = ("source", "campaign")


def _text(value: Value | None) -> str | None:
    return None if value is None else str(value)


def _fits(value: Value, wanted: Type) -> bool:
    match wanted:
        case Type.BOOLEAN:
            return isinstance(value, bool)
        case Type.INTEGER:
            return isinstance(value, int) and not isinstance(value, bool)
        case Type.NUMBER:
            return isinstance(value, int | float) and not isinstance(value, bool)
        case Type.DATE:
            return isinstance(value, str) and _is_day(value)
        case Type.TEXT:
            return True


def _is_day(text: str) -> bool:
    try:
        units.parse_day(text[:10])
    except ValueError:
        return False
    return True
