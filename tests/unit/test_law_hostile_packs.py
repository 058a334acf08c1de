"""Packs by authors who mean harm, or make mistakes: each is refused, with its place and a hint."""

from __future__ import annotations

import pytest
from law_support import pack_text

from muniment.law import check_pack, load_pack
from muniment.law.document import MAX_BYTES
from muniment.vocabulary.errors import InputRefused

FACTS = {
    "a": "bool row",
    "t": "text row",
    "x": "number row",
    "d": "date row",
    "l": "list_text row",
    "rec": "bool record",
}

EXPRESSIONS = {
    # what is tried: (expression, words of the message)
    "attribute": ("t.__class__ == 'x'", "attribute"),
    "attribute chain": ("().__class__.__bases__[0].__subclasses__()", "call"),
    "import": ("__import__('os').system('x')", "call"),
    "eval": ("eval('1')", "call"),
    "open": ("open('/etc/passwd')", "call"),
    "format": ("'{0.a}'.format(t) == 'x'", "call"),
    "lambda": ("(lambda: a)()", "call"),
    "bare lambda": ("lambda: a", "lambda"),
    "comprehension": ("any([y for y in l])", "call"),
    "bare comprehension": ("[y for y in l] == l", "comprehension"),
    "generator": ("all(y for y in l)", "call"),
    "f-string": ("t == f'{a}'", "f-string"),
    "walrus": ("(y := a)", "assignment"),
    "starred": ("all_in(*l)", "argument"),
    "starred twice": ("all_in(*l, *l)", "star"),
    "keyword": ("all_in(l, l, key=1)", "names"),
    "conditional": ("a if a else a", "conditional"),
    "subscript": ("l[0] == 'x'", "subscript"),
    "dictionary": ("t in {'a': 1}", "list"),
    "set": ("t in {'a'}", "list"),
    "tuple": ("t in ('a',)", "list"),
    "power": ("9 ** 9 ** 9 == x", "operator"),
    "multiplication": ("x * 2 == 4", "operator"),
    "bytes": ("t == b'a'", "literal"),
    "complex": ("x == 1j", "literal"),
    "raw text": ("t == r'a'", "plainly"),
    "texts joined": ("t in ['a' 'b']", "plainly"),
    "ellipsis": ("a is ...", "After `is`"),
    "await": ("await a", "await"),
    "yield": ("(yield a)", "yield"),
    "statement": ("import os", "read"),
    "two statements": ("a; a", "read"),
    "assignment": ("a = a", "read"),
    "line break": ("a and\na", "line break"),
    "backslash": ("t == '\\x41'", "backslash"),
    "homoglyph name": ("\u0430", "plainly"),
    "compatibility name": ("\uff41", "plainly"),
    "huge integer": ("x == " + "9" * 1900, "too long"),
    "huge exponent": ("x == 1e999", "literal"),
    "hexadecimal": ("x == 0x10", "literal"),
    "too long": ("a and " * 400 + "a", "longer"),
    "too many parts": ("x in [" + "1," * 300 + "1] and a", "too long"),
    "deep brackets": ("(" * 900 + "a" + ")" * 900, "read|deep"),
    "deep not": ("not " * 400 + "a", "deep"),
    "deep minus": ("-" * 1500 + "x == 1", "deep"),
    "deep lists": ("t in " + "[" * 150 + "]" * 150, "list"),
    "unknown fact": ("aa", "no fact"),
    "text and number": ("t == 1", "compared"),
    "date and text": ("d == '2025-01-01'", "compared"),
    "order of texts": ("t < 'b'", "no meaning"),
    "number as test": ("x", "yes or no"),
    "date and date added": ("d + d == d", "does not go"),
    "date and fact added": ("d + x == d", "written number"),
    "huge shift": ("d + 999999 > d", "written number"),
    "no such day": ("d == date('2025-02-30')", "one day"),
    "week date": ("d == date('2025-W01-1')", "one day"),
    "list alone": ("l == l", "whole"),
    "max of texts": ("max(l) == 1", "list of numbers"),
    "no such format": ("matches(t, t)", "format"),
    "constant": ("1 == 2", "never|always|holds"),
    "tautology": ("a or not a", "always"),
    "contradiction": ("a and not a", "never"),
    "same twice": ("t == t", "same"),
    "empty": ("   ", "empty"),
}


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


DOCUMENTS = {
    "alias bomb": b"a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\n",
    "tag": b"pack: !!python/object/apply:os.system ['x']\n",
    "own tag": b"pack: !mine x\n",
    "merge key": b"base: &b {a: 1}\npack:\n  <<: *b\n",
    "deep flow": b"pack: " + b"[" * 100_000,
    "deep block": b"".join(b" " * at + b"a:\n" for at in range(300)),
    "many values": b"pack: [" + b"a," * 200_000 + b"]",
    "duplicate key": b"pack: a\npack: b\n",
    "two documents": b"pack: a\n---\npack: b\n",
    "not UTF-8": b"pack: \xff\n",
    "NUL": b"pack: a\x00\n",
    "escaped NUL": b'pack: "a\\0"\n',
    "lone surrogate": b'pack: "\\ud800"\n',
    "huge integer": b"format: " + b"9" * 100_000 + b"\n",
    "infinite": b"format: .inf\n",
    "no such day": b"pack: 2025-02-30\n",
    "sequence": b"- a\n",
    "scalar": b"hello\n",
    "empty": b"",
    "broken": b"pack: [a\nformat: 1\n",
    "a key of a list": b"? [a, b]\n: c\n",
    "a number as key": b"1: a\n",
    "too long": b"#" * (MAX_BYTES + 1),
}


