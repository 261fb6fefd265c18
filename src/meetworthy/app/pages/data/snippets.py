"""What somebody copies to connect a source: for its form, with its key and this host."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from meetworthy.app.ingest.models import SIGNED, Source


@dataclass(frozen=True, slots=True)
class Snippet:
    """Code under a heading; ``name`` is unique on the page."""

    name: str
    label: str
    code: str


_BROWSER = """\
import {{ AnalyticsBrowser }} from '@segment/analytics-next'

export const analytics = AnalyticsBrowser.load({{
  writeKey: '{key}',
  cdnURL: '{site}',
}})
analytics.page()"""

_PYTHON = """\
import segment.analytics as analytics

analytics.write_key = "{key}"
analytics.host = "{site}"
analytics.track("4711", "Demo Requested")"""

_CURL_SEGMENT = """\
curl {site}/v1/track \\
  -u {key}: \\
  -H 'Content-Type: application/json' \\
  -d '{{"userId": "4711", "event": "Demo Requested"}}'"""

_CURL_JSON = """\
curl {site}/v1/facts \\
  -H 'Authorization: Bearer {key}' \\
  -H 'Content-Type: application/json' \\
  -d '{{"kind": "demo.requested", "id": "form-1",
       "occurred_at": "2026-03-01T09:30:00Z", "lead": {{"email": "jo@acme.com"}}}}'"""

_WEBHOOK = """\
import httpx, json
from datetime import UTC, datetime
from standardwebhooks import Webhook

now = datetime.now(UTC)
fact = {{"kind": "demo.requested", "occurred_at": now.isoformat(),
        "lead": {{"email": "jo@acme.com"}}}}
body = json.dumps(fact)
httpx.post("{address}", content=body, headers={{
    "webhook-id": "msg_1",
    "webhook-timestamp": str(int(now.timestamp())),
    "webhook-signature": Webhook("{secret}").sign("msg_1", now, body),
}})"""


_CALCOM = """\
Subscriber URL   {address}
Secret           {secret}
Event triggers   Booking created, rescheduled, cancelled; Booking no-show updated
Payload          Cal.com's own (no custom template)"""

_CALENDLY = """\
curl https://api.calendly.com/webhook_subscriptions \\
  -H 'Authorization: Bearer YOUR_PERSONAL_ACCESS_TOKEN' \\
  -H 'Content-Type: application/json' \\
  -d '{{"url": "{address}",
       "signing_key": "{secret}",
       "events": ["invitee.created", "invitee.canceled",
                  "invitee_no_show.created", "invitee_no_show.deleted"],
       "organization": "https://api.calendly.com/organizations/YOURS",
       "scope": "organization"}}'"""


def snippets_of(source: Source) -> list[Snippet]:
    """Return what connects a source; none for one that is only files."""
    words = {"key": source.key, "site": settings.SITE_URL, "address": address_of(source)}
    words["secret"] = next(iter(source.secrets), "")
    forms: dict[str, tuple[tuple[str, str, str], ...]] = {
        Source.Form.SEGMENT: (
            ("browser", _("In the browser, Segment's library"), _BROWSER),
            ("curl", _("Try it from a terminal"), _CURL_SEGMENT),
        )
        if source.public
        else (
            ("python", _("From a server, Segment's library for Python"), _PYTHON),
            ("curl", _("Try it from a terminal"), _CURL_SEGMENT),
        ),
        Source.Form.JSON: (("curl", _("From anywhere"), _CURL_JSON),),
        Source.Form.WEBHOOK: (("webhook", _("Signed by Standard Webhooks"), _WEBHOOK),),
        Source.Form.CALCOM: (
            ("calcom", _("In Cal.com: Settings, Developer, Webhooks, New"), _CALCOM),
        ),
        Source.Form.CALENDLY: (
            ("calendly", _("Subscribe once, with a token of your organization"), _CALENDLY),
        ),
    }
    return [
        Snippet(name, label, code.format(**words))
        for name, label, code in forms.get(source.form, ())
    ]


def address_of(source: Source) -> str:
    """Return where a webhook's messages are sent to."""
    if source.form not in SIGNED:
        return ""
    door = "webhook" if source.form == Source.Form.WEBHOOK else source.form
    return str(settings.SITE_URL) + reverse(door, args=[source.uuid])
