"""Random timelines of definitions that use every word of the language."""

from __future__ import annotations

from random import Random

from meetworthy.definition.expression import (
    And,
    Arithmetic,
    Attribute,
    Call,
    Compare,
    Count,
    Expression,
    InList,
    IsNull,
    Like,
    Literal,
    Not,
    Or,
    Points,
    Signal,
    StageIs,
)
from meetworthy.definition.frameworks import FRAMEWORKS
from meetworthy.definition.language import (
    AttributeRule,
    BehaviourRule,
    Condition,
    Definition,
    Disqualifier,
    Entry,
    FitRule,
    ListEntry,
    MeetingRule,
    Motion,
    NamedList,
    Reason,
    Stage,
    Timeline,
)
from meetworthy.model.criteria import Status
from meetworthy.model.kinds import Type
from meetworthy.model.time import DAY, HOUR

START = 1_772_000_000_000_000  # in February 2026: Berlin's clocks go forward on the way
DAYS = 90
TEXTS = ("VP", "director", "Straße", "İstanbul", "student", "saas")
SENDERS = ("crm", "form", "enrichment")
KINDS = ("page.viewed", "email.opened", "demo.requested", "trial.started")
ATTRIBUTES = {
    "seniority": Type.TEXT,
    "industry": Type.TEXT,
    "employees": Type.INTEGER,
    "revenue": Type.NUMBER,
    "hiring": Type.BOOLEAN,
    "founded": Type.DATE,
}
PROPERTIES = {
    **ATTRIBUTES,
    "path": Type.TEXT,
    "criterion": Type.TEXT,
    "status": Type.TEXT,
    "how": Type.TEXT,
    "reason": Type.TEXT,
    "stage": Type.TEXT,
    "meeting": Type.TEXT,
    "other": Type.TEXT,
    "attribute": Type.TEXT,
    "fact": Type.TEXT,
    "sender": Type.TEXT,
    "person": Type.TEXT,
    "role": Type.TEXT,
    "until": Type.DATE,
}
REASONS = ("competitor", "no_answer", "no_budget", "after_the_fair", "lost_it")
PEOPLE = ("yara", "sam", "mo", "stranger")
FRAMEWORKS_DRAWN = ("bant", "champ", "meddic")


def _text(value: str) -> Literal:
    return Literal(value, Type.TEXT)


def _number(value: float) -> Literal:
    return Literal(value, Type.NUMBER)


def _condition(expression: Expression) -> Condition:
    return Condition(repr(expression), expression)


