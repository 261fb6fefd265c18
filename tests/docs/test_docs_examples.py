"""Every example that a page marks with `<!-- run -->` runs, and prints what the page shows.

Within what is printed, `...` stands for anything, as in doctest.  A page's examples run in
their order, in one empty folder, with the examples of the repository beside them.
"""

from __future__ import annotations

import doctest
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

REPO = Path(__file__).parents[2]
PAGES = [
    page
    for page in sorted(
        [REPO / "README.md", *REPO.glob("docs/**/*.md"), *REPO.glob("examples/**/*.md")]
    )
    if "<!-- run -->" in page.read_text(encoding="utf-8")
]
BLOCK = re.compile(r"<!-- run -->\n+```console\n(.*?)```", re.DOTALL)


def steps(page: Path) -> list[tuple[str, str]]:
    """Each command of a page's marked examples with the output that the page shows."""
    found = []
    for block in BLOCK.findall(page.read_text(encoding="utf-8")):
        for step in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, shown = step.replace("\\\n", "").partition("\n")
            found.append((command, shown))
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(REPO)))
def test_the_examples_of_the_page_run(page, tmp_path):
    shutil.copytree(REPO / "examples", tmp_path / "examples")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    same = doctest.OutputChecker().check_output
    for command, shown in steps(page):
        run = subprocess.run(
            ["bash", "-c", command],
            cwd=tmp_path,
            env={**os.environ, "PATH": path, "COLUMNS": "80"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert run.returncode == 0, f"$ {command}\n{run.stdout}"
        if shown.strip():
            flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
            assert same(shown, run.stdout, flags), f"$ {command}\n{run.stdout}"
