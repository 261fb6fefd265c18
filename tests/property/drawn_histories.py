"""Random facts about a handful of leads, visitors and accounts."""

from __future__ import annotations

from random import Random

from meetworthy.definition.language import (
    Timeline,
)
from meetworthy.model.fact import Fact
from meetworthy.model.kinds import Type
from meetworthy.model.time import DAY, HOUR
from property.drawn_definitions import (
    ATTRIBUTES,
    DAYS,
    KINDS,
    PEOPLE,
    REASONS,
    SENDERS,
    START,
    TEXTS,
)


class Histories:
    """Draws facts about a handful of leads, visitors and accounts."""

    LEADS = 12
    VISITORS = 5
    ACCOUNTS = 3

    def __init__(self, random: Random, timeline: Timeline) -> None:
        self.random = random
        self.words = [c.slug for d in timeline for c in d.framework.criteria]
        self.accounts: dict[int, int | None] = {
            lead: random.choice((None, *range(self.ACCOUNTS))) for lead in range(self.LEADS)
        }
        self.facts: list[Fact] = []
        self.calm = random.random() < 0.5  # many worlds without merges and moves

    def draw(self) -> tuple[Fact, ...]:
        for lead in range(self.LEADS):
            self._fact("lead.created", lead=lead, at=self._time(30), source=self._source())
            for _ in range(self.random.randrange(14)):
                self._happens_to(lead)
        for visitor in range(self.VISITORS):
            for _ in range(self.random.randrange(4)):
                self._fact("page.viewed", visitor=visitor, path=self._path())
            for _ in range(self.random.choice((0, 1, 1, 2))):
                self._fact("lead.identified", lead=self._lead(), visitor=visitor)
        for account in range(self.ACCOUNTS):
            for _ in range(self.random.randrange(4)):
                self._happens_to_account(account)
        self._people()
        self._corrections()
        self.random.shuffle(self.facts)
        return tuple(self.facts)

    def _time(self, days: int = DAYS) -> int:
        random = self.random
        hour = random.choice((0, 0, 8, 12, 22, 23))
        return START + random.randrange(days) * DAY + hour * HOUR + random.choice((0, 0, 1))

    def _lead(self) -> int:
        return self.random.randrange(self.LEADS)

    def _path(self) -> str:
        return self.random.choice(("/pricing/x", "/Pricing", "/", "/blog"))

    def _source(self) -> str | None:
        return self.random.choice((None, "Webinar", "VP", "student"))

    def _fact(
        self,
        kind: str,
        *,
        at: int | None = None,
        lead: int | None = None,
        account: int | None = None,
        visitor: int | None = None,
        source: str | None = None,
        actor: str | None = None,
        **properties: str | float | bool,
    ) -> None:
        random = self.random
        occurred = self._time() if at is None else at
        is_day = occurred % DAY == 0 or random.random() < 0.1
        campaign = random.choice((None, "spring", "Spring fair"))
        self.facts.append(
            Fact(
                kind=kind,
                occurred_at=occurred,
                sender=random.choice(SENDERS),
                id=f"{len(self.facts):04d}{random.choice('aßz')}",
                lead=lead,
                account=account,
                visitor=visitor,
                date_only=is_day,
                source=source,
                campaign=campaign,
                actor=actor,
                properties=properties,
            )
        )

    def _describe(self, kind: str, **keys: int) -> None:
        random = self.random
        stated: dict[str, str | int | float | bool] = {}
        for name, type_ in ATTRIBUTES.items():
            if random.random() < 0.6:
                stated[name] = self._value(type_)
        lead, account = keys.get("lead"), keys.get("account")
        self._fact(kind, lead=lead, account=account, source=self._source(), **stated)

    def _value(self, type_: Type) -> str | int | float | bool:
        random = self.random
        choices: dict[Type, tuple[str | int | float | bool, ...]] = {
            Type.TEXT: TEXTS,
            Type.INTEGER: (0, 5, 11, 60, 500),
            Type.NUMBER: (-8.5, 0.0, 3.25, 40.0, 1e6),
            Type.BOOLEAN: (True, False),
            Type.DATE: ("1999-12-31", "2025-06-01"),
        }
        return random.choice(choices[type_])

    def _happens_to(self, lead: int) -> None:
        random = self.random
        which = random.randrange(16)
        actor = random.choice((None, *PEOPLE))
        if which <= 5:
            self._behaves(lead)
        elif which == 6:
            self._describe("lead.described", lead=lead)
        elif which == 7:
            self._fact("lead.cleared", lead=lead, attribute=random.choice(list(ATTRIBUTES)))
        elif which == 8:
            self._learn(lead, actor)
        elif which == 9:
            self._fact("lead.accepted", lead=lead, actor=actor)
        elif which == 10:
            kind = random.choice(("lead.qualified", "stage.decided", "stage.asserted"))
            stage = {} if kind == "lead.qualified" else {"stage": "opportunity"}
            if kind == "stage.asserted":
                stage = {"stage": random.choice(("Checked", "mql"))}
            self._fact(kind, lead=lead, actor=actor, **stage)
        elif which == 11:
            kind = random.choice(("lead.rejected", "lead.recycled", "opportunity.lost"))
            self._fact(kind, lead=lead, reason=random.choice((*REASONS, "No budget", "whatever")))
        elif which in (12, 13, 14):
            self._meets(lead)
        else:
            self._fact(random.choice(("opportunity.won", "contact.made")), lead=lead, actor=actor)

    def _learn(self, lead: int, actor: str | None) -> None:
        """Assess a criterion, perhaps twice, and perhaps otherwise."""
        random = self.random
        criterion = random.choice((*self.words, "need", "budget", "Decision process"))
        for _ in range(random.choice((1, 2, 3))):
            self._fact(
                "criterion.assessed",
                lead=lead,
                actor=actor,
                criterion=criterion,
                status=random.choice(("confirmed", "partial", "denied", "unknown", "Confirmed ")),
                how=random.choice(("call", "form", "guess")),
            )

    def _behaves(self, lead: int) -> None:
        """Do something, and perhaps the same again within a day."""
        random = self.random
        kind, at = random.choice(KINDS), self._time()
        for again in range(random.choice((1, 1, 2, 3))):
            path = {"path": self._path()} if kind == KINDS[0] else {}
            self._fact(kind, lead=lead, at=at + again * random.choice((1, 6)) * HOUR, **path)

    def _meets(self, lead: int) -> None:
        """Have a meeting, whole or in part, confirmed by its booker or by somebody else."""
        random = self.random
        meeting, at, booker = (
            random.choice(("m1", "m2")),
            self._time(),
            random.choice(("yara", *PEOPLE)),
        )
        for kind in ("booked", "accepted", "held", "confirmed", "declined", "missed"):
            likely = {"accepted": 0.5, "declined": 0.1, "missed": 0.1}.get(kind, 0.8)
            if random.random() < likely:
                actor = random.choice((booker, *PEOPLE))
                self._fact(f"meeting.{kind}", lead=lead, at=at, actor=actor, meeting=meeting)
            at += random.choice((0, 2, 30)) * HOUR

    def _happens_to_account(self, account: int) -> None:
        random = self.random
        if random.random() < 0.5:
            self._describe("account.described", account=account)
        else:
            self._fact(random.choice(KINDS), account=account, path=self._path())

    def _people(self) -> None:
        for person, role in (("yara", "sales"), ("sam", "SDR"), ("mo", "marketing")):
            at = START + self.random.choice((-10, 5)) * DAY
            until = {"until": "2026-04-10"} if self.random.random() < 0.3 else {}
            self._fact("person.described", at=at, person=person, role=role, **until)

    def _corrections(self) -> None:
        random = self.random
        for fact in random.sample(self.facts, min(4, len(self.facts))):
            if random.random() < 0.6:
                named: dict[str, str | int | float | bool] = {"sender": fact.sender}
                self._fact("fact.retracted", lead=fact.lead, fact=fact.id, **named)
        if self.calm:
            return
        for _ in range(random.choice((0, 1, 2, 3))):
            one, other = random.sample(range(self.LEADS), 2)
            self._fact("lead.merged", lead=one, other=str(other))
            if random.random() < 0.3:
                self._fact("lead.unmerged", lead=one, other=str(other))
        for _ in range(random.choice((0, 1))):
            account = random.randrange(self.ACCOUNTS)
            self._fact("lead.moved", lead=self._lead(), account=account)
