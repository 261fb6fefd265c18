"""What `pages` serves."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from .lead import acts
from .lead import view as lead
from .leads import saved
from .leads import view as leads
from .start import home, start
from .style import style

urlpatterns: list[URLPattern | URLResolver] = [
    path("", start, name="start"),
    path("style.css", style, name="style"),
    path("w/<slug:workspace>/", home, name="home"),
    path("w/<slug:workspace>/find", leads.find, name="find"),
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
]
