"""Calendars: feeds that a worker looks at over real HTTP, files, and what follows from both."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from meetworthy.app.booking import feeds, poll
from meetworthy.app.booking.fetch import address_of, fetch
from meetworthy.app.booking.models import Feed, Said
from meetworthy.app.ingest.keeping import create_source, disable
from meetworthy.app.ingest.models import Source
from meetworthy.app.judging.models import Meeting
from meetworthy.app.judging.work import work_once
from meetworthy.app.ledger import erase
from meetworthy.app.ledger.models import Alias, Fact, Lead
from meetworthy.app.people.accounts import make_user
from meetworthy.app.people.members import add_member
from meetworthy.app.people.models import Role
from meetworthy.app.people.workspaces import create_workspace
from meetworthy.connect.icalendar.read import LARGEST
from meetworthy.model.problem import Refused
from meetworthy.model.time import HOUR, MINUTE, instant_of, moment_of

pytestmark = [
    pytest.mark.database,
    pytest.mark.django_db(transaction=True),
    pytest.mark.sockets,  # a calendar is fetched over real HTTP
]

GUEST = "jonas@bright-partner.de"
NOW = timezone.now().replace(microsecond=0)


def event(uid: str = "e1", begins: timedelta = timedelta(days=2), more: str = "") -> str:
    starts = NOW + begins
    return "\r\n".join(
        filter(None, [
            "BEGIN:VEVENT", f"UID:{uid}", f"DTSTART:{starts:%Y%m%dT%H%M%SZ}",
            f"DTEND:{starts + timedelta(hours=1):%Y%m%dT%H%M%SZ}", "SUMMARY:Intro",
            "ORGANIZER:mailto:maya@northwind.com", "ATTENDEE:mailto:dario@northwind.com",
            f"ATTENDEE;CN=Jonas Weber:mailto:{GUEST}", more, "END:VEVENT",
        ])
    )  # fmt: skip


def ics(*events: str) -> bytes:
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *events, "END:VCALENDAR", ""]).encode()


@dataclasses.dataclass
class Server:
    """A calendar's server: what it says, by which tag, and who asked."""

    body: bytes = b""
    status: int = 200
    tag: str = ""
    location: str = ""
    asked: list[dict[str, str]] = dataclasses.field(default_factory=list)
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}/secret/basic.ics"


@pytest.fixture
def server() -> Iterator[Server]:
    known = Server()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            known.asked.append(dict(self.headers))
            fresh = not known.tag or self.headers.get("If-None-Match") != known.tag
            moved = known.location and self.path.startswith("/secret")
            self.send_response(302 if moved else known.status if fresh else 304)
            if moved:
                self.send_header("Location", known.location)
            if known.tag:
                self.send_header("ETag", known.tag)
            body = known.body if fresh and not moved else b""
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    known.port = http.server_port
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield known
    http.shutdown()
    thread.join()
    http.server_close()


@pytest.fixture(autouse=True)
def local_hosts(settings):
    """This installation names localhost as a private host that it may ask."""
    settings.CONFIGURATION = dataclasses.replace(
        settings.CONFIGURATION, private_hosts=frozenset({"localhost"})
    )


@pytest.mark.parametrize(
    "location", ["http://[", "http://localhost:99999/", "https:///x", "ftp://x/"]
)
def test_a_calendar_that_leads_nowhere_says_so(server, location):
    server.location = location
    answer = fetch(server.url, tag="", changed="", allowed={"localhost"})
    assert answer.wrong


@pytest.mark.parametrize(
    "url", ["https://a\x01b.example/", "https://a\tb.example/", "https://é.example/"]
)
def test_an_address_with_signs_that_none_has_is_refused(url):
    assert (
        fetch(url, tag="", changed="", allowed=()).wrong == "It is not looked at: this is no URL."
    )


@pytest.fixture
def source(db) -> Source:
    workspace = create_workspace(name="North", slug="north", by=None, at=NOW - timedelta(days=90))
    for name, role in (("dario", Role.SALES), ("maya", Role.SDR), ("ada", Role.ADMIN)):
        user = make_user(f"{name}@northwind.com", name=name.title(), password="seven quiet herons")
        add_member(workspace, user, role=role, by=None, at=NOW - timedelta(days=90))
    return create_source(
        workspace=workspace, name="Calendars", sender="calendars", form=Source.Form.CALENDAR,
        by=None, at=NOW,
    )  # fmt: skip


def add(source: Source, server: Server, name: str = "Maya") -> Feed:
    return feeds.add_feed(source, name=name, url=server.url, by=None, at=NOW)


