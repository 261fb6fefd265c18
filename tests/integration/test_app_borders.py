"""Nobody sees or changes what is not theirs: every URL, every method, everybody of the cast.

What is tried is read from the URL table (tests/app_urls.py), so a new page or endpoint is tried
the moment it is there.  The cast stands in tests/app_cast.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from app_cast import SINCE, Cast, absent_ids, ids_of, make_cast
from app_urls import METHODS, OPEN, WRITING, Area, Route, held, operations, routes
from meetworthy.app.people.abilities import MAY, Ability
from meetworthy.app.people.members import remove_member
from meetworthy.app.people.models import Role, User

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.every_url]

ROUTES = routes()
REFUSED = {401, 403, 404, 405}


def of(*areas: Area, naming: bool = False) -> pytest.MarkDecorator:
    """Try a test on every URL of some areas; ``naming`` those that name a thing in a workspace."""
    wanted = [route for route in ROUTES if route.area in areas]
    if naming:
        wanted = [route for route in wanted if route.parameters - {"workspace"}]
    return pytest.mark.parametrize("route", wanted, ids=lambda route: route.pattern or "/")


@pytest.fixture(scope="module")
def players(django_db_setup, django_db_blocker) -> Iterator[Cast]:
    """Set the cast up once; whatever a test does to them is taken back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_cast()
        transaction.set_rollback(True)


@pytest.fixture
def cast(players, db) -> Cast:
    cache.clear()
    return players


def client_of(user: User | None, **options) -> Client:
    client = Client(raise_request_exception=True, **options)
    if user is not None:
        client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


def ask(client: Client, method: str, url: str, **more) -> HttpResponse:
    return client.generic(method, url, content_type=more.pop("content_type", FORM), **more)


FORM = "application/x-www-form-urlencoded"


def refused(answer: HttpResponse) -> bool:
    """Say whether somebody was turned away: an error, or the sign-in page."""
    to_sign_in = answer.status_code == 302 and "/accounts/login/" in answer.headers["Location"]
    return to_sign_in or answer.status_code in REFUSED


def said(answer: HttpResponse, url: str) -> tuple[int, str, str]:
    """Return what an answer tells, without what was asked and what is drawn at random."""
    text = answer.content.decode(errors="replace")
    for part in (url, *filter(None, url.split("/"))):
        text = text.replace(part, "_")
    text = re.sub(r'(csrfmiddlewaretoken" value=|csrf-token" content=|nonce=)"[^"]*"', "", text)
    text = re.sub(r"X-CSRFToken[^,}]*", "", text)
    return answer.status_code, answer.headers.get("Location", "").replace(url, "_"), text


# -- the table itself ----------------------------------------------------------------------------


def test_every_url_has_an_area_and_every_parameter_something_to_fill_it(cast):
    for route in ROUTES:
        assert route.area in Area
        assert route.url(ids_of(cast.here)).startswith("/")
        assert route.url(absent_ids()).startswith("/")


def test_what_is_open_to_everybody_still_exists():
    assert set(OPEN) - {route.pattern for route in ROUTES} == set()


@of(Area.WORKSPACE)
def test_every_page_of_a_workspace_is_entered_through_the_one_door(route):
    assert isinstance(getattr(route.entry.callback, "reading", None), Ability)


@of(Area.API)
def test_every_operation_of_the_api_says_what_it_needs(route):
    answering = operations(route)
    for method, view in answering.items():
        assert isinstance(getattr(view, "ability", None), Ability), (method, view)


# -- nobody in particular ------------------------------------------------------------------------


@of(Area.WORKSPACE, Area.PERSON, Area.API)
def test_whoever_is_not_signed_in_is_turned_away_and_changes_nothing(route, cast):
    before = held()
    url = route.url(ids_of(cast.here))
    for method in METHODS:
        answer = ask(client_of(None), method, url)
        assert refused(answer), (method, answer.status_code)
    assert held() == before


@of(Area.WORKSPACE)
def test_htmx_is_told_to_go_to_the_sign_in_page(route, cast):
    answer = client_of(None).get(route.url(ids_of(cast.here)), headers={"HX-Request": "true"})
    told = answer.headers.get("HX-Redirect", "").startswith("/accounts/login/")
    assert told or answer.status_code == 405


@of(Area.WORKSPACE, Area.PERSON)
@pytest.mark.parametrize("whose", ["secret", "leaked"])
def test_a_key_is_no_sign_in(route, whose, cast):
    key = {"Authorization": f"Bearer {getattr(cast.here, whose)}"}
    answer = client_of(None).get(route.url(ids_of(cast.here)), headers=key)
    assert refused(answer)


# -- people of elsewhere -------------------------------------------------------------------------


def outsiders(cast: Cast) -> dict[str, User]:
    """Everybody who has no business in ``cast.here``, one who once had among them."""
    remove_member(cast.here.workspace, cast.here[Role.SDR], by=None, at=SINCE + timedelta(days=1))
    elsewhere = {f"{role} of elsewhere": cast.there[role] for role in Role}
    return {"nobody's": cast.outsider, "who left": cast.here[Role.SDR], **elsewhere}


@of(Area.WORKSPACE)
def test_to_outsiders_a_workspace_that_is_not_theirs_is_one_that_is_not(route, cast):
    people = outsiders(cast)
    before = held()
    not_theirs, is_not = ids_of(cast.here), ids_of(cast.here) | {"workspace": "no-such-place"}
    for who, user in people.items():
        client = client_of(user)
        for method in METHODS:
            urls = route.url(not_theirs), route.url(is_not)
            first, second = (said(ask(client, method, url), url) for url in urls)
            assert first[0] in {404, 405}, (who, method, first)
            assert first == second, (who, method)
    assert held() == before


