"""The style sheet: the report's tokens and marks, then every file in ``style/`` by name."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from meetworthy.report.tokens import css_tokens

FOR_EVER = "public, max-age=31536000, immutable"
BRIEFLY = "public, max-age=60"


@cache
def sheet() -> tuple[bytes, str]:
    """Return the whole sheet, and a version that changes with its content."""
    folder = files("meetworthy.app.pages") / "style"
    named = sorted((one.name, one) for one in folder.iterdir() if one.name.endswith(".css"))
    sheets = [one.read_text(encoding="utf-8") for _, one in named]
    marks = (files("meetworthy.report") / "style" / "marks.css").read_text(encoding="utf-8")
    text = "\n".join([css_tokens(), f".marks{{{marks}}}", *sheets])  # nested: they keep to it
    content = text.encode()
    return content, hashlib.blake2b(content, digest_size=6).hexdigest()


@cache
def script_version() -> str:
    """Return a version of the script that changes with its content."""
    script = files("meetworthy.app.pages") / "static" / "meetworthy" / "meetworthy.js"
    return hashlib.blake2b(script.read_bytes(), digest_size=6).hexdigest()


def style_url() -> str:
    """Return the sheet's address, which changes with its content."""
    return f"{reverse('style')}?v={sheet()[1]}"


@require_safe
def style(request: HttpRequest) -> HttpResponse:
    """Serve the sheet; it says nothing about anybody."""
    content, version = sheet()
    asked = request.GET.get("v") == version
    headers = {"Cache-Control": FOR_EVER if asked else BRIEFLY}
    return HttpResponse(content, content_type="text/css; charset=utf-8", headers=headers)
