"""The outside systems: ours, and those that other packages add by an entry point."""

from __future__ import annotations

from importlib.metadata import EntryPoint

import pytest

from meetworthy.connect import registry
from meetworthy.connect.json_facts import MOST_FACTS, read_facts
from meetworthy.connect.reading import Reading
from meetworthy.connect.registry import GROUP, SHIPPED, systems
from meetworthy.connect.system import System
from meetworthy.model.kinds import KINDS

READING = Reading(sender="crm", received_at=1_772_357_405_000_000, kinds=KINDS)
FACT = {"kind": "demo.requested", "id": "1", "occurred_at": "2026-03-01", "lead": {"crm": "1"}}

# Stands for what another package would hold; entry points find it by this module's name.
CRM = System(name="crm", label="A CRM", purpose="Shows how one is added.", read=read_facts)
TAKEN = System(name="json", label="Another", purpose="Takes a taken name.", read=read_facts)


@pytest.fixture
def installed(monkeypatch):
    """Entry points as installed packages would declare them."""

    def install(**points: str) -> None:
        found = [EntryPoint(name, value, GROUP) for name, value in points.items()]
        monkeypatch.setattr(registry, "entry_points", lambda group: found)

    return install


def test_five_systems_come_with_the_product():
    found, problems = systems()
    assert problems == []
    assert list(found)[:3] == ["segment", "json", "webhook"]
    assert [system.name for system in SHIPPED if system.public] == ["segment"]
    assert [system.name for system in SHIPPED if system.signed] == [
        "webhook",
        "calcom",
        "calendly",
    ]


def test_a_package_adds_a_system(installed):
    installed(crm=f"{__name__}:CRM")
    found, problems = systems()
    assert problems == []
    assert found["crm"] is CRM


def test_what_can_t_be_added_is_said_and_the_others_go_on(installed):
    installed(
        a="no_such_module:X", b=f"{__name__}:FACT", c=f"{__name__}:TAKEN", d=f"{__name__}:CRM"
    )
    found, problems = systems()
    assert [(p.kind, p.place.field) for p in problems] == [
        ("system_unloadable", "a"),
        ("system_unloadable", "b"),
        ("system_named", "c"),
    ]
    assert found["json"] is SHIPPED[1]
    assert found["crm"] is CRM


@pytest.mark.parametrize("system", SHIPPED, ids=lambda system: system.name)
def test_each_reads_a_body_and_says_what_is_wrong_with_it(system):
    (answer,) = system.read({}, READING)
    assert answer[1][0].cause


def test_a_body_is_one_fact_or_a_list_of_them():
    assert [place for place, _ in read_facts(FACT, READING)] == ["fact"]
    body = {"facts": [FACT, {**FACT, "id": "2"}, 5]}
    answers = read_facts(body, READING)
    assert [place for place, _ in answers] == ["facts[0]", "facts[1]", "facts[2]"]
    assert [isinstance(read, tuple) for _, read in answers] == [True, True, False]
    assert read_facts({"facts": []}, READING) == []


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ({"facts": FACT}, "facts_unreadable"),
        ({"facts": [], **FACT}, "facts_unreadable"),
        ({"facts": [None] * (MOST_FACTS + 1)}, "facts_many"),
        ([FACT], "fact_unreadable"),
    ],
)
def test_what_is_neither_is_refused_as_a_whole(body, problem):
    ((_, problems),) = read_facts(body, READING)
    assert [each.kind for each in problems] == [problem]


def test_a_fact_of_a_signed_message_may_do_without_an_id():
    without = {name: value for name, value in FACT.items() if name != "id"}
    body = {"facts": [without, FACT]}
    ids = [read[0].id for _, read in read_facts(body, READING, message_id="msg_1")]
    assert ids == ["msg_1#0", "1"]
    ((_, (told,)),) = read_facts(without, READING, message_id="m" * 100)
    assert len(told.id) == 34  # a digest and its number
