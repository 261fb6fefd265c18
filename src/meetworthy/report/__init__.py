"""The report: one HTML file for people, one JSON file for programs, from the same values.

What belongs here: saying and drawing what a `FunnelReport` holds; tokens, styles, templates,
charts, the wording of figures.  What does not: computing a number (that is `measure`), reading
data, the terminal.
May import: model, stats, measure.results; Jinja2, and vl-convert where a chart is drawn.

The HTML holds no script and loads nothing: what is shown is complete without either, and a
name that contains markup stays text.
"""
