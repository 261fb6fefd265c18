"""The example company's files are read whole: nothing is set aside but what was planted."""

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from meetworthy.facts.read import read_folder
from meetworthy.simulate.company import simulate


def planted(folder: Path) -> dict[str, int]:
    return {
        f["fault"]: f["count"] for f in json.loads((folder / "truth.json").read_text())["faults"]
    }


def test_clean_exports_are_taken_to_the_last_row(tmp_path: Path) -> None:
    summary = simulate(tmp_path / "data", leads=1500, seed=4, faults=frozenset())
    data = read_folder(tmp_path / "data", work=tmp_path / "work")
    assert (data.read.rows, data.read.taken) == (summary.rows, summary.rows)
    assert (data.read.known, data.read.quarantined) == (0, 0)
    assert data.problems == ()
    assert data.leads.num_rows == 1500
    assert len(data.leads["account"].unique()) == summary.accounts


def test_rows_set_aside_are_the_planted_ones(tmp_path: Path) -> None:
    simulate(tmp_path / "data", leads=1500, seed=4)
    data = read_folder(tmp_path / "data", work=tmp_path / "work")
    faults = planted(tmp_path / "data")
    assert data.read.quarantined == faults["bad_dates"] + faults["conflicts"]
    assert data.read.known == faults["duplicates"]
    late = data.facts.filter(pc.greater(data.facts["recorded_at"], data.facts["occurred_at"]))
    assert late.num_rows == pytest.approx(faults["late_facts"], abs=1)  # one may be a conflict
    (empty,) = (p for p in data.problems if p.kind == "empty_source")
    assert empty.count == faults["empty_source"]


def test_a_table_of_facts_is_taken_as_it_stands(tmp_path: Path) -> None:
    summary = simulate(tmp_path, leads=500, seed=4, files="parquet")
    data = read_folder(tmp_path)
    assert data.read.taken == summary.rows
    assert data.leads.num_rows == 500


def kinds_in(folder: Path, work: Path) -> dict[str, int]:
    facts = read_folder(folder, work=work).facts
    table = facts if isinstance(facts, pa.Table) else pq.read_table(list(facts))
    return {k["values"]: k["counts"] for k in table["kind"].value_counts().to_pylist()}


def test_exports_and_facts_tell_the_same_story(tmp_path: Path) -> None:
    """Both forms come from one draw; the exports have more strangers among the page views."""
    clean: Any = {"leads": 600, "seed": 8, "faults": frozenset()}
    simulate(tmp_path / "csv", files="csv", **clean)
    simulate(tmp_path / "facts", files="parquet", **clean)
    one, two = (kinds_in(tmp_path / form, tmp_path / f"{form}-work") for form in ("csv", "facts"))
    assert one.pop("page.viewed") > two.pop("page.viewed")
    assert one.pop("lead.described") <= two.pop("lead.described")  # a row may say nothing
    assert one == two
