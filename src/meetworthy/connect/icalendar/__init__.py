"""iCalendar (RFC 5545): what a file or a feed says of meetings with people from elsewhere.

What belongs here: reading a calendar within bounds, its occurrences in a window, which of them are
meetings with a guest, and which facts follow from how a calendar said it before and says it now.
What does not: fetching feeds, keeping what was said, who the workspace's people are.
May import: ``icalendar``, ``recurring_ical_events``, the booking words of ``connect``.
"""
