"""The ready-made definitions: sound, complete, and with nothing to warn of but signatures."""

from __future__ import annotations

import pytest

from meetworthy.definition.benchmarks import BENCHMARK_SETS
from meetworthy.definition.load import read_definition
from meetworthy.definition.packs import PACKS, pack_path
from meetworthy.measure.benchmarks import SETS


@pytest.mark.parametrize("name", PACKS)
def test_a_pack_is_sound_and_only_unsigned(name: str) -> None:
    loaded = read_definition(pack_path(name))
    assert [each.kind for each in loaded.problems] == ["unsigned"]
    assert loaded.definition is not None


@pytest.mark.parametrize("name", PACKS)
def test_a_pack_is_complete(name: str) -> None:
    loaded = read_definition(pack_path(name))
    definition = loaded.definition
    assert definition is not None
    assert definition.fit
    assert any(rule.high_intent for rule in definition.behaviour)
    assert any(rule.points < 0 for rule in definition.fit)
    assert {reason.then for reason in definition.reasons.values()} >= {"recycled", "disqualified"}
    assert definition.sla.clocks
    assert definition.sla.hours
    assert definition.sla.passes_along
    assert definition.stage("sql").needs
    assert len(loaded.cases) >= 4


def test_each_framework_has_a_pack() -> None:
    definitions = [read_definition(pack_path(name)).definition for name in PACKS]
    frameworks = {each.framework.slug for each in definitions if each is not None}
    assert frameworks == {"bant", "champ", "meddic", "gpctba_ci"}


def test_the_benchmark_sets_named_here_are_those_that_there_are() -> None:
    assert set(BENCHMARK_SETS) == set(SETS)


def test_there_is_no_other_pack() -> None:
    with pytest.raises(KeyError):
        pack_path("../b2b-saas-inbound")
