"""The pages for what went wrong: what happened, to what, and how to mend it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .shell import page

_SAYS: dict[int, tuple[Promise, Promise]] = {
    400: (_("That request cannot be read"), _("Go back and try again; nothing was changed.")),
    403: (
        _("Your role does not allow this"),
        _("Nothing was changed. An admin of the workspace can give you another role."),
    ),
    404: (
        _("There is nothing here"),
        _("The address is wrong, or what was here belongs to a workspace that you are not in."),
    ),
    500: (
        _("Something broke on our side"),
        _("It was written to the log. Facts that were acknowledged are safe; try again."),
    ),
}


def _say(request: HttpRequest, status: int) -> HttpResponse:
    title, remedy = _SAYS[status]
    context = {"problem": title, "remedy": remedy, "status": status}
    return page(request, None, "error.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Say that the request cannot be read."""
    return _say(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Say that the role does not allow it."""
    return _say(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Say that nothing is here, the same for what is not there and what is not yours."""
    return _say(request, 404)


def broken(request: HttpRequest) -> HttpResponse:
    """Say that something broke."""
    return _say(request, 500)


def expired(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - as above
    """Say that a form was too old, or came from elsewhere."""
    context = {
        "problem": _("This form is too old, or came from somewhere else"),
        "remedy": _("Reload the page and send it again; nothing was changed."),
        "status": 403,
    }
    return page(request, None, "error.html", context, status=403)
