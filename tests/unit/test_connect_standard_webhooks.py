"""Signed webhooks: as the specification's own library signs and verifies them."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from standardwebhooks import Webhook

from meetworthy.connect.standard_webhooks import TOLERANCE, is_secret, sign, verify
from meetworthy.model.time import SECOND, instant_of

OLD = "whsec_" + "b2xkb2xkb2xkb2xkb2xkb2xkb2xkb2xk"
NEW = "whsec_" + "bmV3bmV3bmV3bmV3bmV3bmV3bmV3bmV3"
NOW = instant_of(datetime(2026, 3, 1, 12, tzinfo=UTC))
BODY = json.dumps({"kind": "demo.requested", "words": "größer"}).encode()


def kind(answer):
    """The kind of the one problem of an answer."""
    (problem,) = answer
    return problem.kind


def signed(secret=OLD, *, at=NOW, body=BODY, message_id="msg_1"):
    """The headers that the specification's library makes."""
    moment = datetime.fromtimestamp(at // SECOND, UTC)
    return {
        "Webhook-Id": message_id,
        "Webhook-Timestamp": str(at // SECOND),
        "Webhook-Signature": Webhook(secret).sign(message_id, moment, body.decode()),
    }


def test_a_message_signed_by_the_library_is_taken():
    assert verify(BODY, signed(), secrets=[OLD], at=NOW) == "msg_1"


def test_while_a_secret_rotates_either_signs():
    for secret in (OLD, NEW):
        assert verify(BODY, signed(secret), secrets=[OLD, NEW], at=NOW) == "msg_1"
    assert kind(verify(BODY, signed(OLD), secrets=[NEW], at=NOW)) == "webhook_signature"


def test_of_several_signatures_one_is_enough():
    ours, theirs = signed(NEW)["Webhook-Signature"], signed(OLD)["Webhook-Signature"]
    headers = signed() | {"Webhook-Signature": f"v1a,xyz {theirs} {ours}"}
    assert verify(BODY, headers, secrets=[NEW], at=NOW) == "msg_1"


@pytest.mark.parametrize("late", [TOLERANCE, -TOLERANCE])
def test_five_minutes_either_way_are_allowed(late):
    assert verify(BODY, signed(), secrets=[OLD], at=NOW + late) == "msg_1"
    beyond = NOW + late + (SECOND if late > 0 else -SECOND)
    assert kind(verify(BODY, signed(), secrets=[OLD], at=beyond)) == "webhook_time"


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"Webhook-Id": "msg_2"}, "webhook_signature"),
        ({"Webhook-Timestamp": str(NOW // SECOND + 1)}, "webhook_signature"),
        ({"Webhook-Signature": "v1,"}, "webhook_signature"),
        ({"Webhook-Signature": "v2,abc"}, "webhook_signature"),
        ({"Webhook-Signature": ""}, "webhook_unsigned"),
        ({"Webhook-Id": ""}, "webhook_unsigned"),
        ({"Webhook-Id": "x" * 101}, "webhook_unsigned"),
        ({"Webhook-Timestamp": "12:00"}, "webhook_unsigned"),
        ({"Webhook-Timestamp": "9" * 400}, "webhook_unsigned"),
    ],
)
def test_whatever_was_changed_is_found(changed, problem):
    assert kind(verify(BODY, signed() | changed, secrets=[OLD], at=NOW)) == problem


def test_a_changed_body_is_found():
    assert kind(verify(BODY + b" ", signed(), secrets=[OLD], at=NOW)) == "webhook_signature"
    assert kind(verify(b"\xff\xfe", signed(), secrets=[OLD], at=NOW)) == "webhook_unreadable"
    assert kind(verify(BODY, {}, secrets=[OLD], at=NOW)) == "webhook_unsigned"


def test_what_we_sign_the_library_verifies():
    """The library reads the clock: the message is signed now."""
    now = instant_of(datetime.now(UTC))
    headers = sign(BODY, message_id="msg_7", secrets=[OLD, NEW], at=now)
    for secret in (OLD, NEW):
        assert Webhook(secret).verify(BODY, headers) == json.loads(BODY)


def test_a_secret_is_base64_of_24_to_64_bytes():
    assert is_secret(OLD)
    assert not is_secret("whsec_" + "QUJD")
    assert not is_secret(OLD.removeprefix("whsec_"))
    assert not is_secret("whsec_not base64 at all, not at all")
