"""What comes back about a letter, told as facts about the lead that it was to; each once."""

from __future__ import annotations

from meetworthy.app.judging.tell import tell
from meetworthy.model.fact import Value
from meetworthy.model.problem import Refused

from .models import Letter

_NOTHING_NEW = frozenset({"erased", "contradicts_known"})
"""Of who was erased there is nothing to tell; of what was told before, the first stands."""


def note_bounce(letter: Letter, *, hard: bool, at: int) -> None:
    """Tell that a letter could not be delivered; ``hard``: the address will never take any."""
    _tell(letter, "email.bounced", {"subject": letter.subject, "bounce": _words(hard)}, at=at)


def note_reply(letter: Letter, *, subject: str, message: str, at: int) -> None:
    """Tell that a letter was answered; ``message`` names the answer."""
    _tell(letter, "email.replied", {"subject": subject}, at=at, which=message)


def note_leaving(letter: Letter, *, at: int) -> None:
    """Tell that who got a letter wants no more."""
    _tell(letter, "email.unsubscribed", {"subject": letter.subject}, at=at)


def _words(hard: bool) -> str:
    return "hard" if hard else "soft"


def _tell(
    letter: Letter, kind: str, properties: dict[str, Value], *, at: int, which: str = ""
) -> None:
    if letter.lead is None:
        return
    fact_id = f"mail:{letter.uuid}:{kind}" + (f":{which}" if which else "")
    if kind == "email.bounced":
        fact_id += f":{properties['bounce']}"
    try:
        tell(
            letter.workspace_id,
            letter.lead,
            kind,
            properties,
            actor=None,
            at=max(at, letter.posted_at),
            fact_id=fact_id,
        )
    except Refused as refused:
        if any(problem.kind not in _NOTHING_NEW for problem in refused.problems):
            raise
