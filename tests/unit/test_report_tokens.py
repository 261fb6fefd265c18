"""The colours can be read, in the light and in the dark."""

from __future__ import annotations

import pytest

from meetworthy.report.tokens import COLOURS, MARKS_ON, TEXT_ON, css_tokens


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio, WCAG 2.2: 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def pairs(table: dict[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    return [(over, under) for over, unders in table.items() for under in unders]


def test_contrast_is_computed_as_the_standard_does():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("shade", ["light", "dark"])
@pytest.mark.parametrize(("over", "under"), pairs(dict(TEXT_ON)))
def test_text_has_at_least_4_5_to_1(over, under, shade):
    ratio = contrast(getattr(COLOURS[over], shade), getattr(COLOURS[under], shade))
    assert ratio >= 4.5, f"{over} on {under} in the {shade}: {ratio:.2f}"


@pytest.mark.parametrize("shade", ["light", "dark"])
@pytest.mark.parametrize(("over", "under"), pairs(dict(MARKS_ON)))
def test_marks_that_matter_have_at_least_3_to_1(over, under, shade):
    ratio = contrast(getattr(COLOURS[over], shade), getattr(COLOURS[under], shade))
    assert ratio >= 3.0, f"{over} on {under} in the {shade}: {ratio:.2f}"


def test_every_colour_is_there_in_both_shades_and_follows_the_reader():
    css = css_tokens()
    for name, colour in COLOURS.items():
        assert f"--{name}:{colour.light};" in css
        assert f"--{name}:{colour.dark};" in css
    assert "prefers-color-scheme:dark" in css
    assert "#theme-light:checked" in css
    assert "#theme-dark:checked" in css
