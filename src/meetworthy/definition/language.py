"""A checked definition, as values: what can't be valid can't be built by the loader.

All instants and durations are microseconds.  Every rule, stage, motion and reason has a
``slug`` (stable, by which history is kept) beside its ``label`` (what people read).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from meetworthy.model.criteria import Status
from meetworthy.model.kinds import KINDS, Kind, Type

from .expression import Expression

LANGUAGE_VERSION = 1
INTENT_WINDOW_DAYS = 90


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition as written and as understood."""

    text: str
    expression: Expression


@dataclass(frozen=True, slots=True)
class AttributeRule:
    """An attribute that conditions may speak of; `sources` in their order of precedence.

    Senders that are not named come after those that are.  ``of_account``: it belongs to the
    account, and so to all its leads.
    """

    name: str
    type: Type
    unit: str | None = None
    one_of: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    of_account: bool = False
    ask: str | None = None  # the question that would answer it


@dataclass(frozen=True, slots=True)
class ListEntry:
    """One value of a named list, in it from an instant until another."""

    value: str
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class NamedList:
    """A named list of texts, compared without regard to case."""

    name: str
    entries: tuple[ListEntry, ...]


@dataclass(frozen=True, slots=True)
class FitRule:
    """Points for what a lead is. Conditions speak of attributes only."""

    slug: str
    label: str
    when: Condition
    points: float


@dataclass(frozen=True, slots=True)
class Disqualifier:
    """A condition that takes a lead out before SQL, and warns after."""

    slug: str
    label: str
    when: Condition
    reason: str


@dataclass(frozen=True, slots=True)
class BehaviourRule:
    """Points for what a lead does. ``half_life`` or ``window`` (`within`) or neither."""

    slug: str
    label: str
    kind: str
    points: float
    where: Condition | None = None
    half_life: int | None = None
    window: int | None = None
    cap: float | None = None  # positive; read for negative points as the floor -cap
    at_most_a_day: int | None = None
    high_intent: bool = False
    review_at_once: bool = False
    of_account: bool = False
    wakes: bool = True  # always true unless of_account


class Entry(StrEnum):
    """What makes a lead enter a stage."""

    START = "start"  # being a lead
    JUDGED = "judged"  # a condition holds
    DECIDED = "decided"  # sales decides (and needs hold)
    MEETING = "meeting"  # a meeting that sales confirmed (and needs hold)
    RECORDED = "recorded"  # a fact of a kind
    ASSERTED = "asserted"  # a CRM says so; criteria not recorded


@dataclass(frozen=True, slots=True)
class MeetingRule:
    """What a meeting needs to count."""

    accepted: bool = False  # sales accepted it as worth taking, before
    self_confirmation: bool = False  # the booker may confirm (teams of one or two)


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage and what enters it.

    ``kind`` is the fact kind of a decision or a record; for ``stage.decided`` and
    ``stage.asserted`` the property ``stage`` names this stage.  ``needs`` gives the least
    status of criteria of the framework.
    """

    slug: str
    label: str
    entry: Entry
    when: Condition | None = None
    kind: str | None = None
    needs: Mapping[str, Status] = field(default_factory=dict)
    meeting: MeetingRule | None = None
    agreed_meeting: bool = False  # an SQL may demand that a meeting is agreed (booked)


@dataclass(frozen=True, slots=True)
class Motion:
    """One way of selling: its stages in order; chosen when a pass starts."""

    slug: str
    label: str
    when: Condition | None  # None: the default motion, always the last
    stages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a lead leaves, and where it goes."""

    slug: str
    label: str
    then: str  # disqualified, recycled or lost
    duration: int | None = None  # `for`
    until: Condition | None = None
    strict: bool = False

    @property
    def is_final(self) -> bool:
        """Whether only a decision of sales brings the lead back."""
        return self.then == "disqualified"


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion of a framework."""

    slug: str
    label: str
    answers: str | None  # need, authority, budget, timeline, or nothing of them
    floor: Status  # UNKNOWN where the framework has no floor for it
    ask: str  # the question that answers it


@dataclass(frozen=True, slots=True)
class Framework:
    """A qualification framework with its floor, under which no definition may go."""

    slug: str
    label: str
    criteria: tuple[Criterion, ...]


class Unit(StrEnum):
    """The units of a target."""

    BUSINESS = "business"
    WALL = "wall"
    SAME_DAY = "same day"


@dataclass(frozen=True, slots=True)
class Target:
    """How long a clock may run: a duration in business or wall time, or the same day."""

    text: str
    unit: Unit
    duration: int | None = None


@dataclass(frozen=True, slots=True)
class Clock:
    """One promise of the SLA."""

    slug: str
    label: str
    start: tuple[str, ...]
    stop: tuple[str, ...]
    target: Target
    when: Condition | None = None
    otherwise: Target | None = None
    restarted_by: tuple[str, ...] = ()
    warn: str | None = None
    escalate: str | None = None
    reassign: bool = False
    of_owner: bool = False  # runs in the working time of who has the lead, less their absences


@dataclass(frozen=True, slots=True)
class BusinessHours:
    """The weekly hours; days 0 is Monday; minutes of the day; holidays by region code."""

    days: tuple[int, ...]
    start_minute: int
    end_minute: int
    holidays: str | None = None


@dataclass(frozen=True, slots=True)
class Sla:
    """The agreement between marketing and sales."""

    hours: BusinessHours | None = None
    passes_along: tuple[str, ...] = ()
    clocks: tuple[Clock, ...] = ()


class Turns(StrEnum):
    """How a routing rule chooses among those whom it names."""

    WEIGHTED = "turns"  # in turn, by their weights
    LOAD = "load"  # who has the fewest open leads for their capacity


ACCOUNT_OWNER = "account owner"
"""The word by which a routing rule gives a lead to who has others of its account."""

TEAM = "team "
"""What begins a word by which a routing rule names a team: `team dach`."""


@dataclass(frozen=True, slots=True)
class RoutingRule:
    """To whom leads of a kind go: e-mail addresses, `team …`, roles, or `account owner`.

    ``skills``: what a person must have, all of them, to be chosen.
    """

    slug: str
    label: str
    to: tuple[str, ...]
    when: Condition | None = None  # None: every lead
    by: Turns = Turns.WEIGHTED
    skills: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Routing:
    """Who gets a lead: the first rule that holds and finds somebody who can take it."""

    rules: tuple[RoutingRule, ...] = ()
    capacity: int | None = None  # open leads a person has at most, unless theirs is said


class Asks(StrEnum):
    """What makes a pre-qualification form go out."""

    REPLY = "reply"  # a positive reply to a mail
    BOOKING = "booking"  # an attempt to book a meeting
    HAND = "hand"  # only when somebody sends it


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the form; ``options`` give what choosing each says of the criterion.

    Without options the answer is a text, and with a criterion it is a partial confirmation.
    """

    slug: str
    label: str
    ask: str
    criterion: str | None = None
    options: tuple[tuple[str, Status | None], ...] = ()


