"""The shipped pack for 26 U.S.C. 6103(i)(2): complete, its scenarios pass, and each of its conditions is noticed by one of them."""

from __future__ import annotations

import pytest

from muniment.law import mutation_check, run_scenarios, shipped_pack, shipped_profile, shipped_profiles

PACK = "us/usc26/6103-i-2"
RULES = (
    [f"I2-B0{n}" for n in range(1, 8)]
    + ["I2-F01", "I2-F01b"]
    + [f"I2-F{n:02d}" for n in range(2, 14)]
    + [f"I2-M0{n}" for n in range(1, 9)]
)


def test_every_rule_is_there_in_order() -> None:
    assert list(shipped_pack(PACK).rules) == RULES


def test_scenarios_pass_and_are_many() -> None:
    pack = shipped_pack(PACK)
    assert run_scenarios(pack) == ()
    assert len(pack.scenarios) >= 200
    failed = {rule for scenario in pack.scenarios for rule in scenario.rules}
    assert failed == set(RULES)


def test_no_condition_can_be_broken_unnoticed() -> None:
    assert mutation_check(shipped_pack(PACK)) == ()


@pytest.mark.parametrize("rule", RULES)
def test_every_element_has_a_citation_and_a_sentence(rule: str) -> None:
    pack = shipped_pack(PACK)
    for element in (e for e in pack.elements if e.rule == rule):
        assert element.title and "{cite}" in element.say and pack.citation(element)


def test_who_decides_a_hold() -> None:
    """LAW.md: F04, F08, F09 reviewer; B05 counsel; B07, F13 privacy."""
    deciders = {
        (element.rule, reading.decided_by.value)
        for element in shipped_pack(PACK).elements
        for reading in element.readings.values()
        if reading.decided_by
    }
    assert deciders == {
        ("I2-F04", "reviewer"), ("I2-F08", "reviewer"), ("I2-F09", "reviewer"), ("I2-B05", "counsel"), ("I2-B07", "privacy"), ("I2-F13", "privacy"),
    }  # fmt: skip


def test_profiles_fit_and_the_practice_of_2025_can_only_be_compared_with() -> None:
    assert {"us/dc-circuit-2026", "us/zip-like-2025"} <= set(shipped_profiles())
    assert not shipped_profile("us/dc-circuit-2026").comparison_only
    assert shipped_profile("us/zip-like-2025").comparison_only


def test_the_default_profile_is_what_elements_default_to() -> None:
    pack, profile = shipped_pack(PACK), shipped_profile("us/dc-circuit-2026")
    several = {e.id: e.default_reading for e in pack.elements if len(e.readings) > 1}
    assert dict(profile.readings) == several
    assert dict(profile.terms) == {name: term.default for name, term in pack.terms.items()}


def test_it_is_marked_for_counsel() -> None:
    pack = shipped_pack(PACK)
    assert "counsel to verify" in pack.note
    assert all(
        "counsel to verify" in shipped_profile(p).note or shipped_profile(p).comparison_only for p in shipped_profiles()
    )
