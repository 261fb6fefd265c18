"""What a notice says: one sentence, with who it is about and when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from .kinds import Kind
from .scene import About

_SAID = {
    "lead.assigned": gettext_lazy("%(who)s was given to you."),
    "task.review": gettext_lazy("%(who)s is up for review."),
    "clock.warned": gettext_lazy("%(who)s: “%(clock)s” is due %(due)s."),
    "clock.missed": gettext_lazy("%(who)s: “%(clock)s” ran out %(due)s. %(owner)s"),
    "meeting.booked": gettext_lazy("A meeting with %(who)s was booked, %(start)s."),
    "meeting.moved": gettext_lazy("The meeting with %(who)s was moved, %(start)s."),
    "meeting.cancelled": gettext_lazy("The meeting with %(who)s was cancelled."),
    "meeting.held": gettext_lazy("The meeting with %(who)s was held. Was it worth taking?"),
    "meeting.missed": gettext_lazy("The meeting with %(who)s did not take place."),
    "meeting.confirmed": gettext_lazy("The meeting with %(who)s was confirmed as worth taking."),
    "meeting.declined": gettext_lazy("The meeting with %(who)s was declined.%(reason)s"),
    "meeting.disputed": gettext_lazy(
        "The meeting with %(who)s was declined, and its booker disagrees. You decide."
    ),
    "sign": gettext_lazy("Version %(number)s of the definition waits for %(team)s to sign it."),
}
_SETTLED = {
    True: gettext_lazy("The dispute about %(who)s is decided: the meeting was worth taking."),
    False: gettext_lazy("The dispute about %(who)s is decided: the meeting stays declined."),
}


def sentence(what: Mapping[str, Any], about: About | None, zone: tzinfo) -> str:
    """Return what happened in a sentence; times are written in a zone."""
    kind = str(what.get("kind", ""))
    text = _SETTLED[bool(what.get("worth_it"))] if kind == "meeting.settled" else _SAID[kind]
    words = {
        "who": name_of(about),
        "clock": what.get("clock", ""),
        "due": _time(what.get("due_at"), zone),
        "start": _time(what.get("starts_at"), zone),
        "owner": _owner(about),
        "reason": _reason(what),
        "number": what.get("number", ""),
        "team": what.get("team", ""),
    }
    return str(text % words).strip()


def name_of(about: About | None) -> str:
    """Return whom a notice is about: a name and a company, as far as anybody said."""
    if about is None:
        return _("A lead")
    named = about.name or about.email or _("A lead")
    return f"{named}, {about.company}" if about.company else named


def headline(sentences: list[str], workspace: str, *, is_digest: bool) -> str:
    """Return the subject of a letter: what happened, or how much."""
    if is_digest:
        count = ngettext("%(n)s thing", "%(n)s things", len(sentences)) % {"n": len(sentences)}
        return _("Your digest of %(workspace)s: %(count)s") % {
            "workspace": workspace,
            "count": count,
        }
    if len(sentences) == 1:
        return sentences[0].rstrip(".")
    return _("%(n)s things at %(workspace)s") % {"n": len(sentences), "workspace": workspace}


def asks_you(kind: Kind) -> bool:
    """Say whether a kind asks something of who hears it."""
    return kind not in (Kind.MEETING, Kind.OUTCOME)


def _owner(about: About | None) -> str:
    if about is None or not about.owner:
        return _("Nobody has the lead.")
    return _("%(owner)s has the lead.") % {"owner": about.owner}


def _reason(what: Mapping[str, Any]) -> str:
    reason = what.get("reason")
    return " " + _("The reason: %(reason)s.") % {"reason": reason} if reason else ""


def _time(said: object, zone: tzinfo) -> str:
    """Return an instant as a weekday and a time; of one that nobody said, that it is open."""
    try:
        moment = datetime.fromisoformat(str(said)).astimezone(zone)
    except ValueError:
        return _("at a time that is open")
    return _("on %(day)s at %(time)s") % {
        "day": f"{moment:%a} {moment.day} {moment:%b}",
        "time": f"{moment:%H:%M}",
    }
