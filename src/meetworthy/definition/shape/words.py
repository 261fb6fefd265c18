"""The small types that the notation is made of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from meetworthy.definition import addresses, units


class Part(BaseModel):
    """A part of the file: its words are all known, and typed as written."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, populate_by_name=True)


def _as_text(value: Any) -> Any:
    """Return a scalar as the text it was written as; YAML reads `10` and `true` as more."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int | float) else value


def as_list(value: Any) -> Any:
    """Return one word as a list of one."""
    return value if isinstance(value, list) or value is None else [value]


def _checked(reader: Callable[[str], Any]) -> AfterValidator:
    def check(text: str) -> str:
        reader(text)
        return text

    return AfterValidator(check)


MOST = 500  # members of any one section; chosen by eye: nobody agrees on more
LONGEST_LINE = 500  # characters of a label or a sentence; chosen by eye

Line = Annotated[str, Field(min_length=1, max_length=LONGEST_LINE)]
Text = Annotated[str, Field(min_length=1, max_length=4_000)]
Word = Annotated[
    str,
    BeforeValidator(_as_text, json_schema_input_type=str | int | float | bool),
    Field(min_length=1, max_length=LONGEST_LINE),
]
Words = Annotated[
    list[Word],
    BeforeValidator(as_list, json_schema_input_type=str | list[str | int | float | bool]),
    Field(max_length=MOST),
]
Condition = Annotated[
    str,
    BeforeValidator(_as_text, json_schema_input_type=str | bool),
    Field(description="A SQL boolean expression over attributes and signals."),
]
_SPELT = BeforeValidator(_as_text, json_schema_input_type=str)
"""A number alone becomes text, so that the reader of the text says what it lacks."""

Duration = Annotated[str, _SPELT, _checked(units.parse_duration), Field(examples=["90 days"])]
TargetText = Annotated[
    str,
    _SPELT,
    _checked(units.parse_target),
    Field(examples=["30 business minutes", "same day"]),
]
Warning_ = Annotated[str, _SPELT, _checked(units.parse_warning), Field(examples=["at half"])]
Rate = Annotated[str, _SPELT, _checked(units.parse_at_most), Field(examples=["3 a day"])]
Zone = Annotated[str, _SPELT, _checked(units.parse_zone), Field(examples=["Europe/Berlin"])]
Day = Annotated[str, _SPELT, _checked(units.parse_day), Field(examples=["2026-03-01"])]
Share = Annotated[str, _SPELT, _checked(units.parse_share), Field(examples=["25 %"])]
Page = Annotated[
    str,
    _checked(addresses.parse_page),
    Field(max_length=LONGEST_LINE, examples=["https://cal.example.com/demo"]),
]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+([-_][a-z0-9]+)*$", max_length=60)]

LARGEST_POINTS = 100_000  # chosen by eye: sums of them stay exact to six decimals

Points = Annotated[float, Field(ge=-LARGEST_POINTS, le=LARGEST_POINTS)]