class _Conditions:
    """Draws conditions: about attributes, about a page, about signals."""

    def __init__(self, random: Random) -> None:
        self.random = random

    def about_text(self, name: str) -> Expression:
        random, attribute = self.random, Attribute(name, Type.TEXT)
        which = random.randrange(8)
        if which == 0:
            return Compare(random.choice(("=", "!=", "<", ">=")), attribute, _text(self.text()))
        if which == 1:
            return Or(tuple(Compare("=", attribute, _text(self.text())) for _ in range(2)))
        if which == 2:
            return Like(attribute, random.choice(("%r%", "v_", "S%", "%ß%", "%")))
        if which == 3:
            return InList(attribute, "named")
        if which == 4:
            return Compare(">", Call("length", (attribute,)), _number(random.choice((3, 6))))
        if which == 5:
            return Compare("=", Call("lower", (attribute,)), _text(self.text()))
        if which == 6:
            return Compare("=", Call("coalesce", (attribute, _text("vp"))), _text("VP"))
        return IsNull(attribute)

    def text(self) -> str:
        return self.random.choice(TEXTS)

    def about_number(self) -> Expression:
        random = self.random
        employees = Attribute("employees", Type.INTEGER)
        revenue = Attribute("revenue", Type.NUMBER)
        which = random.choice((0, 1, 1, 1, 2, 3, 4, 5))
        if which == 0:
            low, high = _number(10), _number(random.choice((50, 200)))
            return And((Compare(">=", employees, low), Compare("<=", employees, high)))
        if which == 1:
            op = random.choice(("+", "-", "*", "/"))
            sum_ = Arithmetic(op, revenue, employees)
            return Compare(random.choice(("<", ">")), sum_, _number(random.choice((5, 12, 100))))
        if which == 2:
            return Compare(">", Call("abs", (revenue,)), _number(7))
        if which == 3:
            return Compare("<", Call("coalesce", (employees, _number(3))), _number(11))
        if which == 4:
            day = Literal(20_000.0, Type.DATE)
            return Compare("<", Attribute("founded", Type.DATE), day)
        return IsNull(revenue)

    def about_attributes(self, depth: int = 2) -> Expression:
        random = self.random
        which = random.choice((0, 1, 2, 2, 3, 4, 5, 6) if depth else (0, 1, 2, 2, 3))
        if which <= 1:
            name = random.choice(("seniority", "industry", "source"))
            return self.about_text(name)
        if which == 2:
            return self.about_number()
        if which == 3:
            hiring = Attribute("hiring", Type.BOOLEAN)
            return random.choice((hiring, Compare("=", hiring, Literal(False, Type.BOOLEAN))))
        if which == 4:
            return Not(self.about_attributes(depth - 1))
        parts = (self.about_attributes(depth - 1), self.about_attributes(depth - 1))
        return And(parts) if which == 5 else Or(parts)

    def about_page(self) -> Expression:
        path = Attribute("path", Type.TEXT)
        pricing = Like(path, "/pricing%")
        return self.random.choice(
            (
                pricing,
                Not(pricing),
                Or((pricing, IsNull(path))),
                And((Compare("!=", path, _text("/")), InList(path, "named"))),
                Compare("=", Attribute("campaign", Type.TEXT), _text("Spring")),
            )
        )

    def about_signals(self, rules: list[str], fits: list[str], stages: list[str]) -> Expression:
        random = self.random
        which = random.randrange(9)
        if which <= 1:
            return Compare(">=", Signal("score"), _number(random.choice((15, 25, 40))))
        if which == 2:
            return Compare(">", Signal("high_intent"), _number(random.choice((0, 1))))
        if which == 3:
            return Compare(">=", Signal(random.choice(("fit", "behaviour"))), _number(12))
        if which == 4:
            return Compare("=", Signal("pass"), _number(random.choice((1, 2))))
        if which == 5:
            return StageIs((random.choice(stages), random.choice(stages)))
        if which == 6 and rules:
            return Compare(">", Points(random.choice(rules)), _number(random.choice((2, 6))))
        if which == 7 and fits:
            return Compare(">", Points(random.choice(fits)), _number(1))
        kind = random.choice((*KINDS, "lead.described", "contact.made"))
        return Compare(">=", Count(kind), _number(random.choice((1, 2, 3))))


