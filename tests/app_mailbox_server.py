"""A mailbox to read from: pymap, an IMAP server by others, in a process of its own."""

from __future__ import annotations

import imaplib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

USER, PASSWORD = "replies", "seven quiet herons"


@dataclass
class MailboxServer:
    """Where it listens, and what a mail server would do with it: put letters into it."""

    port: int

    @property
    def url(self) -> str:
        return f"imap://{USER}:{PASSWORD.replace(' ', '%20')}@127.0.0.1:{self.port}/INBOX?tls=none"

    @contextmanager
    def opened(self) -> Iterator[imaplib.IMAP4]:
        connection = imaplib.IMAP4("127.0.0.1", self.port, timeout=10)
        try:
            connection.login(USER, PASSWORD)
            yield connection
        finally:
            connection.logout()

    def put(self, raw: bytes) -> None:
        with self.opened() as connection:
            state, said = connection.append("INBOX", None, None, raw)
            assert state == "OK", said

    def unseen(self) -> int:
        with self.opened() as connection:
            connection.select("INBOX", readonly=True)
            _, (numbers,) = connection.uid("SEARCH", "UNSEEN")
            return len((numbers or b"").split())


@contextmanager
def serving_mailbox(certificate: Path | None = None) -> Iterator[MailboxServer]:
    """Serve an empty mailbox, kept in memory, on a free port until the block ends."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = Path(sys.executable).parent / "pymap"
    command = [program, "--host", "127.0.0.1", "--port", str(port)]
    tls = ["--cert", certificate, "--key", certificate] if certificate else ["--no-tls"]
    command += tls
    command += ["dict", "--demo-user", USER, "--demo-password", PASSWORD]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port, process)
        yield MailboxServer(port)
    finally:
        process.terminate()
        process.wait(10)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        assert process.poll() is None, "pymap did not start"
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError("pymap does not answer")
