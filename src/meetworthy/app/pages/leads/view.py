"""The leads page."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext_lazy as _

from meetworthy.app.judging.listing import (
    Count,
    Cursor,
    Order,
    Page,
    Row,
    count_of,
    page_of,
    public_of,
    values_of,
)
from meetworthy.app.pages.models import SavedView
from meetworthy.app.pages.names import names_of, people_of
from meetworthy.app.pages.shell import page
from meetworthy.app.people.access import Ability, Access, inside
from meetworthy.model.time import instant_of
from meetworthy.report.figures import count as count_text

from .asking import Question, asked_of, cursor_of, cursor_text, question_of
from .columns import COLUMNS
from .filters import chips_of, menus_of
from .saved import views_of
from .showing import shown

_FOUND = 8
"""Leads that the palette names; chosen by eye."""

_ORDERS = {
    Order.SCORE: _("highest score"),
    Order.ACTIVE: _("last active"),
    Order.NEW: _("newest"),
}


@inside(Ability.SEE)
def leads(request: HttpRequest, access: Access) -> HttpResponse:
    """Show the leads that the URL asks for."""
    now = timezone.now()
    question = question_of(request.GET)
    found = page_of(
        access.workspace.pk,
        asked := asked_of(question, now=instant_of(now)),
        after=cursor_of(access.workspace.pk, request.GET.get("after", "")),
        before=cursor_of(access.workspace.pk, request.GET.get("before", "")),
    )
    names = names_of(access.workspace.pk)
    views = views_of(access)
    people = people_of(access)
    context: dict[str, Any] = {
        "rows": [shown(row, names) for row in found.rows],
        "question": question,
        "query": question.query(),
        "count": _count(count_of(access.workspace.pk, asked), len(found.rows)),
        "is_cut": found.is_cut,
        "is_bare": not found.rows and not question.is_narrowed,
        "columns": [(name, COLUMNS[name], name in question.columns) for name in COLUMNS],
        "orders": [(one.value, label, one is question.order) for one, label in _ORDERS.items()],
        "chips": chips_of(question, names, people),
        "menus": menus_of(question, names, _facets(access), people),
        "people": people,
        "views": views,
        "view": _current(views, question),
        "may_share": access.may(Ability.RECORD),
        "own_keys": (("f", _("filter")),),
        "sorted_by": {one.value: replace(question, order=one).query() for one in Order},
        **_ways(access, found, question),
    }
    answer = page(request, access, "leads/leads.html", context, section="leads", now=now)
    patch_vary_headers(answer, ["HX-Request"])
    if getattr(request, "htmx", None):
        answer["HX-Push-Url"] = _address(access, question.query())
    return answer


@inside(Ability.SEE)
def find(request: HttpRequest, access: Access) -> HttpResponse:
    """Name the leads with the highest scores that have the words; for the palette."""
    question = question_of(request.GET)
    text = question.value("q")
    rows: tuple[Row, ...] = ()
    if text:
        asked = asked_of(Question((("q", text),)), now=0)
        rows = page_of(access.workspace.pk, asked, size=_FOUND).rows
    names = names_of(access.workspace.pk)
    context = {"rows": [shown(row, names) for row in rows], "text": text}
    return page(request, access, "leads/found.html", context)


def _facets(access: Access) -> dict[str, list[str]]:
    return {name: values_of(access.workspace.pk, name) for name in ("source", "owner")}


def _count(counted: Count, shown: int) -> str:
    number = max(counted.number, shown)
    return f"{count_text(number)}+" if counted.is_more else count_text(number)


def _address(access: Access, query: str) -> str:
    address = reverse("leads", args=[access.workspace.slug])
    return f"{address}?{query}" if query else address


def _ways(access: Access, found: Page, question: Question) -> dict[str, str]:
    """Return the queries of the next page and the one before, empty where there is none."""
    return {
        "later": question.query(after=_cursor_text(access, found.later)) if found.later else "",
        "earlier": question.query(before=_cursor_text(access, found.earlier))
        if found.earlier
        else "",
    }


def _cursor_text(access: Access, cursor: Cursor) -> str:
    public = public_of(access.workspace.pk, cursor.lead)
    return "" if public is None else cursor_text(cursor.value, public)


def _current(views: list[SavedView], question: Question) -> SavedView | None:
    query = question.query()
    return next((view for view in views if view.query == query), None)
