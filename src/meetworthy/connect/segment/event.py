"""An event of Segment's API: what all calls have in common, and the facts it becomes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from meetworthy.connect.ids import part_id
from meetworthy.connect.reading import Reading
from meetworthy.connect.trust import check_public
from meetworthy.facts.telling_aliases import (
    ANONYMOUS,
    GROUP,
    USER,
    email_alias,
    is_address,
    name_alias,
    strongest_first,
)
from meetworthy.facts.telling_content import content_of
from meetworthy.facts.telling_faults import Faults
from meetworthy.facts.telling_kinds import Who, check_said, check_subject
from meetworthy.facts.telling_text import LONGEST_WORD, read_name, read_word
from meetworthy.facts.telling_values import read_properties
from meetworthy.model.kinds import KINDS
from meetworthy.model.told import Alias, Told

from .robots import is_robot
from .times import occurred_at, stamp_of

NO_FIELDS: Mapping[str, Any] = {}


class Event:
    """One event being read: its common fields, its faults, and the facts told so far."""

    __slots__ = (
        "account", "campaign", "content", "context", "data", "faults", "id", "lead",
        "occurred_at", "reading", "source", "told", "visitor",
    )  # fmt: skip

    def __init__(
        self,
        call: str,
        data: dict[str, Any],
        reading: Reading,
        faults: Faults,
        *,
        sent_at: object,
        fallback_id: str | None,
    ) -> None:
        self.data, self.reading, self.faults = data, reading, faults
        self.told: list[Told] = []
        self.context = object_of(data, "context")
        own = data.get("sentAt")
        sent = sent_at if own is None else own
        self.occurred_at = occurred_at(data, sent, reading.received_at, faults)
        self.content = self._content(call)
        self.id = self._id(fallback_id)
        self.lead = self._lead(call)
        self.visitor = name_alias(ANONYMOUS, data.get("anonymousId"), "anonymousId", faults)
        self.account = self._account()
        self.source, self.campaign = self._credit()
        self._check_sender()

    def tell(
        self,
        kind: str,
        suffix: str,
        properties: Mapping[str, object],
        who: Who | None = None,
    ) -> None:
        """Add a fact of this kind; ``suffix`` tells it apart from the event's other facts."""
        known, faults = self.reading.kinds.get(kind) or KINDS[kind], self.faults
        if who is None:  # of a visitor's doings the account is not known
            who = Who(self.lead, self.account if self.lead else (), self.visitor)
        said = read_properties(known, properties, faults)
        if not faults.problems:
            check_subject(known, who, faults)
            check_said(known, said, faults)
        if self.reading.public:
            check_public(known, "type", faults)
        if not faults.problems:
            fact_id = part_id(self.id, suffix)
            self.told.append(
                Told(
                    kind, self.occurred_at, self.reading.sender, fact_id, *who, False,
                    self.source, self.campaign, None, said, self.content,
                )
            )  # fmt: skip

    def _content(self, call: str) -> bytes:
        data, context = self.data, self.context
        content = content_of(
            [
                call, data.get("userId"), data.get("anonymousId"), data.get("groupId"),
                data.get("previousId"), data.get("event"), data.get("name"),
                data.get("category"), stamp_of(data), data.get("properties"),
                data.get("traits"), context.get("traits"), context.get("page"),
                context.get("campaign"), context.get("groupId"),
            ]
        )  # fmt: skip
        if content is None:
            cause = "It holds halves of characters, or nesting without end."
            self.faults.add("event_unreadable", None, cause, "Send plain JSON.")
        return content or b""

    def _id(self, fallback_id: str | None) -> str:
        """Return the sender's id; without one the content's, so that a retry is the same."""
        said = read_name(self.data.get("messageId"), "messageId", self.faults)
        if said is not None:
            return said
        if stamp_of(self.data) is None and fallback_id is not None:
            return fallback_id
        return f"content-{self.content.hex()}"

    def _lead(self, call: str) -> tuple[Alias, ...]:
        """Return the user id; and the address among the traits, which is another alias."""
        found: list[Alias | None] = []
        user = name_alias(USER, self.data.get("userId"), "userId", self.faults)
        if user is not None:
            found.append(user)
            if is_address(user.value):
                found.append(email_alias(user.value, "userId", self.faults))
        traits = object_of(self.data if call == "identify" else self.context, "traits")
        address = traits.get("email")
        if isinstance(address, str) and is_address(address.strip()):
            found.append(email_alias(address, "traits.email", self.faults))
        return strongest_first([alias for alias in found if alias is not None])

    def _account(self) -> tuple[Alias, ...]:
        group = self.context.get("groupId")
        alias = None if group is None else name_alias(GROUP, group, "context.groupId", self.faults)
        return () if alias is None else (alias,)

    def _credit(self) -> tuple[str | None, str | None]:
        campaign = object_of(self.context, "campaign")
        if not campaign:
            return None, None
        return (
            read_word(campaign.get("source"), "context.campaign.source", self.faults, LONGEST_WORD),
            read_word(campaign.get("name"), "context.campaign.name", self.faults, LONGEST_WORD),
        )

    def _check_sender(self) -> None:
        if not self.lead and self.visitor is None:
            self.faults.add(
                "key_absent",
                "userId",
                "It names neither a user nor an anonymous visitor.",
                "Send userId or anonymousId. Placeholders such as undefined name nobody.",
            )
        agent = self.context.get("userAgent")
        if not self.lead and isinstance(agent, str) and is_robot(agent):
            self.faults.add(
                "robot",
                "context.userAgent",
                "The browser says that it is a robot.",
                "Nothing is to be mended: robots are not visitors.",
            )


def object_of(data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Return a member that is an object; an empty one where it is not."""
    value = data.get(name)
    return value if isinstance(value, dict) else NO_FIELDS
