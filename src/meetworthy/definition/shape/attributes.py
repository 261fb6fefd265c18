"""Attributes, named lists, and kinds of facts that a team adds."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from meetworthy.model.kinds import Type

from .words import Day, Line, Part, Word, Words, _as_text

TypeWord = Annotated[
    Literal["text", "integer", "number", "boolean", "date"],
    Field(description="text, integer, number, boolean or date."),
]


def type_of(word: str) -> Type:
    """Return the type that a word of the notation names."""
    return Type(word)


class AttributeShape(Part):
    """Something that can be known of a lead or its account, and that conditions speak of."""

    type: TypeWord = Field(description="What kind of value it has.")
    unit: Line | None = Field(None, description="The unit of a number, for readers.")
    one_of: Words = Field(default=[], description="The only values it takes.")
    sources: Words = Field(
        default=[],
        alias="from",
        description="Whose word counts, the best first; senders not named come after.",
    )
    of: Literal["lead", "account"] = Field(
        "lead", description="Whose it is: of the lead, or of its account and so of all its leads."
    )
    ask: Line | None = Field(None, description="The question that would answer it.")


ListDay = Annotated[Day, BeforeValidator(_as_text)]


class ListValue(Part):
    """One value of a list, from one day until another."""

    value: Word = Field(description="The value.")
    start: ListDay | None = Field(None, alias="from", description="In the list from this day.")
    until: ListDay | None = Field(None, description="In the list until this day, not on it.")


class ListShape(Part):
    """A named list of texts: in a CSV file beside the definition, or written here."""

    file: Line | None = Field(
        None,
        description="A CSV file beside the definition: the first column has the values; "
        "columns `from` and `until`, where there are any, the days between which they count.",
    )
    values: list[Word | ListValue] = Field(
        default=[], max_length=10_000, description="The values, or values with their days."
    )


class KindShape(Part):
    """A kind of fact that the team adds to those that come with the product."""

    properties: dict[str, TypeWord] = Field(
        default={}, max_length=50, description="What such a fact may say, each with its type."
    )
