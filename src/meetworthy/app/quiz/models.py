"""What is kept of a team's public page of five questions."""

from __future__ import annotations

from django.db import models

from meetworthy.app.people.models import Workspace


class PublicPage(models.Model):
    """A workspace's page: its address outlives being closed, so that links come back with it."""

    workspace = models.OneToOneField(Workspace, models.CASCADE)
    token = models.CharField(max_length=32, unique=True)  # in its address; no secret
    open = models.BooleanField(default=False)
    sites = models.JSONField(default=list)  # origins that may show it in a frame
