"""Meetworthy judges B2B leads by a team's written definition, with evidence."""

__version__ = "0.1.0"
