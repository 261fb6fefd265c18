"""No SQL goes under the floor of its framework: interest is not qualification."""

from __future__ import annotations

from collections.abc import Iterator

from meetworthy.definition.build import entry_of, kind_of
from meetworthy.definition.draft import Draft, criterion_slug
from meetworthy.definition.language import Entry
from meetworthy.definition.shape.stages import StageShape
from meetworthy.model.criteria import Status
from meetworthy.model.problem import Problem


def check(draft: Draft) -> Iterator[Problem]:
    """Yield a problem if the SQL, or the meeting that stands for it, needs too little."""
    if draft.framework is None or draft.is_left_out("framework"):
        return
    for name in qualifying_stages(draft):
        if draft.is_left_out("stages", name):
            continue
        yield from _under(draft, name, draft.file.stages[name])


def qualifying_stages(draft: Draft) -> list[str]:
    """Return the stages that mean sales qualified, on which the floor holds.

    The SQL is the stage of that name, or one that sales enters by `lead.qualified`.  Where
    there is none, the sales qualified meeting stands for it.  A stage that a CRM asserts has
    no recorded criteria, and says so.
    """
    stages = draft.file.stages
    named = [name for name, shape in stages.items() if _is_sql(name, shape)]
    if not named:
        named = [name for name, shape in stages.items() if entry_of(shape) is Entry.MEETING]
    decided = {Entry.DECIDED, Entry.MEETING}  # any other entry is refused by a rule of its own
    return [name for name in named if entry_of(stages[name]) in decided]


def _is_sql(name: str, shape: StageShape) -> bool:
    return name == "sql" or kind_of(name, shape) == "lead.qualified"


def _under(draft: Draft, name: str, shape: StageShape) -> Iterator[Problem]:
    assert draft.framework is not None
    needs = {criterion_slug(draft, key): Status[need.upper()] for key, need in shape.needs.items()}
    lacking = [
        f"{each.slug}: {each.floor.name.lower()}"
        for each in draft.framework.criteria
        if not needs.get(each.slug, Status.UNKNOWN).meets(each.floor)
    ]
    if lacking:
        yield draft.error(
            "under_the_floor",
            ("stages", name, "needs") if shape.needs else ("stages", name),
            f"`{name}` is under the floor of {draft.framework.label}: interest is not "
            "qualification.",
            f"Add at least `{', '.join(lacking)}` to its `needs`.",
        )
