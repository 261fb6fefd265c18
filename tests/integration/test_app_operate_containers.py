"""The Dockerfile and the compose file mean what they say.

There is no container engine here: the files are read, and their very commands run as plain
processes, under the environment that they give, against a PostgreSQL server of our own.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from app_installation import SET_UP, Builder, asked_for_a_demo, free_port, installed, wait_for

REPO = Path(__file__).parents[2]
COMPOSE: dict[str, Any] = YAML(typ="safe").load(REPO / "compose.yaml")
SERVICES = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if "build" in service}
DOCKERFILE = re.sub(r"\\\n\s*", "", (REPO / "Dockerfile").read_text())
STEPS = [
    line.split(" ", 1) for line in DOCKERFILE.splitlines() if line and not line.startswith("#")
]
FINAL = STEPS[max(place for place, step in enumerate(STEPS) if step[0] == "FROM") :]

CONTAINER_TMP = "/tmp/"  # noqa: S108 - the text in the files
GIVEN = {
    "MEETWORTHY_SECRET": "a secret that only tests know, long enough to be one",
    "MEETWORTHY_DATABASE_PASSWORD": "word",
}


def last(word: str) -> str:
    return [rest for name, rest in FINAL if name == word][-1]


def filled(text: str) -> str:
    """What compose makes of a value: ${NAME:-unless set} and ${NAME:?why it must be set}."""

    def value(match: re.Match[str]) -> str:
        name, how, rest = match.groups()
        if name in GIVEN:
            return GIVEN[name]
        assert how == ":-", f"{name} must be given: {rest}"
        return rest

    return re.sub(r"\$\{(\w+)(:[-?])([^}]*)\}", value, str(text))


def environment(service: str) -> dict[str, str]:
    return {name: filled(value) for name, value in OURS[service]["environment"].items()}


def command(service: str, port: int, folder: Path) -> list[str]:
    """What the container would run, on another port and with another /tmp than the container's."""
    words = [*json.loads(last("ENTRYPOINT"))[1:], *OURS[service]["command"]]
    words = [word.replace(CONTAINER_TMP, f"{folder}/") for word in words]
    return [*words, "--port", str(port)] if words[0] == "serve" else words


def health(service: str, port: int, folder: Path) -> int:
    """Run a service's health check; its exit code."""
    said = OURS[service].get("healthcheck", {}).get("test")
    words = said[1:] if said else json.loads(last("HEALTHCHECK").split("CMD ", 1)[1])
    words = [
        word.replace(":8000/", f":{port}/").replace(CONTAINER_TMP, f"{folder}/") for word in words
    ]
    assert words[0] == "python"
    return subprocess.run([sys.executable, *words[1:]], capture_output=True).returncode


@pytest.fixture(scope="module")
def builder(tmp_path_factory) -> Iterator[Builder]:
    made = Builder(tmp_path_factory.mktemp("installations"))
    yield made
    made.end()


@pytest.mark.sockets
def test_the_services_commands_turn_a_fact_into_a_judged_lead(builder, tmp_path):
    database = builder.new_database("composed")
    with installed(tmp_path / "here", database) as composed:
        composed.more = environment("web") | {"MEETWORTHY_DATABASE": database}
        composed.port = free_port()
        composed.run(*command("migrate", composed.port, tmp_path))
        composed.key = composed.ask(SET_UP)["key"]
        web = composed.start(*command("web", composed.port, tmp_path), log="web")
        composed.start(*command("worker", composed.port, tmp_path), log="worker")
        composed.wait_until_ready(web)
        wait_for((tmp_path / "alive").exists, composed.log)
        assert composed.post(asked_for_a_demo(1)).status_code == 200
        wait_for(lambda: composed.stages() == ["mql"], composed.log)
        assert health("web", composed.port, tmp_path) == 0
        assert health("worker", composed.port, tmp_path) == 0
        composed.end()
        assert health("web", composed.port, tmp_path) != 0


@pytest.mark.sockets
def test_the_image_alone_serves_with_everything_in_one_process(builder, tmp_path):
    with builder.built("sqlite") as alone:
        alone.port = free_port()
        words = [*json.loads(last("CMD")), "--port", str(alone.port)]
        alone.wait_until_ready(alone.start(*words))
        alone.post(asked_for_a_demo(1))
        wait_for(lambda: alone.stages() == ["mql"], alone.log)


def test_a_worker_that_is_not_well_is_seen_by_its_health_check(tmp_path):
    assert health("worker", 1, tmp_path) != 0
    (tmp_path / "alive").touch()
    assert health("worker", 1, tmp_path) == 0


def test_nothing_runs_as_root_and_nothing_gains_privileges():
    assert last("USER") == "10001"
    for service in OURS.values():
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert service["read_only"] is True


def test_no_secret_is_written_into_the_files():
    for service in SERVICES.values():
        for name, value in service["environment"].items():
            if any(word in name for word in ("SECRET", "PASSWORD", "TOKEN", "SMTP")):
                assert str(value).startswith("${"), name
    assert "SECRET" not in DOCKERFILE


@pytest.mark.parametrize("name", ["MEETWORTHY_SECRET", "MEETWORTHY_DATABASE_PASSWORD"])
def test_it_does_not_start_without_its_secrets(name, monkeypatch):
    monkeypatch.delitem(GIVEN, name)
    with pytest.raises(AssertionError, match="must be given"):
        [environment(service) for service in OURS]


def test_every_service_of_ours_uses_one_image_and_one_configuration():
    configurations = [service["environment"] for service in OURS.values()]
    assert all(each == configurations[0] for each in configurations)
    assert {service["image"] for service in OURS.values()} == {"meetworthy"}


def test_workers_and_web_wait_for_the_migrations_and_those_for_the_database():
    assert OURS["migrate"]["depends_on"]["database"] == {"condition": "service_healthy"}
    for name in ("web", "worker"):
        waited = OURS[name]["depends_on"]["migrate"]
        assert waited == {"condition": "service_completed_successfully"}


def test_what_the_image_copies_is_there_and_is_sent_to_the_builder():
    sent = (REPO / ".dockerignore").read_text().splitlines()
    for name, rest in STEPS:
        if name == "COPY" and not rest.startswith("--from"):
            for source in rest.split()[:-1]:
                assert (REPO / source).exists(), source
                assert f"!{source}" in sent


def test_every_setting_of_the_compose_file_is_one_that_there_is():
    page = (REPO / "docs" / "reference" / "settings.md").read_text()
    for name in OURS["web"]["environment"]:
        assert f"| `{name}` |" in page
