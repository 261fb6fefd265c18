"""What a source's page shows to be copied is taken as it stands."""

from __future__ import annotations

import json
import re
from typing import Any

from meetworthy.app.pages.data import snippets
from meetworthy.connect.json_facts import read_facts
from meetworthy.connect.reading import Reading
from meetworthy.model.kinds import KINDS
from meetworthy.model.told import Told

RECEIVED = 1_900_000_000_000_000  # after any fact that is shown
READING = Reading(sender="hook", received_at=RECEIVED, kinds=KINDS)


def test_the_message_of_a_signed_webhook_is_taken():
    before, _, _ = snippets._WEBHOOK.format(address="", secret="").partition("httpx.post")
    said: dict[str, Any] = {}
    exec(before, said)  # noqa: S102 - a constant of ours, as somebody would run it
    assert_taken(json.loads(said["body"]))


def test_the_fact_of_a_program_is_taken():
    (body,) = re.findall(r"-d '(.*)'", snippets._CURL_JSON.format(site="", key=""), re.DOTALL)
    assert_taken(json.loads(body))


def assert_taken(body: object) -> None:
    ((_, told),) = read_facts(body, READING, message_id="msg_1")
    assert [type(one) for one in told] == [Told]
