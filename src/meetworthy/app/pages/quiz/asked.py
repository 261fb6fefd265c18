"""The five questions in plain words, what was answered, and what would change the verdict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from meetworthy.definition.five_questions import NEEDED, Action, Answer, answer
from meetworthy.judge.evidence import status_word
from meetworthy.model.criteria import Status

UNKNOWN, NONE = "unknown", "none"
_ACTIONS: Mapping[str, Action] = {
    "none": "none",
    "activity": "activity",
    "high-intent": "high intent",
}
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Question:
    """A question: its name in addresses, its words, and the answers with theirs."""

    name: str
    label: str | Promise
    text: str | Promise
    options: tuple[tuple[str, str | Promise], ...]
    usual: str = UNKNOWN


_NOT_ASKED = (UNKNOWN, _lazy("I don't know yet"))
QUESTIONS = (
    Question(
        "need",
        _lazy("Need"),
        _lazy("Do they have a problem that you solve?"),
        (
            ("confirmed", _lazy("Yes, they said so in their own words")),
            ("partial", _lazy("It looks like it, but they have not said so")),
            ("denied", _lazy("No")),
            _NOT_ASKED,
        ),
    ),
    Question(
        "authority",
        _lazy("Authority"),
        _lazy("Who decides?"),
        (
            ("confirmed", _lazy("The person you talk with")),
            ("partial", _lazy("Somebody they can bring you to")),
            ("denied", _lazy("Somebody you can't get to")),
            _NOT_ASKED,
        ),
    ),
    Question(
        "budget",
        _lazy("Budget"),
        _lazy("Is there money for it?"),
        (
            ("confirmed", _lazy("Yes, set aside")),
            ("partial", _lazy("It can be found")),
            ("denied", _lazy("No, and none to be found")),
            _NOT_ASKED,
        ),
    ),
    Question(
        "timeline",
        _lazy("Timeline"),
        _lazy("By when must it be solved?"),
        (
            ("confirmed", _lazy("There is a date, and a reason for it")),
            ("partial", _lazy("A date is plausible")),
            ("denied", _lazy("Not in sight")),
            _NOT_ASKED,
        ),
    ),
    Question(
        "action",
        _lazy("Action"),
        _lazy("What did they do, of their own accord?"),
        (
            ("high-intent", _lazy("Asked for prices, a demo or a trial")),
            ("activity", _lazy("Read, opened, came by")),
            ("none", _lazy("Nothing yet")),
        ),
        NONE,
    ),
)
"""The five questions, as somebody reads them who has never heard of a framework."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what was answered: the option's name."""

    question: Question
    chosen: str


@dataclass(frozen=True, slots=True)
class Given:
    """All answers of an address; ``wrong`` are those that it does not know."""

    asked: tuple[Asked, ...]
    any_said: bool
    wrong: tuple[str, ...]

    def of(self, name: str) -> str:
        """Return what was answered to a question."""
        return next(one.chosen for one in self.asked if one.question.name == name)

    def status(self, name: str) -> Status:
        """Return what was answered to one of the first four."""
        known = status_word(self.of(name))
        return Status.UNKNOWN if known is None else known

    @property
    def answer(self) -> Answer:
        """Return the verdict."""
        names = ("need", "authority", "budget", "timeline")
        need, authority, budget, timeline = (self.status(name) for name in names)
        return answer(need, authority, budget, timeline, _ACTIONS[self.of("action")])


def given_in(query: Mapping[str, str]) -> Given:
    """Read the answers of an address; what is not said is not known."""
    asked, wrong = [], []
    for question in QUESTIONS:
        said = query.get(question.name, "").strip()[:_LONGEST]
        known = said in dict(question.options)
        if said and not known:
            wrong.append(said)
        asked.append(Asked(question, said if known else question.usual))
    any_said = any(question.name in query for question in QUESTIONS)
    return Given(tuple(asked), any_said, tuple(wrong))


@dataclass(frozen=True, slots=True)
class Step:
    """What an SQL still needs of one criterion."""

    label: str
    now: Status
    needed: str
    ask: str


def steps_of(given: Given) -> list[Step]:
    """Return what would make it an SQL, in the order of the questions."""
    lacking = given.answer.lacking
    found = []
    for one in QUESTIONS:
        if one.name in lacking:
            enough = NEEDED[one.name] is Status.CONFIRMED
            best = dict(one.options)["confirmed" if enough else "partial"]
            needed = _("“%s”") if enough else _("at least “%s”")
            found.append(Step(str(one.label), given.status(one.name), needed % best, str(one.text)))
    return found
