"""Whether there is room."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

from django.conf import settings

from ..probes import LEAST_FREE_BYTES
from .finding import Finding, fine, look, wrong

ABOUT = "disk"
LITTLE_BYTES = 2_000_000_000
"""With less room than this it is time to see to it; chosen by eye."""


def check_disk(*, at: int) -> Iterator[Finding]:  # noqa: ARG001 - every check is asked alike
    """Find a disk that is full, will be, or cannot be written."""
    folder = settings.DATA_FOLDER
    free = shutil.disk_usage(folder).free
    said = f"{free / 1e9:,.1f} GB are free at {folder}."
    remedy = "Make room, or set MEETWORTHY_DATA to a folder on a larger disk."
    if not os.access(folder, os.W_OK):
        yield wrong(ABOUT, f"{folder} cannot be written.", "Give it to the user who serves.")
    elif free < LEAST_FREE_BYTES:
        yield wrong(ABOUT, said, remedy)
    elif free < LITTLE_BYTES:
        yield look(ABOUT, said, remedy)
    else:
        yield fine(ABOUT, said)
