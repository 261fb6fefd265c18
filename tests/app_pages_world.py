"""A workspace with people and leads whose stories are told as facts and judged for real.

``Northwind`` sells to marketing teams from Berlin, by the definition of ``tests/spec/northwind``.
Nothing here writes a verdict: facts are appended, and the worker judges them.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.db import transaction

from meetworthy.app.definitions.models import Version
from meetworthy.app.judging.work import work_once
from meetworthy.app.ledger.append import append
from meetworthy.app.ledger.models import Alias as Known
from meetworthy.app.ledger.models import Lead
from meetworthy.app.people.accounts import make_user
from meetworthy.app.people.members import add_member
from meetworthy.app.people.models import Role, User, Workspace
from meetworthy.app.people.workspaces import create_workspace
from meetworthy.model.fact import Value
from meetworthy.model.time import instant_of
from meetworthy.model.told import Alias, Told

PASSWORD = "seven quiet herons"
DEFINITION = Path(__file__).parent / "spec" / "northwind"
LONG_AGO = datetime(2025, 6, 2, 9, 0, tzinfo=UTC)


@dataclass(slots=True)
class World:
    """The workspace, its people, and the means to tell more."""

    workspace: Workspace
    people: dict[Role, User]
    now: datetime
    told: list[Told] = field(default_factory=list)
    count: int = 0

    def tell(
        self,
        kind: str,
        who: str,
        *,
        ago: timedelta,
        source: str | None = None,
        by: Role | None = None,
        sender: str = "website",
        **properties: Value,
    ) -> None:
        """Tell a fact about the lead of an address, so long ago; ``commit`` appends it."""
        self.count += 1
        at = instant_of(self.now - ago)
        account = who.partition("@")[2]
        self.told.append(
            Told(
                kind=kind,
                occurred_at=at,
                sender=sender,
                id=f"{kind}-{self.count}",
                lead=(Alias("email", who),),
                account=(Alias("domain", account),) if kind == "lead.described" else (),
                source=source,
                actor=None if by is None else self.people[by].email,
                properties=properties,
                content=f"{self.count}".encode(),
            )
        )

    def commit(self) -> None:
        """Append what was told, each recorded when it happened, and judge until nothing is left."""
        with transaction.atomic():
            for told in sorted(self.told, key=lambda one: one.occurred_at):
                (outcome,) = append(
                    self.workspace.pk, [told], recorded_at=told.occurred_at, trusted=True
                )
                assert outcome.problem is None, outcome.problem
        self.told.clear()
        self.judge()

    def judge(self) -> None:
        """Do what a worker does."""
        while work_once(at=instant_of(self.now)):
            pass

    def lead(self, who: str) -> Lead:
        """Return the lead of an address."""
        number = Known.objects.get(
            workspace=self.workspace, entity="l", space="email", value=who
        ).number
        return Lead.objects.get(workspace=self.workspace, number=number)


def make_world(now: datetime | None = None, *, more: int = 0) -> World:
    """Make Northwind with seven people's stories, and ``more`` leads drawn at random."""
    now = now or datetime.now(UTC)
    workspace = create_workspace(name="Northwind", zone="Europe/Berlin", by=None, at=LONG_AGO)
    people = {}
    for role, name in _NAMES.items():
        people[role] = make_user(f"{role.value}@northwind.example", name=name, password=PASSWORD)
        add_member(workspace, people[role], role=role, by=None, at=LONG_AGO)
    Version.objects.create(
        workspace=workspace,
        number=3,
        text=(DEFINITION / "definition.yaml").read_text(encoding="utf-8"),
        lists={"competitors.csv": (DEFINITION / "competitors.csv").read_text(encoding="utf-8")},
        in_force=instant_of(LONG_AGO),
        state=Version.State.ACTIVE,
    )
    world = World(workspace, people, now)
    _stories(world)
    _crowd(world, more)
    world.commit()
    return world


