"""The qualifying page, and its answer to what is chosen and not recorded yet."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from meetworthy.app.judging.one import Seen, judge_lead
from meetworthy.app.ledger.models import Lead
from meetworthy.app.pages.lead.clocks import clocks_of
from meetworthy.app.pages.lead.criteria import verdict_text
from meetworthy.app.pages.lead.view import UNCHANGED, token_of
from meetworthy.app.pages.leads.showing import meter_of
from meetworthy.app.pages.names import STATUS_WORDS, Names, people_of
from meetworthy.app.pages.shell import page
from meetworthy.app.people.access import Ability, Access, inside
from meetworthy.model.criteria import Status
from meetworthy.model.time import instant_of

from .lines import in_order_of, lines_of
from .mine import mine_of
from .next import next_of
from .said import WAYS, Answers, answers_in, last_way, supposed
from .standing import standing_of

OWN_KEYS = (
    ("1 … 9", _("choose a criterion")),
    ("c", _("confirmed, and write their words")),
    ("p", _("partial, and write their words")),
    ("d", _("denied, and write their words")),
    ("enter", _("record what is chosen")),
    ("s", _("qualify, when nothing is missing")),
    ("a", _("accept the lead, where that comes first")),
    ("l", _("log a contact")),
    ("u", _("take back what you recorded last")),
    ("b", _("back to the lead")),
)
_STATUSES = (
    ("c", "confirmed", Status.CONFIRMED),
    ("p", "partial", Status.PARTIAL),
    ("d", "denied", Status.DENIED),
)


@dataclass(frozen=True, slots=True)
class Now:
    """A lead as recorded, and as it would be if what is chosen were recorded too.

    ``token`` is from before it was looked at: what came meanwhile is asked for once more.
    """

    lead: Lead
    token: str
    seen: Seen
    would: Seen
    answers: Answers


@inside(Ability.ASSESS)
def qualify(request: HttpRequest, access: Access, lead: uuid.UUID) -> HttpResponse:
    """Show the criteria beside the call."""
    found = lead_of(access, lead)
    now = now_of(request, access, found, Answers(how=last_way(request)))
    if now is None:
        return redirect("lead", access.workspace.slug, lead)
    return show(request, access, now)


@require_POST
@inside(Ability.ASSESS)
def what_if(request: HttpRequest, access: Access, lead: uuid.UUID) -> HttpResponse:
    """Answer as if what is chosen were recorded; asked ``again``, only where something is new."""
    found = lead_of(access, lead)
    if "again" in request.POST and request.POST.get("seen") == token_of(access, found):
        return HttpResponse(status=UNCHANGED)
    now = now_of(request, access, found)
    if now is None:
        raise Http404
    return page(request, access, "qualify/what_if.html", _context(access, now), section="leads")


def lead_of(access: Access, public: uuid.UUID) -> Lead:
    """Return a lead of the workspace; raises Http404."""
    found = Lead.objects.filter(workspace=access.workspace, uuid=public).first()
    if found is None:
        raise Http404
    return found


def now_of(
    request: HttpRequest, access: Access, lead: Lead, answers: Answers | None = None
) -> Now | None:
    """Judge a lead now, with what the form says; None where nobody is a lead yet."""
    at = instant_of(timezone.now())
    token = token_of(access, lead)
    seen = judge_lead(access.workspace.pk, lead.number, at=at)
    if seen is None or lead.erased_at is not None:
        return None
    answers = answers_in(request, seen.definition) if answers is None else answers
    facts = supposed(access, lead, answers, at=at)
    would = judge_lead(access.workspace.pk, lead.number, at=at, supposed=facts) if facts else seen
    return Now(lead, token, seen, would or seen, answers)


def show(request: HttpRequest, access: Access, now: Now, *, wrong: bool = False) -> HttpResponse:
    """Render the page; ``wrong`` says that what is chosen was not recorded, and why."""
    context = _context(access, now, halves=wrong)
    status = 422 if wrong else 200
    answer = page(request, access, "qualify/qualify.html", context, section="leads", status=status)
    answer["Cache-Control"] = "no-store"
    return answer


def _context(access: Access, now: Now, *, halves: bool = False) -> dict[str, Any]:
    seen, would, names = now.seen, now.would, Names(now.seen.definition)
    judged = would.judgement
    standing = standing_of(access, now.lead, would, now.answers)
    return {
        "lead": now.lead,
        "token": now.token,
        "who": seen.card.name or seen.card.email,
        "seen": seen,
        "judged": judged,
        "stage": names.stage(judged.stage) if judged.stage else "",
        "reason": names.reason(judged.reason) if judged.reason else "",
        "framework": seen.definition.framework.label,
        "lines": lines_of(seen, now.answers, halves=halves),
        "would": in_order_of(lines_of(seen, now.answers), lines_of(would, now.answers)),
        "verdict": judged.verdict.word.value,
        "verdict_text": verdict_text(would),
        "is_changed": judged.verdict != seen.judgement.verdict,
        "pending": now.answers.chosen,
        "standing": standing,
        "stage_label": names.stage(standing.stage.slug) if standing.stage else "",
        "skipped": [names.stage(one.slug) for one in standing.skipped],
        "meter": meter_of(
            judged.score, judged.reachable.low, judged.reachable.high, seen.definition.threshold
        ),
        "threshold": seen.definition.threshold,
        "next": next_of(would),
        "clocks": [one for one in clocks_of(would) if one.is_running][:3],
        "mine": mine_of(access, seen),
        "people": people_of(access),
        "statuses": [(key, word, str(STATUS_WORDS[status])) for key, word, status in _STATUSES],
        "ways": WAYS,
        "how": now.answers.how,
        "may_decide": access.may(Ability.DECIDE),
        "own_keys": OWN_KEYS,
    }
