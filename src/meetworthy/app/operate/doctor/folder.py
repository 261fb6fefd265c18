"""Whether there is an installation at all, looked at before the settings would make a new one."""

from __future__ import annotations

from collections.abc import Mapping

from ..configuration import data_folder, database_file
from .finding import Finding, wrong

ABOUT = "data"


def find_absent(environment: Mapping[str, str]) -> list[Finding]:
    """Find a folder, or a database in it, that is not there; nothing where both are."""
    folder = data_folder(environment)
    if not folder.is_dir():
        said = f"There is no folder {folder}."
    elif not environment.get("MEETWORTHY_DATABASE") and not database_file(folder).exists():
        said = f"There is no database in {folder}."
    else:
        return []
    remedy = "Mend MEETWORTHY_DATA; a new installation is made by `meetworthy migrate`."
    return [wrong(ABOUT, said, remedy)]
