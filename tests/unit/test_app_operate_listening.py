"""Nobody serves on a port that another listens on: each would get some of the requests."""

from __future__ import annotations

import socket

import pytest

from meetworthy.app.operate import listening
from meetworthy.app.operate.listening import see_that_it_is_free
from meetworthy.model.problem import Refused

pytestmark = [pytest.mark.sockets]


@pytest.fixture(autouse=True)
def no_patience(monkeypatch):
    monkeypatch.setattr(listening, "PATIENCE_SECONDS", 0)


def shared() -> socket.socket:
    """A port that is listened on, and shared with whoever asks, as granian does."""
    taken = socket.socket()
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    taken.bind(("127.0.0.1", 0))
    taken.listen()
    return taken


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])  # noqa: S104 - all addresses
def test_a_port_that_another_listens_on_is_refused(host):
    with shared() as taken:
        port = taken.getsockname()[1]
        with pytest.raises(Refused, match="Something else listens"):
            see_that_it_is_free(host, port)
    see_that_it_is_free(host, port)  # it has ended


def test_an_address_of_another_machine_is_refused():
    with pytest.raises(Refused, match="can't be listened on"):
        see_that_it_is_free("192.0.2.1", 8001)
