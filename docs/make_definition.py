"""Write the words of docs/reference/definition.md from the shapes; `make docs` runs it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from meetworthy.definition.schema import definition_schema
from meetworthy.definition.shape.messages import models
from meetworthy.definition.shape.words import Part
from meetworthy.model.kinds import KINDS, Phase

PAGE = Path(__file__).parent / "reference" / "definition.md"
START = "<!-- words: written by docs/make_definition.py from the shapes; edit those -->"
END = "<!-- end of words -->"

TITLES = {
    (): "At the top of the file",
    ("attributes", "*"): "`attributes`: each one",
    ("lists", "*"): "`lists`: each one",
    ("lists", "*", "values", "*", "ListValue"): "`lists`: a value with its days",
    ("kinds", "*"): "`kinds`: each one",
    ("fit", "*"): "`fit`: each rule",
    ("disqualify", "*"): "`disqualify`: each rule",
    ("behaviour", "*"): "`behaviour`: each rule",
    ("stages", "*"): "`stages`: each one",
    ("motions", "*"): "`motions`: each one",
    ("reasons", "*"): "`reasons`: each one",
    ("framework", "own"): "`framework`: your own",
    ("framework", "own", "criteria", "*"): "`criteria` of your own framework: each one",
    ("sla",): "`sla`",
    ("sla", "hours"): "`hours` of the SLA",
    ("sla", "clocks", "*"): "`sla`: each clock",
    ("routing",): "`routing`",
    ("routing", "rules", "*"): "`routing`: each of its `rules`",
    ("prequalification",): "`prequalification`",
    ("prequalification", "questions", "*"): "`prequalification`: each of its `questions`",
    ("meetings",): "`meetings`",
    ("quotas", "*"): "`quotas`: each one",
    ("signed",): "`signed`",
    ("signed", "*"): "`signed`: each signature",
    ("cases", "*"): "`cases`: each one",
    ("cases", "*", "expect", "*"): "`expect` of a case: each day",
}


def words() -> str:
    """Return the tables of all words, one for each part of the notation."""
    schemas = definition_schema()
    parts = [_part(TITLES[path], model, schemas) for path, model in models().items()]
    return "\n".join([START, "", *parts, _kinds(), END])


def _kinds() -> str:
    """Return the table of the kinds of facts that come with the product."""
    lines = ["## Kinds of facts", "", "| kind | taken as | what it may say |", "|---|---|---|"]
    for kind in KINDS.values():
        said = ", ".join(f"`{name}` ({type_.value})" for name, type_ in kind.properties.items())
        about = "the workspace's books" if kind.accounting else PHASES[kind.phase]
        lines.append(f"| `{kind.name}` | {about} | {'any attribute' if kind.open else said} |")
    return "\n".join([*lines, ""])


PHASES = {
    Phase.KNOWING: "what is known",
    Phase.BEHAVIOUR: "behaviour",
    Phase.DECISION: "a decision of sales",
    Phase.EVENT: "an event",
    Phase.EXIT: "an exit",
}


def page(text: str) -> str:
    """Return a page with its tables of words written anew."""
    before, _, rest = text.partition(START)
    _, _, after = rest.partition(END)
    return before + words() + after


def _part(title: str, model: type[Part], schemas: dict[str, Any]) -> str:
    schema = schemas["$defs"].get(model.__name__, schemas)
    lines = [f"### {title}", "", str(model.__doc__).strip().splitlines()[0], ""]
    lines += ["| word | value | unless said | meaning |", "|---|---|---|---|"]
    required = set(schema.get("required", []))
    for word, field in schema["properties"].items():
        value, unless = _value(field, schemas), _default(word, field, required)
        lines.append(f"| `{word}` | {value} | {unless} | {field['description']} |")
    return "\n".join([*lines, ""])


def _default(word: str, field: dict[str, Any], required: set[str]) -> str:
    if word in required:
        return "must be said"
    default = field.get("default")
    if default in (None, {}, []):
        return "nothing"
    return f"`{str(default).lower() if isinstance(default, bool) else default}`"


def _value(field: dict[str, Any], schemas: dict[str, Any]) -> str:
    """Return in words what may stand behind a word."""
    if "$ref" in field:
        return "lines of its own"
    if "enum" in field or "const" in field:
        return " or ".join(f"`{each}`" for each in field.get("enum", [field.get("const")]))
    if {each.get("type") for each in field.get("anyOf", ())} >= {"string", "boolean"}:
        return "text"  # a number or `true` is taken as the text it was written as
    for key in ("anyOf", "oneOf"):
        if key in field:
            kinds = [_value(each, schemas) for each in field[key] if each.get("type") != "null"]
            return " or ".join(dict.fromkeys(kinds))
    if "examples" in field:
        return "as " + " or ".join(f"`{each}`" for each in field["examples"])
    return _TYPES.get(str(field.get("type")), "anything")


_TYPES = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "`true` or `false`",
    "array": "a list",
    "object": "names, each with lines of its own",
}


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
