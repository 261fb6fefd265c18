"""The tokens of the look: colour, type, space, radius, motion; light and dark from one table.

Everything that is drawn takes its values from here: the style sheet through custom properties,
the charts through placeholders that become the same properties.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Colour:
    """One colour in the light and in the dark."""

    light: str
    dark: str


COLOURS: Mapping[str, Colour] = {
    "page": Colour("#fafaf8", "#121315"),
    "surface": Colour("#ffffff", "#191b1e"),
    "sunken": Colour("#f3f3f0", "#15171a"),
    "ink": Colour("#1b1d20", "#ebebe8"),
    "second": Colour("#5b6067", "#a5aab1"),
    "third": Colour("#8a9097", "#757b83"),  # strokes and marks only: too light for text
    "line": Colour("#e5e5e1", "#2a2d31"),
    "accent": Colour("#2450c8", "#86a6ff"),
    "soft": Colour("#e8edfb", "#1f2a47"),
    "good": Colour("#1b7a4a", "#58c48d"),
    "warn": Colour("#a66300", "#e3a64a"),
    "bad": Colour("#b93329", "#f0857c"),
    "band": Colour("#eceadf", "#2a2921"),
    "edge": Colour("#8f8a72", "#7d7860"),  # the edges of a band, which alone is too faint to see
}
"""The colours of the house, and ``edge``, which was chosen by eye and measured."""

TEXT_ON: Mapping[str, tuple[str, ...]] = {
    "ink": ("page", "surface", "sunken", "soft", "band"),
    "second": ("page", "surface", "sunken", "soft", "band"),
    "accent": ("page", "surface", "sunken", "soft"),
    "good": ("page", "surface"),
    "warn": ("page", "surface"),
    "bad": ("page", "surface"),
}
"""Which colours carry text on which; each pair has at least 4.5 to 1 (a test computes it)."""

MARKS_ON: Mapping[str, tuple[str, ...]] = {
    "accent": ("page", "surface", "band"),
    "third": ("page", "surface"),
    "edge": ("surface",),
}
"""Which colours carry marks that matter on which; each pair has at least 3 to 1."""

SIZES: Mapping[str, str] = {
    # the type scale, in rem so that the reader's own size counts: 12, 13, 15, 18, 22, 28 px
    "text-12": "0.75rem",
    "text-13": "0.8125rem",
    "text-15": "0.9375rem",
    "text-18": "1.125rem",
    "text-22": "1.375rem",
    "text-28": "1.75rem",
    # the 8-point grid with its half-step
    "space-4": "4px",
    "space-8": "8px",
    "space-12": "12px",
    "space-16": "16px",
    "space-24": "24px",
    "space-32": "32px",
    "space-48": "48px",
    "radius": "7px",
    "radius-small": "3px",
    "motion": "120ms",
    "font": 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", '
    "Arial, sans-serif",
    "font-ids": 'ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace',
}


def _declared(values: Mapping[str, str]) -> str:
    return "".join(f"--{name}:{value};" for name, value in values.items())


def _colours(*, dark: bool) -> str:
    shades = {name: c.dark if dark else c.light for name, c in COLOURS.items()}
    return f"color-scheme:{'dark' if dark else 'light'};{_declared(shades)}"


def css_tokens() -> str:
    """Return the custom properties: light, dark where the system asks, and the reader's choice.

    The choice is made by radio buttons (`#theme-light`, `#theme-dark`), so no script is needed;
    a browser too old for `:has` follows the system.  Paper is always light.
    """
    light, dark = _colours(dark=False), _colours(dark=True)
    return "\n".join(
        (
            f":root{{{_declared(SIZES)}{light}}}",
            f"@media (prefers-color-scheme:dark){{:root{{{dark}}}}}",
            f":root:has(#theme-light:checked){{{light}}}",
            f":root:has(#theme-dark:checked){{{dark}}}",
            f"@media print{{:root:root:root{{{light}}}}}",
        )
    )
