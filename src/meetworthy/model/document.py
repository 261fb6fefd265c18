"""Reading a YAML 1.2 document written by a person, with the line of everything in it.

Files come from strangers, so the document is built from the parser's events: anchors,
aliases, merge keys and tags never reach anything that would expand or construct them, and
size, depth and number of values are bounded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from .problem import Place, Problem

Steps = tuple[str | int, ...]
"""The way to a value: keys and positions from the top."""

Data = None | bool | int | float | str | list["Data"] | dict[str, "Data"]
"""What a document holds.  Dates stay text, as YAML 1.2 has it; keys are always text."""

LARGEST_BYTES = 1_000_000  # chosen by eye: a definition of 10,000 lines is a third of it
DEEPEST = 32  # chosen by eye: our notations nest to 6
MOST_VALUES = 100_000  # chosen by eye

_INTEGER = re.compile(r"[-+]?[0-9]+")
_OCTAL = re.compile(r"0o[0-7]+")
_HEXADECIMAL = re.compile(r"0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_BOOLEANS = {
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}
_HALF_A_SIGN = re.compile("[\ud800-\udfff]")
_LONGEST_NUMBER = 40  # characters; longer is a slip, and slow to convert


@dataclass(frozen=True, slots=True)
class Tree:
    """A document as plain data, and the line (from 1) of every value by its path.

    A member's line is that of its key; the path ``()`` is the whole document.
    """

    data: Data = None
    lines: Mapping[Steps, int] = field(default_factory=dict)
    file: str = ""

    def line(self, path: Steps) -> int:
        """Return the line of a value; of its nearest known ancestor where it has none."""
        for length in range(len(path), -1, -1):
            if path[:length] in self.lines:
                return self.lines[path[:length]]
        return 1

    def place(self, path: Steps) -> Place:
        """Return the place of a value, its field written with dots."""
        return Place(self.file, self.line(path), ".".join(map(str, path)) or None)


class _Stop(Exception):
    """Reading on would be unsafe or senseless; the problem is already noted."""


def read_document(text: str, file: str) -> tuple[Tree, list[Problem]]:
    """Read one YAML 1.2 document into plain data, with the line of each value.

    Scalars follow the YAML 1.2 core schema: ``yes`` and ``on`` are text, ``12:30`` is text,
    dates are text.  Duplicate keys, anchors, aliases, merge keys, tags, several documents,
    numbers that are not finite, and what is too large or too deep are problems; with any
    problem of syntax the tree is empty.
    """
    if len(text.encode("utf-8", "surrogatepass")) > LARGEST_BYTES:
        return Tree(file=file), [_too_large(file)]
    builder = _Builder(file)
    try:
        builder.build(_events(text))
    except _Stop:
        return Tree(file=file), builder.problems
    except MarkedYAMLError as error:
        return Tree(file=file), [*builder.problems, _syntax(error, file)]
    except (YAMLError, UnicodeError) as error:
        return Tree(file=file), [*builder.problems, _unreadable(error, file)]
    return Tree(builder.data, builder.lines, file), builder.problems


def _events(text: str) -> Iterator[Event]:
    parser = YAML(typ="safe", pure=True)
    parser.version = (1, 2)
    yield from parser.parse(text.removeprefix("\ufeff"))


def _too_large(file: str) -> Problem:
    return Problem(
        "document_too_large",
        Place(file),
        f"The file is larger than {LARGEST_BYTES:,} bytes.",
        "Split it, or move long lists into files of their own.",
    )


def _syntax(error: MarkedYAMLError, file: str) -> Problem:
    mark = error.problem_mark or error.context_mark
    said = " ".join(filter(None, (error.context, error.problem)))
    return Problem(
        "document_syntax",
        Place(file, None if mark is None else mark.line + 1),
        f"This is not YAML: {said}.",
        "Check the indentation, the quotes and the colons of this line and the one before.",
    )


def _unreadable(error: Exception, file: str) -> Problem:
    said = str(error).splitlines()[0] if str(error) else type(error).__name__
    return Problem(
        "document_syntax",
        Place(file),
        f"The file can't be read as YAML: {said}.",
        "Save it as plain UTF-8 text.",
    )


class _Builder:
    """Builds plain data from events, by one open container after the other."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.data: Data = None
        self.lines: dict[Steps, int] = {(): 1}
        self.problems: list[Problem] = []
        self._values = 0
        self._documents = 0

    def build(self, events: Iterator[Event]) -> None:
        for event in events:
            if isinstance(event, DocumentStartEvent):
                self._start_document(event)
            elif isinstance(event, NodeEvent):
                self.lines[()] = _line(event)
                self.data = self._value(event, events, ())
            elif isinstance(event, StreamEndEvent):
                return

    def _start_document(self, event: DocumentStartEvent) -> None:
        self._documents += 1
        if self._documents > 1:
            self._stop(
                event,
                "several_documents",
                "A second document starts here.",
                "Keep one document in a file; delete the line `---`.",
            )

    def _value(self, event: Event, events: Iterator[Event], path: Steps) -> Data:
        self._bound(event, path)
        self._refuse_unsafe(event)
        if isinstance(event, ScalarEvent):
            return self._scalar(event)
        if isinstance(event, MappingStartEvent):
            return self._mapping(events, path)
        if isinstance(event, SequenceStartEvent):
            return self._sequence(events, path)
        return None  # an alias: refused above, so nothing stands in for it

    def _sequence(self, events: Iterator[Event], path: Steps) -> list[Data]:
        values: list[Data] = []
        for event in events:
            if isinstance(event, SequenceEndEvent):
                break
            here = (*path, len(values))
            self.lines[here] = _line(event)
            values.append(self._value(event, events, here))
        return values

    def _mapping(self, events: Iterator[Event], path: Steps) -> dict[str, Data]:
        members: dict[str, Data] = {}
        for event in events:
            if isinstance(event, MappingEndEvent):
                break
            key = self._key(event)
            here = (*path, key)
            known = self.lines.get(here) if key in members else None
            if known is None:
                self.lines[here] = _line(event)
                members[key] = self._value(next(events), events, here)
            else:
                self._duplicate(event, key, known)
                self._value(next(events), events, here)
                self.lines[here] = known
        return members

    def _key(self, event: Event) -> str:
        self._refuse_unsafe(event)
        if not isinstance(event, ScalarEvent):
            self._stop(
                event,
                "key_not_text",
                "A key is a list or a mapping, not a word.",
                "Write a word before the colon; quote it if it has brackets.",
            )
        assert isinstance(event, ScalarEvent)
        if event.value == "<<" and event.style is None:
            self._note(
                event,
                "merge_key",
                "Merge keys (`<<`) are not taken.",
                "Write the values out where they belong.",
            )
        return self._text(event)

    def _scalar(self, event: ScalarEvent) -> Data:
        text = self._text(event)
        if event.style is not None:  # quoted or a block: text, whatever it looks like
            return text
        if text in _NULL:
            return None
        if text in _BOOLEANS:
            return _BOOLEANS[text]
        if _NOT_FINITE.fullmatch(text):
            self._note(
                event,
                "not_finite",
                f"`{text}` is not a finite number.",
                "Write a number, or quote it if it is text.",
            )
            return None
        return self._number(event, text)

    def _text(self, event: ScalarEvent) -> str:
        r"""Return a scalar's text; an escape such as ``\ud800`` makes half a sign, and no text."""
        text = str(event.value)
        if _HALF_A_SIGN.search(text):
            self._note(
                event,
                "broken_sign",
                "A text holds half a sign, which no text can.",
                "Write the sign itself instead of its escape.",
            )
            return _HALF_A_SIGN.sub("\ufffd", text)
        return text

    def _number(self, event: ScalarEvent, text: str) -> Data:
        integer, float_ = _INTEGER.fullmatch(text), _FLOAT.fullmatch(text)
        if (integer or float_) and len(text) > _LONGEST_NUMBER:
            self._note(
                event,
                "number_too_long",
                f"A number of {len(text)} characters.",
                "Quote it if it is text.",
            )
            return None
        if integer:
            return int(text)
        if _OCTAL.fullmatch(text):
            return int(text, 0)
        if _HEXADECIMAL.fullmatch(text):
            return int(text, 0)
        return self._finite(event, text) if float_ else text

    def _finite(self, event: ScalarEvent, text: str) -> Data:
        value = float(text)
        if value in (float("inf"), float("-inf")):
            self._note(
                event,
                "not_finite",
                f"`{text}` is too large for a number.",
                "Write a smaller one, or quote it if it is text.",
            )
            return None
        return value

    def _refuse_unsafe(self, event: Event) -> None:
        if isinstance(event, AliasEvent):
            self._note(
                event,
                "alias",
                "Aliases (`*name`) are not taken.",
                "Write the value out; quote text that starts with an asterisk.",
            )
        elif isinstance(event, NodeEvent) and event.anchor is not None:
            self._note(
                event,
                "anchor",
                "Anchors (`&name`) are not taken.",
                "Write the value out; quote text that starts with an ampersand.",
            )
        tag = getattr(event, "ctag", None)
        if tag is not None and str(tag):
            self._note(
                event,
                "tag",
                f"Tags (`{_shown(tag)}`) are not taken.",
                "Delete it; quote text that starts with an exclamation mark.",
            )

    def _bound(self, event: Event, path: Steps) -> None:
        self._values += 1
        if self._values > MOST_VALUES:
            self._stop(
                event,
                "document_too_large",
                f"More than {MOST_VALUES:,} values.",
                "Split the file, or move long lists into files of their own.",
            )
        if len(path) > DEEPEST:
            self._stop(
                event,
                "document_too_deep",
                f"Nested deeper than {DEEPEST} levels.",
                "Our notations nest to six; check the brackets.",
            )

    def _duplicate(self, event: Event, key: str, first: int) -> None:
        self._note(
            event,
            "duplicate_key",
            f"`{key}` stands here again, first on line {first}.",
            "Delete or rename one of the two.",
        )

    def _note(self, event: Event, kind: str, cause: str, remedy: str) -> None:
        place = Place(self.file, _line(event))
        self.problems.append(Problem(kind, place, cause, remedy))

    def _stop(self, event: Event, kind: str, cause: str, remedy: str) -> None:
        self._note(event, kind, cause, remedy)
        raise _Stop


def _line(event: Event) -> int:
    return int(event.start_mark.line) + 1


def _shown(tag: Any) -> str:
    return str(tag)[:40]
