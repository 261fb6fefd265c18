"""Imports from a page: files are received, a mapping proposed, looked at, mended and started."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import transaction

from meetworthy.app.ids import new_id
from meetworthy.app.people.models import User, Workspace
from meetworthy.facts.check import check_mapping
from meetworthy.facts.facts_format import is_facts_format
from meetworthy.facts.files import find_files
from meetworthy.facts.load import load_mapping
from meetworthy.facts.mapping import MAPPING_FILE
from meetworthy.facts.propose import propose_mapping
from meetworthy.facts.registry import known_kinds
from meetworthy.model.document import LARGEST_BYTES
from meetworthy.model.problem import Problem, Refused

from .jobs import create_job
from .models import Job
from .unpack import Unpacker, discard, refuse
from .uploaded import is_uploaded, placed_inside, uploads_of

LONGEST_LIST = 20  # names of files that a message shows; chosen by eye


def receive(
    *, workspace: Workspace, files: Iterable[tuple[str, IO[bytes]]], by: User | None, at: int
) -> Job:
    """Receive the files of an import: tables, a mapping, or zip files of them.

    With a ``sources.yaml`` that can be taken the import waits for a worker at once; otherwise
    it is *proposed*: somebody looks at the mapping (``mapping_of``), mends it
    (``change_mapping``) and starts it (``jobs.start``).  Raises Refused, and keeps nothing, for
    files that are too large or too many, broken, misnamed, or none.
    """
    uuid = new_id()
    folder = uploads_of(workspace) / str(uuid)
    folder.mkdir(parents=True)
    try:
        unpacker = Unpacker(folder, settings.MOST_UPLOAD_BYTES)
        for name, content in files:
            unpacker.take(name, content)
        if not unpacker.files:
            sent = bool(unpacker.left_out)
            cause = f"{'None of the files' if sent else 'No file was sent that'} is a table."
            refuse(
                "no_files",
                "files",
                cause,
                "Send CSV or Parquet; save each sheet of a workbook as CSV.",
            )
        proposed = _propose(folder)
        with transaction.atomic():
            job = create_job(
                workspace=workspace,
                folder=folder,
                name=_called(folder),
                by=by,
                at=at,
                state=Job.State.PROPOSED if proposed or problems_of(folder) else Job.State.WAITING,
                uuid=uuid,
                problems=_left_out(unpacker.left_out),
            )
    except BaseException:
        discard(folder)
        raise
    return job


def mapping_of(job: Job) -> str:
    """Return the text of a job's mapping; nothing where its files are gone or elsewhere."""
    path = Path(job.folder) / MAPPING_FILE
    if not path.is_file() or path.stat().st_size > LARGEST_BYTES:
        return ""
    return path.read_text(encoding="utf-8", errors="replace")


def change_mapping(*, job: Job, text: str) -> list[Problem]:
    """Write the mapping of an import that has not started; returns what is wrong with it.

    Raises Refused where the import is under way or done, or its files are not the service's.
    """
    if len(text.encode()) > LARGEST_BYTES:
        refuse("mapping_unreadable", MAPPING_FILE, "The mapping is too long.", "Shorten it.")
    with transaction.atomic():
        changeable = Job.objects.select_for_update().filter(
            pk=job.pk, state__in=(Job.State.PROPOSED, Job.State.REFUSED)
        )
        if not changeable.exists() or not is_uploaded(job):
            cause = "The mapping of this import can't be changed any more."
            refuse("import_started", MAPPING_FILE, cause, "Import the files anew.")
        (Path(job.folder) / MAPPING_FILE).write_text(text, encoding="utf-8")
    return problems_of(Path(job.folder))


def problems_of(folder: Path) -> list[Problem]:
    """Return what is wrong with a folder's mapping, as far as that shows without reading rows."""
    return placed_inside(folder, _problems_of(folder))


def _problems_of(folder: Path) -> list[Problem]:
    try:
        mapping, tree = load_mapping(folder)
    except Refused as refused:
        return refused.problems
    if is_facts_format(mapping):
        return find_files(folder, mapping, tree)[1]
    problems = check_mapping(mapping, tree, known_kinds(mapping))
    return problems + find_files(folder, mapping, tree)[1]


def _propose(folder: Path) -> bool:
    """Write a mapping where none was sent; says whether it did.  Raises Refused without files."""
    if (folder / MAPPING_FILE).is_file():
        return False
    try:
        text = propose_mapping(folder)
    except Refused as refused:
        raise Refused(placed_inside(folder, refused.problems)) from None
    (folder / MAPPING_FILE).write_text(text, encoding="utf-8")
    return True


def _called(folder: Path) -> str:
    names = sorted(path.name for path in folder.iterdir() if path.name != MAPPING_FILE)
    return ", ".join(names) or MAPPING_FILE


def _left_out(names: list[str]) -> list[dict[str, object]]:
    if not names:
        return []
    text = "Files that are no tables (CSV, Parquet) and no mappings (YAML) were left out."
    return [
        {
            "kind": "files_left_out",
            "count": len(names),
            "text": text,
            "examples": sorted(names)[:LONGEST_LIST],
        }
    ]