@dataclass(frozen=True, slots=True)
class Prequalification:
    """A short form before the calendar; who does not answer, or does not fit, goes to nurture.

    ``fits`` is the least status of criteria after the answers; ``silent`` and ``unfit`` are the
    reasons with which a lead leaves.  Durations are microseconds.
    """

    asks: tuple[Asks, ...]
    questions: tuple[Question, ...]
    fits: Mapping[str, Status] = field(default_factory=dict)
    when: Condition | None = None
    remind: int = 2 * 86_400 * 1_000_000
    expires: int = 7 * 86_400 * 1_000_000
    silent: str | None = None
    unfit: str | None = None
    calendar: str | None = None  # the URL shown to those who fit


@dataclass(frozen=True, slots=True)
class Quota:
    """Confirmed meetings a month, of a role, a team (`team …`) or a person.

    ``ramp``: shares of it in the first, second … month of a person.
    """

    who: str
    meetings: int
    ramp: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class MeetingTerms:
    """What holds of every meeting: who decides a dispute, and why one may be declined."""

    arbiter: str | None = None  # an e-mail address or a role; None: any other salesperson
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SignOff:
    """Who agreed, for which team, and when."""

    team: str
    by: str
    on: str


@dataclass(frozen=True, slots=True)
class Definition:
    """One version of a team's written definition, checked."""

    name: str
    version: int
    in_force: int
    zone: str
    framework: Framework
    stages: tuple[Stage, ...]
    motions: tuple[Motion, ...]
    language: int = LANGUAGE_VERSION
    currency: str | None = None
    intent_window: int = INTENT_WINDOW_DAYS * 86_400 * 1_000_000
    attributes: Mapping[str, AttributeRule] = field(default_factory=dict)
    kinds: Mapping[str, Kind] = field(default_factory=lambda: KINDS)
    lists: Mapping[str, NamedList] = field(default_factory=dict)
    fit: tuple[FitRule, ...] = ()
    disqualify: tuple[Disqualifier, ...] = ()
    behaviour: tuple[BehaviourRule, ...] = ()
    reasons: Mapping[str, Reason] = field(default_factory=dict)
    expiry: Mapping[str, int] = field(default_factory=dict)  # of evidence, by criterion
    sla: Sla = Sla()
    routing: Routing = Routing()
    prequalification: Prequalification | None = None
    meetings: MeetingTerms = MeetingTerms()
    quotas: tuple[Quota, ...] = ()
    benchmarks: tuple[str, ...] = ()
    author: str | None = None
    note: str | None = None
    signed: tuple[SignOff, ...] = ()
    threshold: float | None = None  # the score that the first judged stage asks for
    hash: str = ""  # of the content that is signed

    def stage(self, slug: str) -> Stage:
        """Return the stage with this slug; a KeyError where there is none."""
        for stage in self.stages:
            if stage.slug == slug:
                return stage
        raise KeyError(slug)


Timeline = tuple[Definition, ...]
"""The versions of a definition, in the order in which they come into force."""
