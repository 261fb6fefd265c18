"""Who gets a lead, what is asked before the calendar, and what is promised of meetings."""

from __future__ import annotations

from meetworthy.definition.language import (
    ACCOUNT_OWNER,
    TEAM,
    Asks,
    Definition,
    Prequalification,
    Question,
    Quota,
    Routing,
    RoutingRule,
    Turns,
)
from meetworthy.model.criteria import Status

from .blocks import Block, Paragraph, Section, Table, bullets
from .phrases import Phrases
from .spans import in_words, joined

_ROLES = {"sdr": "an SDR", "sales": "a salesperson", ACCOUNT_OWNER: "the owner of its account"}
_STATUS = {
    Status.CONFIRMED: "confirmed",
    Status.PARTIAL: "partial",
    Status.DENIED: "denied",
    Status.UNKNOWN: "unknown",
}


def routing_section(definition: Definition, phrases: Phrases) -> Section:
    """Return the section on who gets a lead."""
    routing = definition.routing
    if not routing.rules:
        return Section("Who gets a lead", ())
    opening = "The first rule that holds and finds somebody who can take the lead counts."
    points = [_rule(rule, phrases) for rule in routing.rules]
    return Section(
        "Who gets a lead", (Paragraph(f"{opening}{_capacity(routing)}"), bullets(*points))
    )


def _capacity(routing: Routing) -> str:
    if routing.capacity is None:
        return ""
    return f" Nobody is given more than {routing.capacity:,} open leads, unless theirs is said."


def _rule(rule: RoutingRule, phrases: Phrases) -> tuple[str, str | None]:
    when = f"if {phrases.of(rule.when.expression)}, " if rule.when else ""
    alone = len(rule.to) == 1 and (rule.to[0] == ACCOUNT_OWNER or "@" in rule.to[0])
    turn = "" if alone else f", {_TURNS[rule.by]}"
    skills = f", with {joined(rule.skills)}" if rule.skills else ""
    words = f"{rule.label}: {when}to {_holders(rule.to)}{skills}{turn}."
    return words, rule.when.text if rule.when else None


_TURNS = {
    Turns.WEIGHTED: "in turn",
    Turns.LOAD: "whoever has the fewest open leads for their capacity",
}


def _holders(names: tuple[str, ...]) -> str:
    return joined((_ROLES.get(name, name) for name in names), "or")


def prequalification_section(definition: Definition, phrases: Phrases) -> Section:
    """Return the section on the form, with every question and what each answer says."""
    form = definition.prequalification
    if form is None:
        return Section("What we ask before the calendar", ())
    labels = {each.slug: each.label.lower() for each in definition.framework.criteria}
    rows = tuple((each.ask, _criterion(each, labels), _answers(each)) for each in form.questions)
    blocks: list[Block] = [
        Paragraph(_sent(form, phrases)),
        Table(("Question", "Evidence of", "What an answer says"), rows),
        Paragraph(" ".join(_ends(definition, form, labels))),
    ]
    return Section("What we ask before the calendar", tuple(blocks))


_ASKED_BY = {
    Asks.REPLY: "a positive reply",
    Asks.BOOKING: "an attempt to book",
    Asks.HAND: "a salesperson's request",
}


def _sent(form: Prequalification, phrases: Phrases) -> str:
    causes = joined((_ASKED_BY[each] for each in form.asks), "or")
    when = f", if {phrases.of(form.when.expression)}" if form.when else ""
    return f"After {causes}{when}, these questions go out first."


def _criterion(question: Question, labels: dict[str, str]) -> str:
    slug = question.criterion
    return "–" if slug is None else labels.get(slug, slug)


def _answers(question: Question) -> str:
    if not question.options:
        return "a text" if question.criterion is None else "a text: partial"
    return "; ".join(
        option if said is None else f"{option}: {_STATUS[said]}"
        for option, said in question.options
    )


def _ends(definition: Definition, form: Prequalification, labels: dict[str, str]) -> list[str]:
    least = joined(
        f"{labels.get(slug, slug)} {_least(status)}" for slug, status in form.fits.items()
    )
    who = f"Who has {least}" if least else "Who answers"
    shown = f" sees the calendar ({form.calendar})" if form.calendar else " goes on to sales"
    remind, expires = in_words(form.remind), in_words(form.expires)
    reminded = f"One reminder comes after {remind}; the link works for {expires}."
    words = [f"{who}{shown}.", reminded]
    for who, slug in (("Who does not answer", form.silent), ("Who does not fit", form.unfit)):
        if slug is not None:
            words.append(f"{who} leaves as “{definition.reasons[slug].label}”.")
    return words


def _least(status: Status) -> str:
    return "confirmed" if status is Status.CONFIRMED else "at least partial"


def meetings_section(definition: Definition) -> Section:
    """Return the section on meetings: why one is declined, who decides, and the quotas."""
    terms = definition.meetings
    blocks: list[Block] = []
    if terms.reasons:
        blocks.append(
            Paragraph(f"Sales declines a meeting for a reason: {joined(terms.reasons, 'or')}.")
        )
    if terms.arbiter is not None:
        arbiter = _ROLES.get(terms.arbiter, terms.arbiter)
        blocks.append(Paragraph(f"A declined meeting may be disputed once; {arbiter} decides."))
    if definition.quotas:
        rows = tuple(
            (_whose(each), f"{each.meetings:,}", _ramp(each)) for each in definition.quotas
        )
        header = ("Who", "Confirmed meetings a month", "While new")
        blocks.append(Table(header, rows, frozenset({1})))
    return Section("Meetings and quotas", tuple(blocks))


_EACH = {"sdr": "every SDR", "sales": "every salesperson"}


def _whose(quota: Quota) -> str:
    if quota.who.startswith(TEAM):
        return f"everybody of {quota.who}"
    return _EACH.get(quota.who, quota.who)


def _ramp(quota: Quota) -> str:
    if not quota.ramp:
        return "–"
    shares = joined((f"{share * 100:g} %" for share in quota.ramp), "then")
    return f"{shares}, month by month"
