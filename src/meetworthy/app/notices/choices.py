"""What each person has chosen: how they hear of each kind, their chat, their digest's hour."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import transaction

from meetworthy.app.outbox.secret import in_force, kept
from meetworthy.app.outbox.send import why_not
from meetworthy.app.people.models import Workspace
from meetworthy.app.people.refusals import refuse

from .kinds import Kind, Way, usual
from .models import FIRST_HOUR, Choice, Notice, Setting


@dataclass(frozen=True, slots=True)
class Chosen:
    """One person's choices; kinds that they said nothing of are as usual."""

    role: str = ""
    ways: Mapping[Kind, Way] = field(default_factory=dict)
    digest_hour: int = FIRST_HOUR
    chat: dict[str, Any] | None = None

    def way(self, kind: Kind) -> Way:
        """Return how they hear of a kind; by mail where they chose a chat and have none."""
        way = self.ways.get(kind) or usual(kind, self.role)
        return Way.MAIL if way is Way.CHAT and self.chat is None else way

    def chat_url(self, *, at: int) -> str:
        """Return where their chat is; empty where there is none, or its seal can't be opened."""
        try:
            return in_force([self.chat], at=at)[0] if self.chat else ""
        except ValueError:
            return ""


def chosen_by(workspace_id: int, people: Mapping[str, str]) -> dict[str, Chosen]:
    """Return the choices of people, who are given with their roles."""
    mine = {"workspace_id": workspace_id, "person__in": list(people)}
    ways: dict[str, dict[Kind, Way]] = {}
    for person, kind, way in Choice.objects.filter(**mine).values_list("person", "kind", "way"):
        if kind in set(Kind) and way in set(Way):
            ways.setdefault(person, {})[Kind(kind)] = Way(way)
    rows = Setting.objects.filter(**mine).values_list("person", "digest_hour", "chat")
    said = {person: rest for person, *rest in rows}
    return {
        person: Chosen(role, ways.get(person, {}), *said.get(person, (FIRST_HOUR, None)))
        for person, role in people.items()
    }


@transaction.atomic
def choose(
    workspace: Workspace,
    person: str,
    *,
    ways: Mapping[Kind, Way],
    digest_hour: int | None = None,
    chat_url: str | None = None,
) -> None:
    """Let somebody hear of kinds in these ways from now on; what is not named stays as it is.

    ``chat_url`` is an incoming webhook, empty to have none any more.  Raises Refused for a URL
    that nothing is sent to, an hour that there is not, and for a chat chosen without having one.
    """
    person = person.lower()
    setting, _ = Setting.objects.get_or_create(workspace=workspace, person=person)
    if chat_url is not None:
        setting.chat = _sealed(chat_url)
    if digest_hour is not None:
        setting.digest_hour = _hour(digest_hour)
    if Way.CHAT in ways.values() and setting.chat is None:
        cause = "Nothing can be told in a chat that is not known."
        refuse("no_chat", "chat", cause, "Give the address of its incoming webhook.")
    setting.save()
    for kind, way in ways.items():
        Choice.objects.update_or_create(
            workspace=workspace, person=person, kind=kind.value, defaults={"way": way.value}
        )
    _drop_unwanted(workspace, person, [kind for kind, way in ways.items() if way is Way.NEVER])


def _sealed(url: str) -> dict[str, Any] | None:
    url = url.strip()
    if not url:
        return None
    refused = why_not(url, allowed=settings.CONFIGURATION.private_hosts)
    if refused:
        cause = f"Nothing is sent to this URL: {refused}."
        refuse("chat_url", "chat", cause, "Copy the https address of an incoming webhook.")
    return kept(url)


def _hour(hour: int) -> int:
    if not 0 <= hour <= 23:
        cause = f"There is no hour {hour} of the day."
        refuse("digest_hour", "digest_hour", cause, "Give one from 0 to 23.")
    return hour


def _drop_unwanted(workspace: Workspace, person: str, kinds: Iterable[Kind]) -> None:
    """Let what waits for the digest be forgotten, where it is not wanted any more."""
    Notice.objects.filter(
        workspace=workspace,
        person=person,
        state=Notice.State.WAITING,
        kind__in=[kind.value for kind in kinds],
    ).update(state=Notice.State.DROPPED, dropped="not wanted any more")


def stop(workspace: Workspace, person: str) -> None:
    """Send somebody no mail about anything here any more."""
    known = chosen_by(workspace.pk, {person: ""})[person]
    in_chat = known.chat is not None
    ways = {k: known.ways[k] for k in Kind if in_chat and known.ways.get(k) is Way.CHAT}
    choose(workspace, person, ways={kind: ways.get(kind, Way.NEVER) for kind in Kind})
