"""The report for people: one HTML file that needs nothing else."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

import jinja2
from markupsafe import Markup, escape

from meetworthy import __version__
from meetworthy.measure.results import FunnelReport

from .figures import NARROW
from .sections.cohorts import cohorts
from .sections.conversions import conversions
from .sections.costs import costs
from .sections.diagnosis import findings
from .sections.first import first
from .sections.overview import overview
from .sections.ratios import direct_entries, impossible_orders, period_ratios
from .sections.sources import campaigns, sources
from .sections.stages import stages
from .sections.trouble import troubles
from .sections.velocity import velocity
from .sections.visits import visits
from .tokens import css_tokens

STYLES = ("page.css", "marks.css", "tables.css", "narrow.css", "print.css")


def to_html(report: FunnelReport) -> str:
    """Return the whole report as one HTML page: no script, no request, every name as text."""
    return (
        _environment()
        .get_template("page.html.j2")
        .render(
            head=overview(report),
            first=first(report),
            stages=stages(report),
            conversions=conversions(report),
            cohorts=cohorts(report),
            rankings=[r for r in (sources(report), campaigns(report)) if r],
            velocity=velocity(report),
            findings=findings(report),
            ratios=period_ratios(report),
            direct=direct_entries(report),
            impossible=impossible_orders(report),
            costs=costs(report),
            visits=visits(report),
            troubles=troubles(report),
            settings=report.settings,
            version=__version__,
            style=Markup(_style()),  # noqa: S704 - our own style sheet, not a word of anybody's data
        )
    )


_BEFORE_PERCENT = re.compile(r"(?<=\d) %")
_FIGURE = re.compile(r"\d{4}-\d\d(?:-\d\d)?|\d[\d.,]* – \d[\d.,]*")
"""A date, a month or an interval, at whose dashes a line must not end."""


def prose(text: str) -> Markup:
    """Return a sentence as markup: escaped, figures kept together, backticks as code."""
    parts = _BEFORE_PERCENT.sub(f"{NARROW}%", text).split("`")
    if len(parts) % 2 == 0:  # a backtick alone is only a character
        parts = ["`".join(parts)]
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if number % 2 else _figures_whole(part)
        for number, part in enumerate(parts)
    )


def _figures_whole(text: str) -> Markup:
    whole = _FIGURE.sub(lambda found: f'<span class="nb">{found[0]}</span>', str(escape(text)))
    return Markup(whole)  # noqa: S704 - escaped above; only our own span was added


@cache
def _environment() -> jinja2.Environment:
    """Return the templates; escaping is always on, and a name that is not there is an error."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("meetworthy.report"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["prose"] = prose
    return environment


@cache
def _style() -> str:
    folder = files("meetworthy.report") / "style"
    sheets = [(folder / name).read_text(encoding="utf-8") for name in STYLES]
    return "\n".join((css_tokens(), *sheets))
