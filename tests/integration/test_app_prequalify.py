"""Before the calendar a lead is asked a few questions: once, with one reminder, then nurture."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from app_form_world import (
    CALENDAR,
    DEFINITION,
    FITTING,
    SARAH,
    UNFITTING,
    fields,
    make_form_world,
    path_in,
    reply,
    told_of,
    work,
)
from meetworthy.app.judging.decide import decide
from meetworthy.app.judging.models import LeadState
from meetworthy.app.judging.one import judge_lead
from meetworthy.app.ledger.erase import erase
from meetworthy.app.mail.models import Letter
from meetworthy.app.mail.send import send_once
from meetworthy.app.pages.public import callers
from meetworthy.app.people.access import access_of
from meetworthy.app.people.models import Role
from meetworthy.app.prequalify import following, sending
from meetworthy.app.prequalify.answering import answer
from meetworthy.app.prequalify.models import Form
from meetworthy.app.prequalify.tokens import form_of, token_of
from meetworthy.model.problem import Refused
from meetworthy.model.time import DAY, HOUR, MINUTE, instant_of

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _nobody_asked_before():
    callers.forget()


@pytest.fixture
def world():
    return make_form_world()


@pytest.fixture
def asked(world):
    """Sarah replied kindly, and was sent the form."""
    reply(world)
    assert work(world) == 1
    send_once(at=instant_of(world.now))
    return world


def access(world, role=Role.SDR):
    return access_of(world.people[role], world.workspace.slug, at=world.now)


def seen(world, after=0):
    return judge_lead(
        world.workspace.pk, world.lead(SARAH).number, at=instant_of(world.now) + after
    )


def take(world, answers, after=MINUTE):
    return answer(Form.objects.get(), answers, at=instant_of(world.now) + after)


# -- who is asked -------------------------------------------------------------------------------


def test_a_positive_reply_is_answered_with_a_form(asked, mailoutbox):
    (letter,) = mailoutbox
    assert letter.to == [SARAH]
    assert letter.body.startswith("Hello Sarah,\n\nThank you for your interest.")
    assert "Halden & Co" in letter.body
    (told,) = told_of(asked, "prequalification.sent")
    form = Form.objects.get()
    assert str(form.uuid) in told.properties
    assert (form.state, form.asked_by, form.version) == ("open", "reply", 1)


@pytest.mark.parametrize("sentiment", ["negative", "neutral", None])
def test_another_reply_is_not(world, sentiment):
    reply(world, sentiment)
    assert work(world) == 0
    assert not Form.objects.exists()


def test_a_booking_of_their_own_is_answered_with_a_form(world):
    world.tell("meeting.booked", SARAH, ago=timedelta(minutes=1), meeting="m1", sender="cal")
    world.commit()
    assert work(world) == 1
    assert Form.objects.get().asked_by == "booking"


def test_a_meeting_that_a_colleague_booked_is_not(world):
    world.tell("meeting.booked", SARAH, ago=timedelta(minutes=1), meeting="m1", by=Role.SDR)
    world.commit()
    assert work(world) == 0


def test_nobody_is_asked_twice_in_a_pass(asked):
    asked.tell("meeting.booked", SARAH, ago=timedelta(seconds=1), meeting="m1", sender="cal")
    asked.commit()
    reply(asked, subject="again")
    assert work(asked, HOUR) == 0
    assert Form.objects.count() == 1
    assert Letter.objects.count() == 1


def test_history_that_comes_late_asks_nobody(world):
    world.tell("email.replied", SARAH, ago=timedelta(days=30), sentiment="positive")
    world.commit()
    assert work(world) == 0


def test_before_the_workspace_went_live_nobody_is_asked(world):
    world.workspace.live_since = None
    world.workspace.save()
    reply(world)
    assert work(world) == 0


def test_a_reply_that_was_taken_back_asks_nobody(world):
    reply(world)
    world.tell("fact.retracted", SARAH, ago=timedelta(), fact="email.replied-2")
    world.told[-1] = dataclasses.replace(
        world.told[-1], properties={"sender": "sequence", "fact": "email.replied-2"}
    )
    world.commit()
    assert work(world) == 0


def test_the_definition_says_who_is_asked(django_db_blocker):
    only_large = DEFINITION.replace("  asked_by: [", '  when: "employees >= 50"\n  asked_by: [')
    world = make_form_world(definition=only_large)
    reply(world)
    assert work(world) == 0  # nobody knows how many they are


def test_an_address_to_be_thrown_away_is_not_written_to(world, mailoutbox):
    who = "sarah@mailinator.com"
    world.tell("lead.described", who, ago=timedelta(days=1), first_name="Sarah")
    world.tell("email.replied", who, ago=timedelta(minutes=1), sentiment="positive")
    world.commit()
    work(world)
    send_once(at=instant_of(world.now))
    form = Form.objects.get()
    assert form.state == "unsent"
    assert "mailinator.com gives out addresses to be thrown away." in form.why
    assert mailoutbox == []
    assert told_of(world, "prequalification.sent", who) == []


def test_a_worker_that_is_killed_asks_once(world, monkeypatch):
    reply(world)
    with monkeypatch.context() as killed:
        killed.setattr("meetworthy.app.prequalify.finding.judge_now", _killed)
        with pytest.raises(SystemExit):
            work(world)
    assert not Form.objects.exists()
    assert not Letter.objects.exists()
    assert work(world) == 1
    assert work(world) == 0
    assert Letter.objects.count() == 1


def _killed(*_, **__):
    raise SystemExit(9)


# -- in which language --------------------------------------------------------------------------


def test_the_letter_and_the_form_are_in_the_leads_language(client, mailoutbox):
    world = make_form_world(language="de-AT")
    reply(world)
    work(world)
    send_once(at=instant_of(world.now))
    (letter,) = mailoutbox
    assert letter.body.startswith("Guten Tag Sarah,")
    assert "Wenn Sie nichts mehr von uns hören möchten:" in letter.body
    page = client.get(path_in(Letter.objects.get())).content.decode()
    assert '<html lang="de">' in page
    assert "Antworten senden" in page


# -- the page -----------------------------------------------------------------------------------


def test_looking_at_the_form_changes_nothing(asked, client):
    path = path_in(Letter.objects.get())
    facts, before = told_of(asked, "criterion.assessed"), Form.objects.values().get()
    for method in ("get", "head"):
        answer = getattr(client, method)(path)
        assert answer.status_code == 200
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert answer.headers["Cache-Control"] == "no-store"
        assert not answer.cookies
    assert told_of(asked, "criterion.assessed") == facts
    assert Form.objects.values().get() == before


def test_the_form_says_of_a_lead_only_their_name_and_company(asked, client):
    page = client.get(path_in(Letter.objects.get())).content.decode()
    assert "Hello Sarah" in page
    assert "Brightwave" in page
    assert SARAH not in page
    assert "<script" not in page
    assert page.count('type="radio"') == 12


def test_who_fits_is_shown_the_calendar(asked, client):
    path = path_in(Letter.objects.get())
    page = client.post(path, fields(FITTING)).content.decode()
    assert f'href="{CALENDAR}"' in page
    form = Form.objects.get()
    assert (form.state, form.fits, form.answers) == ("answered", True, 1)
    known = {c.slug: c for c in seen(asked, MINUTE).judgement.criteria}
    assert known["prioritization"].status.name == "CONFIRMED"
    assert known["prioritization"].evidence.how == "form"
    assert known["prioritization"].evidence.words == "this quarter"
    assert known["authority"].status.name == "PARTIAL"
    answered = next(f for f in seen(asked, MINUTE).facts if f.kind == "prequalification.answered")
    assert answered.properties["fits"] is True
    assert "A spreadsheet, and hope." in answered.properties["words"]
    assert CALENDAR in client.get(path).content.decode()  # and whenever they come again


def test_who_does_not_fit_is_thanked_and_goes_to_nurture(asked, client):
    page = client.post(path_in(Letter.objects.get()), fields(UNFITTING)).content.decode()
    assert CALENDAR not in page
    assert "would not be worth your time just yet" in page
    state = LeadState.objects.get(lead=asked.lead(SARAH).number)
    assert (state.open, state.reason) == (False, "not_now")


def test_a_question_left_open_is_asked_again_and_nothing_is_lost(asked, client):
    some = {**FITTING, "timeline": ""}
    answer = client.post(path_in(Letter.objects.get()), fields(some))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "One question is still open." in page
    assert "A spreadsheet, and hope." in page
    assert 'value="I and others" required checked' in page
    assert Form.objects.get().state == "open"


def test_who_answers_again_finds_their_last_answers(asked, client):
    path = path_in(Letter.objects.get())
    tools = "A spreadsheet,\r\nand hope."
    client.post(path, fields({**FITTING, "current_tools": "Nothing."}))
    client.post(path, fields({**FITTING, "current_tools": tools, "timeline": "not planned"}))
    page = client.get(path + "?again").content.decode()
    assert "Nothing." not in page
    assert f">{tools}</textarea>" in page
    for chosen in ("not planned", "I and others", "10 000 to 50 000"):
        assert f'value="{chosen}" required checked' in page


def test_an_answer_that_is_no_option_is_none(asked, client):
    forged = {**FITTING, "timeline": "<b>yesterday</b>"}
    answer = client.post(path_in(Letter.objects.get()), fields(forged))
    assert answer.status_code == 422
    assert "<b>yesterday" not in answer.content.decode()


def test_the_same_answers_again_are_told_once(asked):
    take(asked, FITTING)
    take(asked, FITTING, 2 * MINUTE)
    assert len(told_of(asked, "prequalification.answered")) == 1
    assert len(told_of(asked, "criterion.assessed")) == 3


def test_other_answers_hold_from_then_on_and_bring_a_lead_back(asked):
    take(asked, UNFITTING)
    assert not seen(asked, MINUTE).judgement.open
    take(asked, FITTING, 2 * MINUTE)
    now = seen(asked, 2 * MINUTE)
    assert now.judgement.open
    assert now.judgement.pass_number == 1
    assert Form.objects.get().fits
    take(asked, UNFITTING, 3 * MINUTE)
    assert not seen(asked, 3 * MINUTE).judgement.open


def test_what_sales_decided_stands_against_the_form(asked):
    asked.tell("lead.accepted", SARAH, ago=timedelta(seconds=-30), by=Role.SALES)
    asked.now += timedelta(minutes=1)
    asked.commit()
    take(asked, UNFITTING)
    assert seen(asked, MINUTE).judgement.open
    assert Form.objects.get().fits is False


# -- links --------------------------------------------------------------------------------------


def test_a_link_is_made_here_or_leads_nowhere(asked, client):
    token = token_of(Form.objects.get().uuid)
    assert form_of(token) == Form.objects.get().uuid
    other = "A" if token[-5] != "A" else "B"
    for forged in ("x", "A" * 43, token[:-5] + other + token[-4:], token[:22], token + "A"):
        for method in (client.get, client.post):
            answer = method(f"/q/{forged}")
            assert answer.status_code == 404
            assert "Halden" not in answer.content.decode()


def test_guessing_is_slowed_down(asked, client):
    answers = [client.get("/q/guess").status_code for _ in range(2 * callers.BURST)]
    assert answers[: callers.BURST] == [404] * callers.BURST
    assert 429 in answers  # a slow machine gains a few while it asks
    assert client.get(path_in(Letter.objects.get())).status_code == 200  # a good link goes on


def test_answering_very_often_is_slowed_down(asked, client):
    path = path_in(Letter.objects.get())
    answers = [client.post(path, {}).status_code for _ in range(2 * callers.BURST)]
    assert answers[: callers.BURST] == [422] * callers.BURST
    assert 429 in answers


def test_a_link_that_is_over_says_so_calmly(client):
    world = make_form_world(datetime.now(UTC) - timedelta(days=8))
    reply(world)
    work(world)
    path = path_in(Letter.objects.get())
    for said in (client.get(path), client.post(path, fields(FITTING))):
        assert said.status_code == 410
        assert "t be answered any more" in said.content.decode()
    assert told_of(world, "criterion.assessed") == []


def test_forms_of_a_lead_who_is_erased_are_gone(asked, client):
    path = path_in(Letter.objects.get())
    number = asked.lead(SARAH).number
    erase(workspace=asked.workspace, lead=number, by=None, at=instant_of(asked.now))
    assert not Form.objects.exists()
    assert client.get(path).status_code == 404


# -- reminders and the end ----------------------------------------------------------------------


def test_one_reminder_then_the_end(asked, mailoutbox):
    assert work(asked, 2 * DAY - 1) == 0
    assert work(asked, 2 * DAY) == 1
    send_once(at=instant_of(asked.now) + 2 * DAY)
    _, second = mailoutbox
    assert second.subject == "A reminder: a few short questions before we talk"
    assert path_in(Letter.objects.first()) == path_in(Letter.objects.last())
    assert work(asked, 7 * DAY - 1) == 0
    assert work(asked, 7 * DAY) == 1
    assert work(asked, 30 * DAY) == 0
    assert len(told_of(asked, "prequalification.reminded")) == 1
    assert len(told_of(asked, "prequalification.lapsed")) == 1
    state = LeadState.objects.get(lead=asked.lead(SARAH).number)
    assert (state.open, state.reason) == (False, "no_answer")
    assert len(mailoutbox) == 2


def test_whoever_answered_is_not_reminded(asked, mailoutbox):
    take(asked, FITTING)
    assert work(asked, 30 * DAY) == 0
    assert len(mailoutbox) == 1


def test_a_worker_killed_while_reminding_reminds_once(asked, monkeypatch):
    for after, word in ((2 * DAY, "reminded"), (7 * DAY, "lapsed")):
        with monkeypatch.context() as killed:
            killed.setattr(following, "judge_now", _killed)
            with pytest.raises(SystemExit):
                work(asked, after)
        assert told_of(asked, f"prequalification.{word}") == []
        assert work(asked, after) == 1
        assert len(told_of(asked, f"prequalification.{word}")) == 1
    assert Letter.objects.count() == 2


def test_whoever_comes_to_a_meeting_is_not_silent(asked):
    asked.tell("meeting.booked", SARAH, ago=timedelta(seconds=1), meeting="m1", sender="cal")
    asked.commit()
    work(asked, 2 * DAY)
    work(asked, 7 * DAY)
    assert len(told_of(asked, "prequalification.lapsed")) == 1
    assert seen(asked, 7 * DAY).judgement.open


def test_who_has_no_letter_yet_can_not_be_late(world):
    reply(world)
    work(world)  # and the mail server is away
    assert work(world, 2 * DAY) == 1
    assert told_of(world, "prequalification.reminded") == []
    for hour in range(1, 6):
        work(world, 7 * DAY + hour * HOUR)
    assert told_of(world, "prequalification.lapsed") == []
    assert Form.objects.get().state == "open"


def test_whoever_unsubscribed_meanwhile_was_not_asked(world):
    reply(world)
    work(world)
    world.tell("email.unsubscribed", SARAH, ago=timedelta(), sender="sequence")
    world.commit()
    send_once(at=instant_of(world.now) + MINUTE)
    work(world, 2 * DAY)
    form = Form.objects.get()
    assert (form.state, form.why) == ("unsent", "The lead has unsubscribed.")
    assert seen(world, 8 * DAY).judgement.open


def test_two_leads_that_are_one_person_are_asked_once(asked):
    other = "s.lee@brightwave.example"
    asked.tell("lead.described", other, ago=timedelta(minutes=5), source="outbound")
    asked.commit()
    number = asked.lead(other).number
    asked.tell("lead.merged", SARAH, ago=timedelta(minutes=2), other=number)
    asked.tell("email.replied", other, ago=timedelta(minutes=1), sentiment="positive")
    asked.commit()
    assert work(asked, 1) == 0
    assert Form.objects.count() == 1
    take(asked, FITTING)
    assert (
        seen(asked, MINUTE).lead
        == judge_lead(asked.workspace.pk, number, at=instant_of(asked.now) + MINUTE).lead
    )


# -- by hand ------------------------------------------------------------------------------------


def test_a_form_sent_by_hand_waits_a_minute_and_can_be_taken_back(world, mailoutbox):
    at = instant_of(world.now)
    lead = world.lead(SARAH)
    sending.send_form(access(world), lead, at=at)
    assert send_once(at=at + MINUTE - 1) == 0
    sending.take_back(access(world), lead, at=at + MINUTE - 1)
    assert send_once(at=at + DAY) == 0
    assert mailoutbox == []
    assert not any(f.kind == "prequalification.sent" for f in seen(world, DAY).facts)
    sending.send_form(access(world), lead, at=at + DAY)  # and then after all
    assert send_once(at=at + DAY + MINUTE) == 1
    with pytest.raises(Refused, match="The letter has gone"):
        sending.take_back(access(world), lead, at=at + DAY + MINUTE)


def test_taking_back_the_fact_takes_back_the_form(world, mailoutbox):
    at = instant_of(world.now)
    form = sending.send_form(access(world), world.lead(SARAH), at=at)
    said = {"sender": "meetworthy", "fact": sending.sent_id(form)}
    decide(access(world), lead=world.lead(SARAH), kind="fact.retracted", properties=said, at=at)
    work(world, 1)
    send_once(at=at + MINUTE)
    assert mailoutbox == []
    assert Form.objects.get().state == "revoked"


def test_a_second_form_is_not_sent_while_one_is_open(asked):
    with pytest.raises(Refused, match="on its way already"):
        sending.send_form(access(asked), asked.lead(SARAH), at=instant_of(asked.now))


@pytest.mark.parametrize("role", [Role.VIEWER, Role.MARKETING, Role.ADMIN])
def test_only_sales_sends_one(world, role):
    with pytest.raises(PermissionDenied):
        sending.send_form(access(world, role), world.lead(SARAH), at=instant_of(world.now))
    assert not Form.objects.exists()
    assert not Letter.objects.exists()


def test_without_questions_there_is_nothing_to_send():
    without = DEFINITION[: DEFINITION.index("prequalification:")]
    world = make_form_world(definition=without)
    with pytest.raises(Refused, match="asks for no form"):
        sending.send_form(access(world), world.lead(SARAH), at=instant_of(world.now))


def test_the_page_of_a_lead_shows_what_became_of_its_form(world, client):
    client.force_login(world.people[Role.SDR], "django.contrib.auth.backends.ModelBackend")
    lead = world.lead(SARAH)
    page = f"/w/{world.workspace.slug}/leads/{lead.uuid}"
    assert "Send the form" in client.get(page).content.decode()
    said = client.post(f"{page}/form", follow=True).content.decode()
    assert "The letter leaves in a minute" in said
    assert "Take it back" in said
    said = client.post(f"{page}/form/take-back", follow=True).content.decode()
    assert "nothing was sent" in said
    assert "Send the form" in said
