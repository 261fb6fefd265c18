"""The life of a version: written, checked, signed, tried, activated, taken back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.test import override_settings

from meetworthy.app.definitions import comparing, dry_run
from meetworthy.app.definitions.checking import check
from meetworthy.app.definitions.finding import version_of
from meetworthy.app.definitions.models import DryRun, SignOff, Version
from meetworthy.app.definitions.verbs import activate, request_dry_run, save_draft, sign, withdraw
from meetworthy.app.judging import bulk, effects
from meetworthy.app.judging.models import Effect, LeadState, Mark, StageEntry, Sweep
from meetworthy.app.judging.work import work_once
from meetworthy.app.ledger.append import append
from meetworthy.app.people.access import Access, access_of
from meetworthy.app.people.models import Deed, Membership, Role, User, Workspace
from meetworthy.model.problem import Refused
from meetworthy.model.time import DAY, HOUR, instant_of
from meetworthy.model.told import Alias, Told
from property.told_worlds import make_workspace

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]

AT = datetime(2026, 5, 4, 12, tzinfo=UTC)
NOW = instant_of(AT)


def text(version: int, threshold: int, in_force: str = "2026-01-01T00:00", more: str = "") -> str:
    return f"""
definition: Northwind
version: {version}
in_force: {in_force}
language: 1
timezone: UTC
currency: EUR
framework: bant
attributes:
  seniority: {{type: text}}
fit:
  decision maker: {{when: "seniority = 'vp'", points: 20}}
behaviour:
  asked for a demo: {{fact: demo.requested, points: 40, high_intent: true}}
stages:
  lead: {{}}
  mql: {{when: "score >= {threshold} and high_intent > 0"}}
  sal: {{decided_by: sales}}
  sql: {{decided_by: sales, needs: {{need: confirmed, budget: partial, timeline: partial}}}}
