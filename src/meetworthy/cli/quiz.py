"""`meetworthy quiz`: five questions, and what the answers would make of a lead."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer

from meetworthy.judge.five_questions import (
    ASKED,
    NEEDED_FOR_SQL,
    Action,
    Answers,
    QuickVerdict,
    judge_answers,
)
from meetworthy.model.criteria import Status

from .arguments import Json
from .say import say, say_json

QUESTIONS = {
    "need": "Need: is there a problem that we solve?",
    "authority": "Authority: does this person decide, or lead us to whoever does?",
    "budget": "Budget: is there money for it, or could there be?",
    "timeline": "Timeline: is there a date by which they want it solved?",
    "action": "Action: what did they do of their own accord?",
}

MEANINGS = {
    "need": ("they named it", "we infer it", "they have none"),
    "authority": ("decides", "has access to whoever decides", "neither"),
    "budget": ("is there", "can be found", "there is none"),
    "timeline": ("a date or quarter", "plausible, not fixed", "no plan"),
}
"""What confirmed, partial and denied mean for each criterion."""

ACTIONS = {
    Action.HIGH_INTENT: "asked for a demo, a trial, a quote or prices",
    Action.ACTIVITY: "opened mails, read or downloaded something",
    Action.NONE: "nothing",
}

OUTCOMES = {
    "sql": "Would qualify as SQL: a salesperson's conversation is well spent.",
    "mql": "MQL: worth attention, not yet a salesperson's hour.",
    "cold": "Cold: nothing known speaks for a meeting now.",
}


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
    found = [action for action in Action if given and action.startswith(given)]
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
        Action | None,
        typer.Option(
            "--action",
            metavar="ACTION",
            parser=_parse_action,
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
    if action is None:
        action = _ask_action() if asking else Action.NONE
    answers = Answers(**statuses, action=action)
    verdict = judge_answers(answers)
    if as_json:
        say_json(_as_dict(answers, verdict))
    else:
        _say_verdict(answers, verdict)


def _ask_status(name: str) -> Status:
    say(f"\n{QUESTIONS[name]}")
    for status, meaning in zip(("confirmed", "partial", "denied"), MEANINGS[name], strict=True):
        say(f"  {status[0]}  {status}: {meaning}")
    say("  u  unknown: not asked yet")
    status = typer.prompt("Answer", default="u", value_proc=_parse_status)
    assert isinstance(status, Status)
    return status


def _ask_action() -> Action:
    say(f"\n{QUESTIONS['action']}")
    for action, meaning in ACTIONS.items():
        say(f"  {action[0]}  {action}: {meaning}")
    action = typer.prompt("Answer", default="n", value_proc=_parse_action)
    assert isinstance(action, Action)
    return action


def _say_verdict(answers: Answers, verdict: QuickVerdict) -> None:
    say()
    say(OUTCOMES[verdict.outcome])
    for name in verdict.missing:
        needed = NEEDED_FOR_SQL[name].name.lower()
        say(f"  {name} is {answers.of(name).name.lower()}; an SQL needs it {needed}")
    if verdict.next_question is not None:
        say(f"Ask next: {QUESTIONS[verdict.next_question]}")
    for change in verdict.changes:
        say(f"  {change.question} {change.to}: it would be {change.outcome.upper()}")


def _as_dict(answers: Answers, verdict: QuickVerdict) -> dict[str, Any]:
    return {
        "answers": {name: answers.of(name).name.lower() for name in ASKED}
        | {"action": str(answers.action)},
        "outcome": str(verdict.outcome),
        "missing": list(verdict.missing),
        "unknown": list(verdict.unknown),
        "next_question": verdict.next_question,
        "would_change": [
            {"question": change.question, "to": change.to, "outcome": str(change.outcome)}
            for change in verdict.changes
        ],
    }
