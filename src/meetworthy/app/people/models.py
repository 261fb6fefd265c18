"""Workspaces, users, dated roles, invitations, keys, and the record of what was changed."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from meetworthy.app.ids import new_id


class Users(BaseUserManager["User"]):
    """Makes users, who are known by their e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Make a user; the password is checked by whoever asks for it."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractUser):
    """A person who signs in; people are global and have memberships in workspaces."""

    username = None  # type: ignore[assignment]  # an e-mail address is enough
    uuid = models.UUIDField(unique=True, default=new_id, editable=False)
    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=200, blank=True)
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[Users] = Users()  # type: ignore[assignment]  # the stubs name UserManager

    def __str__(self) -> str:
        return self.name or self.email


class Workspace(models.Model):
    """One company, or one client of an agency: the first part of every key."""

    uuid = models.UUIDField(unique=True, default=new_id, editable=False)
    slug = models.SlugField(max_length=60, unique=True)  # in URLs: /w/<slug>/
    name = models.CharField(max_length=200)
    zone = models.CharField(max_length=64, default="UTC")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    live_since = models.BigIntegerField(null=True)  # µs; earlier entries cause no effects

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    """What a person is in a workspace."""

    ADMIN = "admin", _("Admin")
    MARKETING = "marketing", _("Marketing")
    SDR = "sdr", _("SDR")
    SALES = "sales", _("Sales")
    VIEWER = "viewer", _("Viewer")


class Membership(models.Model):
    """A person's role in a workspace, from a moment until another; the past is kept."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=16, choices=Role.choices)
    since = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace", "user"],
                condition=models.Q(until__isnull=True),
                name="one_current_role",
            )
        ]


class Invitation(models.Model):
    """An invitation by mail; its token is shown once and kept as a digest."""

    uuid = models.UUIDField(unique=True, default=new_id, editable=False)
    workspace = models.ForeignKey(Workspace, models.CASCADE)
    email = models.EmailField()
    role = models.CharField(max_length=16, choices=Role.choices)
    digest = models.CharField(max_length=64, unique=True)
    by = models.ForeignKey(User, models.PROTECT, null=True)  # None: the command line
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)


class ApiKey(models.Model):
    """A key for programs: shown once, kept as a digest, with scopes; belongs to a workspace."""

    uuid = models.UUIDField(unique=True, default=new_id, editable=False)
    workspace = models.ForeignKey(Workspace, models.CASCADE)
    name = models.CharField(max_length=100)
    start = models.CharField(max_length=16)  # what a person recognises it by
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    by = models.ForeignKey(User, models.PROTECT)
    created_at = models.DateTimeField(default=timezone.now)
    last_used_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)  # None: until revoked
    revoked_at = models.DateTimeField(null=True)


class Deed(models.Model):
    """What somebody changed that is no fact about a lead: settings, keys, people, versions."""

    workspace = models.ForeignKey(Workspace, models.CASCADE)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(User, models.PROTECT, null=True)  # None: the command line
    verb = models.CharField(max_length=64)
    what = models.CharField(max_length=300)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["workspace", "-at"], name="deeds_latest")]
