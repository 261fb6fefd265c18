"""Running imports: one job at a time, in turns, each piece of it exactly once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict

from meetworthy.app.operate.clock import now
from meetworthy.app.operate.wake import wake
from meetworthy.model.problem import Problem, Refused
from meetworthy.model.time import SECOND, moment_of

from .aside import rows_aside
from .chunks import CHUNK, Facts
from .commit import commit_aside, commit_facts
from .lease import Held, Lost, take
from .models import Job
from .names import Names
from .ordering import FACTS
from .staging import ALIASES, ASIDE, LEADS, READING, Seen, Staged, forget, read_table, stage
from .told import told_of
from .uploaded import clear_upload, placed_inside

LEFT_OUT = "files_left_out"
"""The kind of problem that says which uploaded files were not wanted."""

TURN = 5 * SECOND
"""How long a job is worked on before others have their turn, and an end that was asked for is
noticed; chosen by eye.  Reading a folder is one turn however long it takes."""


def once(*, at: int, clock: Callable[[], int] = now, about: int = CHUNK) -> bool:
    """Do a turn of one waiting import; returns whether there was any.

    ``about`` is how many facts are committed at once.
    """
    held = take(at=at)
    if held is None:
        return False
    work_on(held, clock=clock, until=at + TURN, about=about)
    return True


def work_on(
    held: Held,
    *,
    clock: Callable[[], int],
    until: int | None = None,
    seen: Seen = lambda _what, _share: None,
    about: int = CHUNK,
) -> None:
    """Go on with a job, to its end or until an instant; ``seen`` is told how far it is.

    A folder that can't be read is refused.  What else goes wrong is raised; the job is then
    tried again when it has been silent for a while, so that others have their turn.
    """
    try:
        _go_on_or_refuse(held, clock, until, seen, about)
    except Lost:
        return
    except Exception as error:
        held.fail(str(error), at=clock())
        raise
    except BaseException:  # the process is ending: anybody may go on
        held.let_go()
        raise


def _go_on_or_refuse(
    held: Held, clock: Callable[[], int], until: int | None, seen: Seen, about: int
) -> None:
    try:
        _go_on(held, clock, until, seen, about)
    except Refused as refused:
        _refuse(held, placed_inside(held.folder, refused.problems), at=clock())


def _go_on(held: Held, clock: Callable[[], int], until: int | None, seen: Seen, about: int) -> None:
    staged = stage(held, clock=clock, seen=seen)
    _begin(held, staged, at=clock())
    _take_aside(held, staged, clock, about)
    names = Names(read_table(staged, ALIASES), read_table(staged, LEADS))
    facts = Facts(staged.folder / FACTS)
    try:
        while held.position < staged.items:
            if until is not None and clock() >= until:
                held.let_go()
                return
            chunk = facts.chunk(held.position - staged.aside, about=about)
            share = _share(held.position + chunk.num_rows, staged)
            commit_facts(held, chunk, told_of(chunk, names), at=clock(), share=share)
            wake("judging")
            seen("taking facts", share)
    finally:
        facts.close()
    _end(held, at=clock())


def _share(position: int, staged: Staged) -> float:
    return READING + (1 - READING) * position / max(staged.items, 1)


def _begin(held: Held, staged: Staged, *, at: int) -> None:
    """Note what was read; start anew where it is not what was being taken.

    Facts that were taken before are then known, as on any other second import.
    """
    if (
        held.fingerprint == staged.fingerprint
        and Job.objects.filter(pk=held.pk, items=staged.items).exists()
    ):
        held.keep(at=at)
        return
    held.position, held.fingerprint = 0, staged.fingerprint
    held.keep(
        at=at,
        fingerprint=staged.fingerprint,
        items=staged.items,
        position=0,
        rows=staged.silent + staged.known,
        taken=staged.silent,
        known=staged.known,
        quarantined=0,
        problems=[*_kept(held), *staged.problems],
    )


def _kept(held: Held) -> list[dict[str, object]]:
    """Return what was said of the files when they were received."""
    problems = Job.objects.values_list("problems", flat=True).get(pk=held.pk)
    return [each for each in problems if each["kind"] == LEFT_OUT]


def _take_aside(held: Held, staged: Staged, clock: Callable[[], int], about: int) -> None:
    while held.position < staged.aside:
        items = rows_aside(
            staged.folder / ASIDE, held.position, about, job_id=held.pk, senders=staged.senders
        )
        commit_aside(held, items, at=clock(), share=_share(held.position + len(items), staged))


def _end(held: Held, *, at: int) -> None:
    held.keep(at=at, state=Job.State.DONE, done_at=moment_of(at), share=1.0, doing="")
    forget(held.uuid)
    clear_upload(Job.objects.select_related("workspace").get(pk=held.pk))


def _refuse(held: Held, problems: list[Problem], *, at: int) -> None:
    """Say why a folder can't be taken, all of it."""
    said = [{**asdict(problem), "place": str(problem.place)} for problem in problems]
    held.keep(at=at, state=Job.State.REFUSED, done_at=moment_of(at), doing="", problems=said)
    forget(held.uuid)
