"""Bounces and replies come back through a real IMAP server, or signed over HTTP."""

from __future__ import annotations

import dataclasses
import hmac
import json
import ssl
from base64 import b64decode, b64encode
from datetime import timedelta

import pytest

from app_certificate import certificate_for
from app_mailbox_server import serving_mailbox
from app_pages_world import make_world
from meetworthy.app.ingest.models import Source
from meetworthy.app.judging.one import judge_lead
from meetworthy.app.ledger.models import Fact
from meetworthy.app.mail import mailbox
from meetworthy.app.mail.compose import message_id
from meetworthy.app.mail.incoming import take_letter
from meetworthy.app.mail.mailbox import read_mailbox
from meetworthy.app.mail.models import Letter
from meetworthy.app.mail.post import post
from meetworthy.app.mail.send import send_once
from meetworthy.app.mail.suppressed import why_not_written
from meetworthy.app.operate.doctor.mailbox import check_mailbox
from meetworthy.app.operate.mailbox import mailbox_of
from meetworthy.app.outbox.secret import new_secret
from meetworthy.app.people.models import Role
from meetworthy.model.problem import Refused
from meetworthy.model.time import MINUTE, instant_of, moment_of

pytestmark = [
    pytest.mark.database,
    pytest.mark.sockets,
    pytest.mark.django_db(transaction=True),
]

SARAH = "sarah@brightwave.example"


@pytest.fixture
def world():
    made = make_world()
    made.tell("lead.described", SARAH, ago=timedelta(days=2), first_name="Sarah")
    made.commit()
    return made


@pytest.fixture
def letter(world) -> Letter:
    """A letter that Sarah was sent."""
    at = instant_of(world.now)
    name = post(
        workspace_id=world.workspace.pk,
        to=SARAH,
        kind="prequalification",
        key="a",
        subject="A few short questions",
        text="…",
        at=at,
        lead=world.lead(SARAH).number,
    )
    send_once(at=at)
    return Letter.objects.get(uuid=name)


def reply(letter: Letter, **headers: str) -> bytes:
    said = {
        "From": f"Sarah <{SARAH}>",
        "To": "meetworthy@localhost",
        "Subject": "Re: A few short questions",
        "Message-ID": "<reply-1@brightwave.example>",
        "In-Reply-To": message_id(letter.uuid),
        **headers,
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in said.items() if value)
    return f"{head}\r\nGladly, Thursday?\r\n".encode()


def bounce(letter: Letter, *, action="failed", status="5.1.1", whole=True) -> bytes:
    """A notification as Postfix writes it (RFC 3464), with the letter or only its headers."""
    kind = "message/rfc822" if whole else "text/rfc822-headers"
    return f"""\
Return-Path: <>
From: MAILER-DAEMON@mail.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: meetworthy@localhost
Auto-Submitted: auto-replied
MIME-Version: 1.0
Message-ID: <20261122.1@mail.example>
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="B"

--B
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example
Arrival-Date: Sun, 22 Nov 2026 10:00:00 +0000 (UTC)

Final-Recipient: rfc822; {SARAH}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} No such user

--B
Content-Type: {kind}

Message-ID: {message_id(letter.uuid)}
Subject: A few short questions
To: {SARAH}

--B--
""".replace("\n", "\r\n").encode()


def complaint(letter: Letter) -> bytes:
    return (
        bounce(letter)
        .replace(b"delivery-status;", b"feedback-report;")
        .replace(b"message/delivery-status", b"message/feedback-report")
    )


def told(world) -> list[str]:
    lead = world.lead(SARAH).number
    facts = Fact.objects.filter(workspace=world.workspace, lead=lead).order_by("number")
    return [fact.kind for fact in facts if fact.told_id.startswith("mail:")]


def last(world):
    at = instant_of(world.now) + MINUTE
    return judge_lead(world.workspace.pk, world.lead(SARAH).number, at=at).facts[-1]


# -- through the mailbox ------------------------------------------------------------------------


def test_what_lies_in_the_mailbox_is_taken_once_and_then_seen(world, letter):
    at = instant_of(world.now) + MINUTE
    with serving_mailbox() as server:
        server.put(reply(letter))
        server.put(bounce(letter, status="4.2.2"))
        server.put(b"Subject: something else\r\n\r\nhello\r\n")
        box = mailbox_of(server.url)
        assert read_mailbox(box, at=at) == 3
        assert server.unseen() == 0
        assert read_mailbox(box, at=at) == 0
    assert sorted(told(world)) == ["email.bounced", "email.replied"]


