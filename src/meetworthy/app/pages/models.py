"""What pages remember for people."""

from __future__ import annotations

from django.db import models

from meetworthy.app.ids import new_id
from meetworthy.app.people.models import User, Workspace


class SavedView(models.Model):
    """A filter, order and choice of columns of the leads page, under a name."""

    uuid = models.UUIDField(unique=True, default=new_id, editable=False)
    workspace = models.ForeignKey(Workspace, models.CASCADE)
    user = models.ForeignKey(User, models.CASCADE)
    name = models.CharField(max_length=100)
    query = models.TextField(blank=True)  # the URL's, as the page writes it
    shared = models.BooleanField(default=False)
