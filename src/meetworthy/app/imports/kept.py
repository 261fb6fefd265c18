"""What is kept of an import so that single rows can be mended and read again: no rows.

The mapping, the header of each file, and which file of several was the first: with these a line
is read as it would have been in its file, when the files themselves are long gone.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping as Said
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from meetworthy.facts.decoding import encoding_of
from meetworthy.facts.files import Found, find_files
from meetworthy.facts.load import load_mapping
from meetworthy.facts.mapping import MAPPING_FILE, FileEntry
from meetworthy.facts.tables import is_parquet

KEPT = "kept.json"


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file's entry in the mapping, its header, and whether it was the entry's first."""

    entry: str
    header: list[str]
    is_first: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """The mapping as data, and the files by name."""

    mapping: dict[str, Any]
    files: dict[str, KeptFile]

    def write_folder(self, folder: Path, file: str, line: str) -> None:
        """Write a folder in which one line is all that there is."""
        kept = self.files[file]
        entry = {**self.mapping["files"][kept.entry], "file": file, "format": "csv"}
        entry.pop("encoding", None)
        if entry.get("rows") == "snapshot" and not kept.is_first:
            entry.pop("known_from", None)  # it speaks of the first snapshot only
        said = {**self.mapping, "files": {kept.entry: entry}}
        # YAML 1.2 reads JSON.
        (folder / MAPPING_FILE).write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8", newline="") as out:
            csv.writer(out, delimiter=self.separator_of(file)).writerow(kept.header)
            out.write(f"{line}\n")

    def separator_of(self, file: str) -> str:
        """Return the sign between the cells of a file's lines."""
        return str(self.mapping["files"][self.files[file].entry].get("separator", ","))


def keep(folder: Path, target: Path) -> None:
    """Keep what reading single rows of a folder takes."""
    mapping, tree = load_mapping(folder)
    found, _ = find_files(folder, mapping, tree)
    files = {
        file.name: asdict(KeptFile(name, _header(file, mapping.files[name]), place == 0))
        for name, of_entry in found.items()
        for place, file in enumerate(of_entry)
    }
    text = json.dumps({"mapping": tree.data, "files": files}, ensure_ascii=False)
    target.write_text(text, encoding="utf-8")


def kept_in(path: Path) -> Kept | None:
    """Return what was kept; None where nothing was."""
    if not path.is_file():
        return None
    said: Said[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return Kept(said["mapping"], {name: KeptFile(**file) for name, file in said["files"].items()})


def _header(file: Found, entry: FileEntry) -> list[str]:
    if is_parquet(entry, file.path):
        return list(pq.read_schema(file.path).names)
    encoding = encoding_of(file.path, entry.encoding)
    with file.path.open(encoding=encoding, errors="replace", newline="") as text:
        reader = csv.reader(text, delimiter=entry.separator)
        return next((cells for cells in reader if cells), [])
