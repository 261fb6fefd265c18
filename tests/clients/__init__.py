"""Clients of others, as published and unmodified, to test against."""
