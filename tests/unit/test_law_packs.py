"""What a loaded pack does: dates, readings, decisions, sentences, scenarios, and the mutation check."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import rfc8785
from law_support import DAY, both, in_bulk, in_python, pack_of, pack_text

from muniment.law import (
    check_pack,
    compile_findings,
    evaluate,
    explain,
    facts_needed,
    load_pack,
    load_profile,
    mutation_check,
    run_scenarios,
    shipped_pack,
    shipped_packs,
    shipped_profile,
    shipped_profiles,
)
from muniment.law.document import read_document
from muniment.law.patterns import PatternRefused, safe_pattern
from muniment.vocabulary.errors import InputRefused, LawSaysNo, UsageError
from muniment.vocabulary.outcomes import Basis

PAGE = Path(__file__).parents[2] / "docs" / "law-language.md"
HOLD = {"on_not_met": "hold", "decided_by": "reviewer"}
A = {"a": "bool row"}


def example() -> bytes:
    found = re.search(r"```yaml\n(pack:.*?)```", PAGE.read_text(encoding="utf-8"), re.S)
    assert found is not None
    return found.group(1).encode()


def test_the_example_of_the_page_loads_and_is_tight() -> None:
    report = check_pack(example(), "page")
    assert (report.defects, report.failures, report.survivors) == ((), (), ())


@pytest.mark.parametrize("name", shipped_packs())
def test_shipped_packs_are_tight(name: str) -> None:
    assert mutation_check(shipped_pack(name)) == ()


@pytest.mark.parametrize("name", shipped_packs())
def test_shipped_packs_are_read_alike_by_both_evaluators(name: str) -> None:
    """Every scenario's case, and every case with one fact unknown, in Python and in DuckDB."""
    pack = shipped_pack(name)
    for stages in (("B", "F"), ("M",)):
        needed = facts_needed(pack, None, stages)
        cases = [dict(scenario.facts) for scenario in pack.scenarios if set(scenario.stages) & set(stages)]
        both(pack, cases + [{**case, fact: None} for case in cases[:1] for fact in needed], stages)


@pytest.mark.parametrize("name", shipped_profiles())
def test_shipped_profiles_fit_their_packs(name: str) -> None:
    profile = shipped_profile(name)
    assert facts_needed(shipped_pack(profile.authority), profile, ("B", "F"))


def test_unknown_names_are_usage_errors() -> None:
    with pytest.raises(UsageError):
        shipped_pack("us/none")
    with pytest.raises(UsageError):
        shipped_profile("us/none")


# --- identity ---------------------------------------------------------------------------------------------------------


def test_the_id_is_the_hash_of_the_canonical_json() -> None:
    raw = b"pack: test/one\nnumber: [1, 1.0, 0.25, -3, 0.0001, 123456789.5]\n"
    raw += b'day: 2025-04-07\ntext: "\\u00e9\\u2028<\\/"\n'
    plain = read_document(raw, "x").plain()
    assert plain["day"] == "2025-04-07"
    from muniment.law.identity import canonical_document

    assert canonical_document(plain) == rfc8785.dumps(plain)


def test_layout_and_comments_do_not_change_the_id() -> None:
    raw = pack_text(
        [{"test": "a"}], A, scenarios={"rows": [{"name": "n", "change": {"a": True}, "outcome": "eligible"}]}
    )
    spread = json.dumps(json.loads(raw), indent=2).encode() + b"\n# a comment\n"
    assert load_pack(raw, "x").id == load_pack(spread, "y").id
    assert load_pack(raw, "x").id != load_pack(raw.replace(b'"title": "t"', b'"title": "u"'), "x").id


# --- outcomes ---------------------------------------------------------------------------------------------------------


def test_the_worst_outcome_counts_and_every_failed_rule_is_listed() -> None:
    pack = pack_of(
        [
            {"test": "a", "rule": "R-1", **HOLD},
            {"test": "b", "rule": "R-2"},
            {"test": "c", "rule": "R-1", "on_not_met": "refuse"},
        ],
        {"a": "bool row", "b": "bool row", "c": "bool row"},
    )
    rows = [{"a": a, "b": b, "c": c} for a in (True, False) for b in (True, False) for c in (True, False)]
    shown = [(row["outcome"], row["failed"], row["held"]) for row in both(pack, rows)]
    assert shown == [
        ("eligible", (), ()),
        ("refuse", ("R-1",), ()),
        ("return", ("R-2",), ()),
        ("refuse", ("R-1", "R-2"), ()),
        ("hold", ("R-1",), ("R-1",)),
        ("refuse", ("R-1",), ("R-1",)),
        ("return", ("R-1", "R-2"), ("R-1",)),
        ("refuse", ("R-1", "R-2"), ("R-1",)),
    ]


