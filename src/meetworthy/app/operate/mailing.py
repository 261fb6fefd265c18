"""Where mails leave: read from one URL, as everything else that an installation names."""

from __future__ import annotations

from typing import Any, NoReturn
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from meetworthy.model.problem import Place, Problem, Refused

_BACKENDS = "django.core.mail.backends."
_PORTS = {"smtp": 587, "smtps": 465}  # RFC 6409, RFC 8314
_SECONDS = 20


def mail_settings(url: str) -> dict[str, Any]:
    """Return Django's settings of a mail server; without one mails are printed, not sent.

    ``smtp://`` begins in the clear and goes on under TLS (``?tls=none`` stays in the clear),
    ``smtps://`` is TLS from the start; a name and password are percent-encoded in the URL.
    ``file:///folder`` writes each mail into a file there instead.  Raises Refused for anything
    else.
    """
    if not url:
        return {"EMAIL_BACKEND": _BACKENDS + "console.EmailBackend"}
    parts = urlsplit(url)
    if parts.scheme == "file" and parts.path.startswith("/") and not parts.netloc:
        folder = unquote(parts.path)
        return {"EMAIL_BACKEND": _BACKENDS + "filebased.EmailBackend", "EMAIL_FILE_PATH": folder}
    tls = parse_qs(parts.query).get("tls", ["start" if parts.scheme == "smtp" else "always"])[0]
    if parts.scheme not in _PORTS or not parts.hostname or tls not in ("none", "start", "always"):
        _refuse()
    return {
        "EMAIL_BACKEND": _BACKENDS + "smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": _port_of(parts),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": tls == "start",
        "EMAIL_USE_SSL": tls == "always",
        "EMAIL_TIMEOUT": _SECONDS,
    }


def _port_of(parts: SplitResult) -> int:
    try:
        return parts.port or _PORTS[parts.scheme]
    except ValueError:
        _refuse()


def _refuse() -> NoReturn:
    cause = "This is no URL of a mail server."
    remedy = "Write smtp://name:password@mail.example.com:587, or smtps:// for TLS from the start."
    raise Refused([Problem("mail_url", Place("MEETWORTHY_SMTP"), cause, remedy)])
