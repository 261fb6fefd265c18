"""Writing a report: whole or not at all."""

from __future__ import annotations

import pytest

from meetworthy.report import write
from meetworthy.report.write import write_report
from unit.report_fixture import example_report


def test_it_writes_both_files_and_makes_the_folder(tmp_path):
    page, data = write_report(example_report(), tmp_path / "new" / "out")
    assert (page.name, data.name) == ("report.html", "report.json")
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert data.read_text(encoding="utf-8").endswith("}\n")
    assert sorted(p.name for p in page.parent.iterdir()) == ["report.html", "report.json"]


def test_others_may_read_what_was_written(tmp_path):
    page, _ = write_report(example_report(), tmp_path)
    assert page.stat().st_mode & 0o777 == 0o644


def test_an_earlier_report_stays_until_the_new_one_is_complete(tmp_path, monkeypatch):
    (tmp_path / "report.html").write_text("the earlier one")

    def full_disk(*_args, **_kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(write.os, "fdopen", full_disk)
    with pytest.raises(OSError, match="No space left"):
        write_report(example_report(), tmp_path)
    assert (tmp_path / "report.html").read_text() == "the earlier one"
    assert [p.name for p in tmp_path.iterdir()] == ["report.html"]