_NAMES = {
    Role.ADMIN: "Ada Lund",
    Role.MARKETING: "Mira Sand",
    Role.SDR: "Maya Okafor",
    Role.SALES: "Dario Ruiz",
    Role.VIEWER: "Vera Wolff",
}


def _days(days: float) -> timedelta:
    return timedelta(days=days)


def _minutes(minutes: float) -> timedelta:
    return timedelta(minutes=minutes)


JONAS, AIKO, PETER = "jonas.weber@bright-partner.de", "aiko@lumenlabs.io", "p.novak@helio.dev"
SOFIA, PRIYA, MARC = "sofia@tallofoods.com", "priya.raman@quanta.co", "marc@orsay.fr"


def _stories(world: World) -> None:
    tell = world.tell
    tell(
        "lead.described",
        JONAS,
        ago=_days(40),
        source="webinar",
        sender="form",
        name="Jonas Weber",
        title="VP Marketing",
        company="Bright & Partner",
    )
    tell(
        "lead.described",
        JONAS,
        ago=_days(39),
        sender="crm",
        seniority="vp",
        employees=46,
        industry="Marketing services",
    )
    tell(
        "webinar.attended",
        JONAS,
        ago=_days(40),
        webinar="Lead scoring that sales believes",
        minutes=38,
    )
    tell("page.viewed", JONAS, ago=_days(24), path="/blog")
    tell(
        "email.opened",
        JONAS,
        ago=_days(9),
        sender="mailer",
        subject="How Tallo cut its MQLs by half",
    )
    tell("page.viewed", JONAS, ago=_days(5), path="/customers")
    tell("page.viewed", JONAS, ago=_days(1.2), path="/customers/tallo")
    tell("page.viewed", JONAS, ago=_minutes(35), path="/pricing")
    tell("page.viewed", JONAS, ago=_minutes(31), path="/pricing/agencies")
    tell("demo.requested", JONAS, ago=_minutes(12), path="/demo")
    tell(
        "criterion.assessed",
        JONAS,
        ago=_minutes(12),
        sender="form",
        criterion="need",
        status="confirmed",
        how="form",
        words="three agencies, none can tell which leads are real",
    )
    tell(
        "criterion.assessed",
        JONAS,
        ago=_minutes(12),
        sender="form",
        criterion="timeline",
        status="partial",
        how="form",
        words="want something in place before Q3",
    )
    tell("lead.assigned", JONAS, ago=_minutes(11), sender="crm", owner="Maya Okafor")

    tell(
        "lead.described",
        AIKO,
        ago=_days(20),
        source="trial",
        sender="product",
        name="Aiko Tan",
        title="Head of Growth",
        company="Lumen Labs",
        seniority="director",
        employees=80,
    )
    tell("demo.requested", AIKO, ago=_days(3), path="/demo")
    tell("page.viewed", AIKO, ago=_days(2.9), path="/pricing")
    tell("lead.accepted", AIKO, ago=_days(2.8), sender="crm", by=Role.SALES)
    tell("contact.made", AIKO, ago=_days(2.7), sender="crm", by=Role.SALES, how="call")
    tell(
        "criterion.assessed",
        AIKO,
        ago=_days(2.7),
        sender="crm",
        by=Role.SALES,
        criterion="need",
        status="confirmed",
        how="call",
        words="we guess which trials to call",
    )
    tell(
        "criterion.assessed",
        AIKO,
        ago=_days(2.7),
        sender="crm",
        by=Role.SALES,
        criterion="authority",
        status="confirmed",
        how="call",
    )
    tell(
        "criterion.assessed",
        AIKO,
        ago=_days(2.7),
        sender="crm",
        by=Role.SALES,
        criterion="budget",
        status="partial",
        how="call",
        words="can be found in the tooling line",
    )
    tell(
        "criterion.assessed",
        AIKO,
        ago=_days(12),
        sender="form",
        criterion="budget",
        status="denied",
        how="form",
        words="no budget this year",
    )
    tell(
        "criterion.assessed",
        AIKO,
        ago=_days(2.7),
        sender="crm",
        by=Role.SALES,
        criterion="timeline",
        status="confirmed",
        how="call",
        words="by January",
    )
    tell("lead.qualified", AIKO, ago=_days(2.6), sender="crm", by=Role.SALES)

    tell(
        "lead.described",
        PETER,
        ago=_days(150),
        source="outbound",
        sender="crm",
        name="Peter Novak",
        title="CTO",
        company="Helio Systems",
        seniority="c-level",
        employees=120,
        industry="SaaS",
    )
    tell("demo.requested", PETER, ago=_days(140), path="/demo")
    tell(
        "lead.rejected", PETER, ago=_days(139), sender="crm", by=Role.SALES, reason="no budget yet"
    )
    tell("page.viewed", PETER, ago=_days(0.3), path="/pricing")

    tell(
        "lead.described",
        SOFIA,
        ago=_days(8),
        source="organic search",
        sender="form",
        name="Sofía Marín",
        title="COO",
        company="Tallo Foods",
    )
    tell("page.viewed", SOFIA, ago=_days(8), path="/pricing")
    tell("page.viewed", SOFIA, ago=_days(7), path="/blog/definitions")

    tell(
        "lead.described",
        PRIYA,
        ago=_days(3),
        source="paid search",
        sender="form",
        name="Priya Raman",
        title="Director RevOps",
        company="Quanta",
        seniority="director",
    )
    tell("demo.requested", PRIYA, ago=_days(2), path="/demo")

    tell(
        "lead.described",
        MARC,
        ago=_days(60),
        source="event",
        sender="crm",
        name="Marc Dubois",
        title="Marketing student",
        company="Orsay",
    )
    for day in range(12):
        tell("email.opened", MARC, ago=_days(20 - day), sender="mailer", subject="News")
    tell(
        "lead.rejected", MARC, ago=_days(4), sender="crm", by=Role.SALES, reason="not our customer"
    )


