"""The call identify: who a visitor is, and what is known of them."""

from __future__ import annotations

from meetworthy.facts.telling_aliases import DOMAIN, account_of
from meetworthy.facts.telling_kinds import Who

from .company import company_aliases, company_attributes
from .event import Event
from .words import flat, says_something

OF_COMPANY = "company_"


def read(event: Event) -> None:
    """Tell that the visitor is the lead, what the traits say of them, and of their company."""
    traits = event.data.get("traits")
    company = None
    if isinstance(traits, dict) and isinstance(traits.get("company"), dict):
        company = flat(traits["company"], "traits.company", event.faults)
        traits = {name: value for name, value in traits.items() if name != "company"}
    said = flat(traits, "traits", event.faults)
    if company is not None:
        said |= _describe(event, company)
    if event.lead and event.visitor is not None:
        event.tell("lead.identified", "", {})
    if says_something(said):
        event.tell("lead.described", "#described", said)
    elif not event.told and not event.faults.problems:
        event.faults.add(
            "says_nothing",
            "traits",
            "It names a user and says nothing of them.",
            "Send traits, or the anonymousId of the visitor who is this user.",
        )


def _describe(event: Event, company: dict[str, object]) -> dict[str, object]:
    """Tell what is said of a company that can be named; return what goes to the lead instead.

    A company without an id or a website is the one whose domain the lead's address has.
    """
    aliases = company_aliases(company.get("id"), company, event.faults)
    if not aliases and (domain_of_address := account_of(event.lead)) is not None:
        aliases = (domain_of_address,)
    if not aliases:
        return {OF_COMPANY + name: value for name, value in company.items()}
    event.account = event.account or aliases
    domain = next((alias.value for alias in aliases if alias.space == DOMAIN), None)
    attributes = company_attributes(company, domain)
    if says_something(attributes):
        event.tell("account.described", "#account", attributes, Who(account=aliases))
    return {}
