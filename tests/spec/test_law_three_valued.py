"""The three-valued logic of the language, drawn as tables. Each is read by both evaluators.

T met, F not met, ? unknown. Every fact here comes from an officer's judgment, so that unknown shows as undetermined.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from law_support import both, pack_of

BOOLS = {"T": True, "F": False, "?": None}
SIGN = {"met": "T", "not_met": "F", "undetermined": "?"}

TWO = """
    a b | a and b | a or b | not a | a == b | a != b
    T T |    T    |   T    |   F   |   T    |   F
    T F |    F    |   T    |   F   |   F    |   T
    T ? |    ?    |   T    |   F   |   ?    |   ?
    F T |    F    |   T    |   T   |   F    |   T
    F F |    F    |   F    |   T   |   T    |   F
    F ? |    F    |   ?    |   T   |   ?    |   ?
    ? T |    ?    |   T    |   ?   |   ?    |   ?
    ? F |    F    |   ?    |   ?   |   ?    |   ?
    ? ? |    ?    |   ?    |   ?   |   ?    |   ?
"""

IS = """
    a | a is true | a is not true | a is false | a is not false | a is None | a is not None
    T |     T     |       F       |     F      |       T        |     F     |      T
    F |     F     |       T       |     T      |       F        |     F     |      T
    ? |     F     |       T       |     F      |       T        |     T     |      F
"""


def read(table: str) -> tuple[list[str], list[str], list[tuple[list[str], list[str]]]]:
    lines = [line.split("|") for line in table.strip().splitlines()]
    names, tests = lines[0][0].split(), [cell.strip() for cell in lines[0][1:]]
    return names, tests, [(line[0].split(), [cell.strip() for cell in line[1:]]) for line in lines[1:]]


@pytest.mark.parametrize("table", [TWO, IS], ids=["and, or, not", "is"])
def test_truth_table(table: str) -> None:
    names, tests, lines = read(table)
    facts = dict.fromkeys(names, "bool judgment")
    pack = pack_of([{"test": test} for test in tests], facts)
    rows = [dict(zip(names, (BOOLS[cell] for cell in given), strict=True)) for given, _ in lines]
    for found, (given, wanted) in zip(both(pack, rows), lines, strict=True):
        assert [SIGN[status] for status in found["statuses"].values()] == wanted, given


# An unknown value with no missing fact behind it (the greatest of an empty list) is simply not met.
KINDS: dict[str, list[tuple[Any, Any, str]]] = {
    # test: [(x, y, answer)]
    "number x < y": [(1, 2, "T"), (2, 2, "F"), (None, 2, "?"), (1, None, "?")],
    "number x <= y": [(2, 2, "T"), (3, 2, "F"), (None, None, "?")],
    "number x + y == 3": [(1, 2, "T"), (1.5, 1.5, "T"), (1, 1, "F"), (1, None, "?"), (float("nan"), 1, "?")],
    "number x - y > -1": [(1, 2, "F"), (2, 2, "T"), (1e300, 1, "?")],
    "number x in [1, 2] or y == 9": [(1, 0, "T"), (3, 0, "F"), (None, 0, "?"), (None, 9, "T"), (-0.0, 9, "T")],
    "date x < y": [(date(2025, 1, 1), date(2025, 1, 2), "T"), (date(2025, 1, 2), date(2025, 1, 2), "F")],
    "date y - x > 90": [
        (date(2025, 1, 1), date(2025, 4, 1), "F"),
        (date(2025, 1, 1), date(2025, 4, 2), "T"),
        (date(9999, 12, 31), date(1, 1, 1), "F"),
        (None, date(2025, 4, 2), "?"),
    ],
    "date days(x, y) == 1": [(date(2024, 2, 28), date(2024, 2, 29), "T"), (date(2024, 2, 29), date(2024, 2, 28), "F")],
    "date x + 90 < y": [(date(2025, 1, 1), date(2025, 4, 2), "T"), (date(9999, 12, 31), date(2025, 1, 1), "F")],
    "date year(x) == 2025 and y is None": [(date(2025, 12, 31), None, "T"), (date(2026, 1, 1), None, "F")],
    "date x >= date('2025-04-07') or y is not None": [(date(2025, 4, 7), None, "T"), (date(2025, 4, 6), None, "F")],
    "text x == y": [("a", "a", "T"), ("a", "A", "F"), ("", "", "T"), ("é", "e\u0301", "F"), ("a", None, "?")],
    "text x in ['a', \"it's\"] or y == ''": [("it's", None, "T"), ("b", "", "T"), ("b", "c", "F"), (None, "c", "?")],
    "text contains(x, y)": [
        ("abc", "bc", "T"),
        ("abc", "", "T"),
        ("abc", "%", "F"),
        ("a_c", "_", "T"),
        ("a", None, "?"),
    ],
    "text starts_with(x, y)": [("abc", "ab", "T"), ("abc", "b", "F"), ("", "a", "F")],
    "text ends_with(x, y)": [("abc", "bc", "T"), ("abc", "ab", "F")],
    "text length(x) == 2 and y is None": [("éa", None, "T"), ("🤦🏼", None, "T"), ("a", None, "F"), (None, None, "?")],
    "list_number max(x) == 3 and count(y) == 0": [([1, 3], [], "T"), ([1], [], "F"), ([], [], "F"), (None, [], "?")],
    "list_number min(x) == 1 or any_in(y, [7])": [([3, 1], [], "T"), ([], [7], "T"), ([2, None], [None], "F")],
    "list_text all_in(x, y)": [
        (["a"], ["a", "b"], "T"),
        (["a", "c"], ["a"], "F"),
        ([], ["a"], "T"),
        (["a"], None, "?"),
    ],
    "list_text any_in(x, ['a']) and 'b' not in y": [(["a"], ["c"], "T"), (["a"], ["b"], "F"), ([], [], "F")],
    "list_text count(x) == 1 and count(y) == 0": [(["a", None], [], "T"), ([], [], "F")],
}


@pytest.mark.parametrize("what", KINDS)
def test_forms(what: str) -> None:
    kind, test = what.split(" ", 1)
    pack = pack_of([{"test": test}], {"x": f"{kind} judgment", "y": f"{kind} judgment"})
    found = both(pack, [{"x": x, "y": y} for x, y, _ in KINDS[what]])
    assert [SIGN[row["statuses"]["T-000"]] for row in found] == [answer for _, _, answer in KINDS[what]]


SILENCE = """
    origin    stage | true | false   | unknown
    letter    F     | met  | not_met | not_met
    row       F     | met  | not_met | not_met
    agreement B     | met  | not_met | not_met
    register  B     | met  | not_met | not_met
    judgment  F     | met  | not_met | undetermined
    match     M     | met  | not_met | undetermined
    record    M     | met  | not_met | undetermined
    row       M     | met  | not_met | not_met