def look(minutes: float = 0) -> int:
    """Do what a worker does, so many minutes from now."""
    return poll.once(at=instant_of(NOW) + int(minutes * MINUTE))


def meetings(source: Source) -> list[Meeting]:
    while work_once(at=instant_of(NOW) + 12 * HOUR):
        pass
    return list(Meeting.objects.filter(workspace=source.workspace).order_by("starts_at"))


# -- feeds --------------------------------------------------------------------------------------


def test_a_feed_is_looked_at_and_its_meetings_are_known(source, server):
    server.body = ics(event())
    add(source, server)
    assert look() == 1
    (meeting,) = meetings(source)
    assert (meeting.host, meeting.booker) == ("dario@northwind.com", "maya@northwind.com")
    assert meeting.title == "Intro"
    assert Alias.objects.filter(workspace=source.workspace, entity="l", value=GUEST).exists()
    feed = Feed.objects.get()
    assert (feed.meetings, feed.failures, feed.problems) == (1, 0, [])


def test_it_is_looked_at_again_after_half_an_hour_and_only_for_news(source, server):
    server.body, server.tag = ics(event()), '"1"'
    add(source, server)
    assert [look(), look(29), look(31)] == [1, 0, 1]
    assert server.asked[1]["If-None-Match"] == '"1"'
    before = Fact.objects.count()
    server.tag = '"2"'
    assert look(62) == 1
    assert Fact.objects.count() == before, "the same calendar again is no news"


def test_what_is_moved_called_off_and_gone_follows(source, server):
    server.body = ics(event("e1"), event("e2", timedelta(days=3)))
    add(source, server)
    look()
    server.body = ics(event("e1", timedelta(days=4)))
    look(31)
    found = {meeting.standing: meeting.moves for meeting in meetings(source)}
    assert found == {"booked": 1, "cancelled": 0}
    server.body = ics(event("e1", timedelta(days=4), "STATUS:CANCELLED"))
    look(62)
    assert {meeting.standing for meeting in meetings(source)} == {"cancelled"}
    server.body = ics(event("e1", timedelta(days=4)))
    look(93)
    assert sorted(meeting.standing for meeting in meetings(source)) == ["booked", "cancelled"]


def test_what_two_calendars_have_is_one_meeting_until_both_lose_it(source, server):
    server.body = ics(event())
    first, second = add(source, server), add(source, server, "Dario")
    look()
    look()
    assert len(meetings(source)) == 1
    assert sorted(Said.objects.values_list("tells", flat=True)) == [False, True]
    poll.look(first, poll.Fetched(ics()), at=instant_of(NOW) + HOUR)
    assert [m.standing for m in meetings(source)] == ["booked"], "the other one still has it"
    second.refresh_from_db()
    poll.look(second, poll.Fetched(ics()), at=instant_of(NOW) + 2 * HOUR)
    assert [m.standing for m in meetings(source)] == ["cancelled"]


def test_a_server_that_fails_is_asked_less_often_and_said_to_fail(source, server):
    server.status = 500
    add(source, server)
    look()
    feed = Feed.objects.get()
    assert (feed.failures, feed.read_at) == (1, None)
    assert feed.problems == ["The server answered 500."]
    assert feed.next_at == instant_of(NOW) + HOUR
    server.status, server.body = 200, ics(event())
    look(61)
    feed.refresh_from_db()
    assert (feed.failures, feed.problems) == (0, [])


def test_what_is_no_calendar_calls_nothing_off(source, server):
    server.body = ics(event())
    add(source, server)
    look()
    for body in (b"<html>Sign in</html>", b"BEGIN:VCALENDAR\r\nnonsense", b"x" * (LARGEST + 10)):
        server.body = body
        Feed.objects.update(next_at=0)
        look(31)
        assert Feed.objects.get().failures
    assert [m.standing for m in meetings(source)] == ["booked"]


def test_an_address_inside_the_network_is_not_asked(source, server, settings):
    settings.CONFIGURATION = dataclasses.replace(
        settings.CONFIGURATION, private_hosts=frozenset({"localhost"})
    )
    for url in ("http://example.com/x.ics", "file:///etc/passwd", "https://u:p@x.example/", "x"):
        with pytest.raises(Refused):
            feeds.add_feed(source, name="Bad", url=url, by=None, at=NOW)
    for url in ("https://127.0.0.1/x.ics", "https://169.254.169.254/latest", "https://[::1]/x"):
        answer = fetch(url, tag="", changed="", allowed=())
        assert (answer.body, answer.wrong) == (None, "It is an address inside this network.")
    server.location = "https://169.254.169.254/latest/meta-data"
    answer = fetch(server.url, tag="", changed="", allowed={"localhost"})
    assert answer.wrong == "It is an address inside this network."
    server.location = "http://example.com/plain"
    assert "only https" in fetch(server.url, tag="", changed="", allowed={"localhost"}).wrong
    server.location = server.url
    assert "without end" in fetch(server.url, tag="", changed="", allowed={"localhost"}).wrong


