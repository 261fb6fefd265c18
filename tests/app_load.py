"""Load on an installation: what was promised is counted afterwards."""

from __future__ import annotations

import random
import threading
from dataclasses import dataclass, field
from typing import Any

import httpx

from app_installation import Installation

LEADS = 40


def fact(name: str, lead: int, kind: str = "demo.requested") -> dict[str, Any]:
    """A fact of one of the leads."""
    return {
        "kind": kind,
        "id": name,
        "occurred_at": "2026-05-04T10:00:00Z",
        "lead": {"email": f"lead{lead}@bright.example"},
    }


@dataclass
class Load:
    """Senders that go on until told to stop; each tries again until it is answered."""

    installation: Installation
    senders: int = 4
    seed: int = 1
    acknowledged: list[str] = field(default_factory=list)
    sent: set[str] = field(default_factory=set)
    lost_connections: int = 0
    refused: list[str] = field(default_factory=list)
    _stop: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def start(self) -> None:
        for number in range(self.senders):
            thread = threading.Thread(target=self._send, args=(number,))
            thread.start()
            self._threads.append(thread)

    def stop(self) -> None:
        """Stop after what is under way was answered."""
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _send(self, sender: int) -> None:
        dice = random.Random(self.seed * 1000 + sender)
        number = 0
        while not self._stop.is_set():
            names = [f"s{sender}-{number + place}" for place in range(dice.choice((1, 5, 50)))]
            number += len(names)
            self._post([fact(name, dice.randrange(LEADS)) for name in names])

    def _post(self, facts: list[dict[str, Any]]) -> None:
        names = [one["id"] for one in facts]
        self.sent.update(names)
        while True:
            try:
                answer = self.installation.post(*facts)
            except httpx.HTTPError:
                self.lost_connections += 1
                if self._stop.wait(0.1):
                    return
                continue
            if answer.status_code == 200:
                self.refused += [e["cause"] for e in answer.json()["events"] if "cause" in e]
                self.acknowledged += names
                return
            if self._stop.wait(0.1):
                return
