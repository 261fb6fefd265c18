"""The road out: connections to checked addresses only, with one deadline for all of it.

The name is resolved here, its addresses are checked here, and the connection goes to one that was
checked: a name that means something else a moment later changes nothing.  TLS still asks for the
certificate of the name.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Iterable
from typing import Any

import httpcore

from .addresses import is_public


class NotAllowed(Exception):
    """The address is one that messages do not go to."""


class Road(httpcore.NetworkBackend):
    """Connects to public addresses, and to hosts that the installation names; until a deadline.

    ``deadline`` is on the monotonic clock, in seconds.  However slowly the other side talks, no
    step goes on after it.
    """

    def __init__(self, *, allowed: Iterable[str], deadline: float) -> None:
        self.allowed = frozenset(allowed)
        self.deadline = deadline
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Any = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first of a name's addresses, all of which were checked, that answers."""
        addresses = self._checked(host, port)
        for place, address in enumerate(addresses):
            try:
                stream = self._plain.connect_tcp(
                    address, port, self.left(timeout), local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if place == len(addresses) - 1:
                    raise
            else:
                return Watched(stream, self)
        raise httpcore.ConnectError(f"{host} has no address")

    def _checked(self, host: str, port: int) -> list[str]:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError("the name cannot be resolved") from error
        addresses = list(dict.fromkeys(str(each[4][0]) for each in found))
        if host.lower() not in self.allowed and not all(map(is_public, addresses)):
            raise NotAllowed(f"{host} is an address inside this network")
        return addresses

    def left(self, timeout: float | None) -> float:
        """Return the seconds that a step may take; raises ReadTimeout when there are none."""
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the time for this message is over")
        return left if timeout is None else min(left, timeout)


class Watched(httpcore.NetworkStream):
    """A connection on which nothing is waited for beyond the deadline."""

    def __init__(self, stream: httpcore.NetworkStream, road: Road) -> None:
        self._stream = stream
        self._road = road

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read what is there."""
        return self._stream.read(max_bytes, self._road.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write all of it."""
        self._stream.write(buffer, self._road.left(timeout))

    def close(self) -> None:
        """Close the connection."""
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        """Go on under TLS, with the certificate of the name that was asked for."""
        left = self._road.left(timeout)
        return Watched(self._stream.start_tls(ssl_context, server_hostname, left), self._road)

    def get_extra_info(self, info: str) -> Any:
        """Tell what the connection knows."""
        return self._stream.get_extra_info(info)
