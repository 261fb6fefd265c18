"""Booking systems' webhooks through the real doors: who may send, and what sending again does."""

from __future__ import annotations

import hmac
import itertools
import json

import pytest
from django.test import Client
from django.utils import timezone

from booking_payloads import (
    GUEST,
    HOST,
    cal,
    cal_no_show,
    cal_signed,
    calendly,
    calendly_signed,
)
from meetworthy.app.imports.retake import retake
from meetworthy.app.ingest.keeping import create_source, rotate
from meetworthy.app.ingest.models import Quarantined, Source
from meetworthy.app.judging.models import Meeting
from meetworthy.app.judging.work import work_once
from meetworthy.app.ledger.models import Alias, Fact, Lead
from meetworthy.app.people.models import Workspace
from meetworthy.app.people.workspaces import create_workspace
from meetworthy.model.time import SECOND, instant_of

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]

T1, T2, T3 = "2026-05-01T09:00:00Z", "2026-05-02T09:00:00Z", "2026-05-11T09:00:00Z"
T4 = "2026-05-11T10:00:00Z"


def source_in(slug: str, form: Source.Form) -> Source:
    workspace = Workspace.objects.filter(slug=slug).first() or create_workspace(
        name=slug, slug=slug, by=None, at=timezone.now()
    )
    return create_source(
        workspace=workspace,
        name=form.value,
        sender=form.value,
        form=form,
        by=None,
        at=timezone.now(),
    )


def post(source: Source, raw: bytes, headers: dict[str, str]):
    path = f"/v1/{source.form}/{source.uuid}"
    return Client().post(path, raw, content_type="application/json", headers=headers)


def send(source: Source, body: object):
    """Send as the system would, signed with the source's newest secret."""
    if source.form == Source.Form.CALCOM:
        return post(source, *cal_signed(body, source.secrets[0]))
    seconds = instant_of(timezone.now()) // SECOND
    return post(source, *calendly_signed(body, source.secrets[0], seconds=seconds))


def meetings(source: Source) -> list[Meeting]:
    while work_once(at=instant_of(timezone.now())):
        pass
    return list(Meeting.objects.filter(workspace=source.workspace))


def test_a_booking_becomes_a_lead_with_a_meeting() -> None:
    source = source_in("north", Source.Form.CALCOM)
    assert send(source, cal("BOOKING_CREATED", T1)).json()["taken"] == 1
    (meeting,) = meetings(source)
    assert (meeting.host, meeting.booker, meeting.standing) == (HOST, "cal.com", "booked")
    number = Alias.objects.get(workspace=source.workspace, entity="l", value=GUEST).number
    assert meeting.lead == number


def test_what_is_sent_again_changes_nothing() -> None:
    source = source_in("north", Source.Form.CALCOM)
    for body in (cal("BOOKING_CREATED", T1), cal("BOOKING_CANCELLED", T2)):
        send(source, body)
    before, known = Fact.objects.count(), meetings(source)
    for body in (cal("BOOKING_CREATED", T1), cal("BOOKING_CANCELLED", T2)):
        assert send(source, body).json()["known"] == 1
    assert Fact.objects.count() == before
    assert [m.standing for m in meetings(source)] == [m.standing for m in known] == ["cancelled"]


@pytest.mark.parametrize(
    "order", list(itertools.permutations(range(3))), ids=lambda order: "".join(map(str, order))
)
def test_messages_that_come_in_another_order_mean_the_same(order) -> None:
    source = source_in("north", Source.Form.CALCOM)
    bodies = [
        cal("BOOKING_CREATED", T1),
        cal("BOOKING_RESCHEDULED", T2, "uid-2", rescheduleUid="uid-1",
            startTime="2026-05-12T10:00:00Z"),
        cal("BOOKING_CANCELLED", T3, "uid-2"),
    ]  # fmt: skip
    for place in order:
        assert send(source, bodies[place]).status_code == 200
    (meeting,) = meetings(source)
    assert (meeting.standing, meeting.moves) == ("cancelled", 1)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["in order", "reordered"])
def test_a_no_show_can_be_taken_back(order) -> None:
    source = source_in("north", Source.Form.CALCOM)
    send(source, cal("BOOKING_CREATED", T1))
    marks = [cal_no_show(T3, absent=True), cal_no_show(T4, absent=False)]
    for place in order:
        assert send(source, marks[place]).json()["taken"] == 1
    (meeting,) = meetings(source)
    assert (meeting.standing, meeting.missed_by) == ("booked", "")
    send(source, marks[0])  # the old mark again
    assert meetings(source)[0].standing == "booked"


def test_a_no_show_that_is_marked_again_stands() -> None:
    source = source_in("north", Source.Form.CALCOM)
    send(source, cal("BOOKING_CREATED", T1))
    later = cal_no_show("2026-05-11T11:00:00Z", absent=True)
    for body in (cal_no_show(T3, absent=True), cal_no_show(T4, absent=False), later):
        send(source, body)
    (meeting,) = meetings(source)
    assert (meeting.standing, meeting.missed_by) == ("missed", "guest")


def test_somebody_who_only_came_along_and_was_absent_is_put_aside() -> None:
    source = source_in("north", Source.Form.CALCOM)
    send(source, cal("BOOKING_CREATED", T1))
    answer = send(source, cal_no_show(T3, absent=True, email="boss@bright-partner.de")).json()
    assert answer["events"][0]["kind"] == "meeting_unknown"
    assert Quarantined.objects.get().kind == "meeting_unknown"
    assert [m.standing for m in meetings(source)] == ["booked"]


