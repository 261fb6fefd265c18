"""What was done because of a lead: tasks and messages, as they were recorded, in words."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from meetworthy.app.judging.models import Effect
from meetworthy.app.pages.names import Names
from meetworthy.app.pages.saying import words_of

_STATES = {
    Effect.State.OPEN: _lazy("open"),
    Effect.State.SENT: _lazy("told"),
    Effect.State.DONE: _lazy("answered"),
    Effect.State.WITHDRAWN: _lazy("withdrawn"),
    Effect.State.PAST: _lazy("found later, nobody was told"),
}
_KINDS = {
    "task.review": _lazy("Task: review, %s"),
    "stage.entered": _lazy("Message: entered %s"),
    "review.asked": _lazy("Message: up for review"),
    "lead.left": _lazy("Message: left"),
    "lead.returned": _lazy("Message: came back"),
    "clock.started": _lazy("Message: the clock %s started"),
    "clock.warned": _lazy("Warning: %s"),
    "clock.met": _lazy("Message: %s was met"),
    "clock.missed": _lazy("Escalation: %s ran out"),
    "clock.lifted": _lazy("Message: %s was lifted"),
    "verdict.changed": _lazy("Message: the verdict changed"),
    "lead.assigned": _lazy("Message: handed to somebody"),
    "lead.snoozed": _lazy("Message: put off"),
    "meeting.booked": _lazy("Message: a meeting was booked"),
    "meeting.moved": _lazy("Message: a meeting was moved"),
    "meeting.cancelled": _lazy("Message: a meeting was cancelled"),
    "meeting.accepted": _lazy("Message: a meeting was accepted as worth taking"),
    "meeting.held": _lazy("Message: a meeting was held"),
    "meeting.missed": _lazy("Message: a meeting was missed"),
    "meeting.confirmed": _lazy("Message: a meeting was confirmed"),
    "meeting.declined": _lazy("Message: a meeting was declined"),
    "meeting.disputed": _lazy("Message: a declined meeting was disputed"),
    "meeting.settled": _lazy("Message: a dispute was decided"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """An effect in words."""

    at: int
    text: str
    state: str
    differs: str


def shown(effect: Effect, names: Names) -> Shown:
    """Return an effect as shown."""
    said = msgspec.json.decode(effect.payload or "{}")
    stage = str(said.get("stage") or "")
    what = words_of(str(said.get("clock") or "")) or _stage(stage, names)
    text = str(_KINDS.get(effect.kind, effect.kind))
    state = str(_STATES.get(Effect.State(effect.state), effect.state))
    return Shown(effect.at, text % what if "%s" in text else text, state, effect.differs)


def _stage(slug: str, names: Names) -> str:
    return _("at once") if slug == "review" else names.stage(slug)
