"""Packs by authors who mean harm, or make mistakes: each is refused, with its place and a hint."""

from __future__ import annotations

import pytest
from hostile_packs import DOCUMENTS, EXPRESSIONS, FACTS, LARGE, PACKS, E, catalogue
from law_support import pack_text

from muniment.law import check_pack, load_pack
from muniment.vocabulary.errors import InputRefused


@pytest.mark.parametrize("what", EXPRESSIONS)
def test_expression_is_refused(what: str) -> None:
    expression, words = EXPRESSIONS[what]
    report = check_pack(pack_text([{"test": expression}], {"a": "bool row", **FACTS}), "hostile.yaml")
    found = [defect for defect in report.defects if "expression" in defect.message or "character" in defect.message]
    found = found or [d for d in report.defects if d.column.endswith("test")]
    assert found, [d.message for d in report.defects]
    assert any(word in found[0].message for word in words.split("|")), found[0].message
    assert found[0].column == "elements[0].test"
    assert found[0].row == 1
    assert found[0].hint


@pytest.mark.parametrize("what", DOCUMENTS)
def test_document_is_refused(what: str) -> None:
    with pytest.raises(InputRefused) as refused:
        load_pack(DOCUMENTS[what], "hostile.yaml")
    defect = refused.value.defects[0]
    assert "line " in defect.message
    assert "column " in defect.message
    assert defect.hint
    assert defect.row is not None


@pytest.mark.parametrize("what", PACKS)
def test_pack_is_refused(what: str) -> None:
    elements, facts, blocks, code = PACKS[what]
    report = check_pack(pack_text(elements, facts, **blocks), "hostile.yaml")
    assert not report.ok
    found = [defect for defect in report.defects if defect.code == code]
    assert found, [(d.code, d.message) for d in report.defects]
    assert found[0].hint
    assert "line 1, column " in found[0].message


@pytest.mark.parametrize("what", LARGE)
def test_what_the_bounds_let_through_is_refused_all_the_same(what: str) -> None:
    """bench/law.py measures them; here only that they are refused, with a place."""
    with pytest.raises(InputRefused) as refused:
        load_pack(LARGE[what](), "hostile.yaml")
    assert refused.value.defects and refused.value.defects[0].row is not None


def test_there_are_many() -> None:
    assert len(catalogue()) >= 100


def test_every_defect_is_listed_with_its_own_place() -> None:
    raw = b"""pack: test/one
format: 1
sources: {s: {cite: A}}
facts:
  rec: {type: bool, from: record}
  b:   {type: boolean, from: row}
elements:
  - id: T-1
    stage: F
    title: t
    source: s
    test: rec is not true
    on_not_met: hold
    say: no
  - {id: T-2, stage: M, title: t, source: x, test: "rec and nosuch", on_not_met: return, say: no}
scenarios: {rows: [{name: n, outcome: eligible}]}
"""
    places = {(d.code, d.row) for d in check_pack(raw, "p.yaml").defects}
    assert {
        ("MUN-LAW-022", 6),  # no type `boolean`
        ("MUN-LAW-050", 8),  # a hold nobody decides
        ("MUN-LAW-053", 12),  # a record's fact in an F element
        ("MUN-LAW-037", 15),  # no source x
        ("MUN-LAW-044", 15),  # an M element that returns
        ("MUN-LAW-052", 15),  # no fact nosuch
    } <= places


def test_the_place_points_into_the_expression() -> None:
    raw = pack_text([{"test": "a and nosuch"}], {"a": "bool row"})
    [defect] = [d for d in check_pack(raw, "p.yaml").defects if d.code == "MUN-LAW-052"]
    at = raw.decode().index("nosuch") + 1
    assert f"line 1, column {at}, character 7 of the expression" in defect.message


def test_a_sound_pack_is_not_refused() -> None:
    """The negative control: the packs above fail for what they are about, not for how they are written."""
    raw = pack_text(
        [E], {"a": "bool row"}, scenarios={"rows": [{"name": "n", "change": {"a": True}, "outcome": "eligible"}]}
    )
    assert load_pack(raw, "p.yaml").rules == ("T-000",)
