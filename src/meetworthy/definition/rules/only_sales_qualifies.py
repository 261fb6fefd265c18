"""Only sales makes an SQL: no score and no record enters it by itself."""

from __future__ import annotations

from collections.abc import Iterator

from meetworthy.definition.build import entry_of
from meetworthy.definition.draft import Draft
from meetworthy.definition.language import Entry
from meetworthy.model.problem import Problem


def check(draft: Draft) -> Iterator[Problem]:
    """Yield a problem if the SQL is entered otherwise than by sales or a CRM's word."""
    for name in ("sal", "sql"):
        shape = draft.file.stages.get(name)
        allowed = {Entry.DECIDED, Entry.ASSERTED}
        if shape is None or draft.is_left_out("stages", name) or entry_of(shape) in allowed:
            continue
        if name == "sql" and entry_of(shape) is Entry.MEETING:
            continue  # a confirmed meeting may be the SQL; the floor holds for it all the same
        yield draft.error(
            "not_decided_by_sales",
            ("stages", name),
            f"`{name}` is a decision of sales, and here nobody of sales takes it.",
            "Write `decided_by: sales`, or `asserted: crm` if only a CRM's word is known.",
        )
