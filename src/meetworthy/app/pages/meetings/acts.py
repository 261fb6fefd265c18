"""What people do on a meeting's page: each act is one verb of `booking`."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from meetworthy.app.booking import verbs
from meetworthy.app.booking.finding import public_of
from meetworthy.app.judging.one import judge_lead
from meetworthy.app.ledger.models import Lead
from meetworthy.app.pages.refusing import said, tell, text
from meetworthy.app.pages.shell import page, reader_zone
from meetworthy.app.people.access import Ability, Access, inside
from meetworthy.model.criteria import Status
from meetworthy.model.problem import Refused
from meetworthy.model.time import instant_of

from .one import Found, found
from .slots import form_of, said_again, slot_in

_LONGEST = 2_000  # characters of what somebody writes; a fact's texts may not be longer
_STATUSES = {status.name.lower() for status in Status if status is not Status.UNKNOWN}

_Act = Callable[[HttpRequest, Access, Found, int], object]


@inside(Ability.BOOK)
def book(request: HttpRequest, access: Access, lead: uuid.UUID) -> HttpResponse:
    """Ask when a meeting with a lead is, and book it."""
    known = Lead.objects.filter(workspace=access.workspace, uuid=lead, erased_at=None).first()
    if known is None:
        raise Http404
    now = timezone.now()
    zone, at = reader_zone(request, access), instant_of(now)
    wrong: dict[str, str] = {}
    if request.method == "POST":
        try:
            name, _outcome = verbs.book(access, known, slot_in(request, zone), at=at)
        except Refused as refused:
            wrong = said(refused)
        else:
            messages.success(request, _("The meeting is booked."))
            public = public_of(access.workspace, name)
            return _to(access, known, public)
    seen = judge_lead(access.workspace.pk, known.number, at=at)
    card = None if seen is None else seen.card
    form = (
        said_again(request, access, zone)
        if wrong
        else form_of(access, zone, host=card.owner if card else "")
    )
    context = {"lead": known, "card": card, "form": form, "wrong": wrong}
    status = 422 if wrong else 200
    return page(
        request, access, "meetings/book.html", context, section="meetings", now=now, status=status
    )


@require_POST
@inside(Ability.SEE, writing=Ability.BOOK)
def arrange(
    request: HttpRequest, access: Access, lead: uuid.UUID, meeting: uuid.UUID
) -> HttpResponse:
    """Move, call off, send the agenda, say whether it took place, dispute."""
    return _do(request, access, lead, meeting, _ARRANGING)


@require_POST
@inside(Ability.SEE, writing=Ability.CONFIRM)
def judge(
    request: HttpRequest, access: Access, lead: uuid.UUID, meeting: uuid.UUID
) -> HttpResponse:
    """Accept before, confirm or decline after."""
    return _do(request, access, lead, meeting, _JUDGING)


def _do(
    request: HttpRequest,
    access: Access,
    lead: uuid.UUID,
    meeting: uuid.UUID,
    acts: Mapping[str, tuple[_Act, Promise]],
) -> HttpResponse:
    at = instant_of(timezone.now())
    one = found(access, lead, meeting, at=at)
    act, done = acts.get(text(request, "act"), (None, None))
    if act is None:
        messages.error(request, _("That can't be done here. Nothing was changed."))
        return _to(access, one.lead, meeting)
    try:
        act(request, access, one, at)
    except Refused as refused:
        tell(request, refused)
    else:
        messages.success(request, str(done))
    return _to(access, one.lead, meeting)


def _move(request: HttpRequest, access: Access, one: Found, at: int) -> object:
    slot = slot_in(request, reader_zone(request, access))
    return verbs.move(access, one.lead, one.meeting.name, slot, at=at)


def _cancel(request: HttpRequest, access: Access, one: Found, at: int) -> object:
    by, words = text(request, "by"), _words(request)
    return verbs.cancel(access, one.lead, one.meeting.name, by=by, words=words, at=at)


def _held(_request: HttpRequest, access: Access, one: Found, at: int) -> object:
    return verbs.hold(access, one.lead, one.meeting.name, at=at)


def _missed(request: HttpRequest, access: Access, one: Found, at: int) -> object:
    return verbs.miss(access, one.lead, one.meeting.name, by=text(request, "by"), at=at)


def _agenda(request: HttpRequest, access: Access, one: Found, at: int) -> object:
    return verbs.send_agenda(access, one.lead, one.meeting.name, words=_words(request), at=at)


def _dispute(request: HttpRequest, access: Access, one: Found, at: int) -> object:
    return verbs.dispute(access, one.lead, one.meeting.name, words=_words(request), at=at)


def _accept(request: HttpRequest, access: Access, one: Found, at: int) -> object:
    return verbs.accept(access, one.lead, one.meeting.name, words=_words(request), at=at)


def _confirm(request: HttpRequest, access: Access, one: Found, at: int) -> object:
    words, criteria = _words(request), _criteria(request, one)
    return verbs.confirm(access, one.lead, one.meeting.name, words=words, criteria=criteria, at=at)


def _decline(request: HttpRequest, access: Access, one: Found, at: int) -> object:
    return verbs.decline(
        access,
        one.lead,
        one.meeting.name,
        reason=text(request, "reason"),
        words=_words(request),
        criteria=_criteria(request, one),
        at=at,
    )


_ARRANGING: Mapping[str, tuple[_Act, Promise]] = {
    "move": (_move, gettext_lazy("The meeting is moved.")),
    "cancel": (_cancel, gettext_lazy("The meeting is called off.")),
    "held": (_held, gettext_lazy("It took place. Now sales says whether it was worth taking.")),
    "missed": (_missed, gettext_lazy("It is recorded who did not come.")),
    "agenda": (_agenda, gettext_lazy("The agenda is on its way.")),
    "dispute": (_dispute, gettext_lazy("It is disputed. The arbiter decides.")),
}
_JUDGING: Mapping[str, tuple[_Act, Promise]] = {
    "accept": (_accept, gettext_lazy("The meeting is accepted as worth taking.")),
    "confirm": (_confirm, gettext_lazy("It is confirmed that it was worth taking.")),
    "decline": (_decline, gettext_lazy("The meeting is declined.")),
}


def _words(request: HttpRequest) -> str:
    return text(request, "words", longest=_LONGEST)


def _criteria(request: HttpRequest, one: Found) -> dict[str, str]:
    """Return what was learned of the framework's criteria; nothing of those left as they are."""
    slugs = (criterion.slug for criterion in one.seen.definition.framework.criteria)
    given = {slug: text(request, f"criterion-{slug}") for slug in slugs}
    return {slug: status for slug, status in given.items() if status in _STATUSES}


def _to(access: Access, lead: Lead, public: uuid.UUID) -> HttpResponseRedirect:
    slug = access.workspace.slug
    return HttpResponseRedirect(reverse("meeting", args=[slug, lead.uuid, public]))
