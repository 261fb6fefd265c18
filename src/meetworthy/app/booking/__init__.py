"""Meetings: what people do with them, and what calendars and booking systems say of them.

What belongs here: the verbs of a meeting's life; no-shows that were taken back; iCalendar files
and feeds, and what a feed said last.  What does not: what a payload means (`connect`), what a
meeting counts for (`judge`), how it stands (`handoff`), pages.
"""
