"""Loading definitions: a file or a folder of versions, to values or to all problems."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from meetworthy.model.document import Tree, read_document
from meetworthy.model.problem import Place, Problem, Refused, Severity

from .build import build
from .cases import Case, read_cases
from .draft import Draft, framework_of, kinds_of
from .language import Definition, Timeline
from .lists import read_lists
from .reading import read_conditions
from .rules import check
from .shape import validate
from .timeline import check_timeline

SUFFIXES = (".yaml", ".yml")
FILE_NAME = "definition.yaml"
MAPPING_NAME = "sources.yaml"  # the mapping of data, which may lie beside a definition
_LARGEST_BYTES = 4_000_000  # before decoding; what is read further is bounded more tightly


@dataclass(frozen=True, slots=True)
class Loaded:
    """What came of reading a definition: it, or why not; warnings beside it; its cases."""

    definition: Definition | None
    problems: tuple[Problem, ...]
    cases: tuple[Case, ...] = ()


def load_definition(path: Path) -> Definition:
    """Load a definition file; raise `Refused` with every problem if it has an error."""
    return _demand(read_definition(path))


def read_definition(path: Path) -> Loaded:
    """Load a definition file (or the `definition.yaml` of a folder) with problems and cases."""
    file = path / FILE_NAME if path.is_dir() else path
    text = _text(file)
    if isinstance(text, Problem):
        return Loaded(None, (text,))
    return load_text(text, str(file), lists_folder=file.parent)


def load_timeline(path: Path) -> Timeline:
    """Load the versions of a definition: a file, or a folder of files; raise `Refused`."""
    if not path.is_dir():
        return (load_definition(path),)
    files = sorted(each for each in path.iterdir() if _is_version(each))
    if not files:
        raise Refused([_missing(path, "There is no definition in this folder.")])
    loaded = [(file, read_definition(file)) for file in files]
    problems = [each for _, one in loaded for each in one.problems if _is_error(each)]
    versions = [(str(file), one.definition) for file, one in loaded if one.definition is not None]
    problems += check_timeline(versions)
    if problems:
        raise Refused(problems)
    return tuple(sorted((each for _, each in versions), key=lambda each: each.in_force))


def _is_version(file: Path) -> bool:
    return file.suffix.lower() in SUFFIXES and file.name != MAPPING_NAME


def load_text(text: str, file: str, *, lists_folder: Path | None) -> Loaded:
    """Load a definition from its text; list files are looked for in ``lists_folder``.

    Returns the definition unless there is an error, with all errors and warnings in the order
    of the file.
    """
    tree, faults = read_document(text, file)
    if faults:
        return Loaded(None, tuple(faults))
    draft, problems = _draft(tree, lists_folder)
    if draft is None:
        return Loaded(None, _in_order(problems))
    cases, case_problems = read_cases(draft)
    problems += check(draft) + case_problems
    if any(_is_error(each) for each in problems):
        return Loaded(None, _in_order(problems), cases)
    return Loaded(build(draft), _in_order(problems), cases)


def _draft(tree: Tree, lists_folder: Path | None) -> tuple[Draft | None, list[Problem]]:
    shaped = validate(tree)
    if shaped.file is None:
        return None, list(shaped.problems)
    kinds = kinds_of(shaped.file)
    conditions, faults = read_conditions(shaped.file, kinds, tree, shaped.left_out)
    lists, list_faults = read_lists(shaped.file, tree, lists_folder)
    framework = framework_of(shaped.file)
    draft = Draft(shaped.file, tree, kinds, framework, conditions, lists, shaped.left_out)
    return draft, [*shaped.problems, *faults, *list_faults]


def _demand(loaded: Loaded) -> Definition:
    if loaded.definition is None:
        raise Refused([each for each in loaded.problems if _is_error(each)])
    return loaded.definition


def _is_error(problem: Problem) -> bool:
    return problem.severity is Severity.ERROR


def _in_order(problems: list[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(problems, key=lambda each: (each.place.line or 0, each.kind)))


def _text(path: Path) -> str | Problem:
    try:
        if path.stat().st_size > _LARGEST_BYTES:
            place = Place(str(path))
            cause = f"The file is larger than {_LARGEST_BYTES:,} bytes."
            return Problem("document_too_large", place, cause, "Move long lists into files.")
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        cause = "The file is not UTF-8 text."
        return Problem("document_syntax", Place(str(path)), cause, "Save it as UTF-8.")
    except (OSError, ValueError) as error:
        return _missing(path, f"The file can't be read: {getattr(error, 'strerror', error)}.")


def _missing(path: Path, cause: str) -> Problem:
    remedy = "Check the path, or start from a ready-made pack."
    return Problem("file_missing", Place(str(path)), cause, remedy)
