"""Laws of reading: counts add up, order does not matter, twice is once."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from facts_folder import make_folder
from meetworthy.facts.read import read_folder

SOURCES = """
    sources: 1
    files:
      leads:
        file: leads-*.csv
        lead: {crm: id, email: email}
        id: row_id
        facts:
          - {kind: lead.created, at: at}
          - {kind: lead.described, at: at, properties: {employees: {column: size, type: integer}}}
"""

HEADER = "row_id,id,email,at,size"

cells = st.tuples(
    st.sampled_from(["r1", "r2", "r3", ""]),
    st.sampled_from(["1", "2", "n/a", ""]),
    st.sampled_from(["a@x.com", "b@x.com", "", "A@X.com "]),
    st.sampled_from(["2026-01-01", "2026-01-02 10:00", "1900-01-01", "soon", ""]),
    st.sampled_from(["5", "6", "many", ""]),
)
rows = st.lists(
    cells.map(",".join) | st.sampled_from(["x", '"', "1,2,3,4,5,6", "é\ufffd,,,,"]), max_size=12
)


def read_rows(folder: Path, *files: list[str]):
    content = {f"leads-{n}.csv": "\n".join([HEADER, *file]) + "\n" for n, file in enumerate(files)}
    return read_folder(make_folder(folder / "data", SOURCES, content), work=folder / "work")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rows)
def test_what_is_read_is_taken_known_or_quarantined(rows):
    with tempfile.TemporaryDirectory() as folder:
        counts = read_rows(Path(folder), rows).read
    assert counts.rows == counts.taken + counts.known + counts.quarantined
    assert min(counts.taken, counts.known, counts.quarantined) >= 0


good = st.lists(
    st.tuples(
        st.sampled_from(["1", "2", "3"]),
        st.sampled_from(["a@x.com", "b@x.com", ""]),
        st.sampled_from(["2026-01-01", "2026-01-02 10:00", "2026-01-03"]),
        st.sampled_from(["5", "6", ""]),
    ),
    min_size=1,
    max_size=10,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(good, st.randoms(use_true_random=False))
def test_any_order_any_batches_and_twice_give_the_same_facts(cells, chance: random.Random):
    # The id of a row follows from what it says, so no row contradicts another.
    lines = ["".join(row) + "," + ",".join(row) for row in cells]
    shuffled = chance.sample(lines, len(lines))
    middle = chance.randrange(len(lines) + 1)
    with tempfile.TemporaryDirectory() as folder:
        once = read_rows(Path(folder, "once"), lines)
        other = read_rows(Path(folder, "other"), shuffled[:middle], shuffled[middle:], lines)
    assert once.facts.equals(other.facts)
    assert once.leads.equals(other.leads)
    assert other.read.known == len(lines) + once.read.known
