"""Getting Django ready, in a command or a process of its own."""

from __future__ import annotations

import os


def start() -> None:
    """Load the settings and the apps; doing it again does nothing."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "meetworthy.app.settings")
    import django

    django.setup()
