"""The sections of the page, one file each: from a `FunnelReport` to what a template shows.

What belongs here: choosing, ordering and wording.  What does not: markup (that is `templates/`)
and computing a number.
"""
