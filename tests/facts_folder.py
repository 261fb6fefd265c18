"""Small folders of exports for tests: what is in them is shown in the test itself."""

from __future__ import annotations

import csv
from pathlib import Path
from textwrap import dedent

import pyarrow as pa

from meetworthy.facts.read import read_folder
from meetworthy.model.dataset import Dataset
from meetworthy.model.problem import Problem, Refused


def make_folder(folder: Path, sources: str, files: dict[str, str | bytes]) -> Path:
    """Write a mapping and files into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "sources.yaml").write_text(dedent(sources), encoding="utf-8")
    for name, content in files.items():
        raw = content if isinstance(content, bytes) else dedent(content).lstrip("\n").encode()
        (folder / name).write_bytes(raw)
    return folder


def read(folder: Path, sources: str, files: dict[str, str | bytes]) -> Dataset:
    """Write a folder and read it; its scratch is beside it."""
    return read_folder(make_folder(folder / "data", sources, files), work=folder / "work")


def refusal(folder: Path, sources: str, files: dict[str, str | bytes]) -> list[Problem]:
    """Return the problems for which a folder is refused; an empty list where it is not."""
    try:
        read(folder, sources, files)
    except Refused as refused:
        return refused.problems
    return []


def facts(dataset: Dataset) -> list[dict[str, object]]:
    """Return the facts as rows, without what is empty."""
    assert isinstance(dataset.facts, pa.Table)
    return [
        {key: value for key, value in row.items() if value is not None}
        for row in dataset.facts.to_pylist()
    ]


def lines(dataset: Dataset, *keys: str) -> list[tuple[object, ...]]:
    """Return some columns of all facts, times as ISO text to the minute in UTC."""
    assert isinstance(dataset.facts, pa.Table)
    return [tuple(_shown(row, key, dataset) for key in keys) for row in dataset.facts.to_pylist()]


def _shown(row: dict[str, object], key: str, dataset: Dataset) -> object:
    if key == "lead":
        return lead_ids(dataset).get(row["lead"])
    if key == "at":
        return f"{row['occurred_at']:%Y-%m-%d %H:%M}"
    if key == "recorded":
        return f"{row['recorded_at']:%Y-%m-%d %H:%M}"
    return row[key]


def lead_ids(dataset: Dataset) -> dict[object, str]:
    """Return the alias of each lead's number."""
    return {row["lead"]: row["lead_id"] for row in dataset.leads.to_pylist()}


def quarantine(dataset: Dataset) -> list[dict[str, str]]:
    """Return the rows set aside."""
    if dataset.quarantine is None:
        return []
    with dataset.quarantine.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def kinds_of_problems(dataset: Dataset) -> dict[str, int]:
    """Return what was found about the data, by kind, with its count."""
    return {problem.kind: problem.count for problem in dataset.problems}
