"""Messages reach endpoints at least once, signed, under a stable id, and go nowhere else."""

from __future__ import annotations

import dataclasses
import json
import socket
import uuid
from datetime import UTC, datetime

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from app_certificate import certificate_for
from app_receiver import Receiver, receiving
from meetworthy.app.judging import causes
from meetworthy.app.judging.models import Effect
from meetworthy.app.ledger.models import Lead
from meetworthy.app.outbox import deliver, endpoints, schedule, send
from meetworthy.app.outbox.enqueue import enqueue
from meetworthy.app.outbox.message import MESSAGES
from meetworthy.app.outbox.models import Delivery, Endpoint
from meetworthy.app.people.models import Deed, User, Workspace
from meetworthy.model.problem import Refused
from meetworthy.model.time import DAY, HOUR, MINUTE, SECOND, instant_of, moment_of

pytestmark = [
    pytest.mark.database,
    pytest.mark.sockets,
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def now() -> int:
    """The real present: receivers check that a signature is fresh."""
    return instant_of(datetime.now(UTC))


@pytest.fixture(autouse=True)
def local_hosts(settings):
    """This installation names localhost as a private host that it may send to."""
    settings.CONFIGURATION = dataclasses.replace(
        settings.CONFIGURATION, private_hosts=frozenset({"localhost"})
    )


@pytest.fixture
def workspace() -> Workspace:
    made = Workspace.objects.create(slug="northwind", name="Northwind")
    Lead.objects.create(workspace=made, number=1, created_at=0)
    return made


@pytest.fixture
def ann(workspace) -> User:
    return User.objects.create_user("ann@northwind.example", "seven quiet herons")


def effect(workspace: Workspace, key: str, at: int, kind: str = "stage.entered") -> Effect:
    return Effect.objects.create(
        workspace=workspace,
        lead=1,
        key=key,
        kind=kind,
        version=3,
        at=at - MINUTE,
        recorded_at=at,
        payload=json.dumps({"stage": "mql", "pass": 1}),
        state="sent",
    )


def told(workspace: Workspace, at: int, *keys: str) -> list[str]:
    made = [effect(workspace, key, at) for key in keys]
    enqueue(workspace.pk, [1], at=at)
    return [str(each.uuid) for each in made]


def tell_to(workspace: Workspace, ann: User, url: str, at: int, **more) -> endpoints.NewEndpoint:
    return endpoints.create_endpoint(workspace, url=url, by=ann, at=moment_of(at), **more)


# -- signed, once, under a stable id ------------------------------------------------------------


def test_the_official_library_verifies_what_arrives(workspace, ann, now):
    with receiving(Receiver()) as receiver:
        made = tell_to(workspace, ann, receiver.url, now)
        (effect_id,) = told(workspace, now, "1:mql")
        assert deliver.deliver_once(at=now) == 1
    ((path, headers, body),) = receiver.got
    assert path == "/hook"
    assert headers["webhook-id"] == effect_id
    assert headers["content-type"] == "application/json"
    assert Webhook(made.secret).verify(body, headers) == {
        "type": "stage.entered",
        "timestamp": moment_of(now - MINUTE).isoformat(),
        "data": {
            "stage": "mql",
            "pass": 1,
            "version": 3,
            "workspace": str(workspace.uuid),
            "lead": str(Lead.objects.get().uuid),
        },
    }
    assert Delivery.objects.get().state == "delivered"
    assert deliver.deliver_once(at=now + DAY) == 0


def test_another_secret_does_not_verify(workspace, ann, now):
    with receiving(Receiver()) as receiver:
        tell_to(workspace, ann, receiver.url, now)
        told(workspace, now, "1:mql")
        deliver.deliver_once(at=now)
    ((_, headers, body),) = receiver.got
    with pytest.raises(WebhookVerificationError):
        Webhook("whsec_" + "A" * 43 + "=").verify(body, headers)


def test_while_a_secret_rotates_both_verify_and_after_a_day_only_the_new_one(workspace, ann, now):
    with receiving(Receiver()) as receiver:
        made = tell_to(workspace, ann, receiver.url, now - 2 * DAY)
        new = endpoints.rotate_secret(made.endpoint, by=ann, at=moment_of(now - HOUR))
        told(workspace, now, "1:mql")
        deliver.deliver_once(at=now)
        ((_, headers, body),) = receiver.got
        Webhook(new).verify(body, headers)
        Webhook(made.secret).verify(body, headers)

        Endpoint.objects.update(secrets=[{**s, "until": s["until"] and now - SECOND} for s in
                                         Endpoint.objects.get().secrets])  # fmt: skip
        told(workspace, now + 1, "1:sal")
        deliver.deliver_once(at=now + 1)
        _, headers, body = receiver.got[-1]
        Webhook(new).verify(body, headers)
        with pytest.raises(WebhookVerificationError):
            Webhook(made.secret).verify(body, headers)


def test_secrets_are_sealed_in_the_database(workspace, ann, now):
    made = tell_to(workspace, ann, "https://hooks.example/x", now)
    assert made.secret.removeprefix("whsec_") not in json.dumps(Endpoint.objects.get().secrets)


def test_killed_between_sending_and_recording_it_is_sent_again_under_the_same_id(
    workspace, ann, now, monkeypatch
):
    def killed(*_, **__):
        raise SystemExit

    with receiving(Receiver()) as receiver:
        tell_to(workspace, ann, receiver.url, now)
        told(workspace, now, "1:mql")
        with monkeypatch.context() as patched:
            patched.setattr(deliver, "record", killed)
            with pytest.raises(SystemExit):
                deliver.deliver_once(at=now)
        assert deliver.deliver_once(at=now + MINUTE) == 0  # still left to who took it
        assert deliver.deliver_once(at=now + deliver.LEASE) == 1
    assert len(receiver.got) == 2
    assert len(set(receiver.ids)) == 1
    assert receiver.got[0][2] == receiver.got[1][2]
    assert Delivery.objects.get().state == "delivered"


def test_an_effect_is_put_into_the_outbox_once_however_often_it_is_asked_for(workspace, ann, now):
    tell_to(workspace, ann, "https://hooks.example/x", now)
    told(workspace, now, "1:mql", "1:sal")
    enqueue(workspace.pk, [1], at=now)
    assert Delivery.objects.count() == 2


def test_only_endpoints_of_the_workspace_that_asked_for_the_kind_are_told(workspace, ann, now):
    other = Workspace.objects.create(slug="other", name="Other")
    tell_to(other, ann, "https://other.example/", now)
    tell_to(workspace, ann, "https://clocks.example/", now, kinds=["clock.missed"])
    tell_to(workspace, ann, "https://all.example/", now)
    gone = tell_to(workspace, ann, "https://gone.example/", now).endpoint
    endpoints.disable_endpoint(gone, by=ann, at=moment_of(now))
    told(workspace, now, "1:mql")
    assert [d.endpoint.url for d in Delivery.objects.all()] == ["https://all.example/"]


def test_the_kinds_that_are_told_are_those_that_judging_records():
    entries = {causes.ENTERED, causes.LEFT, causes.RETURNED, causes.REVIEW}
    clocks = {causes.STARTED, causes.WARNED, causes.MET, causes.MISSED, causes.LIFTED}
    assert set(MESSAGES) == entries | clocks | causes.FROM_FACTS | {causes.VERDICT}


# -- what is not taken is tried again -----------------------------------------------------------


def test_what_is_refused_is_tried_again_after_growing_pauses_and_given_up(workspace, ann, now):
    with receiving(Receiver(answers=[400])) as receiver:
        tell_to(workspace, ann, receiver.url, now)
        told(workspace, now, "1:mql")
        at, pauses = now, []
        for _ in range(schedule.MOST_ATTEMPTS):
            assert deliver.deliver_once(at=at) == 1
            waiting = Delivery.objects.get()
            pauses.append(waiting.next_at - at)
            at = waiting.next_at
        assert waiting.state == "given up"
        assert (waiting.answered, waiting.attempts) == (400, schedule.MOST_ATTEMPTS)
    assert pauses[:-1] == sorted(pauses[:-1])
    assert len(set(receiver.ids)) == 1


def test_what_was_given_up_can_be_tried_again_by_a_person(workspace, ann, now):
    with receiving(Receiver()) as receiver:
        made = tell_to(workspace, ann, receiver.url, now)
        told(workspace, now, "1:mql")
        Delivery.objects.update(state="given up")
        assert endpoints.replay_given_up(made.endpoint, by=ann, at=moment_of(now)) == 1
        assert deliver.deliver_once(at=now) == 1
    assert Deed.objects.order_by("id").last().verb == "endpoint.retried"


def test_a_replay_tells_everything_of_a_time_again_under_the_same_ids(workspace, ann, now):
    with receiving(Receiver()) as receiver:
        before = told(workspace, now - HOUR, "1:before the endpoint")
        made = tell_to(workspace, ann, receiver.url, now)
        later = told(workspace, now, "1:mql")
        deliver.deliver_once(at=now)
        since, until = moment_of(now - DAY), moment_of(now + 1)
        again = endpoints.replay(made.endpoint, since=since, until=until, by=ann, at=moment_of(now))
        assert again == 2
        deliver.deliver_once(at=now)
    assert sorted(receiver.ids) == sorted([*later, *before, *later])


def test_410_disables_the_endpoint_and_what_waits_goes_on_waiting(workspace, ann, now):
    with receiving(Receiver(answers=[410])) as receiver:
        made = tell_to(workspace, ann, receiver.url, now)
        told(workspace, now, "1:mql")
        deliver.deliver_once(at=now)
        assert Endpoint.objects.get().disabled_why == "It answered 410 Gone."
        assert deliver.deliver_once(at=now + DAY) == 0
        receiver.answers = [200]
        endpoints.enable_endpoint(made.endpoint, by=ann, at=moment_of(now + DAY))
        assert deliver.deliver_once(at=now + DAY) == 1
    assert Delivery.objects.get().state == "delivered"


def test_an_endpoint_that_is_down_rests_and_the_others_are_not_kept_waiting(workspace, ann, now):
    with receiving(Receiver(answers=[503])) as down, receiving(Receiver()) as up:
        tell_to(workspace, ann, down.url, now)
        tell_to(workspace, ann, up.url, now)
        told(workspace, now, *map(str, range(20)))
        assert deliver.deliver_once(at=now) == 2 * deliver.MOST_OF_ONE
        for _ in range(3):
            deliver.deliver_once(at=now + 1)
    assert len(down.got) == deliver.MOST_OF_ONE
    assert len(up.got) == 20


def test_an_endpoint_that_has_taken_nothing_for_days_is_disabled(workspace, ann, now):
    with receiving(Receiver(answers=[500])) as receiver:
        tell_to(workspace, ann, receiver.url, now)
        told(workspace, now, "1:mql")
        deliver.deliver_once(at=now)
        Endpoint.objects.update(failing_since=now - schedule.PATIENCE, paused_until=0)
        deliver.deliver_once(at=now + HOUR)
    assert Endpoint.objects.get().disabled_why.startswith("It has taken nothing since ")


def test_a_retry_after_is_heeded(workspace, ann, now):
    with receiving(Receiver(answers=[429], headers={"Retry-After": "7200"})) as receiver:
        tell_to(workspace, ann, receiver.url, now)
        told(workspace, now, "1:mql")
        deliver.deliver_once(at=now)
    assert Delivery.objects.get().next_at == now + 2 * HOUR


def test_nobody_listening_is_a_failure_like_any_other(workspace, ann, now):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        tell_to(workspace, ann, f"http://localhost:{unused.getsockname()[1]}/", now)
    told(workspace, now, "1:mql")
    assert deliver.deliver_once(at=now) == 1
    waiting = Delivery.objects.get()
    assert (waiting.state, waiting.answered) == ("waiting", None)
    assert waiting.said.startswith("ConnectError")


# -- nowhere else -------------------------------------------------------------------------------


def test_a_redirect_is_not_followed(workspace, ann, now):
    with receiving(Receiver()) as secret_place, receiving(Receiver(answers=[302])) as receiver:
        receiver.headers = {"Location": secret_place.url}
        tell_to(workspace, ann, receiver.url, now)
        told(workspace, now, "1:mql")
        deliver.deliver_once(at=now)
        assert len(receiver.got) == 1
        assert secret_place.got == []
    assert Delivery.objects.get().answered == 302


def test_a_name_that_leads_inside_is_not_sent_to(now):
    with receiving(Receiver()) as receiver:
        answer = send.send(f"https://127.0.0.1:{receiver.port}/", b"{}", {}, allowed=())
        named = send.send(f"https://localhost:{receiver.port}/", b"{}", {}, allowed=())
        assert receiver.got == []
    assert answer.is_ours
    assert named.said == "localhost is an address inside this network"


def resolver(monkeypatch, **names):
    """Fake: nobody here owns a domain. Names of ours resolve as said, the rest as ever."""
    real = socket.getaddrinfo
    asked: list[str] = []

    def getaddrinfo(host, port, *rest, **more):
        if host not in names:
            return real(host, port, *rest, **more)
        asked.append(host)
        answers = names[host].pop(0) if len(names[host]) > 1 else names[host][0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port)) for ip in answers]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return asked