_FIRST = ("Lena", "Tom", "Aya", "Noah", "Ines", "Paul", "Rosa", "Emil", "Yara", "Otto", "Nina")
_LAST = ("Berg", "Costa", "Diaz", "Ek", "Fuchs", "Gold", "Hart", "Ito", "Jones", "Kaya", "Lund")
_FIRMS = ("Alto", "Brio", "Cobalt", "Delta", "Ember", "Fjord", "Gamma", "Haven", "Indigo", "Juno")
_TITLES = (
    ("CMO", "c-level"),
    ("VP Sales", "vp"),
    ("Growth lead", "manager"),
    ("Analyst", "staff"),
    ("Head of Ops", "director"),
)
_SOURCES = ("organic search", "paid search", "webinar", "referral", "event", "outbound")


def _crowd(world: World, more: int) -> None:
    """Draw leads that look around a little; some ask for a demo."""
    chance = random.Random(7)
    for number in range(more):
        first, last, firm = chance.choice(_FIRST), chance.choice(_LAST), chance.choice(_FIRMS)
        title, seniority = chance.choice(_TITLES)
        who = f"{first}.{last}.{number}@{firm}{number % 9}.example".lower()
        since = 1 + 200 * chance.random() ** 2
        said: dict[str, Value] = {"name": f"{first} {last}", "company": firm}
        if chance.random() < 0.8:
            said |= {"title": title, "seniority": seniority}
        if chance.random() < 0.5:
            said["employees"] = chance.choice([4, 12, 40, 90, 180, 600])
        world.tell(
            "lead.described",
            who,
            ago=_days(since),
            source=chance.choice(_SOURCES),
            sender="form",
            **said,
        )
        for _ in range(chance.randrange(5)):
            path = chance.choice(["/pricing", "/blog", "/customers", "/docs"])
            world.tell("page.viewed", who, ago=_days(since * chance.random()), path=path)
        if chance.random() < 0.25:
            world.tell("demo.requested", who, ago=_days(since * chance.random()), path="/demo")
