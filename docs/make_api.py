"""Write docs/reference/openapi.json from the endpoints themselves; `make docs` runs it."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

PAGE = Path(__file__).parent / "reference" / "openapi.json"


def main() -> None:
    """Write the description as the service publishes it."""
    with tempfile.TemporaryDirectory(prefix="meetworthy-docs-") as folder:
        os.environ["MEETWORTHY_DATA"] = folder  # the settings make a data folder and a secret
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "meetworthy.app.settings")
        import django

        django.setup()
        from meetworthy.app.api.document import text

        PAGE.write_bytes(text())


if __name__ == "__main__":
    main()
