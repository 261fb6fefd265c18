"""Fake but plausible names from small word lists; every domain lies under .example."""

from __future__ import annotations

from importlib.resources import files

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .clock import Ints


def _lists() -> dict[str, list[str]]:
    """Return the lists of words in `northwind/names.txt`, by the name of the section."""
    text = (files(__package__) / "northwind" / "names.txt").read_text("utf-8")
    lists: dict[str, list[str]] = {}
    for line in text.splitlines():
        if line.endswith(":"):
            words = lists.setdefault(line.removesuffix(":"), [])
        elif line and not line.startswith("#"):
            words += line.split()
    return lists


FIRST, LAST, HEAD, TAIL = (_lists()[name] for name in ("first", "last", "head", "tail"))

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