def test_a_name_with_one_address_inside_is_refused_whole(monkeypatch):
    resolver(monkeypatch, **{"mixed.example": [["93.184.216.34", "127.0.0.1"]]})
    with receiving(Receiver()) as receiver:
        answer = send.send(f"https://mixed.example:{receiver.port}/", b"{}", {}, allowed=())
    assert (answer.is_ours, receiver.got) == (True, [])


def test_a_name_that_changes_its_mind_is_connected_where_it_was_checked(monkeypatch):
    tried = []
    asked = resolver(monkeypatch, **{"flips.example": [["93.184.216.34"], ["127.0.0.1"]]})

    def connect(self, address):
        tried.append(address[0])
        raise OSError("no way out of here")

    with receiving(Receiver()) as receiver:
        monkeypatch.setattr(socket.socket, "connect", connect)
        send.send(f"https://flips.example:{receiver.port}/", b"{}", {}, allowed=())
    assert asked == ["flips.example"]
    assert tried == ["93.184.216.34"]


def test_an_answer_that_never_ends_is_left_at_the_deadline(monkeypatch):
    monkeypatch.setattr(send, "SECONDS", 0.5)
    with receiving(Receiver(drip=0.02)) as receiver:
        answer = send.send(receiver.url, b"{}", {}, allowed={"localhost"})
    assert answer.status is None
    assert answer.said.startswith("ReadTimeout")


@pytest.mark.parametrize(("name", "is_taken"), [("localhost", True), ("else.example", False)])
def test_tls_asks_for_the_certificate_of_the_name(name, is_taken, tmp_path, monkeypatch):
    certificate = certificate_for(name, tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    send._tls.cache_clear()
    try:
        with receiving(Receiver(), certificate) as receiver:
            answer = send.send(receiver.url, b"{}", {}, allowed={"localhost"})
    finally:
        send._tls.cache_clear()
    assert answer.is_taken == is_taken, answer


def test_an_endpoint_inside_is_refused_when_it_is_made(workspace, ann, now):
    with pytest.raises(Refused, match="only https is sent to"):
        tell_to(workspace, ann, "http://intranet.example/", now)
    with pytest.raises(Refused, match=r"no messages 'lead\.liked'"):
        tell_to(workspace, ann, "https://hooks.example/", now, kinds=["lead.liked"])
    assert Endpoint.objects.count() == 0


def test_ids_are_those_of_effects(workspace, ann, now):
    (first,) = told(workspace, now, "1:mql")
    assert uuid.UUID(first).version == 7
