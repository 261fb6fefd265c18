"""The whole way in running processes: a reply over HTTP, a letter by SMTP, an answer, a verdict.

A worker is killed again and again meanwhile; nobody is asked twice, and nobody is left out.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Iterator

import httpx
import pytest

from app_form_world import CALENDAR, DEFINITION, FITTING, UNFITTING, fields
from app_installation import JUST_NOW, Builder, Installation, free_port, kill, wait_for
from app_mail_server import MailServer, serving_mail

pytestmark = [pytest.mark.sockets]

LEADS = 8
KILLS = 4

DEFINE = f"""
import json
from meetworthy.app.definitions.models import Version
print(json.dumps(Version.objects.update(text={DEFINITION!r})))
"""


@pytest.fixture(scope="module")
def builder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Builder]:
    made = Builder(tmp_path_factory.mktemp("forms"))
    yield made
    made.end()


@pytest.fixture
def server() -> Iterator[MailServer]:
    with serving_mail(MailServer(recipients=["450 4.2.0 Greylisted"])) as serving:
        yield serving


@pytest.fixture(params=["sqlite", "postgresql"])
def installation(request, builder: Builder, server: MailServer) -> Iterator[Installation]:
    with builder.built(request.param) as made:
        made.port = free_port()
        made.more["MEETWORTHY_URL"] = made.url
        made.more["MEETWORTHY_SMTP"] = f"smtp://127.0.0.1:{server.port}?tls=none"
        assert made.ask(DEFINE) == 1
        yield made


def address(number: int) -> str:
    return f"lead{number}@bright.example"


def replied(number: int) -> dict[str, object]:
    return {
        "kind": "email.replied",
        "id": f"reply-{number}",
        "occurred_at": JUST_NOW,
        "lead": {"email": address(number)},
        "properties": {"sentiment": "positive"},
    }


def count(installation: Installation, kind: str) -> int:
    query = f"select count(*) from ledger_fact where kind = '{kind}'"
    return int(installation.rows(query)[0][0])


def send_at_once(installation: Installation) -> None:
    """Let what was refused for now be tried again without the minute that it would wait."""
    installation.write("update mail_letter set next_at = 0, held_until = 0 where state = 'waiting'")


def links(server: MailServer) -> dict[str, str]:
    found = {}
    for to, message in server.got:
        text = message.get_content()
        found[to] = re.search(r"http://127\.0\.0\.1:\d+/q/\S+", text)[0]
    return found


def test_everybody_is_asked_once_though_workers_are_killed(installation, server):
    installation.serve()
    for number in range(LEADS):
        worker = installation.start("worker", log="worker")
        assert installation.post(replied(number)).status_code == 200
        if number % 2:
            time.sleep(0.1 * number)  # somewhere in the midst of it
        if number < KILLS:
            kill(worker)

    def all_arrived() -> bool:
        send_at_once(installation)
        return {to for to, _ in server.got} == set(map(address, range(LEADS)))

    wait_for(all_arrived, installation.log)
    assert count(installation, "prequalification.sent") == LEADS
    assert installation.rows("select count(*) from prequalify_form")[0][0] == LEADS
    assert installation.rows("select count(*) from mail_letter")[0][0] == LEADS
    named = {(to, message["Message-ID"]) for to, message in server.got}
    assert Counter(to for to, _ in named).most_common(1)[0][1] == 1

    answers = [FITTING, UNFITTING] * (LEADS // 2)
    for number, answered in enumerate(answers):
        page = httpx.post(
            links(server)[address(number)], data=fields(answered), trust_env=False, timeout=60
        )
        assert page.status_code == 200
        assert (CALENDAR in page.text) is (answered is FITTING)
    assert count(installation, "prequalification.answered") == LEADS
    left = installation.rows("select reason from judging_state where reason <> ''")
    assert [reason for (reason,) in left] == ["not_now"] * (LEADS // 2)
