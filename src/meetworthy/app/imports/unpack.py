"""Uploaded files onto the disk: bounded, inside their folder, nothing but tables and mappings.

What comes from outside is believed in nothing: not in its name, its size, or its being a zip.
"""

from __future__ import annotations

import shutil
import stat
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from os import SEEK_END
from pathlib import Path, PurePosixPath
from typing import IO, NoReturn

from meetworthy.model.problem import Place, Problem, Refused

TABLES = frozenset({".csv", ".tsv", ".txt", ".parquet", ".pq"})
MAPPINGS = frozenset({".yaml", ".yml"})

MOST_FILES = 500
"""Files of one import; chosen by eye, above a year of daily exports."""

MOST_DIRECTORY = 4_000_000
"""Bytes of a zip's table of contents, which is read before anything else; some 40,000 names."""

LONGEST_NAME = 200  # bytes of one name; file systems take 255

_PIECE = 1 << 20
_END_BYTES = 22 + 0xFFFF  # a zip's last record with the longest comment it may have


@dataclass(slots=True)
class Unpacker:
    """Writes the files of one import into a folder; ``left_out`` are those that it did not want."""

    folder: Path
    most_bytes: int
    files: int = 0
    size: int = 0
    left_out: list[str] = field(default_factory=list)

    def take(self, name: str, content: IO[bytes]) -> None:
        """Take one file, or all files of a zip; raises Refused for what is too much or broken."""
        if name.lower().endswith(".zip"):
            self._take_zip(name, content)
        else:
            self._write(name, PurePosixPath(name.replace("\\", "/")).name, _pieces(content))

    def _take_zip(self, name: str, content: IO[bytes]) -> None:
        _check_directory(name, content)
        try:
            with zipfile.ZipFile(content) as archive:
                wanted = [entry for entry in archive.infolist() if self._is_wanted(entry)]
                top = _top_of([entry.filename for entry in wanted])
                for entry in wanted:
                    with archive.open(entry) as member:
                        inner = entry.filename.replace("\\", "/").removeprefix(top)
                        self._write(f"{name}/{entry.filename}", inner, _pieces(member))
        except (zipfile.BadZipFile, zlib.error, EOFError) as error:
            refuse("zip_broken", name, f"It is no whole zip file: {error}.", "Pack it again.")
        except (NotImplementedError, RuntimeError) as error:  # how zipfile says: not this packing
            cause = f"It is packed in a way that is not read: {error}."
            refuse("zip_unread", name, cause, "Pack it without a password, as usual.")

    def _is_wanted(self, entry: zipfile.ZipInfo) -> bool:
        if entry.is_dir():
            return False
        is_link = stat.S_ISLNK(entry.external_attr >> 16)
        if is_link or not _is_kind_of_ours(entry.filename):
            self.left_out.append(entry.filename)
            return False
        return True

    def _write(self, shown: str, name: str, pieces: Iterator[bytes]) -> None:
        if not _is_kind_of_ours(name):
            self.left_out.append(shown)
            return
        path = self._place(shown, name)
        self.files += 1
        if self.files > MOST_FILES:
            cause, remedy = f"There are more than {MOST_FILES} files.", "Send them in parts."
            refuse("upload_too_many", shown, cause, remedy)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            for piece in pieces:
                self.size += len(piece)
                if self.size > self.most_bytes:
                    self._too_large(shown)
                file.write(piece)

    def _too_large(self, shown: str) -> NoReturn:
        refuse(
            "upload_too_large",
            shown,
            f"The files have more than {self.most_bytes // 1_000_000:,} MB together, unpacked.",
            "Send them in parts, import the folder by `meetworthy import`, or have the"
            " installation's MEETWORTHY_UPLOAD_MB raised.",
        )

    def _place(self, shown: str, name: str) -> Path:
        """Return where a file goes; raises Refused for a name that leads elsewhere."""
        pure = PurePosixPath(name)
        parts = pure.parts
        if pure.is_absolute() or not parts or any(not _is_plain(part) for part in parts):
            cause = f"`{shown[:LONGEST_NAME]}` is no name inside a folder."
            refuse("upload_misnamed", shown[:LONGEST_NAME], cause, "Rename the file.")
        path = self.folder.joinpath(*parts)
        if any(other.name.lower() == path.name.lower() for other in _beside(path)):
            cause = f"Two files are called `{name}`."
            refuse("upload_twice", shown, cause, "Rename one of them.")
        return path


def _check_directory(name: str, content: IO[bytes]) -> None:
    """Refuse a zip whose table of contents would fill the memory (APPNOTE.TXT, 4.3.16)."""
    content.seek(0, SEEK_END)
    content.seek(max(0, content.tell() - _END_BYTES))
    tail = content.read()
    content.seek(0)
    place = tail.rfind(b"PK\x05\x06")
    if place >= 0 and int.from_bytes(tail[place + 12 : place + 16], "little") > MOST_DIRECTORY:
        refuse("upload_too_many", name, "The zip holds too many files.", "Send them in parts.")


def refuse(kind: str, place: str, cause: str, remedy: str) -> NoReturn:
    """Raise Refused with one problem."""
    raise Refused([Problem(kind, Place(place), cause, remedy)])


def _pieces(content: IO[bytes]) -> Iterator[bytes]:
    while piece := content.read(_PIECE):
        yield piece


def _is_kind_of_ours(name: str) -> bool:
    pure = PurePosixPath(name.replace("\\", "/"))
    hidden = any(part.startswith(".") and part != ".." for part in pure.parts)
    return pure.suffix.lower() in TABLES | MAPPINGS and "__MACOSX" not in pure.parts and not hidden


def _is_plain(part: str) -> bool:
    return (
        part not in ("", ".", "..")
        and part.isprintable()
        and ":" not in part
        and len(part.encode("utf-8", "surrogatepass")) <= LONGEST_NAME
    )


def _top_of(names: Iterable[str]) -> str:
    """Return the one folder that everything in a zip lies in, with its slash; else nothing."""
    tops = {name.replace("\\", "/").partition("/")[0] for name in names}
    flat = any("/" not in name.replace("\\", "/") for name in names)
    if len(tops) != 1 or flat:
        return ""
    (top,) = tops
    return f"{top}/" if _is_plain(top) else ""


def _beside(path: Path) -> Iterator[Path]:
    return path.parent.iterdir() if path.parent.is_dir() else iter(())


def discard(folder: Path) -> None:
    """Delete what was unpacked."""
    shutil.rmtree(folder, ignore_errors=True)