reasons:
  no answer: {{then: recycled, for: 30 days}}
{more}"""


@dataclass
class Team:
    """A workspace and what each of its people may do there."""

    workspace: Workspace
    admin: Access
    marketing: Access
    sales: Access


def join(workspace: Workspace, name: str, role: Role) -> Access:
    user = User.objects.create_user(f"{name}@northwind.example")
    Membership.objects.create(workspace=workspace, user=user, role=role, since=AT - timedelta(1))
    return access_of(user, workspace.slug, at=AT)


@pytest.fixture
def team() -> Team:
    workspace = make_workspace()
    people = [
        join(workspace, role.value, role) for role in (Role.ADMIN, Role.MARKETING, Role.SALES)
    ]
    return Team(workspace, *people)


@pytest.fixture(autouse=True)
def _own_data_folder(tmp_path: Path) -> object:
    with override_settings(DATA_FOLDER=tmp_path):
        yield


def signed(team: Team, written: str) -> Version:
    """Save a text and let both teams sign it."""
    draft = save_draft(written, {}, by=team.marketing, at=AT)
    for name, access in (("marketing", team.marketing), ("sales", team.sales)):
        sign(draft, team=name, seen_hash=draft.hash, by=access, at=AT)
    return draft


def tried(team: Team, draft: Version) -> DryRun:
    asked = request_dry_run(draft, by=team.sales, at=AT)
    assert dry_run.once(at=NOW) == 1
    asked.refresh_from_db()
    assert asked.state == DryRun.State.DONE, asked.error
    return asked


def in_force(team: Team, written: str) -> Version:
    draft = signed(team, written)
    tried(team, draft)
    return activate(draft, by=team.admin, at=AT)


def refusal(does: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        does()
    return refused.value.problems[0].kind


def tell(team: Team, who: str, kind: str, at: int, **properties: str) -> None:
    fact = Told(
        kind,
        at,
        "site",
        f"{kind}-{who}",
        lead=(Alias("user", who),),
        properties=properties,
        content=f"{kind}-{who}".encode(),
    )
    append(team.workspace.pk, [fact], recorded_at=NOW, trusted=True)


def work_off(at: int = NOW) -> None:
    while Mark.objects.filter(not_before__lte=at).exists():
        work_once(at=at)
    while bulk.once(at=at):
        pass


def stages(team: Team) -> dict[int, str]:
    return dict(LeadState.objects.filter(workspace=team.workspace).values_list("lead", "stage"))


# -- writing and signing --------------------------------------------------------------------------


def test_a_draft_may_have_errors_and_says_them_with_their_lines(team: Team) -> None:
    wrong = text(1, 50).replace("seniority = 'vp'", "seniorty = 'vp'")
    draft = save_draft(wrong, {}, by=team.marketing, at=AT)
    assert (draft.number, draft.hash, draft.in_force) == (1, "", None)
    (problem,) = check(wrong, {}).problems
    assert problem.place.line == 12
    assert "seniority" in problem.remedy


def test_a_changed_text_is_not_signed(team: Team) -> None:
    draft = signed(team, text(1, 50))
    save_draft(text(1, 40), {}, by=team.sales, at=AT, version=draft)
    assert refusal(lambda: activate(draft, by=team.admin, at=AT)) == "unsigned"


def test_nobody_signs_what_they_did_not_see(team: Team) -> None:
    draft = save_draft(text(1, 50), {}, by=team.marketing, at=AT)
    seen = draft.hash
    save_draft(text(1, 40), {}, by=team.sales, at=AT, version=draft)
    again = lambda: sign(draft, team="sales", seen_hash=seen, by=team.sales, at=AT)  # noqa: E731 - one line
    assert refusal(again) == "changed_meanwhile"


def test_two_writers_do_not_overwrite_each_other(team: Team) -> None:
    draft = save_draft(text(1, 50), {}, by=team.marketing, at=AT)
    seen = draft.changed_at
    later = AT + timedelta(minutes=1)
    save_draft(text(1, 45), {}, by=team.sales, at=later, version=draft, seen_at=seen)
    assert (
        refusal(
            lambda: save_draft(
                text(1, 40), {}, by=team.marketing, at=later, version=draft, seen_at=seen
            )
        )
        == "changed_meanwhile"
    )


@pytest.mark.parametrize(
    ("signer", "for_team"), [("marketing", "sales"), ("sales", "marketing"), ("admin", "sales")]
)
def test_each_team_signs_for_itself(team: Team, signer: str, for_team: str) -> None:
    draft = save_draft(text(1, 50), {}, by=team.marketing, at=AT)
    with pytest.raises(PermissionDenied):
        sign(draft, team=for_team, seen_hash=draft.hash, by=getattr(team, signer), at=AT)


def test_who_is_alone_signs_for_both_teams() -> None:
    admin = join(make_workspace("alone"), "only", Role.ADMIN)
    draft = save_draft(text(1, 50), {}, by=admin, at=AT)
    for name in ("marketing", "sales"):
        sign(draft, team=name, seen_hash=draft.hash, by=admin, at=AT)
    assert activate(draft, by=admin, at=AT).state == Version.State.ACTIVE


def test_versions_of_another_workspace_are_not_there(team: Team) -> None:
    stranger = join(make_workspace("other"), "stranger", Role.SALES)
    draft = save_draft(text(1, 50), {}, by=team.marketing, at=AT)
    assert version_of(stranger.workspace, draft.uuid) is None
    with pytest.raises(LookupError):
        save_draft(text(1, 1), {}, by=stranger, at=AT, version=draft)
    with pytest.raises(LookupError):
        sign(draft, team="sales", seen_hash=draft.hash, by=stranger, at=AT)
    assert not SignOff.objects.exists()


# -- activating -----------------------------------------------------------------------------------


def test_the_first_activation_makes_the_workspace_live(team: Team) -> None:
    assert team.workspace.live_since is None
    activate(signed(team, text(1, 50)), by=team.admin, at=AT)
    team.workspace.refresh_from_db()
    assert team.workspace.live_since == NOW
    assert list(Deed.objects.order_by("pk").values_list("verb", flat=True)) == [
        "definition.saved",
        "definition.signed",
        "definition.signed",
        "definition.activated",
    ]


def test_a_change_must_be_tried_first(team: Team) -> None:
    activate(signed(team, text(1, 50)), by=team.admin, at=AT)
    draft = signed(team, text(2, 40, "2026-05-01T00:00"))
    assert refusal(lambda: activate(draft, by=team.admin, at=AT)) == "untried"
    tried(team, draft)
    activate(draft, by=team.admin, at=AT)


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        (text(1, 40, "2026-05-01T00:00"), "version_used"),
        (text(2, 40, "2025-05-01T00:00"), "version_order"),
        (text(2, 40), "same_instant"),
        (text(2, 40, "2026-05-01T00:00").replace("UTC", "Europe/Berlin"), "zone_changed"),
    ],
)
def test_versions_follow_each_other(team: Team, written: str, kind: str) -> None:
    activate(signed(team, text(1, 50)), by=team.admin, at=AT)
    draft = signed(team, written)
    with pytest.raises(Refused) as refused:
        activate(draft, by=team.admin, at=AT)
    assert kind in {problem.kind for problem in refused.value.problems}


def test_only_an_admin_activates(team: Team) -> None:
    draft = signed(team, text(1, 50))
    for access in (team.marketing, team.sales):
        with pytest.raises(PermissionDenied):
            activate(draft, by=access, at=AT)


# -- what follows ---------------------------------------------------------------------------------


def test_a_dry_run_says_for_whom_and_changes_nothing(team: Team) -> None:
    in_force(team, text(1, 50))
    tell(team, "jo", "demo.requested", NOW - HOUR)
    tell(team, "al", "lead.described", NOW - HOUR, seniority="vp")
    work_off()
    before = (list(StageEntry.objects.values()), list(Effect.objects.values()))
    asked = tried(team, signed(team, text(2, 40, "2026-04-01T00:00")))
    assert (list(StageEntry.objects.values()), list(Effect.objects.values())) == before
    result = asked.result
    assert asked.through == 2
    mql = next(stage for stage in result["stages"] if stage["stage"] == "mql")
    assert (mql["before"], mql["after"], mql["gained"], mql["unobserved"]) == (0, 1, 1, 1)
    (named,) = mql["named"]["gained"]
    assert named["after"] == NOW - HOUR
    # she asked for her demo an hour before the workspace went live: nobody is sent after her
    assert result["fires"] == []


def test_a_dry_run_counts_what_would_fire(team: Team) -> None:
    in_force(team, text(1, 50))
    tell(team, "jo", "demo.requested", NOW)
    work_off()
    result = tried(team, signed(team, text(2, 40, "2026-04-01T00:00"))).result
    assert result["fires"] == [{"stage": "mql", "messages": 1, "tasks": 1}]
    activate(Version.objects.get(number=2), by=team.admin, at=AT)
    work_off(NOW + 1)
    tasks = Effect.objects.filter(kind="task.review", state="open")
    assert [(task.key, task.version) for task in tasks] == [("1:mql:task", 2)]


def test_a_dry_run_of_a_text_that_was_changed_fails_and_says_so(team: Team) -> None:
    draft = save_draft(text(1, 50), {}, by=team.marketing, at=AT)
    asked = request_dry_run(draft, by=team.marketing, at=AT)
    save_draft(text(1, 40), {}, by=team.marketing, at=AT, version=draft)
    dry_run.once(at=NOW)
    asked.refresh_from_db()
    assert (asked.state, asked.error[:21]) == ("failed", "The text was changed ")


def test_a_dry_run_left_by_a_killed_worker_is_taken_up(team: Team) -> None:
    draft = save_draft(text(1, 50), {}, by=team.marketing, at=AT)
    asked = request_dry_run(draft, by=team.marketing, at=AT)
    DryRun.objects.update(state=DryRun.State.RUNNING, alive_at=AT)
    assert dry_run.once(at=NOW) == 0
    later = instant_of(AT + dry_run.LEASE + timedelta(seconds=1))
    assert dry_run.once(at=later) == 1
    asked.refresh_from_db()
    assert asked.state == DryRun.State.DONE


def test_activation_judges_everybody_and_withdrawal_takes_it_back(team: Team) -> None:
    in_force(team, text(1, 50))
    tell(team, "jo", "demo.requested", NOW)
    work_off()
    assert stages(team) == {1: "lead"}
    second = in_force(team, text(2, 40, "2026-04-01T00:00"))
    work_off(NOW + 1)
    assert stages(team) == {1: "mql"}
    assert not Sweep.objects.exists()
    withdraw(second, by=team.admin, at=AT + timedelta(seconds=1))
    work_off(NOW + 1_000_001)
    assert stages(team) == {1: "lead"}
    task = Effect.objects.get(kind="task.review")
    assert (task.state, task.differs) == ("withdrawn", "by what is known now it did not happen")


def test_a_version_that_comes_into_force_later_is_judged_by_then(team: Team) -> None:
    in_force(team, text(1, 50))
    tell(team, "jo", "demo.requested", NOW)
    work_off()
    in_force(team, text(2, 40, "2026-05-10T00:00"))
    work_off(NOW + DAY)
    assert stages(team) == {1: "lead"}
    work_off(instant_of(datetime(2026, 5, 10, tzinfo=UTC)))
    assert stages(team) == {1: "mql"}
    entry = StageEntry.objects.get(stage="mql")
    assert (entry.version, entry.at) == (2, instant_of(datetime(2026, 5, 10, tzinfo=UTC)))


def test_a_sweep_stops_where_its_version_was_taken_back(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_force(team, text(1, 50))
    tell(team, "jo", "demo.requested", NOW)
    work_off()
    second = in_force(team, text(2, 40, "2026-04-01T00:00"))
    judge = bulk.judge

    def judge_slowly(*given: object, **named: object) -> object:
        judged = judge(*given, **named)  # type: ignore[arg-type]  # passed on as they are
        withdraw(second, by=team.admin, at=AT + timedelta(seconds=1))
        return judged

    monkeypatch.setattr(bulk, "judge", judge_slowly)
    bulk.once(at=NOW + 1)
    monkeypatch.undo()
    assert not Effect.objects.filter(kind="task.review").exists()
    work_off(NOW + 2_000_000)
    assert stages(team) == {1: "lead"}
    assert not Effect.objects.filter(kind="task.review").exists()


def test_only_the_newest_version_is_taken_back(team: Team) -> None:
    first = in_force(team, text(1, 50))
    in_force(team, text(2, 40, "2026-04-01T00:00"))
    assert refusal(lambda: withdraw(first, by=team.admin, at=AT)) == "not_the_newest"


def test_dry_runs_and_effects_agree_on_what_is_too_old_to_act_on() -> None:
    assert comparing.FIRES_WITHIN == effects.OLDEST
