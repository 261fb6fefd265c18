"""What the chapter on clocks is told with: times as people say them, and small agreements.

``at("Fri 16:30")`` is a time in Berlin in the week of Monday, 2 March 2026, ``at("Fri 16:30", 1)``
the same a week later.  ``clocks`` judges one lead by a definition whose `sla` is given, and
returns the runs of its clocks.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from meetworthy.definition.language import Definition
from meetworthy.handoff.calendar import Calendar
from meetworthy.handoff.clock_run import ClockRun
from meetworthy.handoff.clocks import clocks_of
from meetworthy.handoff.deadlines import team_calendar
from meetworthy.judge.gather import gather
from meetworthy.judge.interpreter import Interpreter
from meetworthy.model.fact import Fact
from meetworthy.model.time import instant_of, moment_of
from spec.judging import TALK, definition

ZONE = "Europe/Berlin"
_WEEK = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
HOURS = 'hours: {days: mon-fri, from: "09:00", to: "17:00"}'

VIEW = "looked at prices: {fact: page.viewed, points: 12, high_intent: true, review: at once}"
OTHER = "asked something: {fact: form.submitted, points: 12, review: at once}"


def at(words: str, week: int = 0, *, zone: str = ZONE) -> int:
    """Return the instant of a weekday and a time of day, in the week of 2 March 2026 or later."""
    day, time = words.split()
    date = datetime(2026, 3, 2) + timedelta(days=_WEEK.index(day), weeks=week)  # noqa: DTZ001  # made aware below
    hour, minute = map(int, time.split(":"))
    return instant_of(date.replace(hour=hour, minute=minute, tzinfo=ZoneInfo(zone)))


def said(instant: int, *, zone: str = ZONE) -> str:
    """Return an instant as a weekday and a time of day in a zone."""
    return moment_of(instant).astimezone(ZoneInfo(zone)).strftime("%a %H:%M")


def agreement(*clocks: str, hours: str = HOURS, version: int = 1, since: str = "") -> Definition:
    """Return a definition with these clocks, by which a look at prices asks for review at once."""
    sla = "".join(f"  {line}\n" for line in (hours, *clocks))
    parts = f"timezone: {ZONE}\nbehaviour:\n  {VIEW}\n  {OTHER}\n  {TALK}\nsla:\n{sla}"
    if since:
        parts += f"in_force: {since}\n"
    return definition(parts, version=version)


def facts_of(*told: tuple[object, ...]) -> list[Fact]:
    """Return facts about lead 1, each told as (instant, kind) and, if need be, what it says."""
    facts = []
    for number, (when, kind, *more) in enumerate(told):
        said = dict(more[0]) if more else {}
        names = ("date_only", "lead", "visitor", "account")
        own = {name: said.pop(name) for name in names if name in said}
        is_anonymous = "visitor" in own and kind != "lead.identified"
        own.setdefault("lead", None if is_anonymous or "account" in own else 1)
        facts.append(Fact(kind, when, "crm", f"f{number}", properties=said, **own))
    return facts


def clocks(
    by: Definition | tuple[Definition, ...],
    *told: tuple[object, ...],
    until: int,
    lead: int = 1,
    account: int | None = None,
    calendar: Calendar | None = None,
    people: dict[str, Calendar] | None = None,
) -> list[ClockRun]:
    """Return the runs of one lead's clocks as of an instant, in order of their starts.

    ``people`` says when who has the lead works.
    """
    interpreter = Interpreter(by if isinstance(by, tuple) else (by,))
    history = gather(facts_of(*told), at=until, accounts={lead: account})[lead]
    entries = interpreter.judge_history(history, at=until).entries
    calendar_of = team_calendar if calendar is None else (lambda _: calendar)
    hours = None if people is None else (lambda _definition, owner, _at: people.get(owner))
    given = {"calendar_of": calendar_of, "hours": hours}
    return list(clocks_of(interpreter, history, entries, at=until, **given))
