"""Fetching a feed: public addresses only, one deadline, bounded, and only what is new."""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urljoin, urlsplit

import httpcore
import httpx

from meetworthy.app.outbox.road import NotAllowed, Road
from meetworthy.app.outbox.send import why_not
from meetworthy.connect.icalendar.read import LARGEST

SECONDS = 30.0
"""For all of it, redirects included; chosen by eye: calendars are made as they are asked for."""

MOST_REDIRECTS = 3

_MOVED = frozenset({301, 302, 303, 307, 308})
_NOT_MODIFIED, _OK = 304, 200


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a server answered: a body, nothing new (``body`` is None and no ``wrong``), or why not.

    ``tag`` and ``changed`` are the headers by which the next question asks for news only.
    """

    body: bytes | None = None
    tag: str = ""
    changed: str = ""
    wrong: str = ""


def address_of(said: str) -> str:
    """Return the URL that somebody pasted: ``webcal:`` is only another word for ``https:``."""
    said = said.strip()
    for start in ("webcal://", "webcals://"):
        if said.lower().startswith(start):
            return "https://" + said[len(start) :]
    return said


def fetch(url: str, *, tag: str, changed: str, allowed: Iterable[str]) -> Fetched:
    """Return a calendar; whatever happens is an answer, never an exception of the network's.

    ``allowed`` are the hosts that may be inside this network, and may speak plain HTTP.  Each
    redirect is checked as the first address is.
    """
    hosts = frozenset(allowed)
    road = Road(allowed=hosts, deadline=time.monotonic() + SECONDS)
    asked = {"User-Agent": "Meetworthy", "Accept": "text/calendar"}
    asked |= {"If-None-Match": tag} if tag else {}
    asked |= {"If-Modified-Since": changed} if changed else {}
    try:
        with httpcore.ConnectionPool(ssl_context=_tls(), network_backend=road) as pool:
            for _ in range(MOST_REDIRECTS + 1):
                wrong = why_not(url, allowed=hosts)
                if wrong:
                    return Fetched(wrong=f"It is not looked at: {wrong}.")
                answer = _ask(pool, url, asked)
                if isinstance(answer, Fetched):
                    return answer
                try:
                    url = urljoin(url, answer)
                except ValueError:
                    return Fetched(wrong="It leads to what is no address.")
            return Fetched(wrong="It leads from one address to another without end.")
    except NotAllowed:
        return Fetched(wrong="It is an address inside this network.")
    except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException) as error:
        return Fetched(wrong=f"The server did not answer ({type(error).__name__}).")


def _ask(pool: httpcore.ConnectionPool, url: str, asked: dict[str, str]) -> Fetched | str:
    """Return what one server answered, or where it sends us."""
    headers = [("Host", urlsplit(url).netloc), *asked.items()]
    with pool.stream("GET", url, headers=headers) as response:
        said = {name.decode("latin-1").lower(): value for name, value in response.headers}
        if response.status in _MOVED and "location" in said:
            return said["location"].decode("latin-1")
        if response.status == _NOT_MODIFIED:
            return Fetched(
                tag=asked.get("If-None-Match", ""), changed=_header(said, "last-modified")
            )
        if response.status != _OK:
            return Fetched(wrong=f"The server answered {response.status}.")
        body = bytearray()
        for chunk in response.iter_stream():
            body += chunk
            if len(body) > LARGEST:
                return Fetched(wrong=f"The calendar has more than {LARGEST:,} bytes.")
        return Fetched(bytes(body), _header(said, "etag"), _header(said, "last-modified"))


def _header(said: dict[str, bytes], name: str) -> str:
    return said.get(name, b"").decode("latin-1")[:500]


@lru_cache(maxsize=1)
def _tls() -> ssl.SSLContext:
    return httpx.create_ssl_context()
