"""What the company's servers tell as facts in JSON: the CRM, the calendar, the providers."""

from __future__ import annotations

from datetime import date
from typing import Any

from .event import Event
from .pace import Pace, date_of, stamp_of


def fact_of(event: Event, fact_id: str, pace: Pace) -> dict[str, Any]:
    """Return the fact as JSON; of a fact of a day only the day is told."""
    told: dict[str, Any] = {
        "kind": event.kind,
        "id": fact_id,
        "occurred_at": _when(event, pace),
    }
    if event.person is not None:
        told["lead"] = {"email": event.person.email, "crm": event.person.crm}
    if event.company is not None:
        told["account"] = {"domain": event.company.domain, "crm_company": event.company.crm}
    said = {"source": event.source, "campaign": event.campaign, "actor": event.actor}
    told |= {name: value for name, value in said.items() if value is not None}
    if event.properties:
        told["properties"] = {name: _value(value, pace) for name, value in event.properties.items()}
    return told


def _when(event: Event, pace: Pace) -> str:
    instant = pace.instant(event.at)
    return date_of(instant) if event.date_only else stamp_of(instant)


def _value(value: Any, pace: Pace) -> Any:
    """Return a property as JSON has it; a date is that of the watcher's calendar."""
    if isinstance(value, date):
        return pace.day(value.toordinal() - date(1970, 1, 1).toordinal())
    return value
