"""The notation of sources.yaml: everything wrong with it is said at once, with its place."""

from __future__ import annotations

import json

import jsonschema
import pytest
from ruamel.yaml import YAML

from facts_folder import facts, kinds_of_problems, lines, make_folder, quarantine, read, refusal
from meetworthy.facts.load import parse_mapping
from meetworthy.facts.mapping import mapping_schema
from meetworthy.facts.propose import propose_mapping
from meetworthy.facts.read import read_folder
from meetworthy.model.problem import Refused

CSV = {"a.csv": "id,at,title,amount\n1,2026-01-01,VP,5\n"}


def one_file(entry: str, top: str = "") -> str:
    return f"sources: 1\n{top}\nfiles:\n  a:\n    file: a.csv\n    lead: {{crm: id}}\n    {entry}\n"


def kinds(tmp_path, entry: str, top: str = "") -> list[str]:
    return [problem.kind for problem in refusal(tmp_path, one_file(entry, top), dict(CSV))]


def test_all_problems_are_said_at_once_each_with_its_line(tmp_path):
    sources = """\
sources: 1
timezone: Europe/Berln
files:
  a:
    file: a.csv
    lead: {crm: id}
    facts:
      - kind: page.veiwed
        at: at
      - kind: demo.requested
        at: at
        properties: {pth: title}
  b:
    file: b.csv
    lead: {crm: id}
    facts: [{kind: lead.created}]
"""
    problems = refusal(tmp_path, sources, dict(CSV))
    assert [(problem.place.line, problem.kind) for problem in problems] == [
        (2, "zone_unknown"),
        (8, "kind_unknown"),
        (12, "property_unknown"),
        (16, "time_missing"),
        (14, "file_absent"),
    ]
    assert "`page.viewed`" in problems[1].remedy
    assert "`path`" in problems[2].remedy
    assert "`a.csv`" in problems[4].remedy


@pytest.mark.parametrize(
    ("text", "kind", "line"),
    [
        ("sources: 2\nfiles: {a: {file: a.csv}}", "mapping_value_error", 1),
        ("sources: 1\nfiles:\n  a:\n    fiel: a.csv", "mapping_missing", 3),
        ("sources: 1\nfiles:\n  a: {file: a.csv, rows: weekly}", "mapping_literal_error", 3),
        ("sources: 1\nfiles: {}", "mapping_too_short", 2),
        ("- a", "mapping_empty", 1),
        ("sources: 1\nfiles:\n  a: &x {file: a.csv}", "anchor", 3),
        (
            "sources: 1\ncurrency: euro\nfiles: {a: {file: a.csv}}",
            "mapping_string_pattern_mismatch",
            2,
        ),
    ],
)
def test_what_is_not_the_notation_is_refused_with_its_line(text, kind, line):
    mapping, _, problems = parse_mapping(text, "sources.yaml")
    assert mapping is None
    assert (kind, line) in [(problem.kind, problem.place.line) for problem in problems]


def test_a_folder_without_a_mapping_says_how_to_get_one(tmp_path):
    with pytest.raises(Refused, match="meetworthy map"):
        read_folder(tmp_path)


@pytest.mark.parametrize(
    ("entry", "kind"),
    [
        ('facts: [{kind: lead.created, at: {column: at, format: "%Q"}}]', "format_unknown"),
        ("facts: [{kind: stage.asserted, at: at}]", "property_missing"),
        ("facts: [{kind: lead.described, at: at}]", "property_missing"),
        ("facts: [{kind: lead.merged, at: at}]", "other_missing"),
        ("facts: [{kind: account.described, at: at, properties: {x: title}}]", "nothing wrong"),
        ("facts: [{kind: lead.identified, at: at}]", "key_missing"),
        ("rows: snapshot\n    facts: [{kind: lead.created}]", "taken_missing"),
        ("known_from: yesterday\n    facts: [{kind: lead.created}]", "time_unreadable"),
        (
            (
                "facts: [{kind: call.answered, at: at,"
                " properties: {minutes: {column: amount, type: text}}}]"
            ),
            "property_type",
        ),
        (
            "id: id\n    facts: [{kind: lead.created, at: at}, {kind: lead.created, at: title}]",
            "rules_alike",
        ),
        ("encoding: utf-99\n    facts: [{kind: lead.created, at: at}]", "encoding_unknown"),
    ],
)
def test_each_thing_that_can_be_wrong(tmp_path, entry, kind):
    found = kinds(tmp_path, entry)
    assert found == ([] if kind == "nothing wrong" else [kind])


def test_one_property_has_one_type_in_all_files(tmp_path):
    entry = """facts:
      - {kind: lead.described, at: at, properties: {size: {column: amount, type: integer}}}
      - {kind: account.described, at: at, properties: {size: title}}"""
    (problem,) = refusal(tmp_path, one_file(entry), dict(CSV))
    assert problem.kind == "property_type"
    assert "sources.yaml:8" in problem.cause


def test_two_properties_differ_by_more_than_their_capitals(tmp_path):
    entry = "facts: [{kind: lead.described, at: at, properties: {Title: title, title: title}}]"
    assert kinds(tmp_path, entry) == ["property_misnamed"]


def test_a_team_has_kinds_of_its_own(tmp_path):
    dataset = read(
        tmp_path,
        one_file(
            "facts: [{kind: quiz.finished, at: at, properties: {score: amount}}]",
            "kinds: {quiz.finished: {phase: behaviour, properties: {score: number}}}",
        ),
        dict(CSV),
    )
    assert lines(dataset, "kind", "p_score") == [("quiz.finished", 5.0)]