def test_a_worker_killed_before_it_marks_a_letter_takes_it_again_and_tells_it_once(
    world, letter, monkeypatch
):
    at = instant_of(world.now) + MINUTE
    with serving_mailbox() as server:
        server.put(reply(letter))
        box = mailbox_of(server.url)

        def killed_after(raw, **said):
            take_letter(raw, **said)
            raise SystemExit(9)

        with monkeypatch.context() as killed:
            killed.setattr(mailbox, "take_letter", killed_after)
            with pytest.raises(SystemExit):
                read_mailbox(box, at=at)
        assert server.unseen() == 1
        assert read_mailbox(box, at=at + MINUTE) == 1
    assert told(world) == ["email.replied"]


def test_the_task_reads_the_mailbox_that_the_installation_names(world, letter, settings):
    with serving_mailbox() as server:
        server.put(reply(letter))
        settings.CONFIGURATION = dataclasses.replace(settings.CONFIGURATION, mailbox=server.url)
        mailbox._looked.clear()
        assert mailbox.read_once(at=instant_of(world.now) + MINUTE) == 1
        server.put(bounce(letter))
        assert mailbox.read_once(at=instant_of(world.now) + MINUTE) == 0  # not so soon
    mailbox._looked.clear()
    assert mailbox.read_once(at=instant_of(world.now) + MINUTE) == 0  # it is away, and that is all


def test_a_wrong_password_is_said_and_breaks_nothing():
    with serving_mailbox() as server:
        wrong = server.url.replace("quiet", "loud")
        with pytest.raises(Exception, match=r"AUTHENTICATIONFAILED|[Ii]nvalid"):
            read_mailbox(mailbox_of(wrong), at=0)


@pytest.mark.parametrize(("name", "is_taken"), [("localhost", True), ("else.example", False)])
def test_the_mailboxs_certificate_is_asked_for(name, is_taken, tmp_path, monkeypatch):
    certificate = certificate_for(name, tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with serving_mailbox(certificate) as server:
        url = server.url.replace("127.0.0.1", "localhost").removesuffix("?tls=none")
        if is_taken:
            assert read_mailbox(mailbox_of(url), at=0) == 0
        else:
            with pytest.raises(ssl.SSLCertVerificationError):
                read_mailbox(mailbox_of(url), at=0)


def test_the_doctor_looks_into_the_mailbox_and_reads_nothing(settings):
    def found(url: str) -> str:
        settings.CONFIGURATION = dataclasses.replace(settings.CONFIGURATION, mailbox=url)
        return next(check_mailbox(at=0)).state

    with serving_mailbox() as server:
        server.put(b"Subject: unread\r\n\r\n")
        assert found(server.url) == "fine"
        assert found(server.url.replace("quiet", "loud")) == "wrong"
        assert server.unseen() == 1
    assert found(server.url) == "wrong"
    assert found("pop3://x") == "wrong"
    assert found("") == "look"


# -- what a letter says -------------------------------------------------------------------------


def test_a_reply_is_told_without_a_sentiment(world, letter):
    assert take_letter(reply(letter), at=instant_of(world.now) + MINUTE) == "reply"
    fact = last(world)
    assert (fact.kind, fact.actor) == ("email.replied", None)
    assert fact.properties == {"subject": "Re: A few short questions"}


def test_a_reply_further_down_the_thread_is_one_too(world, letter):
    raw = reply(
        letter, **{"In-Reply-To": "<x@y>", "References": f"<a@b> {message_id(letter.uuid)}"}
    )
    assert take_letter(raw, at=instant_of(world.now)) == "reply"


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto-Submitted": "auto-replied (vacation)"},
        {"Precedence": "bulk"},
        {"X-Autoreply": "yes"},
        {"Return-Path": "<>"},
    ],
)
def test_a_holiday_notice_is_no_reply(world, letter, headers):
    assert take_letter(reply(letter, **headers), at=instant_of(world.now)) == "automatic"
    assert told(world) == []


def test_who_says_that_it_was_sent_by_hand_is_believed(world, letter):
    raw = reply(letter, **{"Auto-Submitted": "no"})
    assert take_letter(raw, at=instant_of(world.now)) == "reply"


@pytest.mark.parametrize("whole", [True, False])
def test_a_hard_bounce_keeps_a_lead_from_being_written_to(world, letter, whole):
    at = instant_of(world.now) + MINUTE
    assert take_letter(bounce(letter, whole=whole), at=at) == "bounce"
    assert last(world).properties["bounce"] == "hard"
    lead = world.lead(SARAH).number
    assert why_not_written(world.workspace.pk, lead, at=at) != ""


