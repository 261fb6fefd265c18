"""What somebody may do with a lead now: the decisions that its definition knows, next first."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from meetworthy.app.judging.one import Seen
from meetworthy.app.ledger.append import OWN_SENDER
from meetworthy.app.pages.names import Names
from meetworthy.app.people.access import Ability, Access
from meetworthy.definition.language import Entry, Stage

_VERBS = {
    "lead.accepted": _lazy("Accept"),
    "lead.qualified": _lazy("Qualify as %s"),
    "opportunity.created": _lazy("Open %s"),
}
_KEYS = {"lead.accepted": "a", "lead.qualified": "s", "opportunity.created": "o"}
"""The keys of decisions; others have none."""


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision that can be recorded: the kind of fact, the stage where it must be named."""

    kind: str
    stage: str
    label: str
    key: str


@dataclass(frozen=True, slots=True)
class Offers:
    """All that can be done with a lead by whoever looks at it."""

    decisions: tuple[Decision, ...] = ()
    reasons: tuple[tuple[str, str], ...] = ()  # label and what follows
    may_assess: bool = False
    may_take_back: bool = False
    may_erase: bool = False
    may_book: bool = False

    @property
    def are_any(self) -> bool:
        """Whether anything is offered."""
        return bool(self.decisions or self.reasons or self.may_erase or self.may_book)


def offers_of(access: Access, seen: Seen, names: Names, *, is_erased: bool) -> Offers:
    """Return what may be done; nothing about somebody who was erased."""
    if is_erased:
        return Offers()
    may_decide = access.may(Ability.DECIDE)
    return Offers(
        decisions=_decisions(seen, names) if may_decide else (),
        reasons=_reasons(seen) if may_decide and seen.judgement.open else (),
        may_assess=access.may(Ability.ASSESS),
        may_take_back=may_decide,
        may_erase=access.may(Ability.ERASE),
        may_book=access.may(Ability.BOOK) and seen.judgement.open,
    )


def _decisions(seen: Seen, names: Names) -> tuple[Decision, ...]:
    """Return the decisions that lead to later stages; who has left can be accepted again."""
    judged, definition = seen.judgement, seen.definition
    order = [stage.slug for stage in definition.stages]
    motion = next((m for m in definition.motions if m.slug == judged.motion), None)
    reached = order.index(judged.stage) if judged.open and judged.stage in order else -1
    ahead = [
        stage
        for place, stage in enumerate(definition.stages)
        if place > reached
        and stage.entry is Entry.DECIDED
        and (motion is None or stage.slug in motion.stages)
    ]
    return tuple(
        Decision(
            stage.kind or "stage.decided",
            stage.slug,
            _label(stage, names),
            _KEYS.get(stage.kind or "", ""),
        )
        for stage in ahead
    )


def _label(stage: Stage, names: Names) -> str:
    verb = str(_VERBS.get(stage.kind or "", _("Decide: %s")))
    label = names.stage(stage.slug)
    if stage.kind == "opportunity.created":
        label = label[:1].lower() + label[1:]
    return verb % label if "%s" in verb else verb


def _reasons(seen: Seen) -> tuple[tuple[str, str], ...]:
    texts = {
        "disqualified": _("out for good"),
        "recycled": _("back to nurture"),
        "lost": _("lost"),
    }
    return tuple(
        (reason.label, texts.get(reason.then, reason.then))
        for reason in seen.definition.reasons.values()
    )


def is_by_hand(sender: str) -> bool:
    """Say whether a fact was recorded here, so that it can be taken back here."""
    return sender == OWN_SENDER
