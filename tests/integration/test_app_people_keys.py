"""Keys for programs: shown once, kept as a digest, scoped, revocable."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from meetworthy.app.people.abilities import FOR_KEYS, FOR_PEOPLE_ONLY, MAY, ability_to_tell
from meetworthy.app.people.access import Ability, access_of_key
from meetworthy.app.people.accounts import make_user
from meetworthy.app.people.keys import create_key, revoke_key
from meetworthy.app.people.members import add_member
from meetworthy.app.people.models import ApiKey, Deed, Role
from meetworthy.app.people.workspaces import create_workspace
from meetworthy.model.kinds import KINDS, Phase
from meetworthy.model.problem import Refused

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def place(db):
    return create_workspace(name="Northwind", by=None, at=NOON)


@pytest.fixture
def ada(place):
    ada = make_user("ada@northwind.example")
    add_member(place, ada, role=Role.ADMIN, by=None, at=NOON)
    return ada


def entered(secret: str, at: datetime = NOON, scheme: str = "Bearer"):
    return access_of_key(f"{scheme} {secret}", at=at)


@pytest.mark.database
def test_a_key_opens_its_workspace_for_what_its_scopes_say(place, ada):
    new = create_key(place, name="crm", scopes=[Ability.SEE, Ability.RECORD], by=ada, at=NOON)
    access = entered(new.secret)
    assert (access.workspace, access.actor, access.user, access.role) == (
        place,
        "key:crm",
        None,
        None,
    )
    assert {ability for ability in Ability if access.may(ability)} == {"see", "record"}


@pytest.mark.database
def test_a_key_is_not_kept(place, ada):
    new = create_key(place, name="crm", scopes=[Ability.SEE], by=ada, at=NOON)
    kept = ApiKey.objects.values().get()
    assert new.secret.startswith("mw_")
    assert len(new.secret) == 46
    assert new.secret not in str(kept)
    assert kept["start"] == new.secret[:11]


@pytest.mark.database
@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        "Bearer mw_",
        "Bearer mw_invented",
        "Bearer {digest}",
        "Basic {secret}",
        "{secret}",
        "Bearer {secret}x",
        "Bearer {secret} {secret}",
        "Bearer mw_\u00e9\u00ff",
    ],
)
def test_anything_but_the_key_itself_opens_nothing(place, ada, header):
    new = create_key(place, name="crm", scopes=[Ability.SEE], by=ada, at=NOON)
    said = header and header.format(secret=new.secret, digest="mw_" + new.key.digest)
    assert access_of_key(said, at=NOON) is None
    assert entered(new.secret, scheme="bearer") is not None


@pytest.mark.database
def test_a_revoked_key_opens_nothing_and_another_may_take_its_name(place, ada):
    new = create_key(place, name="crm", scopes=[Ability.SEE], by=ada, at=NOON)
    revoke_key(new.key, by=ada, at=NOON + MINUTE)
    revoke_key(new.key, by=ada, at=NOON + 2 * MINUTE)
    assert entered(new.secret, NOON + 2 * MINUTE) is None
    assert create_key(place, name="crm", scopes=[Ability.SEE], by=ada, at=NOON + 3 * MINUTE)
    verbs = Deed.objects.filter(verb__startswith="key").values_list("verb", "what")
    assert list(verbs.order_by("pk")) == [
        ("key.created", "crm: see"),
        ("key.revoked", "crm"),
        ("key.created", "crm: see"),
    ]


@pytest.mark.database
def test_a_key_opens_until_it_expires(place, ada):
    until = NOON + timedelta(days=30)
    new = create_key(place, name="crm", scopes=[Ability.SEE], expires_at=until, by=ada, at=NOON)
    assert [entered(new.secret, at) is None for at in (until - MINUTE, until)] == [False, True]


@pytest.mark.database
def test_the_time_of_last_use_is_written_at_most_once_a_minute(
    place, ada, django_assert_num_queries
):
    new = create_key(place, name="crm", scopes=[Ability.SEE], by=ada, at=NOON)
    with django_assert_num_queries(2):
        entered(new.secret, NOON)
    with django_assert_num_queries(1):
        entered(new.secret, NOON + MINUTE / 2)
    with django_assert_num_queries(2):
        entered(new.secret, NOON + MINUTE)
    assert ApiKey.objects.get().last_used_at == NOON + MINUTE


@pytest.mark.database
@pytest.mark.parametrize(
    ("asked", "kind"),
    [
        ({"name": " "}, "no_name"),
        ({"name": "taken"}, "name_taken"),
        ({"scopes": []}, "no_scope"),
        ({"scopes": [Ability.SEE, Ability.SIGN_SALES]}, "scope_of_people"),
        ({"scopes": [Ability.MANAGE_KEYS]}, "scope_of_people"),
        ({"expires_at": NOON}, "expired"),
    ],
)
def test_what_cannot_be_a_key_is_refused(place, ada, asked, kind):
    create_key(place, name="taken", scopes=[Ability.SEE], by=ada, at=NOON)
    with pytest.raises(Refused) as refused:
        create_key(place, **{"name": "crm", "scopes": [Ability.SEE], **asked}, by=ada, at=NOON)
    assert [problem.kind for problem in refused.value.problems] == [kind]


# -- the table of abilities -----------------------------------------------------------------------


def test_every_role_sees_and_a_viewer_does_nothing_else():
    assert all(Ability.SEE in MAY[role] for role in Role)
    assert MAY[Role.VIEWER] == {Ability.SEE}


def test_only_the_sales_side_decides_and_only_sales_confirms():
    assert {role for role in Role if Ability.DECIDE in MAY[role]} == {Role.SDR, Role.SALES}
    assert {role for role in Role if Ability.CONFIRM in MAY[role]} == {Role.SALES}


def test_nobody_signs_for_both_teams():
    both = {Ability.SIGN_MARKETING, Ability.SIGN_SALES}
    assert [role for role in Role if both <= MAY[role]] == []


def test_every_ability_is_somebodys():
    assert frozenset().union(*MAY.values()) == frozenset(Ability)
    assert frozenset(Ability) == FOR_KEYS | FOR_PEOPLE_ONLY


def test_whatever_enters_a_stage_or_leaves_it_needs_the_ability_to_decide():
    deciding = {
        kind.name
        for kind in KINDS.values()
        if kind.phase in (Phase.DECISION, Phase.EXIT) or kind.name.startswith("stage.")
    }
    assert {ability_to_tell(name) for name in deciding} == {Ability.DECIDE}


def test_marketing_can_tell_nothing_that_makes_an_sql_or_a_meeting_that_counts():
    told = {kind for kind in KINDS if ability_to_tell(kind) in MAY[Role.MARKETING]}
    assert "page.viewed" in told
    assert not {k for k in told if KINDS[k].phase in (Phase.DECISION, Phase.EVENT, Phase.EXIT)}
    assert "criterion.assessed" not in told
