"""Which properties identify a person: sealed where facts are kept, erased on request."""

from __future__ import annotations

import re
from functools import lru_cache

PERSONAL = frozenset(
    {
        "email", "mail", "e_mail", "name", "full_name", "first_name", "last_name", "middle_name",
        "username", "nickname", "phone", "mobile", "fax", "telephone", "job_title",
        "address", "street", "postal_code", "zip", "birthday", "age", "gender", "avatar", "photo",
        "linkedin", "twitter", "website_personal", "ip", "ip_address", "user_agent", "device_id",
        "words", "subject", "notes", "note", "message", "comment", "text", "body",
        "url", "referrer", "search", "link",
        "firstname", "lastname", "fullname", "phone_number", "mobile_phone", "mobile_number",
        "birth_date", "date_of_birth", "bio",
    }
)  # fmt: skip
"""Names of properties that identify a person, alone or with the firm they work for; free text
and full URLs too, because people write themselves into them.  Collected by eye from the traits of
tracking clients and the contact fields of CRMs."""

PERSONAL_OF_A_LEAD = frozenset({"title", "role", "position", "description"})
"""Names that identify a person when a lead is described; a page's title does not."""

PERSONAL_OF_A_MEETING = frozenset({"title", "place"})
"""Names that identify a person when a meeting is booked or moved: calendars write the guest's name
into its title, and its place may be a room of their own."""

PARTS = ("_email", "_phone", "_street", "_postal_code", "_first_name", "_last_name", "_birthday")
"""Ends of names that identify a person: of objects among traits, as in ``address_street``."""

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def is_personal(kind: str, name: str, value: object) -> bool:
    """Say whether a property identifies a person: by its name, or because it is an address."""
    if _is_personal_name(kind, name):
        return True
    return isinstance(value, str) and "@" in value and _EMAIL.search(value) is not None


@lru_cache(maxsize=4096)
def _is_personal_name(kind: str, name: str) -> bool:
    if name in PERSONAL or (name in PERSONAL_OF_A_LEAD and kind == "lead.described"):
        return True
    if name in PERSONAL_OF_A_MEETING and kind.startswith("meeting."):
        return True
    return name.endswith(PARTS)
