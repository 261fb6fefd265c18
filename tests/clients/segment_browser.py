"""Segment's browser library from npm, as published: fetched once, checked, served as a shop would.

The package brings its browser build compressed; a small server gives it out as it is, from an
origin of its own, as the page of somebody's website.
"""

from __future__ import annotations

import base64
import hashlib
import io
import tarfile
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

VERSION = "1.84.3"
ADDRESS = f"https://registry.npmjs.org/@segment/analytics-next/-/analytics-next-{VERSION}.tgz"
SHA512 = "5l7cPBzScxhfJ0zdcKQI4daDvMIWWUk7hClT1xGRelnHUltIEoQ9w8+ZpFPoWJMpX8D7IA1nVAfJbpiKi3XaKw=="
KEPT = Path(__file__).parents[2] / ".venv" / f"analytics-next-{VERSION}.tgz"

PAGE = """<!doctype html><title>Northwind, prices</title><h1>Prices</h1>
<script src="/umd/index.js"></script><script src="/shop.js"></script>"""

SHOP = """
window.sent = [];
const analytics = AnalyticsNext.AnalyticsBrowser.load({writeKey: KEY, cdnURL: SERVICE});
window.shop = analytics;
analytics.page();
analytics.ready(() => { window.isReady = true; });
"""


@cache
def published() -> dict[str, bytes]:
    """The package's browser build, by file name, as it is in the tarball."""
    if not KEPT.exists():
        with urllib.request.urlopen(ADDRESS, timeout=60) as answer:
            KEPT.write_bytes(answer.read())
    raw = KEPT.read_bytes()
    assert base64.b64encode(hashlib.sha512(raw).digest()).decode() == SHA512
    with tarfile.open(fileobj=io.BytesIO(raw)) as archive:
        prefix = "package/dist/umd/"
        return {
            member.name.removeprefix(prefix): archive.extractfile(member).read()
            for member in archive.getmembers()
            if member.name.startswith(prefix) and member.isfile()
        }


@contextmanager
def a_website(service: str, key: str) -> Iterator[str]:
    """Serve a website that uses the library; gives its address."""
    settings = f'const SERVICE = "{service}"; const KEY = "{key}";'

    class Website(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            name = self.path.split("?")[0]
            packed = published().get(name.removeprefix("/umd/") + ".gz")
            if name == "/shop.js":
                self._send((settings + SHOP).encode(), "text/javascript")
            elif packed is not None:
                self._send(packed, "text/javascript", packed=True)
            else:
                self._send(PAGE.encode(), "text/html")

        def _send(self, body: bytes, kind: str, *, packed: bool = False) -> None:
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            if packed:
                self.send_header("Content-Encoding", "gzip")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Website)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
