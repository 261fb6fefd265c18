"""What a lead's page shows of its form."""

from __future__ import annotations

from dataclasses import dataclass

from meetworthy.app.judging.one import Seen
from meetworthy.app.mail.models import Letter
from meetworthy.app.people.access import Ability, Access
from meetworthy.model.fact import Fact

from .letters import key_of
from .models import Form
from .sending import numbers_of, why_not

ANSWERED = "prequalification.answered"


@dataclass(frozen=True, slots=True)
class Card:
    """The last form of a lead, what it said, and whether somebody may send one now.

    ``told`` is the last answer as a fact tells it, also where another system asked.  ``why_not``
    is why none can be sent, where somebody may.
    """

    form: Form | None
    letter: Letter | None
    told: Fact | None
    may_send: bool
    why_not: str
    may_take_back: bool

    @property
    def is_there(self) -> bool:
        """Say whether there is anything to show."""
        return self.form is not None or self.told is not None or self.may_send


def card_of(access: Access, seen: Seen, *, at: int) -> Card:
    """Return what is shown of a lead's form now."""
    numbers = numbers_of(access.workspace.pk, seen.lead)
    mine = Form.objects.filter(workspace=access.workspace, lead__in=numbers)
    form = mine.exclude(state=Form.State.REVOKED).order_by("-sent_at", "-pk").first()
    letters = Letter.objects.filter(workspace=access.workspace)
    letter = letters.filter(key=key_of(form)).first() if form else None
    told = next((fact for fact in reversed(seen.facts) if fact.kind == ANSWERED), None)
    asks = seen.definition.prequalification is not None
    may = access.may(Ability.DECIDE) and asks
    why = why_not(access.workspace.pk, seen, at=at) if may else None
    waits = letter is not None and letter.state == Letter.State.WAITING and not letter.attempts
    return Card(
        form=form,
        letter=letter,
        told=told,
        may_send=may and why is None,
        why_not=why.cause if why and why.code not in ("form_open", "form_left") else "",
        may_take_back=may and waits and form is not None and form.asked_by == "hand",
    )
