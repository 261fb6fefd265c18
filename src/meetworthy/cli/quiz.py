"""`meetworthy quiz`: five questions, and what the answers would make of a lead."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Annotated, Any

import typer

from meetworthy.definition.five_questions import ACTIONS, QUESTIONS, Action, Answer, answer
from meetworthy.model.criteria import Status

from .arguments import Json
from .say import say, say_json

MEANINGS = {
    "need": ("they named it", "we infer it", "they have none"),
    "authority": ("decides", "has access to whoever decides", "neither"),
    "budget": ("is there", "can be found", "there is none"),
    "timeline": ("a date or quarter", "plausible, not fixed", "no plan"),
}
"""What confirmed, partial and denied mean for each criterion."""

DEEDS: Mapping[Action, str] = {
    "high intent": "asked for a demo, a trial, a quote or prices",
    "activity": "opened mails, read or downloaded something",
    "none": "nothing",
}
"""What each action covers."""


def _parse_status(text: str) -> Status:
    """Return the status that a word, or its first letters, names."""
    given = text.strip().lower()
    found = [status for status in Status if given and status.name.lower().startswith(given)]
    if len(found) != 1:
        raise typer.BadParameter(f"{text!r} is none of: confirmed, partial, denied, unknown")
    return found[0]


def _parse_action(text: str) -> Action:
    """Return the action that a word, or its first letters, names."""
    given = text.strip().lower().replace("-", " ")
    found = [action for action in ACTIONS if given and action.startswith(given)]
    if len(found) != 1:
        raise typer.BadParameter(f"{text!r} is none of: high intent, activity, none")
    return found[0]


def _criterion(name: str, about: str) -> Any:
    return typer.Option(f"--{name}", metavar="STATUS", parser=_parse_status, help=about)


def quiz(
    need: Annotated[
        Status | None, _criterion("need", "confirmed, partial, denied or unknown; c, p, d, u do.")
    ] = None,
    authority: Annotated[Status | None, _criterion("authority", "The same.")] = None,
    budget: Annotated[Status | None, _criterion("budget", "The same.")] = None,
    timeline: Annotated[Status | None, _criterion("timeline", "The same.")] = None,
    action: Annotated[
        str | None,
        typer.Option(
            "--action",
            metavar="ACTION",
            help="What the lead did: 'high intent' (demo, trial, quote, prices), activity or none.",
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Ask five questions about a lead and say at once what it would be: SQL, MQL or cold.

    In a terminal it asks what the options leave open; for a program, what is not given is
    unknown.
    """
    given = {"need": need, "authority": authority, "budget": budget, "timeline": timeline}
    asking = sys.stdin.isatty() and not as_json
    statuses = {
        name: (_ask_status(name) if asking else Status.UNKNOWN) if status is None else status
        for name, status in given.items()
    }
    done = _parse_action(action) if action else (_ask_action() if asking else "none")
    found = answer(**statuses, action=done)
    if as_json:
        known = {name: status.name.lower() for name, status in statuses.items()}
        say_json(_as_dict({**known, "action": done}, found))
        return
    say()
    say(found.text)
    if found.ask is not None:
        say(f"Ask next: {found.ask}")


def _ask_status(name: str) -> Status:
    say(f"\n{name.capitalize()}. {QUESTIONS[name]}")
    for status, meaning in zip(("confirmed", "partial", "denied"), MEANINGS[name], strict=True):
        say(f"  {status[0]}  {status}: {meaning}")
    say("  u  unknown: not asked yet")
    status = typer.prompt("Answer", default="u", value_proc=_parse_status)
    assert isinstance(status, Status)
    return status


def _ask_action() -> Action:
    say(f"\nAction. {QUESTIONS['action']}")
    for action, meaning in DEEDS.items():
        say(f"  {action[0]}  {action}: {meaning}")
    return _parse_action(typer.prompt("Answer", default="n", value_proc=_parse_action))


def _as_dict(answers: dict[str, str], found: Answer) -> dict[str, Any]:
    return {
        "answers": answers,
        "verdict": found.verdict,
        "lacking": list(found.lacking),
        "unknown": list(found.unknown),
        "ask": found.ask,
        "text": found.text,
    }
