"""`meetworthy simulate`: write an example company's exports, definition and truth."""

from __future__ import annotations

from typing import Annotated

import typer

from .arguments import Json, OutFolder
from .progress import watching
from .say import say, say_json


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
    as_json: Json = False,
) -> None:
    """Write an example company: two years of exports, its definition, and the truth about it.

    The folder then holds sources.yaml and files to judge and report on, the company's
    written definition in `definition/`, and `truth/`: what is really so (true conversion by
    source, who games meetings), which the report has to find by itself.
    """
    with watching(f"Simulating {leads:,} leads"):
        from meetworthy.simulate.company import simulate as simulate_company

        simulate_company(out, leads=leads, seed=seed)
    if as_json:
        say_json({"out": str(out), "leads": leads, "seed": seed})
        return
    say(f"Wrote an example company of {leads:,} leads to {out}")
