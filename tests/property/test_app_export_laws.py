"""What is exported is judged as what is live, on random worlds with all that can happen."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from meetworthy.app.ledger.export import export, reading
from meetworthy.app.ledger.load import fact_of, load, select
from meetworthy.app.people.models import Workspace
from meetworthy.judge.interpreter import Interpreter
from meetworthy.judge.people import people_in
from meetworthy.judge.run import judge
from property.scenarios import World, draw_world
from property.told_worlds import make_workspace, tell, told_of

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]


def live(workspace: Workspace, world: World) -> dict[int, list[tuple[object, ...]]]:
    """Judge every lead of the ledger by the interpreter, as the worker does."""
    leads = range(1, len(world.accounts) + 1)
    histories = load(workspace.pk, leads, personal=True)
    people = select(workspace.pk, "kind = 'person.described'", ())
    known = people_in([fact_of(row) for row in people], world.timeline[-1].zone)
    found = Interpreter(world.timeline, known).judge(
        histories.facts, at=world.at, accounts=histories.accounts
    )
    return {
        lead: [
            (e.pass_number, e.motion, e.stage, e.at, e.date_only, e.how, e.version, e.reason)
            for e in judged.entries
        ]
        for lead, judged in found.items()
    }


def exported(folder: Path, world: World, *, engine: bool) -> dict[int, list[tuple[object, ...]]]:
    """Judge every lead of an export, by the engine or by the interpreter."""
    with reading(folder) as dataset:
        judged = judge(dataset, world.timeline, at=world.at, engine=engine)
    found: dict[int, list[tuple[object, ...]]] = {
        lead: [] for lead in judged.verdicts["lead"].to_pylist()
    }
    at = judged.entries.column("at").cast("int64").to_pylist()
    for row, instant in zip(judged.entries.to_pylist(), at, strict=True):
        found[row["lead"]].append(
            (
                row["pass"],
                row["motion"],
                row["stage"],
                instant,
                row["date_only"],
                row["how"],
                row["version"],
                row["reason"],
            )
        )
    return found


@pytest.mark.parametrize("seed", range(12))
def test_an_export_is_judged_as_the_ledger_is_lead_by_lead(seed: int) -> None:
    world = draw_world(seed)
    workspace, steps = make_workspace(), 1 + seed % 4
    facts = told_of(world)
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        for step in range(steps):  # each export goes on from the last
            mine = facts[len(facts) * step // steps : len(facts) * (step + 1) // steps]
            tell(workspace, mine, at=world.at + step)
            export(workspace.pk, folder, at=world.at + step, timeline=world.timeline)
        expected = live(workspace, world)
        assert exported(folder, world, engine=True) == expected
        assert exported(folder, world, engine=False) == expected
