"""Whether an address can be listened on, asked before anything is promised there.

Granian shares a port with whoever listens on it already: of two installations on one port each
would then get some of the requests, and nobody would be told.
"""

from __future__ import annotations

import errno
import socket
import time

from meetworthy.model.problem import Place, Problem, Refused

PATIENCE_SECONDS = 5.0
"""For so long a port is waited for: the processes of one that was killed leave it within a second
or two. Chosen by eye."""


def see_that_it_is_free(host: str, port: int) -> None:
    """Raise Refused where the address cannot be listened on, or somebody else does."""
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
            socket.create_server((host, port), family=family).close()
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                said = str(error.strerror or error).partition(" (")[0]
                cause = f"{host}, port {port} can't be listened on: {said}."
                remedy = "Name an address of this machine, and a port that you may open."
                raise Refused([Problem("address_unfit", Place("--port"), cause, remedy)]) from error
            if time.monotonic() > until:
                cause = f"Something else listens on {host}, port {port}."
                remedy = "End it, or name another port: --port 8001, or make demo PORT=8001."
                raise Refused([Problem("port_taken", Place("--port"), cause, remedy)]) from error
            time.sleep(0.2)
        else:
            return
