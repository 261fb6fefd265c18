"""Facts as rows of small numbers: what DuckDB makes of a table of facts for the kernel.

One scan gives the behaviour rows (lead, times, and a bit for each rule whose condition the
fact fulfils), a second everything else.  Nothing is sorted here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from meetworthy.model.dataset import Dataset
from meetworthy.model.fact import Fact
from meetworthy.model.kinds import KINDS, Kind, Phase, Type
from meetworthy.model.tables import PROPERTY_PREFIX
from meetworthy.model.time import moment_of

from ..gather import LEFT_OUT, Merge, retracted_keys, standing_merges
from ..plan import Plan
from .layout import DATE_ONLY_BIT, WAKING_BIT
from .program import Leaf, is_text
from .sql import Columns, Writer, identifier, quoted
from .tables import Names

MEETING_KINDS = "kind LIKE 'meeting.%'"


@dataclass(frozen=True, slots=True)
class Decisions:
    """What may enter a stage by a fact: kinds, and kinds that name their stage."""

    keys: tuple[tuple[str, str | None], ...]

    @classmethod
    def of(cls, plans: Sequence[Plan], columns: Columns) -> Decisions:
        """Return the decisions and records that any version of a timeline knows."""
        keys = {key for plan in plans for key in plan.decisions()}
        if columns.get("stage") != "text":
            keys = {key for key in keys if key[1] is None}
        return cls(tuple(sorted(keys, key=lambda key: (key[0], key[1] or ""))))

    def codes(self) -> dict[tuple[str, str | None], int]:
        """Return the number of each decision."""
        return {key: number for number, key in enumerate(self.keys)}


_TYPES = {
    "VARCHAR": Type.TEXT,
    "ENUM": Type.TEXT,
    "BIGINT": Type.INTEGER,
    "INTEGER": Type.INTEGER,
    "SMALLINT": Type.INTEGER,
    "DOUBLE": Type.NUMBER,
    "FLOAT": Type.NUMBER,
    "BOOLEAN": Type.BOOLEAN,
    "DATE": Type.DATE,
}
"""The types of columns, by DuckDB's names; a column of any other type says nothing."""


