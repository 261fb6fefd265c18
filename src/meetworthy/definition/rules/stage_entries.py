"""Each stage has one way in, and only the first has none."""

from __future__ import annotations

from collections.abc import Iterator

from meetworthy.definition.build import entry_of
from meetworthy.definition.draft import Draft
from meetworthy.definition.language import Entry
from meetworthy.definition.shape.stages import StageShape
from meetworthy.model.problem import Problem


def check(draft: Draft) -> Iterator[Problem]:
    """Yield a problem for every stage with no way in, or several that contradict."""
    stages = list(draft.file.stages.items())
    written = draft.names("stages")
    for name, shape in stages:
        if draft.is_left_out("stages", name):
            continue
        if name == written[0]:
            yield from _first(draft, name, shape)
        else:
            yield from _later(draft, name, shape)


def _first(draft: Draft, name: str, shape: StageShape) -> Iterator[Problem]:
    if entry_of(shape) is not Entry.START:
        cause = f"The first stage, `{name}`, must be entered by being a lead."
        yield draft.error("first_stage", ("stages", name), cause, "Put `lead: {}` before it.")


def _later(draft: Draft, name: str, shape: StageShape) -> Iterator[Problem]:
    ways = [
        word
        for word, value in (
            ("decided_by", shape.decided_by),
            ("meeting", shape.meeting),
            ("asserted", shape.asserted),
        )
        if value is not None
    ]
    entry, path = entry_of(shape), ("stages", name)
    if entry is Entry.START:
        cause = f"Nothing enters the stage `{name}`."
        yield draft.error(
            "no_way_in", path, cause, "Add `when`, `decided_by`, `meeting` or `fact`."
        )
    elif len(ways) > 1:
        cause = f"`{name}` is entered by {' and by '.join(f'`{way}`' for way in ways)}."
        yield draft.error("two_ways_in", path, cause, "Keep one of them; one is authoritative.")
    yield from _unfit(draft, name, shape, entry)


_MEETING_WORDS = ("accepted_by", "confirmed_by", "self_confirmation")


def _unfit(draft: Draft, name: str, shape: StageShape, entry: Entry) -> Iterator[Problem]:
    """Yield a problem for words that have no meaning for this kind of entry."""
    unfit: list[str] = []
    if entry is not Entry.MEETING:
        unfit += [word for word in _MEETING_WORDS if getattr(shape, word)]
    if entry not in {Entry.DECIDED, Entry.MEETING}:
        unfit += [word for word in ("needs", "agreed_meeting") if getattr(shape, word)]
    if entry in {Entry.DECIDED, Entry.RECORDED, Entry.ASSERTED} and shape.when is not None:
        unfit.append("when")
    if entry in {Entry.MEETING, Entry.ASSERTED} and shape.fact is not None:
        unfit.append("fact")
    for word in unfit:
        cause = f"`{word}` has no meaning for `{name}`, which is entered otherwise."
        yield draft.error("word_out_of_place", ("stages", name, word), cause, "Delete it.")