@of(Area.WORKSPACE, naming=True)
def test_inside_ones_own_workspace_the_ids_of_another_name_nothing(route, cast):
    before = held()
    own = {"workspace": cast.there.workspace.slug}
    for role in Role:
        client = client_of(cast.there[role])
        for method in METHODS:
            urls = route.url(ids_of(cast.here) | own), route.url(absent_ids() | own)
            first, second = (said(ask(client, method, url), url) for url in urls)
            assert first[0] in REFUSED, (role, method, first)
            assert first == second, (role, method)
    assert held() == before


# -- people of the workspace ---------------------------------------------------------------------


def needed(route: Route, method: str) -> Ability | None:
    """Return what a page asks for, by what its door says; None where nobody may."""
    view = route.entry.callback
    return view.writing if method in WRITING else view.reading


@of(Area.WORKSPACE)
def test_whoever_lacks_the_ability_is_refused_and_changes_nothing(route, cast):
    before = held()
    url = route.url(ids_of(cast.here))
    for role in Role:
        client = client_of(cast.here[role])
        for method in METHODS:
            if needed(route, method) not in MAY[role]:
                answer = ask(client, method, url)
                assert answer.status_code in {403, 405}, (role, method, answer.status_code)
    assert held() == before


@of(Area.WORKSPACE)
def test_whoever_has_the_ability_is_let_in(route, cast):
    url = route.url(ids_of(cast.here))
    for role in Role:
        if route.entry.callback.reading in MAY[role]:
            answer = client_of(cast.here[role]).get(url)
            assert answer.status_code not in {401, 403, 404, 500}, (role, answer.status_code)


@of(Area.WORKSPACE)
def test_a_viewer_changes_nothing_of_the_workspace(route, cast):
    before = held()
    client = client_of(cast.here[Role.VIEWER])
    for method in WRITING:
        ask(client, method, route.url(ids_of(cast.here)))
    changed = {table for table, digest in held().items() if digest != before[table]}
    own = {"pages_savedview", "notices_choice", "notices_setting"}
    assert changed <= own, "a viewer keeps views and what they are told of, and nothing else"


@of(Area.WORKSPACE, Area.PERSON, Area.OPEN)
def test_a_form_from_elsewhere_changes_nothing(route, cast):
    before = held()
    url = route.url(ids_of(cast.here))
    for role in (None, *Role):
        user = None if role is None else cast.here[role]
        client = client_of(user, enforce_csrf_checks=True)
        for method in WRITING:
            answer = ask(client, method, url)
            assert refused(answer) or answer.status_code == 400, (role, method, answer.status_code)
    assert held() == before


# -- keys ----------------------------------------------------------------------------------------


def bearing(secret: str) -> dict[str, dict[str, str]]:
    return {"headers": {"Authorization": f"Bearer {secret}"}, "content_type": "application/json"}


@of(Area.API)
@pytest.mark.parametrize("whose", ["leaked", "invented"])
def test_a_key_that_was_revoked_or_never_was_opens_nothing(route, whose, cast):
    before = held()
    secret = cast.here.leaked if whose == "leaked" else "mw_invented"
    for method in METHODS:
        answer = ask(client_of(None), method, route.url(ids_of(cast.here)), **bearing(secret))
        assert answer.status_code in {401, 405}, (method, answer.status_code)
    assert held() == before


@of(Area.API, naming=True)
def test_to_a_key_the_ids_of_another_workspace_name_nothing(route, cast):
    before = held()
    for method in METHODS:
        urls = route.url(ids_of(cast.here)), route.url(absent_ids())
        answers = [ask(client_of(None), method, url, **bearing(cast.there.secret)) for url in urls]
        first, second = (said(answer, url) for answer, url in zip(answers, urls, strict=True))
        assert first[0] in {400, 403, 404, 405, 415, 422}, (method, first)
        assert first == second, method
    assert held() == before


@of(Area.API)
def test_a_key_does_only_what_its_scopes_say(route, cast):
    before = held()
    for method, view in operations(route).items():
        if view.ability is not Ability.SEE:
            answer = ask(
                client_of(None), method, route.url(ids_of(cast.here)), **bearing(cast.here.weak)
            )
            assert answer.status_code == 403, (method, answer.status_code)
    assert held() == before


@of(Area.API)
def test_a_cookie_alone_changes_nothing_through_the_api(route, cast):
    before = held()
    url = route.url(ids_of(cast.here))
    for role in Role:
        client = client_of(cast.here[role], enforce_csrf_checks=True)
        for method in WRITING:
            answer = ask(client, method, url, content_type="application/json")
            assert answer.status_code in REFUSED, (role, method, answer.status_code)
    assert held() == before


@of(Area.INGEST)
def test_without_the_key_of_a_source_nothing_is_taken(route, cast):
    before = held()
    url = route.url(absent_ids())
    for secret in (None, cast.here.secret, cast.here.leaked, "wk-invented"):
        more = {"content_type": "application/json", "data": "{}"}
        if secret is not None:
            more["headers"] = {"Authorization": f"Bearer {secret}"}
        for method in METHODS:
            answer = ask(client_of(None), method, url, **more)
            allowed = REFUSED | {400, 413, 415} | ({200, 204} if method == "OPTIONS" else set())
            assert answer.status_code in allowed, (method, answer.status_code)
    assert held() == before


def test_the_two_workspaces_share_no_id(cast):
    """The tests above would pass on ids that were the same."""
    here, there = set(ids_of(cast.here).values()), set(ids_of(cast.there).values())
    assert here & there == set(ids_of(cast.here).values()) & set(absent_ids().values())
