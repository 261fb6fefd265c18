"""Sending one message: one request, no redirects, bounded in time and size."""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

import httpcore
import httpx

from .road import NotAllowed, Road

SECONDS = 15.0
"""For all of it; Standard Webhooks advises 15 to 30."""

MOST_READ = 2_000
"""Bytes read of an answer: enough to see what is wrong; chosen by eye."""


@dataclass(frozen=True, slots=True)
class Answer:
    """How an attempt ended: the HTTP status, or None where there was no answer, and why."""

    status: int | None
    said: str
    retry_after: str = ""
    is_ours: bool = False  # we did not send it, and never will to this address

    @property
    def is_taken(self) -> bool:
        """Say whether the other side has it: any 2xx."""
        return self.status is not None and 200 <= self.status < 300


def send(url: str, body: bytes, headers: Mapping[str, str], *, allowed: Iterable[str]) -> Answer:
    """Post a message; whatever happens is an answer, never an exception of the network's.

    ``allowed`` are the hosts that may be inside this network, and may speak plain HTTP.
    """
    hosts = frozenset(allowed)
    refused = why_not(url, allowed=hosts)
    if refused:
        return Answer(None, refused, is_ours=True)
    road = Road(allowed=hosts, deadline=time.monotonic() + SECONDS)
    asked = {"Content-Type": "application/json", "User-Agent": "Meetworthy", **headers}
    try:
        with (
            httpcore.ConnectionPool(ssl_context=_tls(), network_backend=road) as pool,
            pool.stream("POST", url, headers=_headers(url, asked), content=body) as response,
        ):
            return _read(response)
    except NotAllowed as reason:
        return Answer(None, str(reason), is_ours=True)
    except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException) as error:
        return Answer(None, f"{type(error).__name__}: {error}"[:MOST_READ])


def why_not(url: str, *, allowed: Iterable[str]) -> str:
    """Return why a URL is none that messages go to, as far as its text says, or nothing."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return "this is no URL"
    if not parts.hostname or any(not 32 < ord(letter) < 127 for letter in url):
        return "this is no URL"
    if parts.username is not None or parts.password is not None:
        return "a URL with a name or password in it"
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in allowed):
        return "only https is sent to"
    return "" if port is None or port > 0 else "this is no URL"


@lru_cache(maxsize=1)
def _tls() -> ssl.SSLContext:
    return httpx.create_ssl_context()


def _headers(url: str, asked: Mapping[str, str]) -> list[tuple[str, str]]:
    return [("Host", urlsplit(url).netloc), *asked.items()]


def _read(response: httpcore.Response) -> Answer:
    text = b""
    for chunk in response.iter_stream():
        text += chunk
        if len(text) >= MOST_READ:
            break
    later = [value for name, value in response.headers if name.lower() == b"retry-after"]
    return Answer(
        response.status,
        text[:MOST_READ].decode("utf-8", "replace").replace("\x00", ""),
        retry_after=later[0].decode("ascii", "replace") if later else "",
    )
