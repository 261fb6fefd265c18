"""Bodies that never come to their end, from clients that need no key for it."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

from app_installation import Installation, asked_for_a_demo, installed, wait_for

pytestmark = [pytest.mark.sockets]

BEGUN = (
    b"POST /v1/track HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    b"Content-Length: 500\r\n\r\n{"
)


@contextmanager
def half_bodies(installation: Installation, count: int) -> Iterator[list[socket.socket]]:
    """Hold so many connections that have sent a request without the end of its body."""
    with ExitStack() as stack:
        opened = []
        for _ in range(count):
            one = stack.enter_context(socket.create_connection(("127.0.0.1", installation.port)))
            one.sendall(BEGUN)
            opened.append(one)
        yield opened


def test_pages_are_served_while_bodies_never_end_and_facts_are_taken_once_they_are_gone(tmp_path):
    with installed(tmp_path / "here") as here:
        here.serve("--threads", "8")
        wait_for(lambda: here.status("/healthz") == 200, here.log)
        with half_bodies(here, 12) as opened:
            for one in opened:
                one.settimeout(0.2)
            wait_for(lambda: any(b" 503 " in _said(one) for one in opened), here.log)
            assert here.status("/healthz") == 200
            assert here.status("/accounts/login/") == 200
        wait_for(lambda: here.post(asked_for_a_demo(1)).status_code != 503, here.log)


def _said(one: socket.socket) -> bytes:
    try:
        return one.recv(4096)
    except TimeoutError:
        return b""
