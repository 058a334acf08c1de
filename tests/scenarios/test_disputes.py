"""Every open dispute of the first case (DOMAIN.md, section 10) is a reading or a term, with its authority; the default stays."""

from __future__ import annotations

import json

import pytest

from muniment.law import load_profile, shipped_pack, shipped_profile, shipped_profiles
from muniment.vocabulary.errors import InputRefused, LawSaysNo

PACK = "us/usc26/6103-i-2"
READINGS = {
    # dispute: (element, its readings, the default first)
    "address_only_allowed": ("I2-F11.address_alone", ["allowed", "with_other", "never"]),
    "address_confirmation": ("I2-M02", ["agreed", "any_on_file", "last_known", "number_suffices", "facial_only"]),
    "confirm requires period address": ("I2-M04.period", ["any_requested", "none_needed"]),
    "engaged_officer_cap: rows": ("I2-F09.rows", ["agreed_limit", "not_tested"]),
    "engaged_officer_cap: volume": ("I2-B07.officer", ["agreed_limit", "not_tested"]),
    "engaged_officer_cap: matters": ("I2-F09.open_matters", ["agreed_limit", "not_tested"]),
    "head_of_agency: component": ("I2-B05.component", ["hold", "accept", "refuse"]),
    "head_of_agency: acting": ("I2-B05.acting", ["allowed", "hold", "refuse"]),
    "head_of_agency: delegation": ("I2-B05.for_another", ["no_delegate", "delegate_held"]),
    "bulk_requests": ("I2-B04.one_letter", ["one_file", "one_person"]),
    "deference_to_attestation": ("I2-F09.matter_data", ["attested", "shown"]),
    "facility_addresses": ("I2-F04.facility", ["hold", "return", "match"]),
    "recipient_safeguard_threshold": ("I2-B03", ["any_finding", "high_only"]),
    "jurisdiction of order": ("I2-B01.elsewhere", ["parties", "nationwide"]),
}
TERMS = {
    "deference_to_attestation: sample": ("attestation_audit", "sampled_after"),
    "subject_notice": ("subject_notice", "none"),
    "outward refusal codes": ("outward_codes", "facial_only"),
    "retroactive re-check": ("recheck", "recall_list"),
    "confirm requires period address: strict": ("period_of_address", "any"),
}
ALWAYS = {
    # disputes with one option: the rule stands in the pack and no profile may loosen it
    "civil_removal_mixed_use": ["I2-F10.letter_purpose", "I2-F10.row_purpose"],
    "taxable_period_for_address": ["I2-F05.state", "I2-F05.range"],
    "tri_boundary": ["I2-F11.fields"],
}


@pytest.mark.parametrize("dispute", READINGS)
def test_a_dispute_about_a_row_is_a_reading(dispute: str) -> None:
    element_id, names = READINGS[dispute]
    element = shipped_pack(PACK).element(element_id)
    assert [element.default_reading, *(n for n in element.readings if n != element.default_reading)] == names
    assert all(reading.authority for reading in element.readings.values())
    assert shipped_profile("us/dc-circuit-2026").readings[element_id] == names[0]


@pytest.mark.parametrize("dispute", READINGS)
def test_each_reading_is_the_one_that_decides_some_scenario(dispute: str) -> None:
    """Evaluated under each other reading, some scenario of a reading comes out otherwise."""
    from muniment.law import evaluate
    from muniment.law.pack import Profile

    pack = shipped_pack(PACK)
    element_id, names = READINGS[dispute]
    outcomes: dict[str, list[object]] = {name: [] for name in names}
    base = shipped_profile("us/zip-like-2025")
    for scenario in (s for s in pack.scenarios if pack.element(element_id).stage in s.stages):
        for name in names:
            chosen = {**scenario.readings, element_id: name}
            profile = Profile("t", "", "", "", PACK, base.effective, chosen, {}, comparison_only=True)
            found = evaluate(pack, profile, scenario.stages, scenario.facts, scenario.as_of)
            outcomes[name].append((found.outcome, found.failed, found.missing))
    different = {repr(found) for found in outcomes.values()}
    assert len(different) == len(names), sorted(outcomes)


@pytest.mark.parametrize("dispute", TERMS)
def test_what_is_no_condition_of_a_row_is_a_term(dispute: str) -> None:
    name, default = TERMS[dispute]
    term = shipped_pack(PACK).terms[name]
    assert term.default == default and len(term.options) > 1
    assert all(option.authority for option in term.options.values())
    assert shipped_profile("us/dc-circuit-2026").terms[name] == default


@pytest.mark.parametrize("dispute", ALWAYS)
def test_what_is_not_open_has_one_reading(dispute: str) -> None:
    assert all(len(shipped_pack(PACK).element(element).readings) == 1 for element in ALWAYS[dispute])


def test_opinions_have_their_day() -> None:
    opinions = [source for source in shipped_pack(PACK).sources.values() if source.kind == "opinion"]
    assert len(opinions) >= 5 and all(source.on is not None for source in opinions)


@pytest.mark.parametrize(
    ("element", "reading"), [("I2-F02", "zip_like"), ("I2-M02", "number_suffices"), ("I2-M02", "facial_only")]
)
def test_a_reading_held_unlawful_is_never_adopted(element: str, reading: str) -> None:
    """A profile that chooses it is refused at its line; a pack cannot be evaluated under it either."""
    from dataclasses import replace

    from muniment.law import evaluate

    pack = shipped_pack(PACK)
    document = {"profile": "mine", "format": 1, "authority": PACK, "readings": {element: reading}}
    with pytest.raises(InputRefused) as refused:
        load_profile(json.dumps(document).encode(), "mine.yaml", pack)
    assert [d.code for d in refused.value.defects] == ["MUN-LAW-115"] and "line 1" in refused.value.defects[0].message
    compared = load_profile(json.dumps({**document, "comparison_only": True}).encode(), "mine.yaml", pack)
    adopted = replace(compared, comparison_only=False)
    stages = (pack.element(element).stage,)
    with pytest.raises(LawSaysNo):
        evaluate(pack, adopted, stages, {}, pack.scenarios[0].as_of)


def test_an_option_on_record_is_not_offered() -> None:
    document = {"profile": "mine", "format": 1, "authority": PACK, "terms": {"subject_notice": "after_years"}}
    with pytest.raises(InputRefused) as refused:
        load_profile(json.dumps(document).encode(), "mine.yaml", shipped_pack(PACK))
    assert [d.code for d in refused.value.defects] == ["MUN-LAW-116"]


def test_profiles_are_positions_that_differ() -> None:
    names = [n for n in shipped_profiles() if shipped_profile(n).authority == PACK]
    assert {"us/dc-circuit-2026", "us/cautious-2026", "us/government-2025", "us/zip-like-2025"} <= set(names)
    assert {n for n in names if shipped_profile(n).comparison_only} == {"us/government-2025", "us/zip-like-2025"}


def test_no_two_scenarios_say_the_same() -> None:
    """Each adds a case, a reading, a decision, a stage or a day of its own; two example rows may be one case to the rules."""
    seen: dict[str, str] = {}
    for s in shipped_pack(PACK).scenarios:
        key = repr(
            (s.stages, s.as_of, sorted(s.facts.items(), key=str), sorted(s.readings.items()), sorted(s.decided.items()))
        )
        other = seen.setdefault(key, s.name)
        both_examples = other.startswith("example ") and s.name.startswith("example ")
        assert other == s.name or both_examples, (other, s.name)
    assert len(seen) >= 200
