"""Migrations of this app, in order."""
