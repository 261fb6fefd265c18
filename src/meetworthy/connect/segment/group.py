"""The call group: somebody belongs to a company, and what is known of that."""

from __future__ import annotations

from meetworthy.facts.telling_aliases import DOMAIN
from meetworthy.facts.telling_kinds import Who

from .company import company_aliases, company_attributes
from .event import Event
from .words import flat, says_something


def read(event: Event) -> None:
    """Tell that the lead belongs to the account, and what the traits say of it."""
    traits = flat(event.data.get("traits"), "traits", event.faults)
    account = company_aliases(event.data.get("groupId"), traits, event.faults)
    if event.data.get("groupId") is None:
        cause = "It names no group."
        event.faults.add("key_absent", "groupId", cause, "Send the groupId of the company.")
        return
    domain = next((alias.value for alias in account if alias.space == DOMAIN), None)
    said = company_attributes(traits, domain)
    if event.lead:
        event.tell("lead.moved", "", {}, Who(event.lead, account))
    if says_something(said):
        event.tell("account.described", "#account", said, Who(account=account))
    elif not event.told and not event.faults.problems:
        event.faults.add(
            "says_nothing",
            "traits",
            "It names a visitor's group and says nothing of it.",
            "Send traits, or the userId of who belongs to it.",
        )