def test_decisions_touch_holds_and_nothing_else() -> None:
    pack = pack_of(
        [
            {"test": "a", "rule": "R-1", **HOLD},
            {"test": "b", "rule": "R-1", "on_not_met": "refuse"},
            {"test": "j", "rule": "R-2", "on_not_met": "block"},
        ],
        {"a": "bool row", "b": "bool row", "j": "bool judgment"},
    )
    cases: list[tuple[dict[str, Any], dict[str, str], str, tuple[str, ...]]] = [
        ({"a": False, "b": True, "j": True}, {}, "hold", ("R-1",)),
        ({"a": False, "b": True, "j": True}, {"R-1": "confirm"}, "eligible", ()),
        ({"a": False, "b": True, "j": True}, {"R-1": "refuse"}, "return", ("R-1",)),
        ({"a": False, "b": False, "j": True}, {"R-1": "confirm"}, "refuse", ("R-1",)),
        ({"a": True, "b": True, "j": None}, {}, "hold", ()),
        ({"a": True, "b": True, "j": None}, {"R-2": "confirm"}, "eligible", ()),
        ({"a": True, "b": True, "j": None}, {"R-2": "refuse"}, "return", ("R-2",)),
        ({"a": True, "b": True, "j": False}, {"R-2": "confirm"}, "block", ("R-2",)),
        ({"a": True, "b": True, "j": True}, {"R-1": "refuse", "R-2": "refuse"}, "eligible", ()),
    ]
    rows, decided = [case[0] for case in cases], [case[1] for case in cases]
    for found in (in_python(pack, rows, decided=decided), in_bulk(pack, rows, decided=decided)):
        assert [(row["outcome"], row["failed"]) for row in found] == [case[2:] for case in cases]


def test_an_undetermined_match_element_is_proposed_with_what_is_missing() -> None:
    pack = pack_of([{"test": "r", "stage": "M"}, {"test": "m", "stage": "M"}], {"r": "bool record", "m": "bool match"})
    found = both(pack, [{"m": True}, {"m": False}, {"m": True, "r": True}], ("M",))
    assert [(row["outcome"], row["missing"]) for row in found] == [
        ("disclose", ("r",)),
        ("no_disclosure", ("r",)),
        ("disclose", ()),
    ]


def test_flags_show_only_on_what_is_met() -> None:
    pack = pack_of([{"test": "a", "flag_when": "b", "flag": "odd"}], {"a": "bool row", "b": "bool row"})
    rows = [{"a": True, "b": True}, {"a": True, "b": None}, {"a": False, "b": True}]
    assert [row["flags"] for row in both(pack, rows)] == [("odd",), (), ()]


def test_stages_that_do_not_go_together() -> None:
    pack = pack_of([{"test": "a"}], A)
    for stages in ((), ("F", "M"), ("X",)):
        with pytest.raises(ValueError, match="stages"):
            compile_findings(pack, None, stages, DAY, "facts")


def test_a_fact_of_the_wrong_type_is_named_and_its_value_is_not() -> None:
    pack = pack_of([{"test": "a"}], A)
    with pytest.raises(UsageError) as refused:
        evaluate(pack, None, "F", {"a": "secret"}, DAY)
    assert "'a'" in refused.value.message
    assert "secret" not in refused.value.message


# --- dates and readings -----------------------------------------------------------------------------------------------

READINGS = {
    "readings": {
        "strict": {"test": "a and b", "authority": "s", "effective": {"from": "2026-02-26"}},
        "loose": {"test": "a", "authority": "practice", "on_not_met": "hold", "decided_by": "counsel"},
        "none": {"waived": True, "authority": "s"},
    },
    "default_reading": "strict",
}
TWO = {"a": "bool row", "b": "bool row"}


def profile_text(reading: str, **more: Any) -> bytes:
    written = {"profile": "t/p", "format": 1, "authority": "test/one", "readings": {"T-000": reading}, **more}
    return json.dumps(written).encode()


@pytest.mark.parametrize(("reading", "outcome"), [("strict", "return"), ("loose", "eligible"), ("none", "eligible")])
def test_a_profile_picks_the_reading(reading: str, outcome: str) -> None:
    pack = pack_of([READINGS], TWO)
    profile = load_profile(profile_text(reading), "p", pack)
    assert evaluate(pack, profile, "F", {"a": True, "b": False}, DAY).outcome == outcome


def test_a_reading_brings_its_own_outcome() -> None:
    pack = pack_of([READINGS], TWO)
    profile = load_profile(profile_text("loose"), "p", pack)
    found = evaluate(pack, profile, "F", {"a": False}, DAY)
    assert (found.outcome, found.held, found.findings[0].decided_by) == ("hold", ("T-000",), "counsel")


