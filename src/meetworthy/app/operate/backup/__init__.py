"""Backups: one folder with a manifest, taken while the service runs, restored where nothing is.

What belongs here: reading a whole database at one moment, writing it back, checking that it is
the same.  The installation's secret is never in a backup: without it what identifies persons
cannot be read, and whoever finds the backup alone learns nothing of them.
"""
