"""What passes are split by: the lead's source and campaign, attributes as they were at entry."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from meetworthy.definition.language import Definition
from meetworthy.model.kinds import KINDS, Phase

from .conversion import grouped
from .passes import Ints, Passes
from .store import Store, quoted, text

MOST_GROUPS = 200
"""More groups than these are not shown one by one: the largest are. Chosen by eye."""


@dataclass(frozen=True, slots=True)
class Labels:
    """One label for each pass: ``values[code]``; the value None is an empty one."""

    name: str
    values: tuple[str | None, ...]
    code: Ints

    def groups(self, place: Ints) -> Iterator[tuple[str | None, Ints]]:
        """Yield each label with the rows (of ``place``) that bear it, largest group first."""
        found = sorted(grouped(self.code[place]), key=lambda group: (-group[1].size, group[0]))
        for code, rows in found[:MOST_GROUPS]:
            yield self.values[code], rows


def load_credit(store: Store, passes: Passes, column: str) -> Labels:
    """Read each lead's `source` (or `campaign`).

    It is what the lead's first fact of knowing (created, described, …) that has one says,
    else its first behaviour fact that has one; none: empty, which is not the text `unknown`.
    """
    knowing = ", ".join(text(kind) for kind in _kinds(Phase.KNOWING))
    behaviour = ", ".join(text(kind) for kind in _kinds(Phase.BEHAVIOUR))
    sql = _CREDIT.format(column=quoted(column), knowing=knowing, behaviour=behaviour)
    return _labels(store, passes, column, sql)


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
    return _labels(store, passes, name, sql)


def _kinds(phase: Phase) -> list[str]:
    return [kind.name for kind in KINDS.values() if kind.phase is phase and not kind.accounting]


def _labels(store: Store, passes: Passes, name: str, sql: str) -> Labels:
    store.connection.register(
        "pass_leads", pa.table({"lead": passes.lead, "place": np.arange(len(passes))})
    )
    encoded = store.table(sql)["label"].combine_chunks().dictionary_encode()
    values = encoded.dictionary.to_pylist()
    code = encoded.indices.fill_null(len(values)).to_numpy(zero_copy_only=False)
    return Labels(name, (*values, None), code.astype(np.int64))


_CREDIT = """
WITH said AS (
    SELECT lead, coalesce(
        arg_min({column}, (occurred_at, sender, id)) FILTER (kind IN ({knowing})),
        arg_min({column}, (occurred_at, sender, id)) FILTER (kind IN ({behaviour}))
    ) AS label
    FROM facts WHERE lead IS NOT NULL AND {column} IS NOT NULL GROUP BY lead
)
SELECT said.label FROM pass_leads LEFT JOIN said USING (lead) ORDER BY place
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