@pytest.mark.parametrize("status", ["4.4.1", "5.2.2", "5.7.1"])
def test_a_soft_bounce_does_not(world, letter, status):
    at = instant_of(world.now) + MINUTE
    take_letter(bounce(letter, status=status), at=at)
    assert last(world).properties["bounce"] == "soft"
    assert why_not_written(world.workspace.pk, world.lead(SARAH).number, at=at) == ""


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed"])
def test_a_letter_that_is_late_has_not_bounced(world, letter, action):
    assert take_letter(bounce(letter, action=action), at=instant_of(world.now)) == "automatic"
    assert told(world) == []


def test_who_complains_to_their_provider_has_left(world, letter):
    assert take_letter(complaint(letter), at=instant_of(world.now)) == "leaving"
    assert told(world) == ["email.unsubscribed"]


@pytest.mark.parametrize(
    "named",
    [
        "<00000000-0000-7000-8000-000000000000@localhost>",
        "<00000000-0000-7000-8000-000000000000@elsewhere.example>",
        "<------------------------------------@localhost>",
        "",
    ],
)
def test_what_names_no_letter_of_ours_is_nothing_to_us(world, letter, named):
    raw = reply(letter, **{"In-Reply-To": named})
    assert take_letter(raw, at=instant_of(world.now)) == "other"
    assert told(world) == []


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\xff\xfe",
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=B\r\n\r\n--B",
        b"Subject: =?nope?Q?=FF?=\r\nContent-Type: ;;;\r\n\r\n",
        b"Content-Type: multipart/mixed; boundary=" + b"B" * 9_000 + b"\r\n\r\n" + b"--B\r\n" * 900,
    ],
)
def test_what_can_not_be_read_breaks_nothing(world, raw):
    assert take_letter(raw, at=instant_of(world.now)) in {"other", "automatic"}


# -- over HTTP ----------------------------------------------------------------------------------


def handed_on(client, source, raw, *, secret, at, name="msg_1"):
    when = moment_of(at)
    key = b64decode(secret.removeprefix("whsec_"))
    signed = hmac.digest(key, f"{name}.{int(when.timestamp())}.".encode() + raw, "sha256")
    headers = {
        "webhook-id": name,
        "webhook-timestamp": str(int(when.timestamp())),
        "webhook-signature": f"v1,{b64encode(signed).decode()}",
    }
    return client.post(
        f"/v1/mail/{source.uuid}", raw, content_type="message/rfc822", headers=headers
    )


def source_of(workspace, by, secret, **said):
    return Source.objects.create(
        workspace=workspace, name="Mail", sender="mail", form="webhook", key=f"k{workspace.pk}",
        secrets=[secret], by=by, **said,
    )  # fmt: skip


def test_a_letter_that_a_service_hands_on_is_taken_if_it_is_signed(world, letter, client):
    secret, at = new_secret(), instant_of(world.now)
    source = source_of(world.workspace, world.people[Role.ADMIN], secret)
    answer = handed_on(client, source, reply(letter), secret=secret, at=at)
    assert (answer.status_code, json.loads(answer.content)) == (200, {"came": "reply"})
    again = handed_on(client, source, reply(letter), secret=secret, at=at, name="msg_2")
    assert again.status_code == 200
    assert told(world) == ["email.replied"]
    forged = handed_on(client, source, bounce(letter), secret=new_secret(), at=at)
    assert forged.status_code == 401
    assert told(world) == ["email.replied"]


def test_a_letter_is_taken_in_whatever_letters_it_is_written(world, letter, client):
    secret = new_secret()
    source = source_of(world.workspace, world.people[Role.ADMIN], secret)
    raw = reply(letter) + "Viele Grüße\r\n".encode("latin-1")
    answer = handed_on(client, source, raw, secret=secret, at=instant_of(world.now))
    assert (answer.status_code, json.loads(answer.content)) == (200, {"came": "reply"})
    assert (
        handed_on(client, source, raw, secret=new_secret(), at=instant_of(world.now)).status_code
        == 401
    )


def test_a_letter_of_another_workspace_can_not_be_answered_from_here(world, letter, client):
    from meetworthy.app.people.workspaces import create_workspace

    other = create_workspace(name="Southgale", by=None, at=world.now)
    secret = new_secret()
    source = source_of(other, world.people[Role.ADMIN], secret)
    answer = handed_on(client, source, bounce(letter), secret=secret, at=instant_of(world.now))
    assert json.loads(answer.content) == {"came": "other"}
    assert told(world) == []


@pytest.mark.parametrize(
    "url", ["", "imap://", "pop3://x", "imaps://h:port/", "imaps://h?tls=maybe", "https://h/"]
)
def test_what_is_no_mailbox_is_refused(url):
    with pytest.raises(Refused, match="no URL of a mailbox"):
        mailbox_of(url)
