"""What a folder of exports holds, in one digest: its mapping and the files the mapping names."""

from __future__ import annotations

from hashlib import blake2b, file_digest
from pathlib import Path

from meetworthy.facts.files import match_inside
from meetworthy.facts.load import load_mapping
from meetworthy.facts.mapping import MAPPING_FILE
from meetworthy.facts.mended import MENDED_FILE
from meetworthy.model.problem import Refused


def fingerprint_of(folder: Path) -> str:
    """Return the digest of all that an import of a folder reads.

    Nothing where its mapping can't be read: then there is nothing to go on with.
    """
    try:
        mapping, tree = load_mapping(folder)
    except Refused:
        return ""
    paths = {folder / MAPPING_FILE}
    for name, entry in mapping.files.items():
        for pattern in (*entry.file, entry.leads, entry.aliases):
            if pattern is not None:
                paths |= set(match_inside(folder, pattern, tree, ("files", name))[0])
    if (folder / MENDED_FILE).is_file():
        paths.add(folder / MENDED_FILE)
    return _digest(folder, paths)


def _digest(folder: Path, paths: set[Path]) -> str:
    whole = blake2b(digest_size=20)
    for path in sorted(paths):
        with path.open("rb") as file:
            content = file_digest(file, lambda: blake2b(digest_size=20)).digest()
        whole.update(str(path.relative_to(folder)).encode("utf-8", "surrogateescape") + b"\0")
        whole.update(content)
    return whole.hexdigest()
