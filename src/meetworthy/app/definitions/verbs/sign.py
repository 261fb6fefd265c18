"""Signing a version for a team."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from meetworthy.app.definitions.checking import check
from meetworthy.app.definitions.finding import hold, refuse
from meetworthy.app.definitions.models import SignOff, Version
from meetworthy.app.definitions.signatures import TEAMS, may_sign
from meetworthy.app.people.access import Access
from meetworthy.app.people.deeds import record


@transaction.atomic
def sign(version: Version, *, team: str, seen_hash: str, by: Access, at: datetime) -> SignOff:
    """Sign what a version says, for marketing or for sales; signing again changes nothing.

    ``seen_hash`` is the hash of what the signer was shown: another text is not signed unseen.
    """
    if team not in TEAMS:
        refuse("unknown_team", "team", f"{team!r} is no team.", "Sign for marketing or sales.")
    if by.user is None or not may_sign(by, team):
        raise PermissionDenied
    held = hold(version, by=by)
    if held.state != Version.State.DRAFT:
        cause = f"Version {held.number} is a draft no longer."
        refuse("not_a_draft", "version", cause, "Sign a new version.")
    if not held.hash or held.hash != seen_hash:
        cause = "The text is not the one that you read."
        refuse("changed_meanwhile", "hash", cause, "Read it again, then sign.")
    if not check(held.text, held.lists).is_fit:
        cause = "It has errors, or a case of its own fails."
        refuse("not_fit", "text", cause, "Mend what stands beside the lines first.")
    signed, fresh = SignOff.objects.get_or_create(
        version=held, team=team, hash=held.hash, defaults={"by": by.user, "at": at}
    )
    if fresh:
        what = f"version {held.number} for {team}, {held.hash[:12]}"
        record(by.workspace, "definition.signed", what, by=by.user, at=at)
    return signed
