"""`meetworthy report` on the example company and on small folders, through the command."""

import json
import re

import pytest
from typer.testing import CliRunner

from facts_folder import make_folder
from meetworthy.cli.app import app


def report(data, out, *options):
    result = CliRunner().invoke(app, ["report", str(data), "--out", str(out), *map(str, options)])
    assert result.exit_code == 0, result.exception
    return json.loads((out / "report.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def company(tmp_path_factory):
    folder = tmp_path_factory.mktemp("company")
    command = ["simulate", "--leads", "600", "--seed", "5", "--out", str(folder / "data")]
    assert CliRunner().invoke(app, command).exit_code == 0
    return folder / "data"


@pytest.mark.parametrize("judged", [True, False], ids=["definition", "as recorded"])
@pytest.mark.parametrize("since", [(), ("--since", "2025-01-01")], ids=["all", "since"])
def test_each_kind_of_problem_is_one_word_said_once(company, tmp_path, judged, since):
    by = ("--definition", company / "definition") if judged else ()
    kinds = [p["kind"] for p in report(company, tmp_path, *by, *since)["problems"]]
    assert kinds
    assert [kind for kind in kinds if not re.fullmatch(r"[a-z]+(_[a-z]+)*", kind)] == []
    assert len(kinds) == len(set(kinds))


SOURCES = """
    sources: 1
    timezone: UTC
    stages: [lead, customer]
    files:
      leads:
        file: leads.csv
        sender: crm
        lead: {crm: id}
        id: id
        source: source
        recorded: written
        facts:
          - {kind: lead.created, at: created}
"""
LEADS = """
    id,source,created,written
    L1,webinar,2026-01-05,2026-01-05
    L2,webinar,2026-01-06,2026-01-06
    L3,fair,2026-01-07,2026-03-01
"""


def test_known_by_leaves_out_what_was_recorded_later_from_every_number(tmp_path):
    data = make_folder(tmp_path / "data", SOURCES, {"leads.csv": LEADS})
    asked = ("--as-of", "2026-02-01")
    now = report(data, tmp_path / "now", *asked)
    then = report(data, tmp_path / "then", *asked, "--known-by", "2026-02-01")
    assert {row["name"]: row["entered"]["lead"] for row in now["sources"]} == {
        "webinar": 2,
        "fair": 1,
    }
    assert {row["name"]: row["entered"]["lead"] for row in then["sources"]} == {"webinar": 2}
    assert (now["stages"][0]["entered"], then["stages"][0]["entered"]) == (3, 2)