"""


@pytest.mark.parametrize("test", ["a", "not (not a)"])
def test_what_silence_gives(test: str) -> None:
    """An unknown fact of the request is a known absence, also under `not`; others are waited for."""
    for line in SILENCE.strip().splitlines()[1:]:
        head, *wanted = (cell.strip() for cell in line.split("|"))
        origin, stage = head.split()
        pack = pack_of([{"test": test, "stage": stage}], {"a": f"bool {origin}"})
        stages = ("M",) if stage == "M" else ("B", "F")
        found = both(pack, [{"a": True}, {"a": False}, {"a": None}], stages)
        assert [row["statuses"]["T-000"] for row in found] == wanted, line
        negated = pack_of([{"test": f"not ({test})", "stage": stage}], {"a": f"bool {origin}"})
        assert both(negated, [{}], stages)[0]["statuses"]["T-000"] == wanted[2], line


CAUSES = """
    test                 | r j k | status       | missing
    r and j              | ? ? T | undetermined | j
    r and j              | T ? T | undetermined | j
    r and j              | F ? T | not_met      |
    r or j               | ? F T | not_met      |
    r or j               | ? ? T | undetermined | j
    (r and j) or k       | F ? ? | undetermined | k
    (r and j) or k       | ? ? T | met          |
    j and k              | ? ? ? | undetermined | j k
    j and k              | ? ? F | not_met      |
    j is true and k      | T ? ? | not_met      |
    j is not true and k  | T ? ? | undetermined | k
    (j == k) or r        | ? F T | not_met      |
    (j == k) or r        | F ? ? | undetermined | j k
"""


def test_which_facts_are_missing() -> None:
    """Only facts whose silence makes the answer unknown are waited for."""
    for line in CAUSES.strip().splitlines()[1:]:
        test, given, status, missing = (cell.strip() for cell in line.split("|"))
        facts = {"r": "bool row", "j": "bool judgment", "k": "bool judgment"}
        used = {name: kind for name, kind in facts.items() if re.search(rf"\b{name}\b", test)}
        pack = pack_of([{"test": test}], used)
        row = dict(zip("rjk", (BOOLS[cell] for cell in given.split()), strict=True))
        found = both(pack, [row])[0]
        assert (found["statuses"]["T-000"], " ".join(found["missing"])) == (status, missing), line


APPLIES = """
    applies origin | applies test | status
    row            | T T          | met
    row            | T F          | not_met
    row            | F F          | not_applicable
    row            | ? T          | met
    row            | ? F          | not_met
    judgment       | T F          | not_met
    judgment       | F F          | not_applicable
    judgment       | ? T          | undetermined
    judgment       | ? F          | undetermined
"""


def test_when_an_element_applies() -> None:
    for line in APPLIES.strip().splitlines()[1:]:
        origin, given, status = (cell.strip() for cell in line.split("|"))
        pack = pack_of([{"applies_when": "w", "test": "t"}], {"w": f"bool {origin}", "t": "bool row"})
        row = dict(zip("wt", (BOOLS[cell] for cell in given.split()), strict=True))
        assert both(pack, [row])[0]["statuses"]["T-000"] == status, line
