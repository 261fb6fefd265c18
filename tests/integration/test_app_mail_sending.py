"""Letters leave through a real SMTP server: once each, with a way out, not to who is suppressed."""

from __future__ import annotations

import socket
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client

from app_mail_server import MailServer, send_to, serving_mail
from app_pages_world import make_world
from meetworthy.app.ledger.erase import erase
from meetworthy.app.ledger.models import Fact
from meetworthy.app.mail.compose import message_id
from meetworthy.app.mail.forget import forget_once
from meetworthy.app.mail.models import Letter
from meetworthy.app.mail.post import post, withdraw
from meetworthy.app.mail.send import send_once
from meetworthy.model.time import DAY, HOUR, MINUTE, instant_of

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
def server(settings):
    with serving_mail(MailServer()) as serving:
        send_to(settings, serving)
        yield serving


def letter(world, key="a", *, kind="notice", to="dario@northwind.example", lead=None, **more):
    at = instant_of(world.now)
    return post(
        workspace_id=world.workspace.pk,
        to=to,
        kind=kind,
        key=key,
        subject="A lead waits",
        text="Sarah waits for you.",
        at=at,
        lead=lead,
        **more,
    )


def to_sarah(world, key="b"):
    return letter(world, key, kind="prequalification", to=SARAH, lead=world.lead(SARAH).number)


def _killed(*_):
    raise SystemExit(9)


def kinds_of(world, who=SARAH):
    number = world.lead(who).number
    facts = Fact.objects.filter(workspace=world.workspace, lead=number).order_by("number")
    return [fact.kind for fact in facts]


# -- once ---------------------------------------------------------------------------------------


def test_a_letter_is_sent_once_under_a_name_that_stays(world, server):
    first, again = letter(world), letter(world)
    assert first == again
    at = instant_of(world.now)
    assert send_once(at=at) == 1
    assert send_once(at=at + DAY) == 0
    ((to, message),) = server.got
    assert to == "dario@northwind.example"
    assert message["Message-ID"] == message_id(first) == f"<{first}@localhost>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Unsubscribe"] is None
    assert message.get_content().split() == ["Sarah", "waits", "for", "you."]
    assert Letter.objects.get().state == "sent"


def test_a_letter_posted_in_a_transaction_that_is_rolled_back_does_not_exist(world, server):
    with transaction.atomic():
        letter(world)
        transaction.set_rollback(True)
    assert send_once(at=instant_of(world.now)) == 0


def test_a_worker_killed_after_sending_sends_again_under_the_same_name(world, server, monkeypatch):
    letter(world)
    at = instant_of(world.now)
    with monkeypatch.context() as killed:
        killed.setattr("meetworthy.app.mail.send._record", _killed)
        with pytest.raises(SystemExit):
            send_once(at=at)
    assert send_once(at=at + MINUTE) == 0  # it may still be at it
    assert send_once(at=at + 11 * MINUTE) == 1
    first, second = (message["Message-ID"] for _, message in server.got)
    assert first == second


def test_two_letters_of_one_turn_go_over_one_connection(world, server):
    letter(world, "a")
    letter(world, "b")
    assert send_once(at=instant_of(world.now)) == 2
    assert len(server.got) == 2


@pytest.mark.parametrize(
    "address", ["two@a.example, three@b.example", "x@y.example\nBcc: z@a", "no"]
)
def test_what_is_not_one_address_is_not_written_to(world, address):
    with pytest.raises(ValueError, match="not one address"):
        letter(world, to=address)


# -- the undo minute ----------------------------------------------------------------------------


def test_a_letter_waits_until_its_time_and_can_be_withdrawn_till_then(world, server):
    at = instant_of(world.now)
    letter(world, not_before=at + MINUTE)
    assert send_once(at=at + MINUTE - 1) == 0
    assert withdraw(world.workspace.pk, "a", at=at + MINUTE - 1)
    assert withdraw(world.workspace.pk, "a", at=at + MINUTE)  # twice is once
    assert send_once(at=at + DAY) == 0
    assert server.got == []


def test_a_letter_that_has_gone_can_not_be_withdrawn(world, server):
    at = instant_of(world.now)
    letter(world)
    send_once(at=at)
    assert not withdraw(world.workspace.pk, "a", at=at + 1)
    assert not withdraw(world.workspace.pk, "never posted", at=at + 1)


# -- refusals -----------------------------------------------------------------------------------


def test_an_address_that_does_not_exist_is_given_up_and_never_written_to_again(world, server):
    server.recipients = ["550 5.1.1 No such user here"]
    to_sarah(world)
    at = instant_of(world.now)
    send_once(at=at)
    assert Letter.objects.get().state == "given up"
    assert Letter.objects.get().said == "5.1.1 No such user here"
    assert kinds_of(world)[-1] == "email.bounced"
    to_sarah(world, "another")
    send_once(at=at + HOUR)
    kept = Letter.objects.get(key="another")
    assert (kept.state, kept.said) == (
        "suppressed",
        "The lead has an address that does not exist.",
    )
    assert server.got == []


