"""The manifest of a backup: what it holds, of which version, and how to know it is whole."""

from __future__ import annotations

import hashlib
import hmac
import os
from pathlib import Path
from typing import NoReturn

import msgspec

from meetworthy.model.problem import Place, Problem, Refused

from ..configuration import wrapping_key

FORMAT = 1
NAME = "manifest.json"


class Part(msgspec.Struct, frozen=True):
    """A file of the backup: its path in the folder, its size, its SHA-256; a table's rows."""

    file: str
    bytes: int
    sha256: str
    table: str = ""
    columns: tuple[str, ...] = ()
    rows: int = 0


class Chain(msgspec.Struct, frozen=True):
    """Where a workspace's ledger ended: batches, facts, and the head of its chain in hex."""

    workspace: str
    batches: int
    facts: int
    head: str


class Manifest(msgspec.Struct, frozen=True):
    """All that is known of a backup."""

    format: int
    version: str  # of Meetworthy
    database: str  # sqlite or postgresql
    taken_at: str
    secret: str  # a digest under the secret: says whether another is the same, not what it is
    migrations: tuple[str, ...]
    chains: tuple[Chain, ...]
    parts: tuple[Part, ...]
    sequences: dict[str, int] = {}


def secret_digest(secret: str) -> str:
    """Return what tells whether two secrets are the same."""
    keyed = hashlib.blake2b(b"meetworthy backup", key=wrapping_key(secret), digest_size=16)
    return keyed.hexdigest()


def is_same_secret(secret: str, digest: str) -> bool:
    """Say whether a secret is the one that a backup was taken under."""
    return hmac.compare_digest(secret_digest(secret), digest)


def part_of(folder: Path, file: Path) -> Part:
    """Return what the manifest says of a file in the folder."""
    return Part(file.relative_to(folder).as_posix(), file.stat().st_size, digest_of(file))


def digest_of(file: Path) -> str:
    """Return the SHA-256 of a file, in hex."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest, durably: with it the backup is whole."""
    with (folder / NAME).open("wb") as file:
        file.write(msgspec.json.format(msgspec.json.encode(manifest), indent=2) + b"\n")
        file.flush()
        os.fsync(file.fileno())


def read_manifest(folder: Path) -> Manifest:
    """Read a backup's manifest; raises Refused where there is none, or none that we can read."""
    file = folder / NAME
    if not file.is_file():
        refuse("backup_absent", folder, "There is no manifest.json: this is no whole backup.",
               "Name the folder that `meetworthy backup` wrote.")  # fmt: skip
    try:
        manifest = msgspec.json.decode(file.read_bytes(), type=Manifest)
    except msgspec.MsgspecError as error:
        refuse("backup_unreadable", file, f"The manifest cannot be read: {error}.",
               "Fetch the backup again from where it is kept.")  # fmt: skip
    if manifest.format != FORMAT:
        refuse("backup_format", file, f"It is of format {manifest.format}, not {FORMAT}.",
               "Restore it with the version that wrote it, or a later one.")  # fmt: skip
    return manifest


def check_parts(folder: Path, manifest: Manifest) -> None:
    """Check that every file is as it was written; raises Refused with all that are not."""
    problems = []
    for part in manifest.parts:
        file = folder / part.file
        if not file.is_file():
            cause = "The file is missing."
        elif file.stat().st_size != part.bytes or digest_of(file) != part.sha256:
            cause = "The file is not what was written: its size or digest differs."
        else:
            continue
        remedy = "Fetch the backup again from where it is kept."
        problems.append(Problem("backup_damaged", Place(str(file)), cause, remedy))
    if problems:
        raise Refused(problems)


def refuse(kind: str, place: Path, cause: str, remedy: str) -> NoReturn:
    """Raise Refused with one problem."""
    raise Refused([Problem(kind, Place(str(place)), cause, remedy)])
