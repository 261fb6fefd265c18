"""Reading a request's body: bounded, unpacked, decoded."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import msgspec
from django.http import HttpRequest, UnreadablePostError

from meetworthy.facts.telling_faults import shown
from meetworthy.model.problem import Place, Problem

_GZIP = 16 + zlib.MAX_WBITS
_PACKINGS = ("", "identity", "gzip", "x-gzip")
_decode = msgspec.json.Decoder().decode


@dataclass(frozen=True, slots=True)
class Body:
    """A body as it came (unpacked), what it says, or why it can't be read, with the status."""

    raw: bytes
    said: object = None
    problem: Problem | None = None
    status: int = 200


def read_body(request: HttpRequest, *, largest: int) -> Body:
    """Read a JSON body of at most so many bytes, gzip or plain; never raises."""
    try:
        raw = request.read(largest + 1)
    except (UnreadablePostError, OSError):
        return _broken(b"", "the connection ended before the body did")
    if len(raw) > largest:
        return _too_large(largest)
    if not _is_whole(request, raw):
        return _broken(raw, "the body is shorter than the request said")
    packing = request.headers.get("Content-Encoding", "").strip().lower()
    if packing not in _PACKINGS:
        return _packed_otherwise(raw, packing)
    if packing.endswith("gzip"):
        unpacked = _unpack(raw, largest)
        if isinstance(unpacked, Body):
            return unpacked
        raw = unpacked
    if not raw:
        return _broken(raw, "it is empty, or in chunks without a Content-Length")
    try:
        return Body(raw, _decode(raw))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return _broken(raw, str(error).splitlines()[0])


def _is_whole(request: HttpRequest, raw: bytes) -> bool:
    said = request.headers.get("Content-Length", "")
    return not said.isdecimal() or int(said) == len(raw)


def _unpack(raw: bytes, largest: int) -> bytes | Body:
    unpacker = zlib.decompressobj(_GZIP)
    try:
        unpacked = unpacker.decompress(raw, largest + 1)
    except zlib.error as error:
        return _broken(raw, f"it is not gzip: {error}")
    if len(unpacked) > largest:
        return _too_large(largest)
    return unpacked if unpacker.eof else _broken(raw, "the gzip stream ends early")


def _too_large(largest: int) -> Body:
    cause = f"The body has more than {largest:,} bytes."
    remedy = "Send it in several requests."
    return Body(b"", None, Problem("body_large", Place("body"), cause, remedy), 413)


def _packed_otherwise(raw: bytes, packing: str) -> Body:
    cause = f"The body is packed as `{shown(packing)}`."
    remedy = "Send it as it is, or packed by gzip."
    return Body(
        raw, None, Problem("body_unreadable", Place("Content-Encoding"), cause, remedy), 415
    )


def _broken(raw: bytes, why: str) -> Body:
    cause = f"The body can't be read: {why}."
    problem = Problem("body_unreadable", Place("body"), cause, "Send JSON, as UTF-8, whole.")
    return Body(raw, None, problem, 400)
