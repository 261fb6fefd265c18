"""The page about oneself: who one is here, and how one signs in."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
@login_required
def you(request: HttpRequest) -> HttpResponse:
    """Show one's address, and where password and second factor are changed."""
    return render(request, "people/you.html")
