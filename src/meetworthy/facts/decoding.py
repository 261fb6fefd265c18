"""The byte pre-pass: any encoding becomes clean UTF-8, and bad bytes keep their place.

A byte that is not of the encoding, or a NUL, is replaced by a mark; the rows that hold a
mark go to quarantine, and the rest of the file is read.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from meetworthy.model.document import Tree
from meetworthy.model.problem import Problem

BAD_BYTE = "\ufdd0"
NUL = "\ufdd1"
"""Marks: noncharacters, which Unicode keeps for a program's own use and no text contains."""

_CHUNK = 4 << 20  # bytes read at once; chosen by eye
_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file as UTF-8, and whether any of its bytes had to be marked."""

    path: Path
    marked: bool
    copied: bool = False


_NO_TEXT = frozenset({"idna", "punycode", "raw-unicode-escape", "unicode-escape", "utf-7"})
"""Codecs of Python's that are for single words, or let halves of signs through."""


def _mark(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return BAD_BYTE, max(error.end, error.start + 1)


codecs.register_error("meetworthy.mark", _mark)


def encoding_of(path: Path, said: str | None) -> str:
    """Return the encoding to read by: the one said, else the byte order mark's, else UTF-8."""
    with path.open("rb") as file:
        start = file.read(4)
    marked = next((name for bom, name in _BOMS if start.startswith(bom)), None)
    if said is None:
        return marked or "utf-8"
    name = _text_codec(said)
    return "utf-8-sig" if name == "utf-8" and marked == "utf-8-sig" else name


def _text_codec(said: str) -> str:
    """Return the codec's own name; raises LookupError for what encodes no text."""
    try:
        b"\n\0\0\0".decode(said, "replace")
        name = codecs.lookup(said).name
    except ValueError:
        raise LookupError(said) from None
    if name.replace("_", "-") in _NO_TEXT:
        raise LookupError(said)
    return name


def check_encoding(
    path: Path, said: str | None, tree: Tree, where: tuple[str | int, ...]
) -> Problem | None:
    """Return the problem with an encoding that is not known or contradicts the file's mark."""
    try:
        name = encoding_of(path, said)
    except LookupError:
        return Problem(
            "encoding_unknown",
            tree.place(where),
            f"`{said}` is no known encoding.",
            "Usual ones are utf-8, utf-16, latin-1 and cp1252.",
        )
    meant = encoding_of(path, None)
    if meant.startswith(("utf-16", "utf-32")) and not name.startswith(meant[:6]):
        return Problem(
            "encoding_contradicted",
            tree.place(where),
            f"{path.name} starts with the byte order mark of {meant}.",
            f"Say `encoding: {meant}`, or leave it out.",
        )
    return None


def decode_file(path: Path, said: str | None, copy: Path, report: Callable[[int], None]) -> Decoded:
    """Return a file as clean UTF-8: itself where it is that already, else a copy.

    ``report`` is told how many bytes have been looked at.
    """
    encoding = encoding_of(path, said)
    if encoding in {"utf-8", "utf-8-sig", "ascii"} and _is_clean(path, report):
        return Decoded(path, marked=False)
    return Decoded(copy, marked=_transcode(path, copy, encoding, report), copied=True)


def _is_clean(path: Path, report: Callable[[int], None]) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    seen = 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            seen += len(chunk)
            report(seen)
            try:
                text = decoder.decode(chunk)
            except UnicodeDecodeError:
                return False
            if b"\0" in chunk or (not text.isascii() and (BAD_BYTE in text or NUL in text)):
                return False
        try:
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def _transcode(path: Path, target: Path, encoding: str, report: Callable[[int], None]) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)("meetworthy.mark")
    marked, seen = False, 0
    with path.open("rb") as source, target.open("w", encoding="utf-8", newline="") as out:
        while True:
            chunk = source.read(_CHUNK)
            seen += len(chunk)
            report(seen)
            text = decoder.decode(chunk, final=not chunk).replace("\0", NUL)
            marked = marked or BAD_BYTE in text or NUL in text
            out.write(text)
            if not chunk:
                return marked
