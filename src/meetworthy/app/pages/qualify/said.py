"""What somebody chose on the page and has not recorded yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from meetworthy.app.judging.suppose import suppose
from meetworthy.app.ledger.models import Lead
from meetworthy.app.pages.refusing import text
from meetworthy.app.people.access import Access
from meetworthy.definition.language import Definition, Stage
from meetworthy.judge.evidence import status_word
from meetworthy.model.criteria import Status
from meetworthy.model.fact import Fact, Value

LONGEST = 2_000  # characters of what somebody writes; a fact's texts may not be longer
WAYS = (
    ("call", _("a call")),
    ("meeting", _("a meeting")),
    ("email", _("an e-mail")),
    ("chat", _("a chat")),
    ("form", _("a form")),
)
"""How something is learned; the first unless somebody used another lately."""

_LAST_WAY = "qualify_how"


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of one criterion; without a status only words stand there."""

    criterion: str
    status: Status | None
    words: str


@dataclass(frozen=True, slots=True)
class Answers:
    """All that is said, and how it was learned."""

    how: str = WAYS[0][0]
    said: tuple[Said, ...] = ()

    @property
    def chosen(self) -> tuple[Said, ...]:
        """What can be recorded: where a status is chosen."""
        return tuple(one for one in self.said if one.status is not None)

    @property
    def halves(self) -> tuple[str, ...]:
        """The criteria of which words are written and nothing is chosen."""
        return tuple(one.criterion for one in self.said if one.status is None)

    def of(self, criterion: str) -> Said | None:
        """Return what is said of a criterion."""
        return next((one for one in self.said if one.criterion == criterion), None)


def answers_in(request: HttpRequest, definition: Definition) -> Answers:
    """Read what a form says, of the criteria that the framework has."""
    how = text(request, "how")
    said = []
    for criterion in definition.framework.criteria:
        status = status_word(text(request, f"status-{criterion.slug}"))
        words = text(request, f"words-{criterion.slug}", longest=LONGEST)
        if status is not None or words:
            said.append(Said(criterion.slug, status, words))
    return Answers(how if how in dict(WAYS) else WAYS[0][0], tuple(said))


def last_way(request: HttpRequest) -> str:
    """Return how the person learned the last thing that they recorded."""
    way = str(request.session.get(_LAST_WAY, ""))
    return way if way in dict(WAYS) else WAYS[0][0]


def remember_way(request: HttpRequest, how: str) -> None:
    """Remember it for the next lead."""
    if request.session.get(_LAST_WAY) != how:
        request.session[_LAST_WAY] = how


def properties_of(said: Said, how: str) -> dict[str, Value]:
    """Return what the fact says: what nobody wrote is not said."""
    assert said.status is not None
    found: dict[str, Value] = {"criterion": said.criterion, "status": said.status.name.lower()}
    found["how"] = how
    return found | ({"words": said.words} if said.words else {})


def decision_of(stage: Stage) -> tuple[str, dict[str, Value]]:
    """Return the kind of fact that enters a stage, and what it must name."""
    kind = stage.kind or "stage.decided"
    return kind, {"stage": stage.slug} if kind == "stage.decided" else {}


def supposed(
    access: Access, lead: Lead, answers: Answers, *, at: int, stage: Stage | None = None
) -> Sequence[Fact]:
    """Return the facts that would be recorded now; with ``stage``, qualifying for it as well."""
    kinds: list[tuple[str, dict[str, Value]]] = [
        ("criterion.assessed", properties_of(one, answers.how)) for one in answers.chosen
    ]
    if stage is not None:
        kinds.append(decision_of(stage))
    return suppose(access, lead.number, kinds, at=at)
