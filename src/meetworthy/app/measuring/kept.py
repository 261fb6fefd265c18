"""Where answers lie: a folder for each question, in the data folder beside the export.

``asked.json`` is the question, touched when somebody asks it; ``answer.json`` is the last
answer, replaced as a whole.  All of it can be thrown away and measured again.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

import msgspec
from django.conf import settings
from pydantic import TypeAdapter, ValidationError

from meetworthy.app.ledger.export_place import EXPORTS, export_folder
from meetworthy.app.ledger.export_state import replace
from meetworthy.measure.results import REPORT_FORMAT, FunnelReport

from .question import FunnelQuestion

REPORTS = "reports"
FORMAT = (1, REPORT_FORMAT)
"""Of what is kept; an answer of another is measured again."""

_ASKED, _ANSWER, _LOCK = "asked.json", "answer.json", ".lock"
_READY = 64
"""Answers that a process keeps read; chosen by eye."""

_REPORT: TypeAdapter[FunnelReport] = TypeAdapter(FunnelReport)


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A question and whose it is."""

    workspace_id: int
    workspace: str  # its uuid, so that a restored database is not mistaken
    question: FunnelQuestion


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What was measured, when, and of which facts and versions."""

    format: tuple[int, int] = FORMAT
    measured_at: int  # µs
    took: int  # µs
    through: int  # the ledger's last fact that it saw
    timeline: str  # the versions' hashes
    refused: str = ""  # why there is no report
    report: msgspec.Raw = msgspec.Raw(b"null")


def ask(workspace_id: int, question: FunnelQuestion) -> Path:
    """Note that a question is asked now; return the folder of its answer."""
    folder = export_folder(workspace_id, REPORTS) / question.key
    file = folder / _ASKED
    if file.is_file():
        file.touch()
        return folder
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    name = folder.parent.parent.name
    asked = Asked(workspace_id=workspace_id, workspace=name, question=question)
    replace(file, msgspec.json.encode(asked))
    return folder


def every_asked() -> list[tuple[Path, Asked, float]]:
    """Return every question with its folder, and when it was last asked (seconds)."""
    files = (Path(settings.DATA_FOLDER) / EXPORTS).glob(f"*/{REPORTS}/*/{_ASKED}")
    found = []
    for file in files:
        try:
            asked = msgspec.json.decode(file.read_bytes(), type=Asked)
            found.append((file.parent, asked, file.stat().st_mtime))
        except FileNotFoundError:
            continue  # it was just forgotten
        except msgspec.DecodeError:  # of another release: whoever wants to know asks again
            file.unlink(missing_ok=True)
    return found


def answer_in(folder: Path) -> Answer | None:
    """Return the last answer; None where there is none yet."""
    try:
        answer = msgspec.json.decode((folder / _ANSWER).read_bytes(), type=Answer)
    except (FileNotFoundError, msgspec.DecodeError):  # none yet, or of another release
        return None
    return answer if answer.format == FORMAT else None


def keep(folder: Path, answer: Answer, report: FunnelReport | None) -> None:
    """Keep an answer in place of the one before."""
    raw = b"null" if report is None else _REPORT.dump_json(report)
    replace(
        folder / _ANSWER,
        msgspec.json.encode(msgspec.structs.replace(answer, report=msgspec.Raw(raw))),
    )


def report_in(folder: Path) -> tuple[Answer, FunnelReport | None] | None:
    """Return the last answer with its report; read once as long as it stays the same."""
    try:
        changed = (folder / _ANSWER).stat().st_mtime_ns
    except FileNotFoundError:
        return None
    return _read(folder, changed)


@lru_cache(maxsize=_READY)
def _read(folder: Path, _changed: int) -> tuple[Answer, FunnelReport | None] | None:
    answer = answer_in(folder)
    if answer is None:
        return None
    if bytes(answer.report) == b"null":
        return answer, None
    try:
        return answer, _REPORT.validate_json(bytes(answer.report))
    except ValidationError:  # of another release
        return None


@contextmanager
def alone(folder: Path) -> Iterator[bool]:
    """Hold a question's folder; yields False where somebody else is measuring it."""
    with (folder / _LOCK).open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