def test_what_is_not_in_effect_does_not_evaluate() -> None:
    pack = pack_of([READINGS], TWO)
    before = date(2026, 2, 25)
    with pytest.raises(LawSaysNo, match="reading strict"):
        evaluate(pack, None, "F", {}, before)
    compared = load_profile(profile_text("strict", comparison_only=True), "p", pack)
    assert evaluate(pack, compared, "F", {}, before).outcome == "return"
    late = load_profile(profile_text("loose", effective={"from": "2027-01-01"}), "p", pack)
    with pytest.raises(LawSaysNo, match="profile"):
        evaluate(pack, late, "F", {}, DAY)
    old = pack_of([{"test": "a"}], A, effective={"to": "2020-12-31"})
    with pytest.raises(LawSaysNo, match="pack"):
        compile_findings(old, None, "F", DAY, "facts")


def test_an_element_out_of_effect_does_not_apply() -> None:
    pack = pack_of([{"test": "a", "effective": {"from": "2026-03-03"}}, {"test": "b"}], TWO)
    found = both(pack, [{"b": True}])[0]
    assert found["statuses"] == {"T-000": "not_applicable", "T-001": "met"}


def test_the_list_in_effect_is_used_and_none_is_an_error() -> None:
    versions = [
        {"items": ["x"], "effective": {"to": "2025-12-31"}},
        {"items": ["y"], "effective": {"from": "2026-01-01", "to": "2026-06-30"}},
    ]
    pack = pack_of([{"test": "t in k"}], {"t": "text row"}, lists={"k": versions})
    assert evaluate(pack, None, "F", {"t": "x"}, date(2025, 6, 1)).outcome == "eligible"
    assert evaluate(pack, None, "F", {"t": "x"}, DAY).outcome == "return"
    with pytest.raises(LawSaysNo, match="list k"):
        evaluate(pack, None, "F", {"t": "x"}, date(2026, 7, 1))


def test_a_switch_reads_like_a_fact_that_is_known() -> None:
    switches = {"only": {"type": "bool", "default": False}, "most": {"type": "number", "default": 10}}
    pack = pack_of([{"test": "only or x <= most"}], {"x": "number row"}, switches=switches)
    chosen = {"profile": "t/p", "format": 1, "authority": "test/one", "switches": {"most": 20}}
    wide = load_profile(json.dumps(chosen).encode(), "p", pack)
    assert evaluate(pack, None, "F", {"x": 15}, DAY).outcome == "return"
    assert evaluate(pack, wide, "F", {"x": 15}, DAY).outcome == "eligible"


def test_defects_of_a_profile_are_all_listed_with_their_places() -> None:
    pack = pack_of([READINGS], TWO)
    raw = (
        b"profile: t/p\nformat: 1\nauthority: test/one\nreadings:\n  T-000: strikt\n  T-001: loose\nswitches: {no: 1}\n"
    )
    with pytest.raises(InputRefused) as refused:
        load_profile(raw, "p.yaml", pack)
    assert {(d.code, d.row) for d in refused.value.defects} == {
        ("MUN-LAW-083", 5),
        ("MUN-LAW-011", 6),
        ("MUN-LAW-011", 7),
    }
    assert "'strict'" in refused.value.defects[0].hint + refused.value.defects[1].hint


def test_a_profile_for_another_pack_does_not_evaluate() -> None:
    pack = pack_of([{"test": "a"}], A)
    with pytest.raises(InputRefused):
        evaluate(pack, load_profile(profile_text("strict"), "p", None), "F", {}, DAY)


# --- sentences --------------------------------------------------------------------------------------------------------


def test_no_sentence_says_more_than_the_facts_bear() -> None:
    """A test met by an officer's silence is not `judged`, nor `verified` where no record speaks (invariant 13)."""
    pack = pack_of(
        [{"test": "j is not true", "basis": "judged", "say": "Found closed ({cite}).", **HOLD}], {"j": "bool judgment"}
    )
    assert evaluate(pack, None, "F", {}, DAY).findings[0].basis == Basis.STATED
    assert evaluate(pack, None, "F", {"j": False}, DAY).findings[0].basis == Basis.JUDGED
    assert "nobody has verified" in explain(pack, None, "F", {}, DAY)[0].sentence
    assert explain(pack, None, "F", {"j": True}, DAY)[0].sentence == "Found closed (Act s. 1)."
    decided = evaluate(pack, None, "F", {"j": True}, DAY, {"T-000": "confirm"})
    assert (decided.outcome, decided.findings[0].basis) == ("eligible", Basis.JUDGED)


# --- scenarios --------------------------------------------------------------------------------------------------------