class Facts:
    """The facts of a dataset, as of an instant, in an embedded database.

    Two relations, read where they lie: ``behaviour``, what leads did, and ``late``, all the
    rest.  ``present`` says what there is of each kind, so that nothing is looked for in vain.
    """

    def __init__(
        self,
        dataset: Dataset,
        *,
        at: int,
        known_by: int | None,
        kinds: Mapping[str, Kind] = KINDS,
    ) -> None:
        self.kinds = kinds
        self.connection = duckdb.connect()
        self.connection.execute("SET TimeZone = 'UTC'")
        self._open(dataset)
        self.columns: Columns = self._property_types()
        self.connection.register("leads", dataset.leads)
        self._divide(_late_kinds(kinds), self._times(at, known_by))
        self.present = self._presence()
        self._leave_retracted_out()

    def close(self) -> None:
        """Let go of the database."""
        self.connection.close()

    def _open(self, dataset: Dataset) -> None:
        if isinstance(dataset.facts, pa.Table):
            self.connection.register("facts", dataset.facts)
            return
        files = ", ".join(quoted(str(path)) for path in dataset.facts)
        self.connection.execute(f"CREATE VIEW facts AS SELECT * FROM read_parquet([{files}])")

    def _property_types(self) -> dict[str, Type]:
        """Return the types that the property columns have."""
        described = self.connection.execute("DESCRIBE facts").fetchall()
        return {
            name[len(PROPERTY_PREFIX) :]: _TYPES[type_.split("(")[0]]
            for name, type_, *_ in described
            if name.startswith(PROPERTY_PREFIX) and type_.split("(")[0] in _TYPES
        }

    def _times(self, at: int, known_by: int | None) -> str:
        condition = f"occurred_at <= TIMESTAMPTZ {quoted(moment_of(at).isoformat(' '))}"
        if known_by is not None:
            known = quoted(moment_of(known_by).isoformat(" "))
            condition += f" AND recorded_at <= TIMESTAMPTZ {known}"
        return condition

    def _divide(self, late: str, times: str) -> None:
        self.view("all_late", f"SELECT * FROM facts WHERE kind IN ({late}) AND {times}")
        self.view("all_behaviour", f"SELECT * FROM facts WHERE kind NOT IN ({late}) AND {times}")

    def _presence(self) -> dict[str, Presence]:
        both = "(SELECT * FROM all_late UNION ALL SELECT * FROM all_behaviour)"
        rows = self.connection.execute(f"""
            SELECT kind, coalesce(max(lead), -1), bool_or(date_only),
                   bool_or(lead IS NULL AND account IS NULL AND visitor IS NOT NULL),
                   bool_or(lead IS NULL AND account IS NOT NULL)
            FROM {both} GROUP BY kind""").fetchall()
        return {kind: Presence(*rest) for kind, *rest in rows}

    def phase(self, kind: str) -> Phase:
        """Return the phase of a kind; what is not known is something that was done."""
        return self.kinds[kind].phase if kind in self.kinds else Phase.BEHAVIOUR

    def any(self, what: Callable[[Presence], bool], *, late: bool) -> bool:
        """Say whether any kind, of behaviour or of the rest, has something."""
        return any(
            what(there)
            for kind, there in self.present.items()
            if (self.phase(kind) is not Phase.BEHAVIOUR) == late
        )

    def view(self, name: str, query: str) -> None:
        """Name a query."""
        self.connection.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS {query}")

    def _leave_retracted_out(self) -> None:
        retractions = self.of_kinds("fact.retracted", relation="all_late")
        gone = sorted(retracted_keys(retractions))
        table = pa.table({"sender": [s for s, _ in gone], "id": [i for _, i in gone]})
        self.connection.register("retracted", table)
        rest = "ANTI JOIN retracted USING (sender, id)" if gone else ""
        self.view("late", f"SELECT * FROM all_late {rest}")
        self.view("behaviour", f"SELECT * FROM all_behaviour {rest}")

    def one(self, query: str) -> object:
        """Return the one value of a query; none where it has no row."""
        rows = self.connection.execute(query).fetchall()
        return rows[0][0] if rows else None

    def table(self, query: str) -> pa.Table:
        """Return the rows of a query."""
        return self.connection.sql(query).to_arrow_table()

    def facts(self, where: str, *, of: str = "late") -> list[Fact]:
        """Return the facts that fulfil a condition, as values."""
        return facts_in(self.table(f"SELECT * FROM {of} WHERE {where}"))

    def all(self, where: str = "true") -> list[Fact]:
        """Return the facts that fulfil a condition, behaviour and the rest, as values."""
        both = "(SELECT * FROM behaviour UNION ALL BY NAME SELECT * FROM late)"
        return self.facts(where, of=both)

    def of_kinds(self, *kinds: str, relation: str = "late") -> list[Fact]:
        """Return the facts of some kinds, as values."""
        named = [quoted(kind) for kind in kinds if kind in self.present]
        return self.facts(f"kind IN ({', '.join(named)})", of=relation) if named else []

    def highest_lead(self) -> int:
        """Return the highest key of any lead; -1 where there is none."""
        return max((there.highest_lead for there in self.present.values()), default=-1)

    def merges(self) -> list[Merge]:
        """Return the merges that stand."""
        return standing_merges(self.of_kinds("lead.merged", "lead.unmerged"))

    def apart(self, merges: Sequence[Merge]) -> frozenset[int]:
        """Return the leads that the interpreter judges: merged and moved ones, renamed meetings."""
        moved = {fact.lead for fact in self.of_kinds("lead.moved")}
        merged = {lead for merge in merges for lead in (merge.lead, merge.other)}
        renamed = {fact.lead for fact in self._renaming()}
        return frozenset(lead for lead in merged | moved | renamed if lead is not None)

    def _renaming(self) -> list[Fact]:
        """Return the facts that say under which id a meeting was known before."""
        if "previous" not in self.columns:
            return []
        return self.facts("kind LIKE 'meeting.%' AND p_previous IS NOT NULL", of="late")


@dataclass(frozen=True, slots=True)
class Presence:
    """What there is of one kind of fact."""

    highest_lead: int
    has_dates: bool
    has_anonymous: bool
    has_account: bool


def _late_kinds(kinds: Mapping[str, Kind]) -> str:
    """Return the kinds that are not behaviour, as an SQL list."""
    late = [kind.name for kind in kinds.values() if kind.phase is not Phase.BEHAVIOUR]
    return ", ".join(quoted(kind) for kind in sorted(late))


