"""Segment's HTTP tracking API: identify, track, page, screen, group, alias, and batches of them.

Written from the published contract (https://segment.com/docs/connections/spec/ and
.../sources/catalog/libraries/server/http-api/).  One file per call; ``read.py`` is the way in,
``event.py`` what all calls have in common.  docs/reference/segment.md says what becomes what.
"""
