"""What passes are split by: the lead's source and campaign, attributes as they were at entry."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from meetworthy.definition.language import Definition
from meetworthy.model.kinds import KINDS, Phase

from .columns import Ints
from .conversion import grouped
from .passes import Passes
from .store import Store, text

MOST_GROUPS = 200
"""More groups than these are not shown one by one: the largest are. Chosen by eye."""


@dataclass(frozen=True, slots=True)
class Labels:
    """One label for each pass: ``values[code]``; the value None is an empty one."""

    name: str
    values: tuple[str | None, ...]
    code: Ints

    @property
    def says_anything(self) -> bool:
        """Whether any pass has a label that is not empty."""
        return len(self.values) > 1

    def largest(self) -> tuple[int, ...]:
        """Return the codes of the largest groups, as many as are shown."""
        sizes = np.bincount(self.code, minlength=len(self.values))
        order = np.lexsort((np.arange(sizes.size), -sizes))
        return tuple(int(code) for code in order[:MOST_GROUPS] if sizes[code])

    def groups(self, place: Ints) -> Iterator[tuple[str | None, Ints]]:
        """Yield each label with the rows (of ``place``) that bear it, largest group first."""
        found = sorted(grouped(self.code[place]), key=lambda group: (-group[1].size, group[0]))
        for code, rows in found[:MOST_GROUPS]:
            yield self.values[code], rows


def load_credits(store: Store, passes: Passes) -> tuple[Labels, Labels]:
    """Read each lead's `source` and `campaign`.

    It is what the lead's first fact of knowing (created, described, …) that has one says,
    else its first behaviour fact that has one; none: empty, which is not the text `unknown`.
    """
    _register_leads(store, passes)
    table = store.table(_CREDITS.format(**{p.name.lower(): _kinds(p) for p in Phase}))
    source, campaign = (_encoded(name, table[name]) for name in ("source", "campaign"))
    return source, campaign


def load_attribute(
    store: Store, passes: Passes, name: str, entered_at: Ints, definition: Definition | None
) -> Labels:
    """Read the value of an attribute that held when each pass entered a stage.

    ``entered_at`` is NEVER where it did not.  The sources that the definition names come in
    their order, then whatever else was said last; none: not known then.
    """
    store.connection.register(
        "entered",
        pa.table({"lead": passes.lead, "place": np.arange(len(passes)), "entered_at": entered_at}),
    )
    rule = definition.attributes.get(name) if definition is not None else None
    senders: list[str | None] = [*(rule.sources if rule else ()), None]
    joins = "\n".join(
        _ASOF.format(i=i, sender="true" if s is None else f"lower(sender) = lower({text(s)})")
        for i, s in enumerate(senders)
    )
    first = ", ".join(f"said{i}.said" for i in range(len(senders)))
    sql = _ATTRIBUTE.format(
        value=store.property(name),
        attribute=store.property("attribute"),
        name=text(name),
        joins=joins,
        first=first,
    )
    return _encoded(name, store.table(sql)["label"])


def _kinds(phase: Phase) -> str:
    """The kinds of a phase that are about a lead, as a list in SQL."""
    kinds = [kind.name for kind in KINDS.values() if kind.phase is phase and not kind.accounting]
    return ", ".join(text(kind) for kind in kinds)


def _register_leads(store: Store, passes: Passes) -> None:
    store.connection.register(
        "pass_leads", pa.table({"lead": passes.lead, "place": np.arange(len(passes))})
    )


def _encoded(name: str, column: pa.ChunkedArray) -> Labels:
    """Turn texts into codes, in the order of the texts; empties get the last code."""
    encoded = column.cast(pa.string()).combine_chunks().dictionary_encode()
    values = encoded.dictionary.to_pylist()
    order = sorted(range(len(values)), key=lambda code: values[code])
    rank = np.empty(len(values) + 1, dtype=np.int64)
    rank[order] = np.arange(len(values))
    rank[-1] = len(values)
    code = encoded.indices.fill_null(len(values)).to_numpy(zero_copy_only=False)
    return Labels(name, (*(values[code] for code in order), None), rank[code])


# A lead's first word on it: facts of knowing rank before behaviour, then by time.
_CREDITS = """
WITH ranked AS (
    SELECT lead, source, campaign,
        (CASE WHEN kind IN ({knowing}) THEN 0 ELSE 1 END, occurred_at, sender, id) AS rank
    FROM facts
    WHERE lead IS NOT NULL AND (source IS NOT NULL OR campaign IS NOT NULL)
        AND (kind IN ({knowing}) OR kind IN ({behaviour}))
), said AS (
    SELECT lead,
        arg_min(source, rank) FILTER (source IS NOT NULL) AS source,
        arg_min(campaign, rank) FILTER (campaign IS NOT NULL) AS campaign
    FROM ranked GROUP BY lead
)
SELECT said.source, said.campaign FROM pass_leads LEFT JOIN said USING (lead) ORDER BY place
"""

_ATTRIBUTE = """
WITH own AS (
    SELECT lead, occurred_at, sender, {value} AS said FROM facts
    WHERE lead IS NOT NULL AND (
        (kind = 'lead.described' AND {value} IS NOT NULL)
        OR (kind = 'lead.cleared' AND {attribute} = {name}))
), of_account AS (
    SELECT leads.lead, occurred_at, sender, {value} AS said
    FROM facts JOIN leads ON facts.account = leads.account
    WHERE (kind = 'account.described' AND {value} IS NOT NULL)
        OR (kind = 'account.cleared' AND {attribute} = {name})
), history AS (
    SELECT * FROM own UNION ALL SELECT * FROM of_account
)
SELECT coalesce({first}) AS label
FROM entered {joins}
ORDER BY entered.place
"""

_ASOF = """ASOF LEFT JOIN (SELECT lead, occurred_at, said FROM history WHERE {sender}) said{i}
    ON entered.lead = said{i}.lead AND entered.entered_at >= said{i}.occurred_at"""
