"""What holds for every test: no network, and in CI nothing that matters is skipped."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

REPO = Path(__file__).parent.parent
SHARED = REPO.parent / "shared" / "data"
"""Real data kept beside the project; its licences allow research use, not shipping."""

MAY_SKIP = ("../shared", "beside the repo")
"""In CI a test may skip only for what is not the project's: the real data beside the checkout."""

# No test is timed: a busy machine must not fail a law.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")


@pytest.fixture(autouse=True)
def _closed_sockets(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse connections to anywhere, except in tests marked `sockets`."""
    if request.node.get_closest_marker("sockets"):
        return
    connect = socket.socket.connect

    def only_local_pipes(self: socket.socket, address: object) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            raise OSError(f"a test tried to connect to {address}; mark it `sockets` if it must")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", only_local_pipes)


@pytest.fixture(autouse=True)
def _writer_rests() -> Iterator[None]:
    """Let the writer thread of the service end with the test that used it."""
    yield
    if "meetworthy.app.ingest.writer" in sys.modules:
        sys.modules["meetworthy.app.ingest.writer"].WRITER.close()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data; its tests skip where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("the data in ../shared is absent")
    return SHARED


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Turn a skip into a failure in CI, unless what is missing is not the project's."""
    report = yield
    if report.skipped and not hasattr(report, "wasxfail"):
        _refuse_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Iterator[None]:
    """The same for modules that skip as a whole."""
    report = yield
    if report.skipped:
        _refuse_skip(report)
    return report


def _refuse_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    if os.environ.get("CI") and not any(why in reason for why in MAY_SKIP):
        report.outcome = "failed"
        report.longrepr = f"skipped in CI, where nothing may be missing: {reason}"
