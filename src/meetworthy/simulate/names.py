"""Fake but plausible names from small word lists; every domain lies under .example."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .clock import Ints

FIRST = [
    "Anna",
    "Ben",
    "Carla",
    "David",
    "Elena",
    "Felix",
    "Greta",
    "Hugo",
    "Ida",
    "Jan",
    "Kira",
    "Leon",
    "Mia",
    "Nils",
    "Olga",
    "Paul",
    "Rosa",
    "Sven",
    "Tara",
    "Uwe",
    "Vera",
    "Wim",
    "Yara",
    "Zoe",
    "Amir",
    "Bea",
    "Chloe",
    "Dario",
    "Emil",
    "Fatma",
    "Georg",
    "Hanna",
    "Ivan",
    "Julia",
    "Karim",
    "Lena",
    "Marco",
    "Nadia",
    "Oskar",
    "Petra",
]
LAST = [
    "Adler",
    "Becker",
    "Conti",
    "Dietz",
    "Engel",
    "Fuchs",
    "Graf",
    "Hahn",
    "Ilic",
    "Jansen",
    "Kramer",
    "Lang",
    "Moser",
    "Nowak",
    "Orth",
    "Peters",
    "Quist",
    "Roth",
    "Sauer",
    "Thoma",
    "Ulrich",
    "Voss",
    "Weber",
    "Yilmaz",
    "Zander",
    "Arnaud",
    "Bosch",
    "Claes",
    "Dubois",
    "Eriksen",
    "Ferrari",
    "Garcia",
    "Horvath",
    "Ivers",
    "Jonas",
    "Keller",
    "Larsen",
    "Meyer",
    "Novak",
    "Olsen",
    "Pires",
    "Reiter",
    "Silva",
    "Toth",
    "Urban",
    "Vidal",
    "Winter",
    "Zeman",
]
HEAD = [
    "Alder",
    "Amber",
    "Anchor",
    "Arc",
    "Aspen",
    "Birch",
    "Blue",
    "Bright",
    "Cedar",
    "Clear",
    "Cobalt",
    "Coral",
    "Crest",
    "Delta",
    "Drift",
    "Eagle",
    "Echo",
    "Elm",
    "Ember",
    "Falcon",
    "Fern",
    "Fjord",
    "Flint",
    "Forge",
    "Glen",
    "Granite",
    "Harbor",
    "Hazel",
    "Iris",
    "Ivory",
    "Juniper",
    "Kestrel",
    "Lark",
    "Linden",
    "Lumen",
    "Maple",
    "Meadow",
    "Mint",
    "North",
    "Oak",
    "Onyx",
    "Otter",
    "Pearl",
    "Pine",
    "Quartz",
    "Raven",
    "Reed",
    "Ridge",
    "River",
    "Sage",
    "Slate",
    "Spruce",
    "Stone",
    "Summit",
    "Swift",
    "Tidal",
    "Timber",
    "Vale",
    "Willow",
    "Wren",
]
TAIL = [
    "works",
    "labs",
    "digital",
    "media",
    "data",
    "cloud",
    "logistics",
    "systems",
    "studio",
    "group",
    "metrics",
    "partners",
    "supply",
    "soft",
    "care",
    "finance",
    "energy",
    "retail",
    "foods",
    "tools",
    "craft",
    "mobility",
    "learning",
    "health",
    "robotics",
    "security",
    "commerce",
    "travel",
    "legal",
    "build",
    "agency",
    "research",
    "analytics",
]

PLAIN_NAMES = len(HEAD) * len(TAIL)


def _word(codes: Ints, words: list[str], count: int) -> pa.Array:
    index = pa.array((codes % count).astype(np.int32))
    return pa.DictionaryArray.from_arrays(index, pa.array(words)).cast(pa.string())


def _parts(numbers: Ints) -> tuple[pa.Array, pa.Array, pa.Array]:
    """Return head, tail and the counter that keeps companies apart ('' for the first)."""
    plain = numbers * 7919 % PLAIN_NAMES  # 7919 is a prime: neighbours get unlike names
    extra = numbers // PLAIN_NAMES
    count = pc.if_else(pa.array(extra > 0), pa.array(extra).cast(pa.string()), "")
    return _word(plain, HEAD, len(HEAD)), _word(plain // len(HEAD), TAIL, len(TAIL)), count


def company_names(numbers: Ints) -> pa.Array:
    """Return the names of companies, by their number."""
    head, tail, count = _parts(numbers)
    name = pc.binary_join_element_wise(head, tail, " ")
    return pc.utf8_rtrim_whitespace(pc.binary_join_element_wise(name, count, " "))


def company_domains(numbers: Ints) -> pa.Array:
    """Return the domains of companies, by their number; no two are the same."""
    head, tail, count = _parts(numbers)
    return pc.utf8_lower(pc.binary_join_element_wise(head, tail, count, ".example", ""))


def person_names(companies: Ints, ranks: Ints) -> tuple[pa.Array, pa.Array]:
    """Return first and last names; within one company no two people share both."""
    codes = (companies * 613 + ranks * 1009) % (len(FIRST) * len(LAST))  # 1009: coprime
    return _word(codes, FIRST, len(FIRST)), _word(codes // len(FIRST), LAST, len(LAST))


def addresses(first: pa.Array, last: pa.Array, domains: pa.Array) -> pa.Array:
    """Return the mail addresses of people."""
    local = pc.utf8_lower(pc.binary_join_element_wise(first, last, "."))
    return pc.binary_join_element_wise(local, domains, "@")
