"""The ledger itself: how much it holds, its head, and whether its chain holds."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetworthy.app.ledger.models import Batch, Head
from meetworthy.app.ledger.verify import verify
from meetworthy.app.pages.shell import page
from meetworthy.app.people.access import Ability, Access, inside
from meetworthy.app.people.deeds import record
from meetworthy.app.people.models import Deed

from .tabs import tabs_of

VERIFIED = "ledger.verified"
"""The deed by which a verification from this page is remembered."""

_BATCHES = 50
"""Batches that a page walks while somebody waits; chosen by eye. The command walks all."""


@inside(Ability.SEE, writing=Ability.MANAGE_DATA)
def ledger(request: HttpRequest, access: Access) -> HttpResponse:
    """Show the ledger's head; walk the end of its chain when asked."""
    if request.method == "POST":
        return _verify(request, access)
    head = Head.objects.filter(workspace=access.workspace).first()
    last = (
        Batch.objects.only("recorded_at")
        .filter(workspace=access.workspace, number=head.batches)
        .first()
        if head
        else None
    )
    context = {
        "head": head,
        "hash": bytes(head.head).hex() if head else "",
        "last": last,
        "verified": Deed.objects.filter(workspace=access.workspace, verb=VERIFIED)
        .select_related("by")
        .order_by("-pk")
        .first(),
        "batches": _BATCHES,
        "may_manage": access.may(Ability.MANAGE_DATA),
        "tabs": tabs_of(access, "ledger"),
    }
    return page(request, access, "data/ledger.html", context, section="data")


def _verify(request: HttpRequest, access: Access) -> HttpResponse:
    found = verify(access.workspace, last_batches=_BATCHES)
    number = len(found.problems)
    for problem in found.problems:
        messages.error(request, str(problem))
    if not number:
        messages.success(request, _("The end of the chain holds: nothing altered or missing."))
    wrong = ngettext("%(n)s problem", "%(n)s problems", number) % {"n": number}
    what = f"{min(found.batches, _BATCHES)} batches to fact {found.facts}: {wrong}"
    record(access.workspace, VERIFIED, what, by=access.user, at=timezone.now())
    return redirect("ledger", access.workspace.slug)