def test_calendlys_move_is_one_meeting() -> None:
    source = source_in("north", Source.Form.CALENDLY)
    for body in (
        calendly("invitee.created", 2, T2, day=12, old=1),
        calendly("invitee.created", 1, T1),
        calendly("invitee.canceled", 1, T2, new=2),
    ):
        assert send(source, body).status_code == 200
    (meeting,) = meetings(source)
    assert (meeting.standing, meeting.moves) == ("booked", 1)


def test_calendlys_no_show_can_be_taken_back() -> None:
    source = source_in("north", Source.Form.CALENDLY)
    send(source, calendly("invitee.created", 1, T1))
    send(source, calendly("invitee_no_show.created", 1, T3))
    assert meetings(source)[0].standing == "missed"
    send(source, calendly("invitee_no_show.deleted", 1, T4))
    assert meetings(source)[0].standing == "booked"


def test_a_no_show_that_came_too_early_is_taken_again_once_its_booking_is_there() -> None:
    source = source_in("north", Source.Form.CALCOM)
    send(source, cal_no_show(T3, absent=True))
    send(source, cal_no_show(T4, absent=False))
    early, undone = Quarantined.objects.order_by("pk")
    again = {"workspace_id": source.workspace_id, "by": None, "at": instant_of(timezone.now())}
    assert [each.kind for each in retake(uuid=early.uuid, body=early.body, **again)] == [
        "meeting_unknown"
    ]
    send(source, cal("BOOKING_CREATED", T1))
    assert retake(uuid=early.uuid, body=early.body, **again) == []
    assert meetings(source)[0].standing == "missed"
    assert retake(uuid=undone.uuid, body=undone.body, **again) == []
    assert meetings(source)[0].standing == "booked"


# -- who may send -------------------------------------------------------------------------------


@pytest.mark.parametrize("form", [Source.Form.CALCOM, Source.Form.CALENDLY])
def test_what_another_secret_signed_is_refused(form) -> None:
    source, other = source_in("north", form), source_in("south", form)
    body = cal("BOOKING_CREATED", T1) if form == "calcom" else calendly("invitee.created", 1, T1)
    signed = cal_signed if form == Source.Form.CALCOM else _fresh
    for secret in (other.secrets[0], "guessed", ""):
        assert post(source, *signed(body, secret)).status_code == 401
    raw, _ = signed(body, source.secrets[0])
    assert post(source, raw, {}).status_code == 401
    assert post(source, raw, {"X-Cal-Signature-256": "no-secret-provided"}).status_code == 401
    assert Fact.objects.filter(kind__startswith="meeting.").count() == 0
    assert Quarantined.objects.count() == 0, "nobody keeps what strangers send"
    assert Lead.objects.count() == 0


def _fresh(body, secret):
    return calendly_signed(body, secret, seconds=instant_of(timezone.now()) // SECOND)


def test_calendlys_old_message_is_refused() -> None:
    source = source_in("north", Source.Form.CALENDLY)
    seconds = instant_of(timezone.now()) // SECOND - 200
    raw, headers = calendly_signed(CREATED, source.secrets[0], seconds=seconds)
    answer = post(source, raw, headers)
    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (401, "webhook_time")


CREATED = calendly("invitee.created", 1, T1)


def test_the_secret_before_holds_while_one_rotates() -> None:
    source = source_in("north", Source.Form.CALCOM)
    old = source.secrets[0]
    rotate(source=source, by=None, at=timezone.now())
    body = cal("BOOKING_CREATED", T1)
    assert post(source, *cal_signed(body, old)).status_code == 200
    rotate(source=source, by=None, at=timezone.now())
    assert post(source, *cal_signed(body, old)).status_code == 401


def test_one_systems_door_is_not_the_others() -> None:
    source = source_in("north", Source.Form.CALCOM)
    raw, headers = cal_signed(cal("BOOKING_CREATED", T1), source.secrets[0])
    for path in (f"/v1/calendly/{source.uuid}", f"/v1/webhooks/{source.uuid}"):
        answer = Client().post(path, raw, content_type="application/json", headers=headers)
        assert answer.status_code == 401
    assert Client().get(f"/v1/calcom/{source.uuid}").status_code == 405


def test_a_signed_body_that_nobody_can_read_is_put_aside() -> None:
    source = source_in("north", Source.Form.CALCOM)
    half = json.dumps(cal("BOOKING_CREATED", T1))[:50]
    for body in (b"{", half.encode(), b"\xff\xfe", b"[" * 100_000):
        mac = cal_signed({}, source.secrets[0])[1]
        assert post(source, body, mac).status_code == 401
        right = hmac.new(source.secrets[0].encode(), body, "sha256").hexdigest()
        assert post(source, body, {"X-Cal-Signature-256": right}).status_code == 400
    assert {one.kind for one in Quarantined.objects.all()} == {"body_unreadable"}
    template = {"content": "A new event", "type": "60min"}
    assert send(source, template).json()["events"][0]["kind"] == "booking_unreadable"
    assert Fact.objects.filter(kind__startswith="meeting.").count() == 0


def test_a_large_body_is_refused() -> None:
    source = source_in("north", Source.Form.CALCOM)
    raw, headers = cal_signed({"x": "y" * 600_000}, source.secrets[0])
    assert post(source, raw, headers).status_code == 413
