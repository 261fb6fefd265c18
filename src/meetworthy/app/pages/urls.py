"""What `pages` serves."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from .data import import_acts, quarantine_acts, source_acts
from .data.imports import imports, one_import
from .data.ledger import ledger
from .data.quarantine import aside, quarantine
from .data.sources import source, sources
from .definitions import acts as version_acts
from .definitions import editor
from .definitions.dry_run import dry_run
from .definitions.version import printed, version
from .definitions.versions import definitions
from .effects import acts as endpoint_acts
from .effects.view import endpoint, endpoints
from .funnel.behind import entered
from .funnel.view import charts, funnel
from .inbox import acts as inbox_acts
from .inbox.view import inbox
from .keys import acts as key_acts
from .keys.view import keys
from .lead import acts
from .lead import view as lead
from .leads import saved
from .leads import view as leads
from .meetings import acts as meeting_acts
from .meetings import calendars
from .meetings.one import meeting
from .meetings.view import meetings
from .notices import view as notices
from .notices.stop import stop_mails
from .passed.view import passed
from .people import acts as people_acts
from .people import person_acts
from .people.person import person
from .people.view import deeds, people
from .public.form import form
from .qualify import acts as qualify_acts
from .qualify import view as qualify
from .quiz.public import check
from .quiz.view import public_check
from .routing.trial import trial, try_out
from .routing.view import routing
from .sources.view import by_source
from .start import home, start
from .style import style
from .team.behind import behind
from .team.view import team

urlpatterns: list[URLPattern | URLResolver] = [
    path("", start, name="start"),
    path("style.css", style, name="style"),
    path("check/<str:check>", check, name="check"),
    path("w/<slug:workspace>/", home, name="home"),
    path("w/<slug:workspace>/find", leads.find, name="find"),
    path("w/<slug:workspace>/inbox", inbox, name="inbox"),
    path("w/<slug:workspace>/passed", passed, name="passed"),
    path("w/<slug:workspace>/inbox/undo", inbox_acts.undo, name="inbox-undo"),
    path("w/<slug:workspace>/inbox/<uuid:lead>/<slug:act>", inbox_acts.act, name="inbox-act"),
    path("w/<slug:workspace>/leads", leads.leads, name="leads"),
    path("w/<slug:workspace>/leads/views", saved.save, name="leads-view-save"),
    path(
        "w/<slug:workspace>/leads/views/<uuid:view>/remove",
        saved.remove,
        name="leads-view-remove",
    ),
    path("w/<slug:workspace>/leads/<uuid:lead>", lead.lead, name="lead"),
    path("w/<slug:workspace>/leads/<uuid:lead>/decide", acts.decide, name="lead-decide"),
    path("w/<slug:workspace>/leads/<uuid:lead>/assess", acts.assess, name="lead-assess"),
    path("w/<slug:workspace>/leads/<uuid:lead>/take-back", acts.take_back, name="lead-take-back"),
    path("w/<slug:workspace>/leads/<uuid:lead>/erase", acts.erase, name="lead-erase"),
    path("w/<slug:workspace>/leads/<uuid:lead>/qualify", qualify.qualify, name="qualify"),
    *(
        path(f"w/<slug:workspace>/leads/<uuid:lead>/qualify/{name}", view, name=f"qualify-{name}")
        for name, view in (
            ("what-if", qualify.what_if),
            ("record", qualify_acts.record),
            ("accept", qualify_acts.accept),
            ("contact", qualify_acts.log_contact),
            ("take-back", qualify_acts.take_back),
        )
    ),
    path("w/<slug:workspace>/leads/<uuid:lead>/book", meeting_acts.book, name="meeting-book"),
    path("w/<slug:workspace>/meetings", meetings, name="meetings"),
    path("w/<slug:workspace>/meetings/<uuid:lead>/<uuid:meeting>", meeting, name="meeting"),
    path(
        "w/<slug:workspace>/meetings/<uuid:lead>/<uuid:meeting>/arrange",
        meeting_acts.arrange,
        name="meeting-arrange",
    ),
    path(
        "w/<slug:workspace>/meetings/<uuid:lead>/<uuid:meeting>/judge",
        meeting_acts.judge,
        name="meeting-judge",
    ),
    path("w/<slug:workspace>/people", people, name="people"),
    path("w/<slug:workspace>/people/deeds", deeds, name="people-deeds"),
    path("w/<slug:workspace>/people/invite", people_acts.invite, name="people-invite"),
    path(
        "w/<slug:workspace>/people/invitations/<uuid:invitation>/withdraw",
        people_acts.withdraw,
        name="people-invitation-withdraw",
    ),
    path("w/<slug:workspace>/people/<uuid:user>/role", people_acts.change_role, name="people-role"),
    path("w/<slug:workspace>/people/<uuid:user>/remove", people_acts.remove, name="people-remove"),
    path("w/<slug:workspace>/people/<uuid:user>", person, name="person"),
    path(
        "w/<slug:workspace>/people/<uuid:user>/routing",
        person_acts.describe_routing,
        name="person-routing",
    ),
    path(
        "w/<slug:workspace>/people/<uuid:user>/hours",
        person_acts.describe_hours,
        name="person-hours",
    ),
    path("w/<slug:workspace>/people/<uuid:user>/away", person_acts.be_away, name="person-away"),
    path(
        "w/<slug:workspace>/people/<uuid:user>/away/<uuid:absence>/back",
        person_acts.be_back,
        name="person-back",
    ),
    path("w/<slug:workspace>/notices", notices.notices, name="notices"),
    path("w/<slug:workspace>/notices/try", notices.try_chat, name="notices-try"),
    path("notices/<str:signed>/", stop_mails, name="notices-stop"),
    path("w/<slug:workspace>/routing", routing, name="routing"),
    path("w/<slug:workspace>/routing/try", try_out, name="routing-try"),
    path("w/<slug:workspace>/routing/trials/<uuid:trial>", trial, name="routing-trial"),
    path("w/<slug:workspace>/keys", keys, name="keys"),
    path("w/<slug:workspace>/keys/new", key_acts.new, name="keys-new"),
    path("w/<slug:workspace>/keys/<uuid:api_key>/revoke", key_acts.revoke, name="keys-revoke"),
    path("w/<slug:workspace>/data", sources, name="data"),
    path("w/<slug:workspace>/data/sources/new", source_acts.new, name="source-new"),
    path("w/<slug:workspace>/data/sources/<uuid:source>", source, name="source"),
    path(
        "w/<slug:workspace>/data/sources/<uuid:source>/names",
        source_acts.map_names,
        name="source-names",
    ),
    path(
        "w/<slug:workspace>/data/sources/<uuid:source>/rotate",
        source_acts.rotate,
        name="source-rotate",
    ),
    path(
        "w/<slug:workspace>/data/sources/<uuid:source>/disable",
        source_acts.disable,
        name="source-disable",
    ),
    path(
        "w/<slug:workspace>/data/sources/<uuid:source>/calendars",
        calendars.add,
        name="feed-add",
    ),
    path(
        "w/<slug:workspace>/data/sources/<uuid:source>/calendars/file",
        calendars.upload,
        name="calendar-upload",
    ),
    path(
        "w/<slug:workspace>/data/sources/<uuid:source>/calendars/<uuid:feed>/look",
        calendars.look,
        name="feed-look",
    ),
    path(
        "w/<slug:workspace>/data/sources/<uuid:source>/calendars/<uuid:feed>/remove",
        calendars.remove,
        name="feed-remove",
    ),
    path("w/<slug:workspace>/data/quarantine", quarantine, name="quarantine"),
    path(
        "w/<slug:workspace>/data/quarantine/several",
        quarantine_acts.several,
        name="quarantine-several",
    ),
    path("w/<slug:workspace>/data/quarantine/<uuid:quarantined>", aside, name="aside"),
    path(
        "w/<slug:workspace>/data/quarantine/<uuid:quarantined>/settle",
        quarantine_acts.settle,
        name="aside-settle",
    ),
    path("w/<slug:workspace>/data/ledger", ledger, name="ledger"),
    path("q/<str:token>", form, name="form"),
    path("w/<slug:workspace>/data/public-check", public_check, name="public-check"),
    path("w/<slug:workspace>/data/endpoints", endpoints, name="endpoints"),
    path("w/<slug:workspace>/data/endpoints/new", endpoint_acts.new, name="endpoint-new"),
    path("w/<slug:workspace>/data/endpoints/<uuid:endpoint>", endpoint, name="endpoint"),
    *(
        path(
            f"w/<slug:workspace>/data/endpoints/<uuid:endpoint>/{name}",
            view,
            name=f"endpoint-{name}",
        )
        for name, view in (
            ("rotate", endpoint_acts.rotate),
            ("disable", endpoint_acts.disable),
            ("enable", endpoint_acts.enable),
            ("replay", endpoint_acts.replay),
            ("retry", endpoint_acts.retry),
        )
    ),
    path("w/<slug:workspace>/definitions", definitions, name="definitions"),
    path("w/<slug:workspace>/definitions/new", editor.new, name="version-new"),
    path("w/<slug:workspace>/definitions/check", editor.check_text, name="version-check"),
    path("w/<slug:workspace>/definitions/dry-runs/<uuid:dry_run>", dry_run, name="dry-run"),
    path("w/<slug:workspace>/definitions/<uuid:version>", version, name="version"),
    path(
        "w/<slug:workspace>/definitions/<uuid:version>/document", printed, name="version-document"
    ),
    path("w/<slug:workspace>/definitions/<uuid:version>/edit", editor.edit, name="version-edit"),
    *(
        path(f"w/<slug:workspace>/definitions/<uuid:version>/{name}", view, name=f"version-{name}")
        for name, view in (
            ("sign", version_acts.sign),
            ("try", version_acts.try_out),
            ("activate", version_acts.activate),
            ("withdraw", version_acts.withdraw),
        )
    ),
    path("w/<slug:workspace>/funnel", funnel, name="funnel"),
    path("w/<slug:workspace>/funnel/charts", charts, name="funnel-charts"),
    path("w/<slug:workspace>/funnel/entered", entered, name="funnel-stage"),
    path("w/<slug:workspace>/sources", by_source, name="sources"),
    path("w/<slug:workspace>/team", team, name="team"),
    path("w/<slug:workspace>/team/behind", behind, name="team-behind"),
    path("w/<slug:workspace>/data/imports", imports, name="imports"),
    path("w/<slug:workspace>/data/imports/receive", import_acts.receive, name="import-receive"),
    path("w/<slug:workspace>/data/imports/<uuid:job>", one_import, name="import"),
    path(
        "w/<slug:workspace>/data/imports/<uuid:job>/start", import_acts.start, name="import-start"
    ),
    path(
        "w/<slug:workspace>/data/imports/<uuid:job>/cancel",
        import_acts.cancel,
        name="import-cancel",
    ),
]