def facts_in(table: pa.Table) -> list[Fact]:
    """Return the rows of a table of facts as values."""
    properties = [name for name in table.column_names if name.startswith("p_")]
    instants = {
        name: table.column(name).cast(pa.int64()).to_pylist()
        for name in ("occurred_at", "recorded_at")
    }
    rest = table.drop_columns(["occurred_at", "recorded_at"]).to_pylist()
    return [
        Fact(
            kind=row["kind"],
            occurred_at=instants["occurred_at"][number],
            recorded_at=instants["recorded_at"][number],
            sender=row["sender"],
            id=row["id"],
            lead=row["lead"],
            account=row["account"],
            visitor=row["visitor"],
            date_only=row["date_only"],
            source=row["source"],
            campaign=row["campaign"],
            actor=row["actor"],
            properties={
                name[2:]: row[name].isoformat() if hasattr(row[name], "isoformat") else row[name]
                for name in properties
                if row[name] is not None
            },
        )
        for number, row in enumerate(rest)
    ]


class Rows:
    """Writes the queries that turn facts into the kernel's rows."""

    def __init__(
        self,
        facts: Facts,
        plans: Sequence[Plan],
        names: Names,
        apart: frozenset[int],
    ) -> None:
        self.facts = facts
        self.plans = plans
        self.names = names
        self.kinds = facts.kinds
        self.decisions = Decisions.of(plans, facts.columns)
        self.has_dates = facts.any(lambda there: there.has_dates, late=False)
        self.has_account_behaviour = facts.any(lambda there: there.has_account, late=False)
        anonymous = facts.any(lambda there: there.has_anonymous, late=False)
        self.is_joined = anonymous or self.has_account_behaviour
        facts.connection.register("apart", pa.table({"lead": pa.array(sorted(apart), pa.int32())}))
        if "lead.identified" in facts.present or self.is_joined:
            self._identify()
        about_account = any(
            facts.any(lambda there: there.has_account, late=late) for late in (False, True)
        )
        if about_account:
            self._belong()
        for name in ("late", "behaviour"):
            self._reach(name, bool(apart))

    # -- which facts reach which lead ------------------------------------------------------

    def _reach(self, name: str, has_apart: bool) -> None:
        """Make the view of facts by lead: own, joined, and of the account."""
        unnamed = ", ".join(quoted(kind) for kind in sorted(self._unnamed()))
        of = f"(SELECT * FROM {name} WHERE kind NOT IN ({unnamed}))" if name == "late" else name
        own = (
            "SELECT * EXCLUDE (lead), lead AS of_lead, epoch_us(occurred_at) AS visible, "
            f"false AS of_account FROM {of} own WHERE lead IS NOT NULL"
        )
        queries = [own]
        late = name == "late"
        if self.facts.any(lambda there: there.has_anonymous, late=late):
            queries.append(_anonymous(of))
        if self.facts.any(lambda there: there.has_account, late=late):
            queries.append(_of_account(of))
        union = " UNION ALL BY NAME ".join(queries)
        if has_apart:
            union = f"SELECT * FROM ({union}) WHERE of_lead NOT IN (SELECT lead FROM apart)"
        self.facts.view(f"reaching_{name}", union)

    def _unnamed(self) -> frozenset[str]:
        accounting = {kind.name for kind in self.kinds.values() if kind.accounting}
        return LEFT_OUT | accounting

    def _identify(self) -> None:
        """Make tables of who identified which visitor, and of who belongs to which account."""
        self.facts.connection.execute("""
            CREATE OR REPLACE TEMP TABLE identified AS
            SELECT visitor, occurred_at AS since, max(lead) AS lead FROM late
            WHERE kind = 'lead.identified' AND visitor IS NOT NULL AND lead IS NOT NULL
            GROUP BY ALL""")
        self.facts.connection.execute("""
            CREATE OR REPLACE TEMP TABLE first_identified AS
            SELECT visitor, min(since) AS since, arg_min(lead, (since, lead)) AS lead
            FROM (SELECT visitor, occurred_at AS since, lead FROM late
                  WHERE kind = 'lead.identified' AND visitor IS NOT NULL AND lead IS NOT NULL)
            GROUP BY visitor""")

    def _belong(self) -> None:
        """Make a table of who belongs to which account, and since when."""
        unnamed = ", ".join(quoted(kind) for kind in sorted(self._unnamed()))
        self.facts.connection.execute(f"""
            CREATE OR REPLACE TEMP TABLE member AS
            SELECT l.lead, l.account, epoch_us(min(s.occurred_at)) AS since
            FROM leads l JOIN (
                SELECT lead, occurred_at FROM late WHERE kind NOT IN ({unnamed})
                UNION ALL SELECT lead, occurred_at FROM behaviour) s ON l.lead = s.lead
            WHERE l.account IS NOT NULL GROUP BY ALL""")

    # -- behaviour -------------------------------------------------------------------------

    def behaviour(self) -> pa.Table:
        """Return lead, visible, occurred and mask of every behaviour fact, in any order."""
        columns = ["of_lead AS lead", "visible", f"{self._mask()} AS mask"]
        if self.is_joined:
            columns.append("epoch_us(occurred_at) AS occurred")
        return self.facts.table(f"SELECT {', '.join(columns)} FROM reaching_behaviour")

    def _mask(self) -> str:
        bits = []
        for bit, (version, rule) in enumerate(self.names.matchers):
            definition = self.plans[version].definition
            condition = f"kind = {quoted(rule.kind)}"
            condition += " AND of_account" if rule.of_account else " AND NOT of_account"
            if rule.where is not None:
                writer = Writer(self.facts.columns, definition.lists)
                condition += f" AND {writer.write(rule.where.expression)}"
            bits.append((condition, bit))
        for counter, kind in enumerate(self.names.programs.counters):
            if self.facts.phase(kind) is Phase.BEHAVIOUR:
                bits.append((f"kind = {quoted(kind)}", len(self.names.matchers) + counter))
        if self.has_dates:
            bits.append(("date_only", DATE_ONLY_BIT))
        bits.append(("of_account", WAKING_BIT))
        wide = self.has_dates or len(bits) > 30 or self.has_account_behaviour
        if not wide:
            bits = bits[:-1]
        integer = "BIGINT" if wide else "INTEGER"
        terms = [f"(CASE WHEN {c} THEN {1 << bit}::{integer} ELSE 0 END)" for c, bit in bits]
        return " | ".join(terms) if terms else f"0::{integer}"

    # -- everything else -------------------------------------------------------------------

    def stating(self, *, with_ids: bool) -> pa.Table:
        """Return the facts that may state attributes: what they say as bits, and every leaf."""
        leaves = [
            f"{self._leaf(leaf)} AS leaf{number}"
            for number, leaf in enumerate(self.names.programs.leaves)
        ]
        raw = self._raw(with_ids=with_ids, with_texts=self._is_credited())
        return self._late(
            self._kind_is(self._stating_kinds()), raw, f"{self._says()} AS says", *leaves
        )

    def others(self, *, with_ids: bool) -> pa.Table:
        """Return all other facts that are neither behaviour nor about a meeting."""
        where = f"NOT {self._kind_is(self._stating_kinds())} AND NOT ({MEETING_KINDS})"
        return self._late(where, self._raw(with_ids=with_ids))

    def _is_credited(self) -> bool:
        """Say whether conditions speak of what a lead is credited to, which any fact may state."""
        return not {"source", "campaign"}.isdisjoint(self.names.programs.attributes)

    def _stating_kinds(self) -> list[str]:
        if self._is_credited():
            return [kind.name for kind in self.kinds.values() if kind.phase is Phase.KNOWING]
        return ["lead.described", "account.described", "lead.cleared", "account.cleared"]

    def _kind_is(self, kinds: Iterable[str]) -> str:
        """Return whether a fact is of one of these kinds, as SQL."""
        named = ", ".join(quoted(kind) for kind in kinds if kind in self.facts.present)
        return f"kind IN ({named})" if named else "false"

    def _late(self, where: str, columns: list[str], *more: str) -> pa.Table:
        query = f"SELECT {', '.join([*columns, *more])} FROM reaching_late WHERE {where}"
        return self.facts.table(query)

    def records(self) -> pa.Table:
        """Return the facts that are also the record of a stage: behaviour, or about a meeting."""
        kinds = [
            kind
            for kind, _ in self.decisions.keys
            if self.facts.phase(kind) <= Phase.BEHAVIOUR or kind.startswith("meeting.")
        ]
        where = f"{self._kind_is(kinds)} AND NOT of_account"
        both = "(SELECT * FROM reaching_late UNION ALL BY NAME SELECT * FROM reaching_behaviour)"
        columns = ", ".join(self._raw(with_ids=True))
        return self.facts.table(f"SELECT {columns} FROM {both} WHERE {where}")

    def kinds_present(self) -> list[str]:
        """Return the kinds that there are, in the order of their numbers."""
        return sorted(self.facts.present)

    def _raw(self, *, with_ids: bool, with_texts: bool = True) -> list[str]:
        """Return the columns that every row needs; ids and texts only where they are asked for."""
        kinds = ", ".join(quoted(kind) for kind in self.kinds_present())
        texts = ("reason", "criterion", "status", "how", "stage")
        return [
            "of_lead AS lead",
            "visible",
            "epoch_us(occurred_at) AS occurred",
            f"(list_position([{kinds}], kind) - 1)::INTEGER AS kind",
            "sender",
            "id" if with_ids else "NULL::VARCHAR AS id",
            "date_only",
            "actor" if with_texts else "NULL::VARCHAR AS actor",
            *(self._text(name) if with_texts else f"NULL::VARCHAR AS {name}" for name in texts),
        ]

    def _text(self, name: str) -> str:
        known = self.facts.columns.get(name) is Type.TEXT
        column = identifier(PROPERTY_PREFIX + name) if known else "NULL::VARCHAR"
        return f"{column} AS {name}"

    def _says(self) -> str:
        terms = []
        for number, name in enumerate(self.names.programs.attributes):
            condition = self._states(name)
            if self.facts.columns.get("attribute") is Type.TEXT:
                condition = f"({condition}) OR (kind IN ('lead.cleared', 'account.cleared') AND "
                condition += f"p_attribute = {quoted(name)})"
            terms.append(f"(CASE WHEN {condition} THEN {1 << number}::BIGINT ELSE 0 END)")
        return "(" + " | ".join(terms) + ")" if terms else "0::BIGINT"

    def _states(self, name: str) -> str:
        """Return whether a fact states an attribute, as SQL."""
        if name in ("source", "campaign"):
            knowing = [k.name for k in self.kinds.values() if k.phase is Phase.KNOWING]
            kinds = ", ".join(quoted(kind) for kind in sorted(knowing))
            return f"{identifier(name)} IS NOT NULL AND NOT of_account AND kind IN ({kinds})"
        if name not in self.facts.columns:
            return "false"
        column = identifier(PROPERTY_PREFIX + name)
        return f"kind IN ('lead.described', 'account.described') AND {column} IS NOT NULL"

    def _leaf(self, leaf: Leaf) -> str:
        writer = Writer(self.facts.columns, self.plans[leaf.version].definition.lists)
        written = writer.write(leaf.expression)
        if is_text(leaf.expression):
            return f"(CASE WHEN {written} IS NOT NULL THEN 1.0 ELSE 'NaN'::DOUBLE END)"
        return f"coalesce(CAST({written} AS DOUBLE), 'NaN'::DOUBLE)"

    def meetings(self) -> pa.Table:
        """Return the facts about meetings, in order, with which meeting each is about."""
        known = self.facts.columns.get("meeting") is Type.TEXT
        meeting = f"coalesce({'p_meeting' if known else 'NULL'}, '') AS meeting"
        where = f"{MEETING_KINDS} ORDER BY of_lead, visible, sender, id"
        if not any(kind.startswith("meeting.") for kind in self.facts.present):
            where = "false"
        return self._late(where, self._raw(with_ids=True), meeting)


def _anonymous(of: str) -> str:
    """Each goes to the last lead identified before it, else to the first ever."""
    return f"""
        SELECT f.* EXCLUDE (lead), coalesce(i.lead, g.lead) AS of_lead,
               epoch_us(greatest(f.occurred_at, coalesce(i.since, g.since))) AS visible,
               false AS of_account
        FROM (SELECT * FROM {of} WHERE lead IS NULL AND account IS NULL
              AND visitor IS NOT NULL) f
        JOIN first_identified g ON f.visitor = g.visitor
        ASOF LEFT JOIN identified i ON f.visitor = i.visitor AND f.occurred_at >= i.since"""


def _of_account(of: str) -> str:
    """Each reaches every lead of the account, from the lead's first fact on."""
    return f"""
        SELECT f.* EXCLUDE (lead), m.lead AS of_lead,
               greatest(epoch_us(f.occurred_at), m.since) AS visible, true AS of_account
        FROM (SELECT * FROM {of} WHERE lead IS NULL AND account IS NOT NULL) f
        JOIN member m ON f.account = m.account"""
