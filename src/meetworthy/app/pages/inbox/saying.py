"""Lines of the inbox in words: why the lead is here, what is unknown, how long there is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from meetworthy.app.desk.inbox import Line
from meetworthy.app.pages.leads.showing import whole_text
from meetworthy.app.pages.names import Names
from meetworthy.app.pages.saying import ago_text, moment_text, span_text
from meetworthy.definition.language import Clock, Unit
from meetworthy.handoff.business_time import business_between, is_open
from meetworthy.handoff.calendar import Calendar
from meetworthy.handoff.hours import OwnersHours
from meetworthy.model.time import HOUR

SOON = 8 * HOUR
"""Time left up to this is written as a length, more as a moment; chosen by eye."""

URGENT = HOUR

ASKED = {
    "review": _lazy("accept or reject"),
    "contact": _lazy("get in touch"),
    "qualify": _lazy("qualify"),
    "book": _lazy("agree on a meeting"),
    "agenda": _lazy("send an agenda"),
    "worth": _lazy("is the meeting worth taking?"),
    "outcome": _lazy("did it take place?"),
    "confirm": _lazy("confirm the meeting"),
    "settle": _lazy("decide the dispute"),
    "open": _lazy("open an opportunity"),
}
"""The one next action of each need."""

_MOST_UNKNOWN = 2


@dataclass(frozen=True, slots=True)
class Left:
    """The time there is: in words, how urgent it looks, and whether nobody works now."""

    text: str
    urgency: str = ""
    is_over: bool = False
    stands_still: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """A line with its words."""

    of: Line
    who: str
    about: str
    sentence: str
    left: Left | None
    score: str
    asked: str
    unknown: tuple[str, ...]
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scene:
    """What words depend on: the definition, whose time, and now."""

    names: Names
    zone: ZoneInfo
    now: int
    calendar: Calendar | None
    people: Mapping[str, str]
    me: str
    hours: OwnersHours | None = None


def shown(line: Line, scene: Scene) -> Shown:
    """Return a line as shown."""
    names = scene.names
    unknown = [names.criterion(slug) for slug in line.unknown]
    if len(unknown) == len(names.criteria):
        unknown = [_("nothing asked yet")]
    else:
        unknown = [_("%s unknown") % word.lower() for word in unknown[:_MOST_UNKNOWN]]
    return Shown(
        of=line,
        who=line.name or line.email or _("nobody gave a name yet"),
        about=" · ".join(filter(None, (line.title, line.company or line.domain))),
        sentence=sentence_of(line, scene),
        left=left_of(line, scene),
        score=whole_text(line.score, names.definition.threshold),
        asked=str(ASKED[line.asked]),
        unknown=tuple(unknown) if line.asked in ("review", "contact", "qualify") else (),
        tags=tuple(_tags(line, scene)),
    )


def _tags(line: Line, scene: Scene) -> list[str]:
    tags = []
    if line.pass_number > 1:
        tags.append(_("pass %(n)s") % {"n": line.pass_number})
    if not line.person:
        tags.append(_("nobody's yet") if not line.meeting else _("for any salesperson"))
    elif line.person != scene.me:
        tags.append(scene.people.get(line.person, line.person))
    tags += [str(ASKED[other]) for other in line.further]
    return tags


def sentence_of(line: Line, scene: Scene) -> str:
    """Return in one sentence why a lead is here."""
    if line.snoozed_until:
        until = moment_text(line.snoozed_until, scene.zone, scene.now)
        return _("Rests until %(until)s: %(why)s") % {"until": until, "why": line.snoozed_why}
    since = moment_text(line.since, scene.zone, scene.now)
    if line.meeting:
        return _of_meeting(line, scene, since)
    match line.asked:
        case "review":
            return _of_cause(line, scene) or _("Up for review since %s.") % since
        case "contact":
            return _("With sales since %s; nobody has spoken to them yet.") % since
        case "qualify":
            return _("In touch. %s") % (line.next_question or _("Nothing more is unknown."))
        case "book":
            return _("Qualified %s; no meeting is agreed.") % since
        case _:
            return _("The meeting was worth it. Does the buyer want to go on?")


def _of_cause(line: Line, scene: Scene) -> str:
    if not line.cause or line.cause_at is None:
        return ""
    ago = ago_text(line.cause_at, scene.now)
    threshold = scene.names.definition.threshold
    cause = line.cause[:1].upper() + line.cause[1:]
    when = _("just now") if ago == _("now") else _("%s ago") % ago
    if threshold is not None and line.score >= threshold:
        over = whole_text(line.score, threshold), f"{threshold:g}"
        return _("%(cause)s %(when)s; %(score)s points, over the line of %(line)s.") % {
            "cause": cause, "when": when, "score": over[0], "line": over[1],
        }  # fmt: skip
    return _("%(cause)s %(when)s, which is reviewed whatever the score.") % {
        "cause": cause, "when": when,
    }  # fmt: skip


def _of_meeting(line: Line, scene: Scene, since: str) -> str:
    when = since if line.starts_at is None else moment_text(line.starts_at, scene.zone, scene.now)
    booker = scene.people.get(line.booker, line.booker.removeprefix("key:")) or _("somebody")
    words = {
        "worth": _("%(booker)s booked a meeting for %(when)s. Is it worth taking?")
        if line.starts_at
        else _("%(booker)s booked a meeting %(when)s. Is it worth taking?"),
        "agenda": _("A meeting is booked for %(when)s; the guest has no agenda yet.")
        if line.starts_at
        else _("A meeting was booked %(when)s; the guest has no agenda yet."),
        "outcome": _("The meeting of %(when)s is over. Did it take place?"),
        "confirm": _("Meeting held %(when)s, booked by %(booker)s. Was it worth taking?"),
        "settle": _("The meeting of %(when)s was declined, and that is disputed."),
    }
    return words.get(line.asked, "%(when)s") % {"when": when, "booker": booker}


def left_of(line: Line, scene: Scene) -> Left | None:
    """Return the time left, in working time where the clock runs in it; None without a clock."""
    if line.due_at is None:
        return None
    clock = _clock(line, scene)
    calendar = _calendar(line, clock, scene)
    if line.due_at <= scene.now:
        return Left(_over(line.due_at, calendar, scene), "bad", is_over=True)
    left = _between(calendar, scene.now, line.due_at)
    if calendar is not None and not is_open(calendar, scene.now):
        return Left(moment_text(line.due_at, scene.zone, scene.now), stands_still=True)
    warned = line.warn_at is not None and line.warn_at <= scene.now
    urgency = "bad" if left < URGENT else "warn" if warned else ""
    if left > SOON:
        return Left(moment_text(line.due_at, scene.zone, scene.now), urgency)
    return Left(span_text(left), urgency)


def _over(due_at: int, calendar: Calendar | None, scene: Scene) -> str:
    """Return by how much it is over; since which day, where working hours would sound like less."""
    over = _between(calendar, due_at, scene.now)
    if over <= SOON:
        return _("over by %s") % span_text(over)
    day = moment_text(due_at, scene.zone, scene.now, date_only=True)
    return _("over since %s") % day


def _between(calendar: Calendar | None, start: int, end: int) -> int:
    return end - start if calendar is None else business_between(calendar, start, end)


def _clock(line: Line, scene: Scene) -> Clock | None:
    clocks = scene.names.definition.sla.clocks
    return next((clock for clock in clocks if clock.slug == line.clock), None)


def _calendar(line: Line, clock: Clock | None, scene: Scene) -> Calendar | None:
    """Return the working time that a line's clock runs in; None for one by the wall clock."""
    if clock is None or clock.target.unit is Unit.WALL:
        return None if clock is not None else scene.calendar
    if clock.of_owner and scene.hours is not None and line.owner:
        own = scene.hours(scene.names.definition, line.owner.lower(), scene.now)
        return own or scene.calendar
    return scene.calendar
