"""What pydantic says, in a sentence that a person who writes definitions understands."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic_core import ErrorDetails

from .attributes import AttributeShape, KindShape, ListShape, ListValue
from .cases import CaseShape, ExpectationShape
from .file import DefinitionFile, SignedShape, SignShape
from .handoff import (
    MeetingTermsShape,
    PrequalificationShape,
    QuestionShape,
    QuotaShape,
    RoutingRuleShape,
    RoutingShape,
)
from .scoring import BehaviourShape, DisqualifyShape, FitShape
from .sla import ClockShape, HoursShape, SlaShape
from .stages import CriterionShape, FrameworkShape, MotionShape, ReasonShape, StageShape
from .words import Part

_WANTED = {
    "string_type": "text",
    "int_type": "a whole number",
    "float_type": "a number",
    "bool_type": "`true` or `false`",
    "list_type": "a list",
    "dict_type": "`word: value` lines",
    "model_type": "`word: value` lines",
    "model_attributes_type": "`word: value` lines",
}

_MODELS: dict[tuple[str, ...], type[Part]] = {
    (): DefinitionFile,
    ("attributes", "*"): AttributeShape,
    ("lists", "*"): ListShape,
    ("lists", "*", "values", "*", "ListValue"): ListValue,
    ("kinds", "*"): KindShape,
    ("fit", "*"): FitShape,
    ("disqualify", "*"): DisqualifyShape,
    ("behaviour", "*"): BehaviourShape,
    ("stages", "*"): StageShape,
    ("motions", "*"): MotionShape,
    ("reasons", "*"): ReasonShape,
    ("framework", "own"): FrameworkShape,
    ("framework", "own", "criteria", "*"): CriterionShape,
    ("sla",): SlaShape,
    ("sla", "hours"): HoursShape,
    ("sla", "clocks", "*"): ClockShape,
    ("routing",): RoutingShape,
    ("routing", "rules", "*"): RoutingRuleShape,
    ("prequalification",): PrequalificationShape,
    ("prequalification", "questions", "*"): QuestionShape,
    ("meetings",): MeetingTermsShape,
    ("quotas", "*"): QuotaShape,
    ("signed",): SignedShape,
    ("signed", "*"): SignShape,
    ("cases", "*"): CaseShape,
    ("cases", "*", "expect", "*"): ExpectationShape,
}


def models() -> dict[tuple[str, ...], type[Part]]:
    """Return the model of each part of the notation, by where it stands (`*`: any name)."""
    return dict(_MODELS)


def said(detail: ErrorDetails) -> tuple[str, str, str]:
    """Return the kind, cause and remedy of one of pydantic's errors."""
    kind = detail["type"]
    name = str(detail["loc"][-1]) if detail["loc"] else "the file"
    shown = _shown(detail["input"])
    context = detail.get("ctx", {})
    if kind == "value_error":
        cause, _, remedy = str(context["error"]).partition("|")
        return "wrong_value", cause, remedy or "Write it otherwise."
    if kind == "missing":
        return "missing_word", f"`{name}` is missing.", f"Add `{name}: …`."
    if kind == "extra_forbidden":
        return "unknown_word", f"There is no word `{name[:60]}` here.", "Delete it."
    if kind == "literal_error":
        return "wrong_value", f"{shown} is not a choice here.", f"Write {context['expected']}."
    if kind in _WANTED:
        remedy = f"Write {_WANTED[kind]}" + ("; quote it." if kind == "string_type" else ".")
        return "wrong_value", f"`{name[:60]}` is {shown}, not {_WANTED[kind]}.", remedy
    return "wrong_value", f"`{name[:60]}` is {shown}: {_plain(detail['msg'])}.", _mend(kind)


def _shown(value: object) -> str:
    if value is None:
        return "empty"
    if isinstance(value, dict):
        return "a set of lines"
    if isinstance(value, list):
        return "a list"
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return f"`{text[:60]}`"


def _plain(message: str) -> str:
    plain = message[:1].lower() + message[1:]
    return plain.removeprefix("input ").replace("string", "text").replace("dictionary", "section")


def _mend(kind: str) -> str:
    if kind == "string_pattern_mismatch":
        return "Use the form that the reference page shows for this word."
    return "Write a value within these bounds."


def words_beside(location: Sequence[str | int]) -> list[str]:
    """Return the words known where an unknown one stands."""
    path = tuple(str(step) for step in location[:-1])
    for pattern, model in _MODELS.items():
        if len(pattern) == len(path) and all(
            want in {"*", step} for want, step in zip(pattern, path, strict=True)
        ):
            return [field.alias or name for name, field in model.model_fields.items()]
    return []
