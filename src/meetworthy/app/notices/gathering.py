"""Putting notices that go to one person together into a letter, or a message in their chat."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from meetworthy.app.mail.post import post
from meetworthy.app.operate.wake import wake
from meetworthy.app.people.models import Workspace

from .kinds import Way
from .models import Bundle, Notice
from .morning import calendar_of
from .scene import Scene
from .stopping import stop_link
from .words import headline, sentence

_LINK = re.compile(r" <([^|>]*)\|[^>]*>")
"""A link as `chat_text` writes it."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is told: a sentence, and where to look."""

    text: str
    link: str


def gather(scene: Scene, person: str, way: Way, notices: Sequence[Notice], *, at: int) -> Bundle:
    """Tell somebody of notices together; in the caller's transaction."""
    workspace = Workspace.objects.get(pk=scene.workspace_id)
    lines = _lines(scene, workspace, person, notices)
    is_digest = way is Way.DIGEST
    subject = headline([line.text for line in lines], workspace.name, is_digest=is_digest)
    bundle = Bundle.objects.create(
        workspace=workspace,
        person=person,
        way=way.value,
        state=Bundle.State.WAITING if way is Way.CHAT else Bundle.State.DONE,
        subject=subject,
        body=chat_text(lines) if way is Way.CHAT else "",
        made_at=at,
        next_at=at,
    )
    if way is Way.CHAT:
        transaction.on_commit(lambda: wake("chat"))
    else:
        send_letter(bundle, letter_text(workspace, person, lines), at=at)
    Notice.objects.filter(pk__in=[one.pk for one in notices]).update(
        state=Notice.State.TOLD, told_at=at, bundle=bundle
    )
    return bundle


def send_letter(bundle: Bundle, text: str, *, at: int) -> None:
    """Put a bundle into the post, once."""
    stop = stop_link(bundle.workspace_id, bundle.person)
    bundle.letter = post(
        workspace_id=bundle.workspace_id,
        to=bundle.person,
        kind="digest" if bundle.way == Way.DIGEST else "notice",
        key=f"notice:{bundle.uuid}",
        subject=bundle.subject,
        text=text,
        at=at,
        headers={
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",  # RFC 8058
        },
    )
    bundle.save(update_fields=["letter"])


def _lines(
    scene: Scene, workspace: Workspace, person: str, notices: Sequence[Notice]
) -> list[Line]:
    """Return what is told, in order of time; of a meeting or a lead the same thing once."""
    calendar = calendar_of(scene.definition, scene.roster.person(person))
    zone = ZoneInfo(calendar.zone)
    found: dict[tuple[object, ...], Line] = {}
    for one in sorted(notices, key=lambda one: (one.at, one.pk)):
        about = scene.leads.get(one.lead) if one.lead is not None else None
        key = (one.kind, one.lead, one.what.get("meeting"), one.what.get("clock"))
        found.pop(key, None)  # the latest word holds, at its place in time
        link = (
            _path("lead", workspace, lead=about.uuid) if about else _path("definitions", workspace)
        )
        found[key] = Line(sentence(one.what, about, zone), link)
    return list(found.values())


def letter_text(workspace: Workspace, person: str, lines: Sequence[Line]) -> str:
    """Return a letter: each thing with its link, and how to hear less."""
    told = "\n\n".join(f"{line.text}\n{line.link}" for line in lines)
    return told + _foot(workspace, person)


def letter_of_chat(workspace: Workspace, bundle: Bundle) -> str:
    """Return the letter that goes instead of a message that a chat did not take."""
    said = _("Your chat did not take this (%(answer)s), so it comes by mail.") % {
        "answer": bundle.answered or bundle.said or _("no answer")
    }
    told = _LINK.sub(r"\n\1\n", bundle.body)
    for sign, written in (("<", "&lt;"), (">", "&gt;"), ("&", "&amp;")):
        told = told.replace(written, sign)
    return f"{said}\n\n{told}" + _foot(workspace, bundle.person)


def _foot(workspace: Workspace, person: str) -> str:
    choose = _("What you are told of, and how: %(link)s") % {"link": _path("notices", workspace)}
    stop = _("No more of these mails: %(link)s") % {"link": stop_link(workspace.pk, person)}
    return f"\n\n--\n{workspace.name}\n{choose}\n{stop}\n"


def chat_text(lines: Sequence[Line]) -> str:
    """Return a message as Slack writes it: a line each, linked; its three signs are escaped."""
    return "\n".join(f"{_escaped(line.text)} <{line.link}|{_('Open')}>" for line in lines)


def _escaped(text: str) -> str:
    # https://api.slack.com/reference/surfaces/formatting#escaping
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _path(name: str, workspace: Workspace, **more: object) -> str:
    path = reverse(name, kwargs={"workspace": workspace.slug, **more})
    return str(settings.SITE_URL + path)
