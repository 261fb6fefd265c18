"""The post office: take a letter that is due, send it, record what became of it.

One letter at a time over one connection.  Taking holds a letter for a while, in a transaction of
its own; sending holds none.  Whoever is killed in between leaves a letter that falls due again,
and goes out again under the same Message-ID.
"""

from __future__ import annotations

import smtplib
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import structlog
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F

from meetworthy.app.ledger.sql import fetch, is_postgresql
from meetworthy.connect.contacts.finding import Result
from meetworthy.model.time import MINUTE

from .bounces import note_bounce
from .compose import message_of
from .contacts import check
from .models import Letter
from .post import TO_LEADS
from .schedule import pause_after
from .statuses import enhanced, is_hard
from .suppressed import why_not_written

_LOG = structlog.get_logger(__name__)

HOLD = 10 * MINUTE
"""How long a letter that was taken is left to who took it: above what sending one takes."""

TURN_SECONDS = 30.0
"""After so long no further letter is begun in a turn; chosen by eye."""

LONGEST_SAID = 500
"""Characters kept of a server's answer; chosen by eye."""

# The letter that has been due for longest and that nobody is sending.
_NEXT = """
select id from mail_letter
where state = 'waiting' and next_at <= %s and held_until <= %s
order by next_at, id limit 1
"""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said: its code (0 without one), its words, whether it is about the address."""

    code: int
    said: str
    about_address: bool = False
    is_down: bool = False  # the server, not the letter: no other goes either

    @property
    def is_taken(self) -> bool:
        """Say whether the server took the letter."""
        return 200 <= self.code < 300

    @property
    def is_final(self) -> bool:
        """Say whether trying again would be asking the same."""
        return 500 <= self.code < 600 and not self.is_down


TAKEN = Answer(250, "")


def send_once(*, at: int) -> int:
    """Send letters that are due at an instant, for half a minute; return how many were tried."""
    if not fetch(_NEXT, (at, at)):
        return 0  # looking costs SQLite's one writer nothing
    began, count = time.monotonic(), 0
    with _connection() as connection:
        while time.monotonic() - began < TURN_SECONDS:
            letter = _take(at)
            if letter is None:
                break
            count += 1
            if _handle(letter, connection, at).is_down:
                break
    return count


@contextmanager
def _connection() -> Iterator[BaseEmailBackend]:
    connection = get_connection()
    try:
        yield connection
    finally:
        with suppress(OSError, smtplib.SMTPException):
            connection.close()


def _take(at: int) -> Letter | None:
    with transaction.atomic():
        skip = "for update skip locked" if is_postgresql() else ""
        rows = fetch(_NEXT + skip, (at, at))
        if not rows:
            return None
        mine = Letter.objects.filter(pk=rows[0][0])
        mine.update(held_until=at + HOLD, attempts=F("attempts") + 1)
        return mine.get()


def _handle(letter: Letter, connection: BaseEmailBackend, at: int) -> Answer:
    """Send one letter, unless its lead is not to be written to."""
    if letter.kind in TO_LEADS and letter.lead is not None:
        why = _why_not(letter, letter.lead, at)
        if why:
            _settle(letter, Letter.State.SUPPRESSED, why)
            return TAKEN
    answer = _sent(letter, connection)
    _LOG.info("letter", kind=letter.kind, code=answer.code, attempt=letter.attempts)
    _record(letter, answer, at)
    return answer


def _why_not(letter: Letter, lead: int, at: int) -> str:
    """Return why a lead is not written to: they do not want it, or it would not arrive."""
    why = why_not_written(letter.workspace_id, lead, at=at)
    if why:
        return f"The lead {why}."
    checked = check(letter.address, ask=True)
    if checked.result is not Result.UNDELIVERABLE:
        return ""
    return checked.reasons[0].said


def _sent(letter: Letter, connection: BaseEmailBackend) -> Answer:
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as error:
        return _down(error)
    try:
        connection.send_messages([message_of(letter)])
    except smtplib.SMTPRecipientsRefused as refused:
        ((code, said),) = refused.recipients.values()
        return Answer(code, _text(said), about_address=True)
    except smtplib.SMTPSenderRefused as refused:
        return _down(refused)  # it takes nothing from us, whatever the letter
    except smtplib.SMTPResponseException as refused:
        return Answer(refused.smtp_code, _text(refused.smtp_error))
    except (OSError, smtplib.SMTPException) as error:
        return _down(error)
    return TAKEN


def _down(error: Exception) -> Answer:
    return Answer(0, f"{type(error).__name__}: {error}", is_down=True)


def _text(said: bytes | str) -> str:
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else said


@transaction.atomic
def _record(letter: Letter, answer: Answer, at: int) -> None:
    if answer.is_taken:
        _settle(letter, Letter.State.SENT, answer.said, sent_at=at)
        return
    pause = None if answer.is_final else pause_after(letter.attempts)
    if pause is None:
        _settle(letter, Letter.State.GIVEN_UP, answer.said)
        if answer.about_address:
            note_bounce(letter, hard=is_hard(answer.code, enhanced(answer.said)), at=at)
        return
    Letter.objects.filter(pk=letter.pk, state=Letter.State.WAITING).update(
        next_at=at + pause, held_until=0, said=_kept(answer.said)
    )


def _settle(letter: Letter, state: Letter.State, said: str, **more: int) -> None:
    waiting = Letter.objects.filter(pk=letter.pk, state=Letter.State.WAITING)
    waiting.update(state=state, held_until=0, said=_kept(said), **more)


def _kept(said: str) -> str:
    return said[:LONGEST_SAID].replace("\x00", "")