def test_a_refusal_by_policy_is_given_up_and_says_nothing_of_the_address(world, server):
    server.recipients = ["550 5.7.1 We do not like you"]
    to_sarah(world)
    at = instant_of(world.now)
    send_once(at=at)
    bounced = Fact.objects.get(workspace=world.workspace, kind="email.bounced")
    assert '"bounce":"soft"' in bounced.properties.replace(" ", "")
    to_sarah(world, "another")
    send_once(at=at + HOUR)
    assert len(server.got) == 1


def test_a_temporary_refusal_is_tried_again_later(world, server):
    server.recipients = ["450 4.2.0 Greylisted"]
    to_sarah(world)
    at = instant_of(world.now)
    send_once(at=at)
    assert send_once(at=at + 30_000_000) == 0
    assert send_once(at=at + 2 * MINUTE) == 1
    assert len(server.got) == 1
    assert Letter.objects.get().attempts == 2


def test_a_letter_that_is_refused_for_what_it_says_is_given_up_and_the_address_kept(world, server):
    server.letters = ["554 5.6.0 This looks like spam"]
    to_sarah(world)
    send_once(at=instant_of(world.now))
    assert Letter.objects.get().state == "given up"
    assert "email.bounced" not in kinds_of(world)


def test_a_slow_server_holds_nobody_up_for_ever(world, server, settings):
    server.slow = 2.0
    settings.EMAIL_TIMEOUT = 0.2
    letter(world, "a")
    letter(world, "b")
    at = instant_of(world.now)
    assert send_once(at=at) == 1  # then the turn ends: the server is down for all
    kept = Letter.objects.get(attempts=1)
    assert kept.state == "waiting"
    assert "Timeout" in kept.said or "timed out" in kept.said


def test_a_server_that_is_away_loses_no_letter(world, settings):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        away = MailServer(port=free.getsockname()[1])
    send_to(settings, away)
    letter(world)
    at = instant_of(world.now)
    send_once(at=at)
    assert Letter.objects.get().state == "waiting"
    with serving_mail(MailServer()) as back:
        send_to(settings, back)
        send_once(at=at + 2 * MINUTE)
        assert len(back.got) == 1


# -- leaving ------------------------------------------------------------------------------------


def test_a_letter_to_a_lead_can_be_left_with_one_click(world, server, client):
    to_sarah(world)
    at = instant_of(world.now)
    send_once(at=at)
    ((_, message),) = server.got
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = message["List-Unsubscribe"].strip(" <>")
    assert link in message.get_content()
    path = link.removeprefix("http://localhost:8000")
    strict = Client(enforce_csrf_checks=True)
    assert strict.get(path).status_code == 200  # a scanner looks, and nothing happens
    assert "email.unsubscribed" not in kinds_of(world)
    for _ in range(2):
        answer = strict.post(
            path, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded"
        )
        assert answer.status_code == 200
    assert kinds_of(world).count("email.unsubscribed") == 1
    to_sarah(world, "another")
    send_once(at=at + HOUR)
    assert Letter.objects.get(key="another").said == "The lead has unsubscribed."


def test_a_forged_way_out_leads_nowhere(world, server, client):
    to_sarah(world)
    name = Letter.objects.get().uuid.hex
    for forged in (name, f"{name}:abc", "nonsense"):
        assert client.post(f"/leave/{forged}/").status_code == 404
    assert "email.unsubscribed" not in kinds_of(world)


def test_who_is_suppressed_is_not_written_to(world, server):
    world.tell("contact.suppressed", SARAH, ago=timedelta(hours=1), why="asked us not to")
    world.commit()
    to_sarah(world)
    send_once(at=instant_of(world.now))
    assert Letter.objects.get().said == "The lead is not to be contacted."
    assert server.got == []


def test_letters_of_a_lead_who_is_erased_vanish(world, server):
    to_sarah(world)
    letter(world, "about her", lead=world.lead(SARAH).number)
    letter(world, "of something else")
    number = world.lead(SARAH).number
    erase(workspace=world.workspace, lead=number, by=None, at=instant_of(world.now))
    assert list(Letter.objects.values_list("key", flat=True)) == ["of something else"]


def test_the_text_of_a_letter_is_not_kept_for_ever(world, server):
    at = instant_of(world.now)
    letter(world, "sent")
    send_once(at=at)
    letter(world, "waits", not_before=at + 100 * DAY)
    assert forget_once(at=at + 90 * DAY) == 0
    assert forget_once(at=at + 91 * DAY) == 1
    assert forget_once(at=at + 92 * DAY) == 0
    texts = dict(Letter.objects.values_list("key", "text"))
    assert texts == {"sent": "", "waits": "Sarah waits for you."}
