"""`meetworthy serve`: which address its links begin with."""

from __future__ import annotations

import os

import pytest
from typer.testing import CliRunner

from app_installation import free_port
from meetworthy.app.operate import logs, preparing
from meetworthy.cli.app import app


@pytest.mark.sockets
@pytest.mark.parametrize("said", ["", "https://leads.example"])
def test_links_begin_with_what_it_listens_on_unless_an_address_is_said(monkeypatch, said):
    monkeypatch.setenv("MEETWORTHY_URL", said)
    monkeypatch.setattr(logs, "configure_logs", lambda _: None)
    seen = []

    def prepare() -> list[str]:
        seen.append(os.environ["MEETWORTHY_URL"])
        return ["people.0001"]

    monkeypatch.setattr(preparing, "prepare_to_serve", prepare)
    port = free_port()
    assert CliRunner().invoke(app, ["serve", "--port", str(port)]).exit_code == 3
    assert seen == [said or f"http://127.0.0.1:{port}"]