def rows(*written: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"base": {"a": True, "b": True}, "rows": list(written), **more}


CLEAN = {"name": "clean", "outcome": "eligible"}


def test_a_pack_whose_scenarios_fail_does_not_load() -> None:
    wrong = {"name": "wrong", "change": {"a": False}, "outcome": "eligible"}
    raw = pack_text([{"test": "a"}, {"test": "b"}], TWO, scenarios=rows(CLEAN, wrong))
    with pytest.raises(InputRefused) as refused:
        load_pack(raw, "p.yaml")
    assert refused.value.code == "MUN-LAW-101"
    assert len(refused.value.defects) == 1
    assert "outcome: written eligible, found return" in refused.value.defects[0].message


def test_a_table_of_scenarios_reads_like_rows() -> None:
    table = {
        "base": {"a": True, "b": True},
        "columns": ["name", "a", "b", "outcome", "rules"],
        "rows": [["clean", "_", "_", "eligible", ""], ["both", False, None, "return", "T-000;T-001"]],
    }
    pack = pack_of([{"test": "a"}, {"test": "b"}], TWO, scenarios=table)
    assert run_scenarios(pack) == ()


def test_the_mutation_check_names_what_no_scenario_holds() -> None:
    elements = [{"test": "a", "rule": "R"}, {"test": "b", "rule": "R", "flag_when": "a", "flag": "f"}]
    one = {"name": "a fails", "change": {"a": False}, "outcome": "return", "rules": ["R"]}
    both_fail = {"name": "both fail", "change": {"a": False, "b": False}, "outcome": "return", "rules": ["R"]}
    b_fails = {"name": "b fails", "change": {"b": False}, "outcome": "return", "rules": ["R"]}

    def survivors(*written: dict[str, Any]) -> set[tuple[str, str]]:
        found = mutation_check(pack_of(elements, TWO, scenarios=rows(*written)))
        return {(survivor.element, survivor.mutation) for survivor in found}

    # Two limbs that fail together hold neither of them in place.
    assert {("T-000", "never_fails"), ("T-001", "never_fails")} <= survivors(CLEAN, both_fail)
    assert survivors(CLEAN, one) == {("T-001", "never_fails"), ("T-001", "never_flags")}
    assert survivors({**CLEAN, "flags": ["f"]}, one, b_fails) == set()


def test_the_mutation_check_sees_a_condition_that_was_dropped() -> None:
    fails = {"name": "n", "change": {"a": False}, "outcome": "return", "rules": ["T-000"]}
    pack = pack_of([{"test": "a", "applies_when": "b"}], TWO, scenarios=rows(CLEAN, fails))
    assert [survivor.mutation for survivor in mutation_check(pack)] == ["applies_always"]


# --- formats ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "pattern",
    ["(a", "a)", "[a", "a**", "a+?", "(?=a)", "(?i)a", r"\1", r"\w", "^a$", "(a*)*", "(a|b)*", "a{3,2}", "a{999}",
     "[z-a]", "[]", "{2}", "(a{0,50}){50}b", "a*b*c*", "", "a" * 501, "((((((((((a))))))))))", "[[a]]", "a{,3}"],
)  # fmt: skip
def test_formats_that_are_refused(pattern: str) -> None:
    with pytest.raises(PatternRefused) as refused:
        safe_pattern(pattern)
    assert refused.value.hint


@pytest.mark.parametrize(
    ("pattern", "text", "answer"),
    [
        (r"\d{1,2} usc \d+[a-z]{0,2}(\([a-z0-9]{1,3}\)){0,4}", "8 usc 1253(a)(1)(a)", True),
        (r"\d{1,2} usc \d+", "8 usc 1253\n", False),
        (r"[^-]+-\d", "é-1", True),
        (r"[\]\-a_]+", "]-_a", True),
        (r"\d", "٣", False),
        (r".", "\n", True),
        (r"a|bc", "b", False),
        (r"it's \$\{x\}", "it's ${x}", True),
    ],
)
def test_formats_read_alike(pattern: str, text: str, answer: bool) -> None:
    pack = pack_of([{"test": "matches(t, f)"}], {"t": "text row"}, formats={"f": pattern})
    assert both(pack, [{"t": text}])[0]["outcome"] == ("eligible" if answer else "return")


def test_text_of_a_pack_reaches_sql_only_as_a_literal() -> None:
    evil = "x'; DROP TABLE facts; --"
    pack = pack_of([{"test": f't == "{evil}" or t in k'}], {"t": "text row"}, lists={"k": ["'||'", evil + '"']})
    assert [row["outcome"] for row in both(pack, [{"t": evil}, {"t": "x"}, {"t": "'||'"}])] == [
        "eligible",
        "return",
        "eligible",
    ]
