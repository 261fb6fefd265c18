"""Facts as rows of small numbers: what DuckDB makes of a table of facts for the kernel.

One scan gives the behaviour rows (lead, times, and a bit for each rule whose condition the
fact fulfils), a second everything else.  Nothing is sorted here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from meetworthy.model.criteria import CONVERSATIONS, FORMS
from meetworthy.model.dataset import Dataset
from meetworthy.model.fact import Fact
from meetworthy.model.kinds import KINDS, Kind, Phase, Type
from meetworthy.model.tables import FACT_COLUMNS, PROPERTY_PREFIX
from meetworthy.model.time import moment_of

from ..gather import LEFT_OUT, Merge, retracted_keys, standing_merges
from ..people import SALES_SIDE, People
from ..plan import WAKING, Plan
from .layout import (
    ASSESS,
    BY_SALES,
    CLEAR,
    DATE_ONLY,
    DATE_ONLY_BIT,
    DECIDE,
    LEAVE,
    NOTHING,
    STATE,
    WAKES,
    WAKING_BIT,
    WAY_CODES,
)
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

    def code(self) -> str:
        """Return the number of a fact's decision as SQL; -1 where it is none."""
        if not self.keys:
            return "-1"
        cases = [f"WHEN {self._condition(key)} THEN {i}" for i, key in enumerate(self.keys)]
        return f"(CASE {' '.join(cases)} ELSE -1 END)"

    def _condition(self, key: tuple[str, str | None]) -> str:
        kind, stage = key
        named = "" if stage is None else f" AND lower(p_stage) = {quoted(stage)}"
        return f"kind = {quoted(kind)}{named}"


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

    Two relations: ``behaviour``, what leads did, read where it lies, and ``late``, all the
    rest, which is read once and kept, since it is asked about again and again.
    """

    def __init__(
        self,
        dataset: Dataset,
        *,
        at: int,
        known_by: int | None,
        kinds: Mapping[str, Kind] = KINDS,
        attributes: Iterable[str] | None = None,
    ) -> None:
        self.connection = duckdb.connect()
        self.connection.execute("SET preserve_insertion_order = false")
        self.connection.execute("SET TimeZone = 'UTC'")
        self._open(dataset)
        self.columns: Columns = self._property_types()
        self.connection.register("leads", dataset.leads)
        self._divide(_late_kinds(kinds), self._times(at, known_by), attributes)
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

    def _divide(self, late: str, times: str, attributes: Iterable[str] | None) -> None:
        wanted = "*"
        if attributes is not None:
            known = [n for n in self.columns if n in NEEDED or n in set(attributes)]
            wanted = ", ".join([*FACT_COLUMNS.names, *(identifier(f"p_{n}") for n in known)])
        self.connection.execute(
            f"CREATE TEMP TABLE all_late AS SELECT {wanted} FROM facts "
            f"WHERE kind IN ({late}) AND {times}"
        )
        self.view(
            "all_behaviour", f"SELECT * FROM facts WHERE kind NOT IN ({late}) AND {times}"
        )

    def view(self, name: str, query: str) -> None:
        """Name a query."""
        self.connection.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS {query}")

    def _leave_retracted_out(self) -> None:
        gone = sorted(retracted_keys(self.facts("kind = 'fact.retracted'", of="all_late")))
        table = pa.table({"sender": [s for s, _ in gone], "id": [i for _, i in gone]})
        self.connection.register("retracted", table)
        rest = "ANTI JOIN retracted USING (sender, id)" if gone else ""
        self.view("late", f"SELECT * FROM all_late {rest}")
        self.view("behaviour", f"SELECT * FROM all_behaviour {rest}")

    def one(self, query: str) -> object:
        """Return the one value of a query; none where it has no row."""
        rows = self.connection.execute(query).fetchall()
        return rows[0][0] if rows else None

    def has(self, relation: str, where: str) -> bool:
        """Say whether any fact fulfils a condition."""
        return self.one(f"SELECT 1 FROM {relation} WHERE {where} LIMIT 1") is not None

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

    def highest_lead(self) -> int:
        """Return the highest key of any lead; -1 where there is none."""
        found = [self.one(f"SELECT max(lead) FROM {name}") for name in ("late", "behaviour")]
        return max(-1 if value is None else int(str(value)) for value in found)

    def merges(self) -> list[Merge]:
        """Return the merges that stand."""
        return standing_merges(self.facts("kind IN ('lead.merged', 'lead.unmerged')"))

    def apart(self, merges: Sequence[Merge]) -> frozenset[int]:
        """Return the leads that the interpreter judges: merged ones, and those that moved."""
        moved = self.table("SELECT DISTINCT lead FROM late WHERE kind = 'lead.moved'")
        merged = {lead for merge in merges for lead in (merge.lead, merge.other)}
        return frozenset(merged | set(moved.column(0).to_pylist())) - {None}


NEEDED = frozenset(
    "criterion status how words reason stage meeting other attribute fact sender person role until"
    .split()
)
"""The properties that judging reads whatever a definition says."""


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
        people: People,
        apart: frozenset[int],
    ) -> None:
        self.facts = facts
        self.plans = plans
        self.names = names
        self.people = people
        self.kinds: dict[str, Kind] = {}
        for plan in plans:
            self.kinds |= dict(plan.definition.kinds)
        self.decisions = Decisions.of(plans, facts.columns)
        self.has_dates = any(facts.has(name, "date_only") for name in ("late", "behaviour"))
        self.is_joined = facts.has("behaviour", "lead IS NULL")
        self.has_account_behaviour = facts.has("behaviour", "lead IS NULL AND account IS NOT NULL")
        facts.connection.register("apart", pa.table({"lead": pa.array(sorted(apart), pa.int32())}))
        self._identify()
        for name in ("late", "behaviour"):
            self._reach(name, bool(apart))

    # -- which facts reach which lead ------------------------------------------------------

    def _reach(self, name: str, has_apart: bool) -> None:
        """Make the view of facts by lead: own, joined, and of the account."""
        unnamed = ", ".join(quoted(kind) for kind in sorted(self._unnamed()))
        of = f"(SELECT * FROM {name} WHERE kind NOT IN ({unnamed}))" if name == "late" else name
        queries = [
            "SELECT * EXCLUDE (lead), lead AS of_lead, epoch_us(occurred_at) AS visible, "
            f"false AS of_account FROM {of} own WHERE lead IS NOT NULL"
        ]
        if self.facts.has(name, "lead IS NULL AND account IS NULL AND visitor IS NOT NULL"):
            queries.append(_anonymous(of))
        if self.facts.has(name, "lead IS NULL AND account IS NOT NULL"):
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
        about = "lead IS NULL AND account IS NOT NULL"
        if any(self.facts.has(name, about) for name in ("late", "behaviour")):
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
            if self._phase(kind) is Phase.BEHAVIOUR:
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

    def _phase(self, kind: str) -> Phase:
        known = self.kinds.get(kind)
        return Phase.BEHAVIOUR if known is None else known.phase

    # -- everything else -------------------------------------------------------------------

    def stating(self) -> pa.Table:
        """Return the facts that state attributes, with a column for each leaf."""
        leaves = [
            f"{self._leaf(leaf)} AS leaf{number}"
            for number, leaf in enumerate(self.names.programs.leaves)
        ]
        return self._events(f"({self._says()}) <> 0", leaves)

    def others(self) -> pa.Table:
        """Return all other facts that are neither behaviour nor about a meeting."""
        return self._events(f"({self._says()}) = 0", [])

    def records(self) -> pa.Table:
        """Return the behaviour facts that are also the record of a stage."""
        kinds = {
            kind
            for kind, _ in self.decisions.keys
            if self._phase(kind) <= Phase.BEHAVIOUR or kind.startswith("meeting.")
        }
        if not kinds:
            return self._events("false", [])
        names = ", ".join(quoted(kind) for kind in sorted(kinds))
        return self._events(f"kind IN ({names}) AND NOT of_account", [], as_record=True)

    def _events(self, where: str, leaves: list[str], *, as_record: bool = False) -> pa.Table:
        columns = [
            "of_lead AS lead",
            "visible",
            "epoch_us(occurred_at) AS occurred",
            f"{int(Phase.EVENT) if as_record else self._phase_code()}::TINYINT AS phase",
            f"{DECIDE if as_record else self._op()}::TINYINT AS op",
            f"{self.decisions.code() if as_record else self._argument()}::INTEGER AS argument",
            f"{self._detail()}::INTEGER AS detail",
            "sender",
            "id",
            f"{0 if as_record else self._says()}::BIGINT AS says",
            f"{self._flags(as_record)}::INTEGER AS flags",
            f"{-1 if as_record else self._counter()}::INTEGER AS counter",
            "p_reason AS reason" if "reason" in self.facts.columns else "NULL::VARCHAR AS reason",
            *leaves,
        ]
        of = "reaching_late" if not as_record else (
            "(SELECT * FROM reaching_late UNION ALL BY NAME SELECT * FROM reaching_behaviour)"
        )
        rest = "" if as_record else f" AND NOT ({MEETING_KINDS})"
        return self.facts.table(f"SELECT {', '.join(columns)} FROM {of} WHERE {where}{rest}")

    def _case(self, cases: Sequence[tuple[str, object]], otherwise: object) -> str:
        if not cases:
            return str(otherwise)
        whens = " ".join(f"WHEN {condition} THEN {value}" for condition, value in cases)
        return f"(CASE {whens} ELSE {otherwise} END)"

    def _kinds_of(self, phase: Phase) -> str:
        kinds = sorted(kind.name for kind in self.kinds.values() if kind.phase is phase)
        return f"kind IN ({', '.join(quoted(kind) for kind in kinds)})"

    def _phase_code(self) -> str:
        phases = (Phase.KNOWING, Phase.DECISION, Phase.EVENT)
        return self._case([(self._kinds_of(p), int(p)) for p in phases], int(Phase.EXIT))

    def _op(self) -> str:
        later = f"{self._kinds_of(Phase.DECISION)} OR {self._kinds_of(Phase.EVENT)}"
        cases: list[tuple[str, object]] = [
            ("kind IN ('lead.cleared', 'account.cleared')", CLEAR),
            (f"kind = 'criterion.assessed' AND {self._word()} >= 0 AND {self._status()} >= 0", ASSESS),
            (self._kinds_of(Phase.EXIT), LEAVE),
            (f"({later}) AND {self.decisions.code()} >= 0", DECIDE),
            ("kind IN ('lead.described', 'account.described')", STATE),
        ]
        return self._case(cases, NOTHING)

    def _argument(self) -> str:
        cases: list[tuple[str, object]] = [
            ("kind = 'criterion.assessed'", self._word()),
        ]
        return self._case(cases, self.decisions.code())

    def _detail(self) -> str:
        exits = [
            (f"kind = {quoted(kind.name)}", WAY_CODES.index(kind.name.split(".")[1]))
            for kind in self.kinds.values()
            if kind.phase is Phase.EXIT
        ]
        assessed = f"({self._learned()}) * 8 + ({self._status()})"
        return self._case([("kind = 'criterion.assessed'", assessed), *exits], 0)

    def _text(self, name: str) -> str:
        known = self.facts.columns.get(name) == "text"
        return f"trim(lower({identifier('p_' + name)}), ' ')" if known else "NULL::VARCHAR"

    def _word(self) -> str:
        word = f"replace({self._text('criterion')}, ' ', '_')"
        return self._case([(f"{word} = {quoted(w)}", i) for i, w in enumerate(self.names.words)], -1)

    def _status(self) -> str:
        words = ("unknown", "denied", "partial", "confirmed")
        text = self._text("status")
        return self._case([(f"{text} = {quoted(w)}", i) for i, w in enumerate(words)], -1)

    def _learned(self) -> str:
        text = self._text("how")

        def among(words: frozenset[str]) -> str:
            return f"{text} IN ({', '.join(quoted(word) for word in sorted(words))})"

        return self._case([(among(CONVERSATIONS), 2), (among(FORMS), 1)], 0)

    def _says(self) -> str:
        terms = []
        for number, name in enumerate(self.names.programs.attributes):
            if name in ("source", "campaign"):
                condition = f"{identifier(name)} IS NOT NULL AND NOT of_account"
                condition += f" AND {self._kinds_of(Phase.KNOWING)}"
            elif name in self.facts.columns:
                condition = "kind IN ('lead.described', 'account.described') AND "
                condition += f"{identifier('p_' + name)} IS NOT NULL"
            else:
                continue
            if self.facts.columns.get("attribute") == "text":
                condition = f"({condition}) OR (kind IN ('lead.cleared', 'account.cleared') AND "
                condition += f"p_attribute = {quoted(name)})"
            terms.append(f"(CASE WHEN {condition} THEN {1 << number}::BIGINT ELSE 0 END)")
        return "(" + " | ".join(terms) + ")" if terms else "0::BIGINT"

    def _leaf(self, leaf: Leaf) -> str:
        writer = Writer(self.facts.columns, self.plans[leaf.version].definition.lists)
        written = writer.write(leaf.expression)
        if is_text(leaf.expression):
            return f"(CASE WHEN {written} IS NOT NULL THEN 1.0 ELSE 'NaN'::DOUBLE END)"
        return f"coalesce(CAST({written} AS DOUBLE), 'NaN'::DOUBLE)"

    def _flags(self, as_record: bool) -> str:
        waking = ", ".join(quoted(kind) for kind in sorted(WAKING))
        wakes = "false" if as_record else f"kind IN ({waking}) AND NOT of_account"
        flags = [(wakes, WAKES), ("date_only", DATE_ONLY), (self._by_sales(), BY_SALES)]
        return " | ".join(f"(CASE WHEN {c} THEN {flag} ELSE 0 END)" for c, flag in flags)

    def _by_sales(self) -> str:
        """Return whether who decided may: whoever is not known is not refused."""
        roles = self.people.roles
        if not roles:
            return "true"
        known = ", ".join(quoted(person) for person in sorted(roles))
        may = [
            f"(actor = {quoted(person)} AND epoch_us(occurred_at) >= {start} "
            f"AND epoch_us(occurred_at) < {until})"
            for person, spans in sorted(roles.items())
            for role, start, until in spans
            if role in SALES_SIDE
        ]
        allowed = " OR ".join(may) if may else "false"
        return f"actor IS NULL OR actor NOT IN ({known}) OR {allowed}"

    def _counter(self) -> str:
        counters = self.names.programs.counters
        return self._case([(f"kind = {quoted(k)}", i) for i, k in enumerate(counters)], -1)

    def meetings(self) -> pa.Table:
        """Return the facts about meetings, in order, with what the meeting's life needs."""
        meeting = "p_meeting" if self.facts.columns.get("meeting") == "text" else "NULL"
        return self.facts.table(f"""
            SELECT of_lead AS lead, visible, epoch_us(occurred_at) AS occurred, kind, actor,
                   sender, id, date_only, coalesce({meeting}, '') AS meeting,
                   {self._counter()}::INTEGER AS counter
            FROM reaching_late WHERE {MEETING_KINDS} AND {self._kinds_of(Phase.EVENT)}
            ORDER BY of_lead, visible, sender, id""")




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
