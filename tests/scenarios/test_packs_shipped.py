"""Every shipped pack, whatever its authority: its scenarios pass, each condition is noticed, and the walls stand in it too."""

from __future__ import annotations

import re
from importlib import resources

import pytest

from muniment.law import (
    Pack,
    check_pack,
    evaluate,
    mutation_check,
    run_scenarios,
    shipped_pack,
    shipped_packs,
    shipped_profile,
    shipped_profiles,
)
from muniment.vocabulary.items import ITEM_COLUMNS, item

PACKS = shipped_packs()
EXPECTED = {
    "us/cfr45/164-512-f-2", "us/usc26/6103-i-1", "us/usc26/6103-i-2", "us/usc26/6103-i-3-b", "us/usc26/6103-i-5",
    "us/usc26/6103-i-7-a", "us/usc26/6103-m-2", "us/usc5/552a-b-7",
}  # fmt: skip
EVERYWHERE = {
    "not order_on_package": "block", "not order_on_recipient": "block", "not order_on_person": "block",
    "agreement_in_force_on_signing": "block", "agreement_in_force_today": "block", "authority_covered": "block",
    "signature_verified": "refuse", "rows_received == rows_stated": "refuse", "signer_key_registered": "refuse",
    "signer_as_registered": "refuse", "signed_for == ''": "refuse", "officer_known": "return",
    "officer_is_recipient": "return", "all_in(items, agreement_fields)": "refuse", "count(items) > 0": "return",
    "decision in ['match', 'review']": "no_disclosure", "not tin_conflict": "no_disclosure",
    "not tin_of_other": "no_disclosure", "output_beyond_fields is not true": "no_disclosure",
    "not protected": "no_disclosure",
}  # fmt: skip
"""Conditions no authority does without, and what each gives when it is not met."""


OF_COMPLETE = ("officer_of_agency", "officer_employment", "officer_open_matters")
"""Unsaid, these make the officer incomplete: assessment gives both facts together."""


def raw(name: str) -> str:
    return resources.files("muniment.law").joinpath("packs", *f"{name}.yaml".split("/")).read_text(encoding="utf-8")


def test_the_packs_of_the_plan_are_there() -> None:
    assert set(PACKS) >= EXPECTED


@pytest.mark.parametrize("name", PACKS)
def test_scenarios_pass_fail_every_rule_and_no_condition_can_be_broken_unnoticed(name: str) -> None:
    pack = shipped_pack(name)
    assert run_scenarios(pack) == ()
    assert {rule for scenario in pack.scenarios for rule in scenario.rules} | waiting(pack) == set(pack.rules)
    assert mutation_check(pack) == ()


def waiting(pack: Pack) -> set[str]:
    return {rule for scenario in pack.scenarios for rule in scenario.held or ()}


@pytest.mark.parametrize("name", PACKS)
def test_every_element_has_a_citation_and_a_sentence_and_counsel_is_asked(name: str) -> None:
    pack = shipped_pack(name)
    assert "counsel to verify" in pack.note.lower() and "FOR COUNSEL TO VERIFY" in raw(name)
    for element in pack.elements:
        assert element.title and "{cite}" in element.say and pack.citation(element)


@pytest.mark.parametrize("name", PACKS)
def test_the_gates_no_authority_does_without(name: str) -> None:
    found = {(r.test_text, str(r.on_not_met)) for e in shipped_pack(name).elements for r in e.readings.values()}
    assert set(EVERYWHERE.items()) - found == set()


@pytest.mark.parametrize("name", PACKS)
def test_the_closed_list_names_items_of_ours_and_refuses_what_is_not_in_it(name: str) -> None:
    pack = shipped_pack(name)
    (version,) = pack.lists["items_allowed"]
    assert set(version.members.items) <= set(ITEM_COLUMNS)
    assert all(item(str(member)) == member for member in version.members.items)
    (element,) = (e for e in pack.elements if "items_allowed" in e.readings[e.default_reading].test_text)
    assert (element.stage, element.readings[element.default_reading].on_not_met) == ("F", "refuse")


@pytest.mark.parametrize("name", PACKS)
def test_no_record_can_be_made_to_cure_a_request(name: str) -> None:
    """Invariant 2: the very pack with one facial test leaning on a record does not load, wherever it is tried."""
    text = raw(name)
    facial = [m.end() for m in re.finditer(r"stage: F\n(?:    .*\n)*?    test: [^\n]*", text)]
    assert len(facial) > 5
    fact = "tin_conflict"
    for at in facial[:: max(1, len(facial) // 4)]:
        report = check_pack((text[:at] + f" or {fact}" + text[at:]).encode(), name)
        assert report.pack is None and report.defects, at


@pytest.mark.parametrize("name", PACKS)
def test_silence_of_the_request_helps_nobody(name: str) -> None:
    """Invariant 1: of a case that fails, one fact more left unsaid does not make an eligible one."""
    pack = shipped_pack(name)
    said = [n for n, fact in pack.facts.items() if fact.origin in ("letter", "row", "agreement", "register")]
    said = [n for n in said if n not in OF_COMPLETE]
    for scenario in pack.scenarios:
        if "F" not in scenario.stages or scenario.outcome == "eligible" or scenario.readings or scenario.switches:
            continue
        changed = [n for n in said if scenario.facts.get(n) != pack.scenarios[0].facts.get(n)]
        for fact in changed:
            facts = {**scenario.facts, fact: None}
            got = evaluate(pack, None, scenario.stages, facts, scenario.as_of, scenario.decided)
            assert got.outcome != "eligible", (scenario.name, fact)


@pytest.mark.parametrize("name", PACKS)
def test_a_profile_for_each_that_takes_the_defaults(name: str) -> None:
    pack = shipped_pack(name)
    profiles = [p for p in map(shipped_profile, shipped_profiles()) if p.authority == name and not p.comparison_only]
    assert profiles
    several = {e.id: e.default_reading for e in pack.elements if len(e.readings) > 1}
    assert any(dict(p.readings) == several for p in profiles)
