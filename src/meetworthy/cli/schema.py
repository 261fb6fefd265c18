"""`meetworthy schema`: the JSON schemas, for editors and programs."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from .say import say_json


class Document(StrEnum):
    """The documents that have a schema."""

    DEFINITION = "definition"
    SOURCES = "sources"
    REPORT = "report"


def schema(
    document: Annotated[
        Document, typer.Argument(help="Of a definition, a mapping, or report.json.")
    ] = Document.DEFINITION,
) -> None:
    """Print the JSON schema of a definition, a sources.yaml or report.json.

    An editor that knows it completes words and underlines mistakes while you type.
    """
    say_json(_SCHEMAS[document]())


def _definition() -> object:
    from meetworthy.definition.schema import definition_schema

    return definition_schema()


def _sources() -> object:
    from meetworthy.facts.mapping import mapping_schema

    return mapping_schema()


def _report() -> object:
    from meetworthy.report.schema import report_schema

    return report_schema()


_SCHEMAS = {
    Document.DEFINITION: _definition,
    Document.SOURCES: _sources,
    Document.REPORT: _report,
}
