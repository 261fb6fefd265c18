"""`meetworthy simulate`: write an example company's exports, definition and truth."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from .arguments import Json, OutFolder
from .progress import watching
from .say import say, say_json


class Files(StrEnum):
    """The forms in which the example company's data are written."""

    CSV = "csv"
    PARQUET = "parquet"


def simulate(
    out: OutFolder,
    leads: Annotated[
        int,
        typer.Option("--leads", metavar="N", min=1, max=100_000_000, help="How many leads it had."),
    ] = 2000,
    seed: Annotated[
        int,
        typer.Option("--seed", metavar="S", min=0, help="The same seed writes the same company."),
    ] = 7,
    files: Annotated[
        Files | None,
        typer.Option(
            "--files",
            metavar="csv|parquet",
            help="csv: exports as a real company has them; parquet: one table of facts, for "
            "millions. Unless said: csv up to 50,000 leads.",
            show_default=False,
        ),
    ] = None,
    clean: Annotated[
        bool,
        typer.Option("--clean", help="Leave out the faults that real exports have."),
    ] = False,
    as_json: Json = False,
) -> None:
    """Write an example company: two years of exports, its definition, and the truth about it.

    FOLDER then holds sources.yaml with files to judge and report on, the company's written
    definition (two versions, in `definition/`), and truth.json: what is really so (true
    conversion by source, who games meetings), which the report has to find by itself.
    """
    with watching(f"Simulating {leads:,} leads") as watch:
        from meetworthy.simulate.company import simulate as simulate_company
        from meetworthy.simulate.faults import DEFAULT_FAULTS

        simulate_company(
            out,
            leads=leads,
            seed=seed,
            files=None if files is None else files.value,
            faults=frozenset() if clean else DEFAULT_FAULTS,
            progress=lambda done, of: watch(f"Simulating {leads:,} leads", done / of),
        )
    if as_json:
        say_json({"out": str(out), "leads": leads, "seed": seed, "clean": clean})
        return
    say(f"Wrote an example company of {leads:,} leads to {out}")