def test_a_redirect_to_an_address_that_may_be_asked_is_followed(server):
    server.body, server.location = ics(event()), "/elsewhere"
    assert fetch(server.url, tag="", changed="", allowed={"localhost"}).body == server.body


def test_the_address_is_sealed_and_forgotten_with_the_feed(source, server):
    feed = add(source, server)
    assert "secret" not in Feed.objects.get().url
    assert Feed.objects.get().host == "localhost"
    feeds.remove_feed(feed, by=None, at=NOW)
    assert (look(), Feed.objects.get().url) == (0, "")
    assert address_of("webcal://cal.example/x") == "https://cal.example/x"


def test_a_disabled_source_is_looked_at_no_more(source, server):
    add(source, server)
    disable(source=source, by=None, at=NOW)
    assert look() == 0


def test_whoever_was_erased_is_not_told_of_again(source, server):
    server.body = ics(event())
    add(source, server)
    look()
    lead = Lead.objects.get(workspace=source.workspace)
    meetings(source)
    erase.erase(workspace=source.workspace, lead=lead.number, by=None, at=instant_of(NOW) + MINUTE)
    server.body = ics()
    before = Fact.objects.count()
    look(31)
    assert Fact.objects.count() == before
    for meeting in meetings(source):
        assert (meeting.title, meeting.place) == ("", "")
    assert GUEST not in repr(list(Said.objects.values()))


# -- files, by the pages ------------------------------------------------------------------------


@pytest.fixture
def admin(source) -> Client:
    client = Client()
    user = source.workspace.memberships.get(role=Role.ADMIN).user
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


def send(admin: Client, source: Source, body: bytes, name: str = "Maya") -> str:
    address = reverse("calendar-upload", args=[source.workspace.slug, source.uuid])
    file = SimpleUploadedFile("maya.ics", body, content_type="text/calendar")
    return admin.post(address, {"name": name, "file": file}, follow=True).content.decode()


def test_a_file_is_sent_and_the_next_is_compared_with_it(admin, source):
    assert "1 meeting with a guest" in send(admin, source, ics(event("e1")))
    send(admin, source, ics(event("e1", timedelta(days=5)), event("e2")))
    assert sorted(m.moves for m in meetings(source)) == [0, 1]
    send(admin, source, ics(event("e2")))
    assert {m.standing for m in meetings(source)} == {"booked"}, "a file may be a part only"


def test_a_file_that_can_not_be_read_is_said_with_its_line(admin, source):
    page = send(admin, source, b"BEGIN:VCALENDAR\r\nthis is no line\r\nEND:VCALENDAR")
    assert "Maya:2" in page
    assert not Feed.objects.exists(), "nothing is kept of it"
    assert "more than" in send(admin, source, b"BEGIN:VCALENDAR" + b"x" * LARGEST)


def test_a_calendar_is_added_looked_at_and_removed_on_the_sources_page(admin, source, server):
    slug = source.workspace.slug
    page = reverse("source", args=[slug, source.uuid])
    assert "secret address" in admin.get(page).content.decode()
    server.body = ics(event())
    said = {"name": "Maya", "url": server.url}
    admin.post(reverse("feed-add", args=[slug, source.uuid]), said)
    poll.once(at=instant_of(timezone.now()))
    shown = admin.get(page).content.decode()
    assert "1 meeting" in shown
    assert "secret/basic" not in shown, "the address is shown to nobody again"
    feed = Feed.objects.get()
    admin.post(reverse("feed-look", args=[slug, source.uuid, feed.uuid]))
    assert poll.once(at=instant_of(timezone.now())) == 1
    admin.post(reverse("feed-remove", args=[slug, source.uuid, feed.uuid]))
    assert "Maya" not in admin.get(page).content.decode()


def test_what_is_past_for_long_is_not_told(source, server):
    server.body = ics(event("old", timedelta(days=-200)), event("lately", timedelta(days=-3)))
    add(source, server)
    look()
    assert [moment_of(m.starts_at) > NOW - timedelta(days=30) for m in meetings(source)] == [True]
