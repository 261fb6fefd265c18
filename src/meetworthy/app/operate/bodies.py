"""Bodies that come slowly: however many there are, some threads stay free for who asks for a page.

The server reads a body when it is asked for and waits for it without end, holding a thread.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

PATIENCE_SECONDS = 2.0
"""How long a request waits for its body's turn; chosen by eye: a whole body takes milliseconds."""

FREE = 4
"""One thread in so many never waits for a body; chosen by eye."""


class BodiesInTurn:
    """A WSGI application in front of another: at most so many bodies are waited for at once.

    Who finds no turn is asked to come again (503); requests without a body never wait.  An answer
    before the end of a body says that the connection ends with it.
    """

    def __init__(self, application: Application, *, threads: int) -> None:
        self._application = application
        self._turns = threading.BoundedSemaphore(max(1, threads - max(1, threads // FREE)))

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        """Answer the request."""
        said = str(environ.get("CONTENT_LENGTH") or "")
        length = int(said) if said.isdecimal() else 0
        if not length:
            return self._application(environ, start_response)
        if not self._turns.acquire(timeout=PATIENCE_SECONDS):
            return _busy(start_response)
        body = _Body(environ["wsgi.input"], length, self._turns.release)
        environ["wsgi.input"] = body

        def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            # The server hangs up on who still sends what nobody will read.
            last = [("Connection", "close")] if body.is_left else []
            return start_response(status, [*headers, *last], *more)

        try:
            return self._application(environ, start)
        finally:
            body.let_go()  # where nobody read it to its end


class _Body:
    """A request's body that gives its turn back as soon as all of it is read."""

    def __init__(self, stream: Any, length: int, release: Callable[[], None]) -> None:
        self._stream = stream
        self._left = length
        self._release: Callable[[], None] | None = release

    def read(self, size: int = -1) -> bytes:
        """Read so many bytes, all where nothing is said."""
        return self._took(self._stream.read(size))

    def readline(self, size: int = -1) -> bytes:
        """Read to the end of a line, at most so many bytes."""
        return self._took(self._stream.readline(size))

    @property
    def is_left(self) -> bool:
        """Whether some of it was not read."""
        return self._left > 0

    def let_go(self) -> None:
        """Give the turn back, once."""
        release, self._release = self._release, None
        if release is not None:
            release()

    def _took(self, piece: bytes) -> bytes:
        self._left -= len(piece)
        if not piece or self._left <= 0:
            self.let_go()
        return piece


def _busy(start_response: Callable[..., Any]) -> list[bytes]:
    status = HTTPStatus.SERVICE_UNAVAILABLE
    problem = {
        "type": "about:blank",
        "title": status.phrase,
        "status": status.value,
        "detail": "Too many requests are still being received. Send this one again in a moment.",
    }
    headers = [
        ("Content-Type", "application/problem+json"),
        ("Retry-After", "2"),
        ("Connection", "close"),
    ]
    start_response(f"{status.value} {status.phrase}", headers)
    return [json.dumps(problem).encode()]
