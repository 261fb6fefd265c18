"""Sending what the example company's systems send, over HTTP, when its time comes."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import httpx
import structlog

from meetworthy.app.operate.clock import now
from meetworthy.connect.segment.limits import PATHS
from meetworthy.model.time import SECOND, moment_of
from meetworthy.simulate.live.message import Message
from meetworthy.simulate.live.stream import live_company

from .kept import Kept

SPEED, NIGHTS = 60.0, 0.1
"""How fast the company lives, and how much of its nights one waits for; chosen by eye, so that
something happens every second."""

SAVED_EVERY_SECONDS = 5.0
_TRIES_AGAIN_SECONDS = 1.0

log = structlog.get_logger(__name__)


class Sender(threading.Thread):
    """Sends the stream to a service until told to stop, and remembers how far it came."""

    def __init__(self, kept: Kept, folder: Path, url: str) -> None:
        super().__init__(name="example company", daemon=True)
        self.kept, self.folder, self.url = kept, folder, url
        self.stopping = threading.Event()
        self._saved = time.monotonic()

    def run(self) -> None:
        """Send message after message, each when it is due."""
        stream = live_company(
            seed=self.kept.seed,
            start=self.kept.started_at,
            speed=SPEED,
            nights=NIGHTS,
            leads_a_day=self.kept.leads_a_day,
            after=self.kept.sent_at,
        )
        with httpx.Client(base_url=self.url, trust_env=False, timeout=30) as client:
            for message in stream:
                if self.stopping.wait(max(0, message.at - now()) / SECOND):
                    return
                self._send(client, message)
                self._remember(message)

    def _send(self, client: httpx.Client, message: Message) -> None:
        """Send a message until it is answered: what was taken already is known by its id."""
        key = self.kept.keys[message.sender]
        path = "facts" if message.channel == "facts" else PATHS[message.body["type"]]
        while not self.stopping.is_set():
            try:
                answer = client.post(f"/v1/{path}", json=message.body, auth=(key, ""))
            except httpx.TransportError:
                self.stopping.wait(_TRIES_AGAIN_SECONDS)
                continue
            if answer.status_code not in (429, 503):
                if answer.is_error:
                    log.warning("the example company was refused", status=answer.status_code)
                return
            self.stopping.wait(float(answer.headers.get("Retry-After", _TRIES_AGAIN_SECONDS)))

    def _remember(self, message: Message) -> None:
        if time.monotonic() - self._saved > SAVED_EVERY_SECONDS:
            self.kept.sent = moment_of(message.at).isoformat()
            self.kept.save(self.folder)
            self._saved = time.monotonic()
