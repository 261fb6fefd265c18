"""`meetworthy explain`: why a lead stands where it stands, at any time."""

from __future__ import annotations

from typing import Annotated

import typer

from .arguments import AsOf, DataFolder, DefinitionPath, Json, KnownBy
from .data import as_of_instant, before, reading, zone_of
from .progress import watching
from .say import say, say_json


def explain(
    data: DataFolder,
    definition: DefinitionPath,
    lead: Annotated[
        str,
        typer.Option(
            "--lead", metavar="ID", help="The lead, by the id the exports give.", show_default=False
        ),
    ],
    as_of: AsOf = None,
    known_by: KnownBy = None,
    as_json: Json = False,
) -> None:
    """Explain one lead: its stage, each rule's points from which facts, what is unknown.

    Says when the score will have faded below the threshold, what decided the verdict, and
    what to ask next. With --as-of in the past: as it stood then.
    """
    _refuse_no_text(lead)
    with watching(f"Reading {data}") as watch:
        from meetworthy.definition.load import load_timeline
        from meetworthy.judge.explain import explain as explain_lead

        timeline = load_timeline(definition)
        with reading(data, watch) as dataset:
            zone = zone_of(dataset, timeline)
            explanation = explain_lead(
                dataset,
                timeline,
                lead,
                at=as_of_instant(as_of, dataset, zone) - 1,
                known_by=before(known_by, zone),
            )
    if as_json:
        say_json(explanation.to_dict())
    else:
        say(explanation.to_text())


def _refuse_no_text(lead: str) -> None:
    """Refuse bytes that are not text: no export's ids are read as such."""
    try:
        lead.encode()
    except UnicodeEncodeError:
        raise typer.BadParameter(
            "the id holds bytes that are not UTF-8 text", param_hint="'--lead'"
        ) from None
