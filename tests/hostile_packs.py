"""Packs by authors who mean harm, or make mistakes: by code, depth, size, types and sources."""

from __future__ import annotations

from law_support import pack_text

from muniment.law.document import MAX_BYTES

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
    "comparison reading as default": (
        [
            {
                "readings": {
                    "one": {"test": "a", "authority": "s", "comparison_only": True},
                    "two": {"waived": True, "authority": "s"},
                },
                "default_reading": "one",
            }
        ],
        {"a": "bool row"},
        {},
        "MUN-LAW-060",
    ),
    "comparison_only in words": (
        [{"readings": {"one": {"test": "a", "authority": "s", "comparison_only": "yes"}}, "default_reading": "one"}],
        {"a": "bool row"},
        {},
        "MUN-LAW-061",
    ),
    "term without option": (
        [E],
        {"a": "bool row"},
        {"terms": {"k": {"title": "t", "options": {}, "default": "x"}}},
        "MUN-LAW-057",
    ),
    "term whose default is not offered": (
        [E],
        {"a": "bool row"},
        {"terms": {"k": {"title": "t", "options": {"x": {"authority": "s", "offered": False}}, "default": "x"}}},
        "MUN-LAW-058",
    ),
    "offered in words": (
        [E],
        {"a": "bool row"},
        {"terms": {"k": {"title": "t", "options": {"x": {"authority": "s", "offered": "no"}}, "default": "x"}}},
        "MUN-LAW-059",
    ),
    "a day that is none": ([E], {"a": "bool row"}, {"sources": {"s": {"cite": "c", "on": "soon"}}}, "MUN-LAW-015"),
}


def _sound(elements: int, scenarios: int) -> bytes:
    """Sound in form, and as large as the bounds let it be: every scenario is run, and fails."""
    rows = [{"name": f"n{at}", "outcome": "block"} for at in range(scenarios)]
    return pack_text(
        [{"test": "a or " * 20 + "b"} for _ in range(elements)],
        {"a": "bool row", "b": "bool row"},
        scenarios={"base": {"a": False, "b": True}, "rows": rows},
    )


def _long(elements: int) -> bytes:
    """Expressions near every bound of one expression."""
    expression = "not (" * 22 + "a and " * 300 + "a" + ")" * 22
    return pack_text([{"test": expression} for _ in range(elements)], {"a": "bool row"})


LARGE = {
    "scenarios without end": lambda: _sound(1, 3_001),
    "as many scenarios as there may be": lambda: _sound(10, 3_000),
    "as many elements as there may be": lambda: _sound(200, 500),
    "scenarios and elements too many together": lambda: _sound(200, 501),
    "an element too many": lambda: _sound(201, 1),
    "expressions as long as they may be": lambda: _long(50),
    "expressions too long together": lambda: _long(150),
    "formats as wide as they may be": lambda: pack_text(
        [{"test": " and ".join(f"matches(t, f{n})" for n in range(40))}],
        {"t": "text row"},
        formats={f"f{n}": "(a|b|c){0,9}" * 20 for n in range(40)},
    ),
    "lists as long as they may be": lambda: pack_text(
        [{"test": " or ".join(f"t in k{n}" for n in range(3))}],
        {"t": "text row"},
        lists={f"k{n}": [f"x{at}" for at in range(5_000)] for n in range(3)},
    ),
}
"""Made when asked for: as much work as a document within the bounds can make."""


def catalogue() -> dict[str, bytes]:
    """Every hostile document as bytes, by what it tries."""
    found = dict(DOCUMENTS)
    found |= {
        f"expression: {w}": pack_text([{"test": e}], {"a": "bool row", **FACTS}) for w, (e, _) in EXPRESSIONS.items()
    }
    found |= {f"pack: {w}": pack_text(e, f, **b) for w, (e, f, b, _) in PACKS.items()}
    return found | {what: make() for what, make in LARGE.items()}
