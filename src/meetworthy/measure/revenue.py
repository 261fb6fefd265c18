"""Money won, by what its leads are credited to; each opportunity once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from .ground import Ground
from .labels import Labels
from .results import Money


@dataclass(frozen=True, slots=True)
class Won:
    """What one source or campaign won."""

    money: tuple[Money, ...] = ()
    without_amount: int = 0


def measure_revenue(ground: Ground, label: Labels) -> Mapping[str | None, Won]:
    """Add up the amounts of won deals by a label of their leads.

    An opportunity that several facts or leads name counts once, under the lead of its first
    record; a deal without an opportunity's id is one of its lead's.  Currencies are not mixed;
    an amount without one is in the workspace's.
    """
    _register_labels(ground, label)
    sql = _WON.format(
        amount=ground.store.property("amount", "DOUBLE"),
        currency=ground.store.property("currency"),
        opportunity=ground.store.property("opportunity"),
    )
    won: dict[str | None, Won] = {}
    for code, currency, amount, deals, without in ground.store.rows(sql, [ground.question.start]):
        name = label.values[int(str(code))]
        row = won.get(name, Won())
        money = row.money
        if int(str(deals)):
            unit = None if currency is None else str(currency)
            money = (*money, Money(unit, float(str(amount)), int(str(deals))))
        won[name] = Won(money, row.without_amount + int(str(without)))
    return won


def _register_labels(ground: Ground, label: Labels) -> None:
    """Give each lead's label to the store; a lead has one for all its passes."""
    first = np.unique(ground.passes.lead, return_index=True)[1]
    ground.store.connection.register(
        "lead_labels", pa.table({"lead": ground.passes.lead[first], "code": label.code[first]})
    )


_WON = """
WITH deals AS (
    SELECT
        arg_min(lead, (occurred_at, sender, id)) AS lead,
        arg_max({amount}, (occurred_at, sender, id)) AS amount,
        arg_max({currency}, (occurred_at, sender, id)) AS currency,
        min(occurred_at) AS "at"
    FROM facts WHERE kind = 'opportunity.won' AND lead IS NOT NULL
    GROUP BY coalesce({opportunity}, 'lead ' || lead)
)
SELECT code, currency, sum(amount), count(amount), count(*) - count(amount)
FROM deals JOIN lead_labels USING (lead)
WHERE "at" >= ?
GROUP BY code, currency ORDER BY code, currency
"""
