"""Charts: Vega-Lite specifications and how they become inline SVG.

What belongs here: one file per kind of chart, each a pure function from numbers to a
specification; the theme; the rendering.  What does not: choosing which numbers to show.

Specifications are plain values rather than Altair objects: Altair takes longer to import than
the whole report to render, and what it would check the tests check.  Every chart is drawn
twice, for a wide and a narrow page, because text that is scaled down can't be read.
"""