class Definitions:
    """Draws a timeline of one to three versions."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.conditions = _Conditions(random)

    def timeline(self) -> Timeline:
        count = self.random.choice((1, 1, 2, 3))
        starts = [0] + [START + DAY * 15 * (n + 1) + n * HOUR for n in range(count - 1)]
        return tuple(self._version(n + 1, start) for n, start in enumerate(starts))

    def _version(self, number: int, in_force: int) -> Definition:
        random = self.random
        fit = tuple(self._fit(n) for n in range(random.randrange(5)))
        behaviour = tuple(self._behaviour(n) for n in range(1, random.randrange(2, 7)))
        framework = FRAMEWORKS[random.choice(FRAMEWORKS_DRAWN)]
        slugs = ["lead", "mql", "sal", "tried", "sql", "sqm", "opportunity", "checked", "customer"]
        signals = [r.slug for r in behaviour], [r.slug for r in fit], slugs
        stages = self._stages([c.slug for c in framework.criteria], signals)
        kept = tuple(s for s in stages if s.slug == "lead" or random.random() < 0.85)
        expiry = {c.slug: random.choice((10, 40)) * DAY for c in framework.criteria[::2]}
        return Definition(
            name="drawn",
            version=number,
            in_force=in_force,
            zone=random.choice(("Europe/Berlin", "UTC", "America/Sao_Paulo", "Asia/Kolkata")),
            framework=framework,
            stages=kept,
            motions=self._motions([s.slug for s in kept]),
            intent_window=random.choice((5, 90)) * DAY,
            attributes={name: self._attribute(name) for name in ATTRIBUTES},
            lists={"named": self._list()},
            fit=fit,
            behaviour=behaviour,
            disqualify=tuple(self._disqualifier(n, signals) for n in range(random.randrange(3))),
            reasons={slug: self._reason(slug, signals) for slug in REASONS},
            expiry=expiry if random.random() < 0.5 else {},
            threshold=random.choice((None, 25.0)),
        )

    def _attribute(self, name: str) -> AttributeRule:
        sources = self.random.choice(((), ("crm", "form"), ("enrichment",)))
        return AttributeRule(name, ATTRIBUTES[name], sources=sources)

    def _list(self) -> NamedList:
        return NamedList("named", tuple(ListEntry(v) for v in ("vp", "Director", "/pricing/x")))

    def _fit(self, number: int) -> FitRule:
        points = self.random.choice((20.0, 10.5, 7.25, -15.0))
        condition = _condition(self.conditions.about_attributes())
        return FitRule(f"fit{number}", f"fit {number}", condition, points)

    def _behaviour(self, number: int) -> BehaviourRule:
        random = self.random
        kind = random.choice(KINDS)
        where = None
        if kind == "page.viewed" and random.random() < 0.7:
            where = _condition(self.conditions.about_page())
        of_account = random.random() < 0.2
        fading = random.choice(("half_life", "half_life", "window", "none"))
        days = random.choice((3, 7, 14, 30))
        return BehaviourRule(
            slug=f"rule{number}",
            label=f"rule {number}",
            kind=kind,
            points=random.choice((12.0, 6.5, 1.0, 0.0, -9.0)),
            where=where,
            half_life=days * DAY if fading == "half_life" else None,
            window=days * DAY if fading == "window" else None,
            cap=random.choice((None, 13.0, 20.0)),
            at_most_a_day=random.choice((None, None, 1, 2)),
            high_intent=random.random() < 0.5,
            review_at_once=random.random() < 0.3,
            of_account=of_account,
            wakes=not of_account or random.random() < 0.5,
        )

    def _stages(
        self, criteria: list[str], signals: tuple[list[str], list[str], list[str]]
    ) -> list[Stage]:
        random = self.random
        needs = {slug: random.choice((Status.PARTIAL, Status.CONFIRMED)) for slug in criteria[:2]}
        judged = And(
            (self.conditions.about_signals(*signals), self.conditions.about_signals(*signals))
        )
        meeting = MeetingRule(random.random() < 0.5, random.random() < 0.5)
        entered = self.conditions.about_attributes()
        return [
            Stage("lead", "lead", Entry.START),
            Stage("mql", "MQL", Entry.JUDGED, when=_condition(judged)),
            Stage("sal", "SAL", Entry.DECIDED, kind="lead.accepted"),
            Stage("tried", "tried", Entry.RECORDED, kind="trial.started"),
            Stage(
                "sql",
                "SQL",
                Entry.DECIDED,
                kind="lead.qualified",
                needs=needs if random.random() < 0.7 else {},
                agreed_meeting=random.random() < 0.3,
            ),
            Stage(
                "sqm",
                "SQM",
                Entry.MEETING,
                meeting=meeting,
                when=_condition(entered) if random.random() < 0.4 else None,
            ),
            Stage("opportunity", "opportunity", Entry.DECIDED, kind="stage.decided"),
            Stage("checked", "checked", Entry.ASSERTED),
            Stage("customer", "customer", Entry.RECORDED, kind="opportunity.won"),
        ]

    def _motions(self, slugs: list[str]) -> tuple[Motion, ...]:
        random = self.random
        motions = []
        if random.random() < 0.4:
            chosen = tuple(s for s in slugs if s == "lead" or random.random() < 0.6)
            when = _condition(self.conditions.about_attributes(0))
            motions.append(Motion("outbound", "outbound", when, chosen))
        return (*motions, Motion("default", "default", None, tuple(slugs)))

    def _disqualifier(
        self, number: int, signals: tuple[list[str], list[str], list[str]]
    ) -> Disqualifier:
        expression = self.conditions.about_attributes()
        if self.random.random() < 0.3:
            expression = And((expression, self.conditions.about_signals(*signals)))
        reason = self.random.choice(REASONS)
        return Disqualifier(f"out{number}", f"out {number}", _condition(expression), reason)

    def _reason(self, slug: str, signals: tuple[list[str], list[str], list[str]]) -> Reason:
        random = self.random
        if slug == "lost_it":
            return Reason(slug, slug, "lost")
        until = self.conditions.about_signals(*signals)
        return Reason(
            slug,
            slug.replace("_", " "),
            "disqualified" if slug == "competitor" else "recycled",
            duration=random.choice((None, 9, 20)) and random.choice((9, 20)) * DAY,
            until=_condition(until) if random.random() < 0.6 else None,
            strict=random.random() < 0.4,
        )
