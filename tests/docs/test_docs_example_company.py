"""The page on the example company says what the simulator does."""

from pathlib import Path

from meetworthy.model.kinds import KINDS
from meetworthy.simulate.faults import FAULTS
from meetworthy.simulate.live.segment import EVENTS
from meetworthy.simulate.market import SOURCES

PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "the-example-company.md"


def cells() -> list[list[str]]:
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    rows = [line.strip("|").split("|") for line in lines if line.startswith("|")]
    return [[cell.strip() for cell in row] for row in rows]


def test_the_chances_on_the_page_are_those_that_are_drawn_from():
    said = {
        row[0]: [float(cell) for cell in row[1:]]
        for row in cells()
        if len(row) == 7 and row[1][0].isdigit()
    }
    assert said == {
        s.name: [s.share, s.cost, s.interest, s.sql, s.opportunity, s.win] for s in SOURCES
    }


def test_every_fault_is_on_the_page():
    said = {row[0].strip("`"): row[1] for row in cells() if row[0].startswith("`")}
    assert said == FAULTS


def test_every_event_of_the_stream_is_on_the_page():
    said = {row[0]: row[1].strip("`") for row in cells() if row[1].strip("`") in KINDS}
    assert said == EVENTS


def test_the_shares_of_the_sources_are_a_whole():
    assert abs(sum(source.share for source in SOURCES) - 1) < 1e-9
