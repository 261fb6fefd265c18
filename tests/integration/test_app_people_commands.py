"""`meetworthy workspace` and `meetworthy user`, as somebody types them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """Run commands one after the other on an installation of their own."""
    folder = tmp_path_factory.mktemp("installation")
    environment = {
        "PATH": os.environ["PATH"],
        "MEETWORTHY_DATA": str(folder),
        "MEETWORTHY_URL": "https://meet.example",
    }
    command = Path(sys.executable).parent / "meetworthy"

    def run(*words: str, said: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [command, *words], env=environment, input=said, capture_output=True, text=True
        )

    made = run(
        "workspace", "create", "Northwind GmbH", "--admin", "ada@x.example", "--zone",
        "Europe/Berlin", "--json",
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    run.made = json.loads(made.stdout)
    return run


def test_a_workspace_comes_with_a_link_for_its_first_admin(run):
    assert run.made["workspace"] == "northwind-gmbh"
    assert run.made["admin"]["how"] == "invited"
    assert run.made["admin"]["link"].startswith("https://meet.example/invitations/")


def users(run) -> list[str]:
    said = run("user", "list", "--workspace", "northwind-gmbh", "--json").stdout
    return [f"{user['email']}: {user['role']}" for user in json.loads(said)["users"]]


def test_somebody_is_added_with_a_password_from_standard_input(run):
    words = ("user", "add", "Sam@x.example", "-w", "northwind-gmbh", "--role", "sales")
    added = run(*words, "--name", "Sam", "--password-stdin", said="seven quiet herons\n")
    assert added.stdout == "Sam@x.example is in Northwind GmbH as Sales.\n"
    assert "sam@x.example: sales" in users(run)
    again = run(*words)
    assert again.returncode == 3
    assert "is in this workspace already" in again.stderr


@pytest.mark.parametrize(
    ("words", "code", "reason"),
    [
        (("user", "add", "x", "-w", "northwind-gmbh", "--role", "sdr"), 3, "no e-mail address"),
        (("user", "add", "x@x.example", "-w", "nowhere", "--role", "sdr"), 3, "no workspace"),
        (("user", "add", "x@x.example", "-w", "northwind-gmbh", "--role", "boss"), 2, "none of"),
        (("user", "rescue", "who@x.example"), 3, "Nobody signs in"),
        (("workspace", "create", "Northwind GmbH", "--admin", "a@x.example"), 3, "already"),
        (("workspace", "create", "N", "--admin", "nobody"), 3, "no e-mail address"),
    ],
)
def test_what_cannot_be_done_is_said(run, words, code, reason):
    refused = run(*words)
    assert (refused.returncode, refused.stdout) == (code, "")
    assert reason in " ".join(refused.stderr.split())


def test_a_weak_password_is_refused_and_nobody_is_made(run):
    words = ("user", "add", "tim@x.example", "-w", "northwind-gmbh", "--role", "sdr")
    refused = run(*words, "--password-stdin", said="short\n")
    assert refused.returncode == 3
    assert "at least 10 characters" in refused.stderr
    assert "tim@x.example: sdr" not in users(run)


def test_somebody_locked_out_is_rescued_by_a_link(run):
    words = ("user", "add", "lea@x.example", "-w", "northwind-gmbh", "--role", "sdr")
    run(*words, "--password-stdin", said="seven quiet herons\n")
    said = run("user", "rescue", "lea@x.example").stdout
    assert said.startswith("https://meet.example/accounts/password/reset/key/")


def test_workspaces_are_listed_and_what_was_refused_made_none(run):
    assert json.loads(run("workspace", "list", "--json").stdout) == {
        "workspaces": [
            {"slug": "northwind-gmbh", "name": "Northwind GmbH", "zone": "Europe/Berlin",
             "people": len(users(run))}
        ]
    }  # fmt: skip
