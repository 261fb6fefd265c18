"""The page of one lead."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext_lazy as _

from meetworthy.app.judging.models import Effect, LeadState
from meetworthy.app.judging.one import Seen, judge_lead
from meetworthy.app.ledger.models import Lead
from meetworthy.app.pages.leads.showing import meter_of
from meetworthy.app.pages.names import STATUS_WORDS, Names, people_of
from meetworthy.app.pages.shell import page, reader_zone
from meetworthy.app.people.access import Ability, Access, inside
from meetworthy.app.routing.why import why_of
from meetworthy.model.criteria import Status
from meetworthy.model.time import instant_of

from . import effects
from .clocks import clocks_of
from .criteria import criteria_of, verdict_text
from .moment import AsOf, as_of, for_field
from .offers import offers_of
from .score import score_of
from .stated import attributes_of, stated_of
from .timeline import timeline_of

UNCHANGED = 204
"""What a page that asks again is told where nothing new was judged: nothing is swapped."""

_MOST_EFFECTS = 50
OWN_KEYS = (
    ("a", _("accept")),
    ("s", _("qualify")),
    ("o", _("open an opportunity")),
    ("r", _("reject, with a reason")),
    ("m", _("book a meeting")),
    ("q", _("record the answer to the next question")),
    ("c", _("qualify beside the call")),
    ("u", _("take back what was recorded last")),
    ("t", _("show the lead as of another time")),
    ("b", _("back to the leads")),
)
_STATUSES = (
    ("confirmed", Status.CONFIRMED),
    ("partial", Status.PARTIAL),
    ("denied", Status.DENIED),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A lead that was asked for, and as of when."""

    lead: Lead
    moment: AsOf
    now: int
    token: str


@inside(Ability.SEE)
def lead(request: HttpRequest, access: Access, lead: uuid.UUID) -> HttpResponse:
    """Show one lead, now or as of ``at``; asked again with ``seen``, only what is new."""
    found = Lead.objects.filter(workspace=access.workspace, uuid=lead).first()
    if found is None:
        raise Http404
    token = token_of(access, found)
    if request.GET.get("seen") == token:
        return HttpResponse(status=UNCHANGED)
    now = timezone.now()
    zone = reader_zone(request, access)
    moment = as_of(request.GET.get("at", ""), request.GET.get("known_by", ""), zone)
    asked = Asked(found, moment, instant_of(now), token)
    context = context_of(access, asked, _skip(request.GET.get("skip", "")))
    context |= {
        "at_field": for_field(moment.at, zone),
        "known_field": for_field(moment.known_by, zone),
        "own_keys": OWN_KEYS,
    }
    answer = page(request, access, "lead/lead.html", context, section="leads", now=now)
    answer["Cache-Control"] = "no-store"
    patch_vary_headers(answer, ["HX-Request"])
    return answer


def context_of(access: Access, asked: Asked, skip: int) -> dict[str, Any]:
    """Return what the templates of a lead show of it, as far back as was asked."""
    at = asked.now if asked.moment.at is None else asked.moment.at
    seen = judge_lead(access.workspace.pk, asked.lead.number, at=at, known_by=asked.moment.known_by)
    context = {"lead": asked.lead, "moment": asked.moment, "token": asked.token, "seen": seen}
    if seen is None:
        return context | {"shown_at": at, "who": ""}
    return context | _shown(access, asked, seen, Names(seen.definition), skip)


def _shown(access: Access, asked: Asked, seen: Seen, names: Names, skip: int) -> dict[str, Any]:
    judged, attributes = seen.judgement, attributes_of(seen.facts)
    reach = judged.reachable
    return {
        "who": seen.card.name or seen.card.email,
        "judged": judged,
        "stage": names.stage(judged.stage) if judged.stage else "",
        "motion": names_motion(seen),
        "reason": names.reason(judged.reason) if judged.reason else "",
        "meter": meter_of(judged.score, reach.low, reach.high, seen.definition.threshold),
        "threshold": seen.definition.threshold,
        "score": score_of(seen, attributes),
        "is_spread": reach.high - reach.low > 0.005,
        "ask": [a for a in stated_of(attributes, seen.definition) if a.name in reach.ask],
        "criteria": criteria_of(seen),
        "framework": seen.definition.framework.label,
        "verdict": verdict_text(seen),
        "warnings": judged.warnings,
        "clocks": clocks_of(seen),
        "routed": why_of(access.workspace.pk, seen.lead, seen.facts),
        "stated": stated_of(attributes, seen.definition),
        "timeline": timeline_of(seen, names, skip=skip),
        "skip": skip,
        "effects": [effects.shown(one, names) for one in _effects(access, asked)],
        "people": people_of(access),
        "into": _into(access, asked.lead, seen),
        "offers": offers_of(access, seen, names, is_erased=asked.lead.erased_at is not None),
        "statuses": [(word, str(STATUS_WORDS[status])) for word, status in _STATUSES],
        "ways": [("call", _("a call")), ("email", _("an e-mail")), ("meeting", _("a meeting"))],
    }


def names_motion(seen: Seen) -> str:
    """Return the label of the motion that the pass follows, where it is not the usual one."""
    named = (m for m in seen.definition.motions if m.when is not None)
    return next((m.label for m in named if m.slug == seen.judgement.motion), "")


def _effects(access: Access, asked: Asked) -> list[Effect]:
    until = asked.moment.known_by or asked.moment.at or asked.now
    found = Effect.objects.filter(
        workspace=access.workspace, lead=asked.lead.number, recorded_at__lte=until
    )
    return list(found.order_by("-at", "-pk")[:_MOST_EFFECTS])


def _into(access: Access, lead: Lead, seen: Seen) -> Lead | None:
    """Return the lead that this one is part of, where it was merged."""
    if seen.lead == lead.number:
        return None
    return Lead.objects.filter(workspace=access.workspace, number=seen.lead).first()


def token_of(access: Access, lead: Lead) -> str:
    """Return what changes whenever the lead is judged anew."""
    number = lead.merged_into or lead.number
    state = LeadState.objects.filter(workspace=access.workspace, lead=number)
    row = state.values_list("through", "judged_at").first()
    text = f"{lead.pk}{row}{lead.merged_into}{lead.erased_at}"
    return blake2b(text.encode(), digest_size=8).hexdigest()


def _skip(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 8 else 0
