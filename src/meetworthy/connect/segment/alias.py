"""The call alias: who was known by one id is known by another."""

from __future__ import annotations

from meetworthy.facts.telling_aliases import ANONYMOUS, USER, name_alias
from meetworthy.facts.telling_kinds import Who
from meetworthy.model.told import Alias

from .event import Event


def read(event: Event) -> None:
    """Tell that the previous id's visitor is the lead, or that the previous id's lead is.

    The contract lets the previous id be an anonymous one or a user's and does not say which.
    Where it is the anonymous id of the same call it is that; else, by a secret key, both are
    told: the one that is not so joins nothing.
    """
    previous, faults = event.data.get("previousId"), event.faults
    visitor = name_alias(ANONYMOUS, previous, "previousId", faults)
    user = name_alias(USER, event.data.get("userId"), "userId", faults)
    if visitor is None or user is None:
        faults.add(
            "key_absent",
            "previousId" if visitor is None else "userId",
            "An alias names a user by a new id and by the previous one.",
            "Send userId and previousId.",
        )
        return
    if visitor == event.visitor:
        event.tell("lead.identified", "", {})
        return
    if event.reading.public:
        faults.add(
            "public_key",
            "previousId",
            "A public key does not merge users: anybody can read the key and send it.",
            "Send it from a server, with a key that is secret.",
        )
        return
    event.tell("lead.identified", "", {}, Who(event.lead, (), visitor))
    other = (Alias(USER, visitor.value),)
    event.tell("lead.merged", "#merged", {}, Who(event.lead, (), None, other))
