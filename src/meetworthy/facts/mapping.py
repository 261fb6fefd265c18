"""The notation of ``sources.yaml``: which columns and rows of a team's files become facts."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    WithJsonSchema,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from meetworthy.model.kinds import Type

NOTATION = 1
"""The version of the notation that this release reads."""

MAPPING_FILE = "sources.yaml"


class _Words(BaseModel):
    """Part of the notation: closed (a misspelt word is an error) and never changed."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


def _as_list(value: object) -> object:
    return value if isinstance(value, list) or value is None else [value]


def _as_column(value: object) -> object:
    return {"column": value} if isinstance(value, str) else value


def _as_text(value: object) -> object:
    """Take a bare number or truth value where a cell's text is meant."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int | float) else value


def _as_texts(value: object) -> object:
    listed = _as_list(value)
    return [_as_text(item) for item in listed] if isinstance(listed, list) else listed


def _texts_schema() -> dict[str, Any]:
    scalar = {"type": ["string", "number", "boolean"]}
    return {"anyOf": [scalar, {"type": "array", "items": scalar}]}


Texts = Annotated[tuple[str, ...], BeforeValidator(_as_texts), WithJsonSchema(_texts_schema())]
"""One text or a list of them."""

Text = Annotated[
    str, BeforeValidator(_as_text), WithJsonSchema({"type": ["string", "number", "boolean"]})
]


class Cell(_Words):
    """A column of the file, and how its cells are to be read; or one value for every row."""

    column: str | None = Field(None, description="The column's name in the file's header.")
    is_: Text | None = Field(None, alias="is", description="One value for every row.")
    type: Type | None = Field(None, description="How the cells are read; text unless said.")
    format: Texts = Field((), description="Of a date: how it is written, as in %d/%m/%Y.")
    values: dict[str, Text] = Field(
        default_factory=dict, description="Cells that mean another word: {cell: word}."
    )
    decimal: Literal[".", ","] = Field(".", description="The decimal mark of numbers.")
    thousands: str | None = Field(
        None, max_length=1, description="The mark between thousands, where there is one."
    )
    at_least: float | None = Field(None, description="Smaller numbers go to quarantine.")
    at_most: float | None = Field(None, description="Larger numbers go to quarantine.")

    @model_validator(mode="after")
    def _one_of_two(self) -> Cell:
        if (self.column is None) == (self.is_ is None):
            raise ValueError("say either `column` or `is`")
        return self


class Moment(_Words):
    """A column that says when."""

    column: str = Field(description="The column's name in the file's header.")
    format: Texts = Field(
        (), description="How times are written, as in %d/%m/%Y %H:%M; ISO 8601 unless said."
    )
    zone: str | None = Field(None, description="The zone of times without an offset.")


class Taken(_Words):
    """When a snapshot was taken: exactly one of the three."""

    from_name: str | None = Field(None, description="A pattern of the file's name with %Y-%m-%d.")
    column: str | None = Field(None, description="A column with the time of the export.")
    format: Texts = Field((), description="How that column writes times; ISO 8601 unless said.")
    on: str | None = Field(None, description="A date or an instant, ISO 8601.")

    @model_validator(mode="after")
    def _one_of_three(self) -> Taken:
        if sum(said is not None for said in (self.from_name, self.column, self.on)) != 1:
            raise ValueError("say exactly one of `from_name`, `column` and `on`")
        return self


class When(_Words):
    """Which rows a fact is made of; text compares without regard to case."""

    column: str = Field(description="The column's name in the file's header.")
    is_: Texts = Field((), alias="is", description="One of these.")
    is_not: Texts = Field((), description="None of these; an empty cell is none of them.")
    filled: bool | None = Field(None, description="Whether the cell says anything.")

    @model_validator(mode="after")
    def _one_of_three(self) -> When:
        said = (bool(self.is_), bool(self.is_not), self.filled is not None)
        if sum(said) != 1:
            raise ValueError("say exactly one of `is`, `is_not` and `filled`")
        return self


class _OrName:
    """In the schema: the part, or only the name of a column."""

    def __get_pydantic_json_schema__(
        self, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"anyOf": [{"type": "string"}, handler(core)]}


class _OrOne:
    """In the schema: a list of parts, or one of them."""

    def __get_pydantic_json_schema__(
        self, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        many = handler(core)
        return {"anyOf": [many["items"], many]}


CellOrName = Annotated[Cell, BeforeValidator(_as_column), _OrName()]
MomentOrName = Annotated[Moment, BeforeValidator(_as_column), _OrName()]
Conditions = Annotated[tuple[When, ...], BeforeValidator(_as_list), _OrOne()]
Aliases = Annotated[
    dict[str, str], Field(description="Alias namespaces and the columns that hold them.")
]


class FactRule(_Words):
    """One kind of fact that rows of the file become."""

    kind: str = Field(description="The kind of fact, as in page.viewed.")
    at: MomentOrName | None = Field(None, description="The column that says when it happened.")
    when: Conditions = Field((), description="Which rows; all of them unless said.")
    with_: dict[str, Text] = Field(
        default_factory=dict, alias="with", description="Properties with one value for all rows."
    )
    properties: dict[str, CellOrName] = Field(
        default_factory=dict, description="Properties and the columns that hold them."
    )
    about: Literal["lead", "account", "visitor"] | None = Field(
        None, description="Whom the fact is about; the kind and the row decide unless said."
    )
    other: Aliases = Field(
        default_factory=dict, description="Of lead.merged and lead.unmerged: the other lead."
    )
    name: str | None = Field(
        None, description="Tells apart facts of one kind made from one row; part of their ids."
    )
    source: CellOrName | None = Field(None, description="In place of the file's source.")
    campaign: CellOrName | None = Field(None, description="In place of the file's campaign.")
    actor: CellOrName | None = Field(None, description="In place of the file's actor.")


def _can_separate(value: str) -> str:
    if not value.isascii() or value in '\0\r\n"':
        raise ValueError("a separator is one ASCII sign, neither a quote nor the end of a line")
    return value


class FileEntry(_Words):
    """One file, or several of one shape, and the facts that their rows become."""

    file: Texts = Field(description="A path or pattern inside the folder, or a list of them.")
    format: Literal["csv", "parquet", "facts"] | None = Field(
        None, description="By the name's ending unless said; facts: a table of facts, as written."
    )
    leads: str | None = Field(None, description="With format facts: the Parquet table of leads.")
    aliases: str | None = Field(
        None, description="With format facts: the Parquet table of all aliases."
    )
    sender: str | None = Field(None, description="The system that sent it; the entry's name.")
    encoding: str | None = Field(None, description="utf-8 unless said.")
    separator: Annotated[str, AfterValidator(_can_separate)] = Field(
        ",", min_length=1, max_length=1, description="Between cells."
    )
    empty: Texts = Field(("",), description="Cells that say nothing.")
    rows: Literal["events", "snapshot", "undated"] = Field(
        "events", description="What a row is: events, a state at an export, or without any date."
    )
    taken: Taken | None = Field(None, description="When the snapshot was taken.")
    known_from: str | None = Field(
        None, description="From when columns without a date of their own were known, ISO 8601."
    )
    timezone: str | None = Field(None, description="Of times without an offset.")
    lead: Aliases = Field(default_factory=dict)
    visitor: Aliases = Field(default_factory=dict)
    account: Aliases = Field(default_factory=dict)
    id: str | None = Field(
        None, description="The sender's id of the row; `row` is its number; else its content."
    )
    recorded: MomentOrName | None = Field(None, description="When the system learned of it.")
    source: CellOrName | None = Field(None, description="What the facts are credited to.")
    campaign: CellOrName | None = Field(None, description="The campaign they are credited to.")
    actor: CellOrName | None = Field(None, description="Who did it.")
    facts: tuple[FactRule, ...] = Field((), description="The facts that rows become.")


class OwnKind(_Words):
    """A kind of fact of the team's own."""

    phase: Literal["knowing", "behaviour", "decision", "event", "exit"] = "behaviour"
    properties: dict[str, Type] = Field(default_factory=dict)


def _known_version(value: object) -> object:
    if value != NOTATION or isinstance(value, bool):
        raise ValueError(f"this release reads version {NOTATION} of the notation")
    return value


class Mapping(_Words):
    """A workspace's files and how they are read: the whole of ``sources.yaml``."""

    sources: Annotated[int, AfterValidator(_known_version)] = Field(
        description="The version of this notation."
    )
    timezone: str = Field("UTC", description="The workspace's zone, as in Europe/Berlin.")
    currency: str | None = Field(
        None, pattern="^[A-Z]{3}$", description="Of amounts without one, as in EUR."
    )
    stages: tuple[str, ...] = Field((), description="The funnel where no definition is given.")
    files: dict[str, FileEntry] = Field(min_length=1)
    kinds: dict[str, OwnKind] = Field(
        default_factory=dict, description="The team's own kinds of facts."
    )
    placeholders: tuple[str, ...] = Field(
        (), description="Alias values that name nobody, beside those that are known."
    )


def mapping_schema() -> dict[str, Any]:
    """Return the JSON schema of ``sources.yaml``, for editors."""
    schema = Mapping.model_json_schema(by_alias=True)
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "Meetworthy sources"
    return schema
