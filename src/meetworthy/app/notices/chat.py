"""Sending to chats: Slack-compatible incoming webhooks, at least once, with pauses between.

As the outbox: who takes a message lets it lie for a while, sends it outside any transaction, and
records the answer.  A chat that takes nothing is given up, and a letter goes instead.
"""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from meetworthy.app.ledger.sql import is_postgresql
from meetworthy.app.outbox.schedule import asked_pause, pause_after
from meetworthy.app.outbox.send import Answer, send
from meetworthy.app.people.models import Workspace
from meetworthy.app.people.refusals import refuse
from meetworthy.model.time import MINUTE

from .choices import chosen_by
from .gathering import letter_of_chat, send_letter
from .models import Bundle

MOST, AT_ONCE = 32, 8
"""Messages of one turn, and requests under way at a time; chosen by eye."""

MOST_ATTEMPTS = 6
"""Some quarter of an hour in all: what is told at once is of no use in a chat tomorrow."""

LEASE = 5 * MINUTE
LONGEST_SAID = 500
_GONE = (403, 404, 410)
"""What Slack answers of a webhook that is no more: a letter goes at once."""


def chat_once(*, at: int) -> int:
    """Send some of what is due in chats; returns how many attempts were made."""
    taken = _take(at)
    if not taken:
        return 0
    allowed = settings.CONFIGURATION.private_hosts
    urls = {one.pk: _url(one, at) for one in taken}

    def sent(one: Bundle) -> tuple[Bundle, Answer]:
        body = json.dumps({"text": one.body}, ensure_ascii=False).encode()
        if not urls[one.pk]:
            return one, Answer(None, "there is no chat any more", is_ours=True)
        return one, send(urls[one.pk], body, {}, allowed=allowed)

    with ThreadPoolExecutor(max_workers=AT_ONCE, thread_name_prefix="chat") as pool:
        for one, answer in pool.map(sent, taken):
            _record(one, answer, at=at)
    return len(taken)


def try_out(workspace: Workspace, person: str, *, at: int) -> Answer:
    """Send a word to somebody's chat now; returns how it was answered.

    Raises Refused for somebody whose chat is not known.
    """
    url = chosen_by(workspace.pk, {person: ""})[person].chat_url(at=at)
    if not url:
        cause = "Nothing can be told in a chat that is not known."
        refuse("no_chat", "chat", cause, "Give the address of its incoming webhook.")
    text = _("This is where Meetworthy tells you what happens at %(workspace)s.") % {
        "workspace": workspace.name
    }
    body = json.dumps({"text": text}, ensure_ascii=False).encode()
    return send(url, body, {}, allowed=settings.CONFIGURATION.private_hosts)


def _take(at: int) -> list[Bundle]:
    due = Bundle.objects.filter(state=Bundle.State.WAITING, next_at__lte=at).order_by("next_at")
    if not due.exists():
        return []  # looking costs SQLite's one writer nothing
    with transaction.atomic():
        mine = list((due.select_for_update(skip_locked=True) if is_postgresql() else due)[:MOST])
        for one in mine:
            one.attempts, one.next_at = one.attempts + 1, at + LEASE
        Bundle.objects.bulk_update(mine, ["attempts", "next_at"])
    return mine


def _url(one: Bundle, at: int) -> str:
    return chosen_by(one.workspace_id, {one.person: ""})[one.person].chat_url(at=at)


def _record(one: Bundle, answer: Answer, *, at: int) -> None:
    """Record an attempt; where it was the last, post a letter instead."""
    one.answered, one.said = answer.status, answer.said[:LONGEST_SAID]
    pause = None if one.attempts >= MOST_ATTEMPTS else pause_after(one.attempts)
    with transaction.atomic():
        if answer.is_taken:
            one.state, one.body = Bundle.State.DONE, ""
        elif answer.is_ours or answer.status in _GONE or pause is None:
            one.state = Bundle.State.GIVEN_UP
            _write_instead(one, at)
            one.body = ""
        else:
            one.next_at = at + max(pause, asked_pause(answer.retry_after))
        one.save(update_fields=["state", "body", "next_at", "answered", "said"])


def _write_instead(one: Bundle, at: int) -> None:
    workspace = Workspace.objects.get(pk=one.workspace_id)
    send_letter(one, letter_of_chat(workspace, one), at=at)
