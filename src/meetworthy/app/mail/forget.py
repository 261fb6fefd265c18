"""Letters whose text nobody needs any more: what was written goes, that it was written stays."""

from __future__ import annotations

from meetworthy.model.time import DAY

from .models import Letter

KEPT = 90 * DAY
"""How long the text of a letter is kept after it was posted; chosen by eye.  Its row stays for
ever: answers and links to leave name it."""


def forget_once(*, at: int) -> int:
    """Empty the letters that were settled long ago; returns how many."""
    old = Letter.objects.filter(posted_at__lt=at - KEPT).exclude(state=Letter.State.WAITING)
    return old.exclude(text="").update(text="", html="")