def test_a_bom_that_contradicts_the_declared_encoding_is_refused(tmp_path):
    sources = one_file("encoding: utf-8\n    facts: [{kind: lead.created, at: at}]")
    (problem,) = refusal(tmp_path, sources, {"a.csv": "id,at\n".encode("utf-16")})
    assert problem.kind == "encoding_contradicted"


def test_values_conditions_constants_and_numbers_as_they_are_written(tmp_path):
    entry = """separator: ";"
    empty: ["", "NULL"]
    source: {is: fair}
    facts:
      - kind: criterion.assessed
        at: at
        when: [{column: what, is: [call, Visit]}, {column: status, filled: true}]
        with: {criterion: need, how: call}
        properties: {status: {column: status, values: {Ja: confirmed, Nein: denied}}}
      - kind: quote.requested
        at: at
        when: {column: what, is_not: [call, visit]}
        properties: {amount: {column: amount, decimal: ",", thousands: "."}}"""
    rows = (
        "id;at;what;status;amount\n"
        "1;2026-01-01;CALL;ja;\n"
        "1;2026-01-02;visit;vielleicht;\n"
        "1;2026-01-03;quote;;1.234,50\n"
        "1;2026-01-04;call;NULL;\n"
    )
    dataset = read(tmp_path, one_file(entry), {"a.csv": rows})
    assert lines(dataset, "kind", "source", "p_status", "p_amount") == [
        ("criterion.assessed", "fair", "confirmed", None),
        ("quote.requested", "fair", None, 1234.5),
    ]
    assert [(row["row"], row["kind"]) for row in quarantine(dataset)] == [("3", "not_a_status")]
    assert kinds_of_problems(dataset)["rows_without_facts"] == 1


def test_spend_people_and_retractions(tmp_path):
    sources = """
        sources: 1
        currency: EUR
        files:
          spend:
            file: spend.csv
            source: source
            facts: [{kind: spend.recorded, at: month, properties: {amount: amount, until: until}}]
          people:
            file: people.csv
            facts: [{kind: person.described, at: since, properties: {person: who, role: role}}]
          undone:
            file: undone.csv
            lead: {crm: id}
            facts: [{kind: fact.retracted, at: at, with: {sender: crm}, properties: {fact: fact}}]
    """
    dataset = read(
        tmp_path,
        sources,
        {
            "spend.csv": "month,until,source,amount\n2026-01-01,2026-02-01,ads,1200.50\n",
            "people.csv": "who,role,since\nann,sdr,2026-01-01\nann,ae,2026-06-01\n",
            "undone.csv": "id,fact,at\n1,a17,2026-01-01\n",
        },
    )
    spend = next(fact for fact in facts(dataset) if fact["kind"] == "spend.recorded")
    assert (spend["source"], spend["p_amount"], spend["p_currency"]) == ("ads", 1200.5, "EUR")
    assert "lead" not in spend
    roles = [fact["p_role"] for fact in facts(dataset) if fact["kind"] == "person.described"]
    assert roles == ["sdr", "ae"]
    undone = next(fact for fact in facts(dataset) if fact["kind"] == "fact.retracted")
    assert (undone["p_sender"], undone["p_fact"]) == ("crm", "a17")


def test_the_schema_for_editors_takes_what_the_reader_takes():
    text = one_file(
        "facts: [{kind: stage.asserted, at: {column: at}, with: {stage: mql},"
        " when: {column: won, is: 1}}, {kind: lead.described, at: at, properties: {t: title}}]"
    )
    data = YAML(typ="safe", pure=True).load(text)
    schema = mapping_schema()
    json.dumps(schema)
    jsonschema.validate(data, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**data, "fiels": {}}, schema)


def test_a_proposed_mapping_reads_the_files_it_was_made_from(tmp_path):
    folder = make_folder(
        tmp_path,
        "",
        {
            "contacts.csv": "Contact ID;Email;Created;Original source;Employees;Became MQL\n"
            "1;ann@acme.com;2026-01-01;ads;50;2026-01-09\n2;bob@acme.com;2026-01-02;;7;\n",
            "visits.csv": "Contact ID,When,Type,URL\n1,2026-01-01 10:00,view,/a\n"
            "1,2026-01-02 10:00,view,/b\n",
        },
    )
    text = propose_mapping(folder)
    (folder / "sources.yaml").write_text(text)
    dataset = read_folder(folder)
    assert dataset.read.quarantined == 0
    assert {fact["kind"] for fact in facts(dataset)} == {"lead.created", "lead.described"}
    assert dataset.leads.num_rows == 2
    assert 'separator: ";"' in text
    assert "decide: does Became MQL say when a stage was reached" in text


def test_a_proposal_lists_both_readings_of_a_date_and_takes_neither(tmp_path):
    folder = make_folder(
        tmp_path, "", {"leads.csv": "lead_id,created\n1,02/03/2018\n2,04/05/2018\n"}
    )
    text = propose_mapping(folder)
    commented = [line for line in text.splitlines() if "%d/%m/%Y" in line or "%m/%d/%Y" in line]
    assert len(commented) == 2
    assert all(line.lstrip().startswith("#") for line in commented)
    assert "2 March 2018" in text
    assert "3 February 2018" in text