@pytest.mark.parametrize("what", DOCUMENTS)
def test_document_is_refused(what: str) -> None:
    with pytest.raises(InputRefused) as refused:
        load_pack(DOCUMENTS[what], "hostile.yaml")
    defect = refused.value.defects[0]
    assert "line " in defect.message
    assert "column " in defect.message
    assert defect.hint
    assert defect.row is not None


E = {"test": "a"}
PACKS = {
    # what: (elements, facts, blocks, code)
    "record fact in F": ([E, {"test": "rec"}], {"a": "bool row", "rec": "bool record"}, {}, "MUN-LAW-053"),
    "match fact in B": ([{"test": "m", "stage": "B"}], {"m": "bool match"}, {}, "MUN-LAW-053"),
    "record in applies_when": ([{**E, "applies_when": "r"}], {"a": "bool row", "r": "bool record"}, {}, "MUN-LAW-053"),
    "record in flag_when": (
        [{**E, "flag_when": "r", "flag": "f"}],
        {"a": "bool row", "r": "bool record"},
        {},
        "MUN-LAW-053",
    ),
    "hold without role": ([{**E, "on_not_met": "hold"}], {"a": "bool row"}, {}, "MUN-LAW-050"),
    "F no_disclosure": ([{**E, "on_not_met": "no_disclosure"}], {"a": "bool row"}, {}, "MUN-LAW-044"),
    "F disclose": ([{**E, "on_not_met": "disclose"}], {"a": "bool row"}, {}, "MUN-LAW-044"),
    "unknown source": ([{**E, "source": "zz"}], {"a": "bool row"}, {}, "MUN-LAW-037"),
    "unknown key": ([{**E, "exec": "x"}], {"a": "bool row"}, {}, "MUN-LAW-011"),
    "dead fact": ([E], {"a": "bool row", "b": "bool row"}, {}, "MUN-LAW-055"),
    "dead list": ([E], {"a": "bool row"}, {"lists": {"k": ["x"]}}, "MUN-LAW-055"),
    "duplicate id": ([{**E, "id": "T"}, {**E, "id": "T"}], {"a": "bool row"}, {}, "MUN-LAW-040"),
    "ids alike": ([{**E, "id": "T.1"}, {**E, "id": "T-1"}], {"a": "bool row"}, {}, "MUN-LAW-040"),
    "empty period": (
        [{**E, "effective": {"from": "2025-01-02", "to": "2025-01-01"}}],
        {"a": "bool row"},
        {},
        "MUN-LAW-056",
    ),
    "no elements": ([], {}, {}, "MUN-LAW-038"),
    "fact named and": ([E], {"a": "bool row", "and": "bool row"}, {}, "MUN-LAW-025"),
    "fact named row": ([E], {"a": "bool row", "row": "bool row"}, {}, "MUN-LAW-025"),
    "SQL in a name": ([E], {"a": "bool row", 'x"; DROP TABLE y': "bool row"}, {}, "MUN-LAW-024"),
    "list too big": ([{"test": "t in k"}], {"t": "text row"}, {"lists": {"k": ["x"] * 5_001}}, "MUN-LAW-033"),
    "mixed list": ([{"test": "t in k"}], {"t": "text row"}, {"lists": {"k": ["x", 1]}}, "MUN-LAW-034"),
    "runaway format": ([{"test": "matches(t, f)"}], {"t": "text row"}, {"formats": {"f": "(a+)+b"}}, "MUN-LAW-036"),
    "test and readings": (
        [{**E, "readings": {"r": {"test": "a", "authority": "s"}}}],
        {"a": "bool row"},
        {},
        "MUN-LAW-046",
    ),
    "brace in say": ([{**E, "say": "{0.__class__}"}], {"a": "bool row"}, {}, "MUN-LAW-042"),
    "constant test": ([{"test": True}], {}, {}, "MUN-LAW-051"),
    "judgment without role": ([E], {}, {"facts": {"a": {"type": "bool", "from": "judgment"}}}, "MUN-LAW-027"),
    "value never had": (
        [{"test": "k == 'nmae'"}],
        {},
        {"facts": {"k": {"type": "text", "from": "row", "values": ["name", "empty"]}}},
        "MUN-LAW-052",
    ),
    "overlapping lists": (
        [{"test": "t in k"}],
        {"t": "text row"},
        {"lists": {"k": [{"items": ["x"]}, {"items": ["y"], "effective": {"from": "2025-01-01"}}]}},
        "MUN-LAW-031",
    ),
    "unknown format": ([E], {"a": "bool row"}, {"format": 2}, "MUN-LAW-021"),
    "scenario of another type": (
        [E],
        {"a": "bool row"},
        {"scenarios": {"rows": [{"name": "n", "change": {"a": "yes"}, "outcome": "eligible"}]}},
        "MUN-LAW-080",
    ),
    "no scenario": ([E], {"a": "bool row"}, {"scenarios": {"rows": []}}, "MUN-LAW-071"),
}


@pytest.mark.parametrize("what", PACKS)
def test_pack_is_refused(what: str) -> None:
    elements, facts, blocks, code = PACKS[what]
    report = check_pack(pack_text(elements, facts, **blocks), "hostile.yaml")
    assert not report.ok
    found = [defect for defect in report.defects if defect.code == code]
    assert found, [(d.code, d.message) for d in report.defects]
    assert found[0].hint
    assert "line 1, column " in found[0].message


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
