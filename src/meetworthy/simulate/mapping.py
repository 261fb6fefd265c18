"""The ``sources.yaml`` that belongs to what was written."""

from __future__ import annotations

from importlib.resources import files

from meetworthy.model.kinds import KINDS, Type

from .exports import LOGS, Log
from .table import ATTRIBUTES
from .world import CURRENCY, ZONE

STAGES = ("lead", "mql", "sql", "opportunity", "customer")
"""The funnel that the CRM asserts, where no definition is given."""

HEAD = f"""\
# How the exports of Northwind, an invented company, become facts.
sources: 1
timezone: {ZONE}
currency: {CURRENCY}
stages: [{", ".join(STAGES)}]
files:
"""


def mapping_of_exports() -> str:
    """Return the mapping of the CSV exports."""
    wide = (files(__package__) / "northwind" / "wide.yaml").read_text("utf-8")
    return HEAD + wide.removeprefix("files:\n") + "".join(_log(log) for log in LOGS)


def mapping_of_facts(leads: str, facts: str) -> str:
    """Return the mapping of tables of facts: the file of leads, and that of the facts."""
    return HEAD + f"  facts:\n    file: {facts}\n    format: facts\n    leads: {leads}\n"


def _log(log: Log) -> str:
    lines = [f"  {log.name}:", f"    file: {log.file}", f"    sender: {log.sender}"]
    if log.lead:
        lines.append(f"    lead: {{{log.lead[0]}: {log.lead[1]}}}")
    if log.account:
        aliases = ", ".join(f"{space}: {header}" for space, header in log.account)
        lines.append(f"    account: {{{aliases}}}")
    if log.visitor:
        lines.append(f"    visitor: {{cookie: {log.visitor}}}")
    said = {"id": log.number, "actor": log.actor, "source": log.source, "recorded": log.recorded}
    lines += [f"    {key}: {header}" for key, header in said.items() if header]
    lines.append("    facts:")
    for kind, word in log.rows.items():
        lines += _rule(log, kind, word)
    return "\n".join(lines) + "\n"


def _rule(log: Log, kind: str, word: str) -> list[str]:
    known = ATTRIBUTES if KINDS[kind].open else KINDS[kind].properties
    cells = [_cell(name, log.columns[name], known[name]) for name in known if name in log.columns]
    lines = [
        f"      - kind: {kind}",
        "        at: Time",
        f"        when: {{column: {log.event}, is: {word}}}",
    ]
    if cells:
        lines.append(f"        properties: {{{', '.join(cells)}}}")
    return lines


def _cell(name: str, header: str, type_: Type) -> str:
    if type_ is Type.TEXT:
        return f"{name}: {header}"
    return f"{name}: {{column: {header}, type: {type_}}}"
