"""Canonical JSON: what it writes, and everything it refuses to write."""

from __future__ import annotations

from enum import IntEnum
from typing import Any

import pytest

from muniment.formats.canonical import MAX_INTEGER, canonical_json, canonical_members, canonical_rows, read_canonical
from muniment.vocabulary.errors import InputRefused


def test_keys_are_sorted_and_nothing_is_spaced() -> None:
    value = {"b": [1, True, None, {}], "a": {"z": "", "B": -7}}
    assert canonical_json(value) == b'{"a":{"B":-7,"z":""},"b":[1,true,null,{}]}'


def test_only_what_rfc_8785_escapes_is_escaped() -> None:
    assert canonical_json('\x00\b\t\n\f\r\x1f"\\/\x7f€😀\u2028') == (
        b'"\\u0000\\b\\t\\n\\f\\r\\u001f\\"\\\\/\x7f' + "€😀\u2028".encode() + b'"'
    )


class Level(IntEnum):
    ONE = 1


@pytest.mark.parametrize(
    "value",
    [
        1.0,
        {"a": 1.5},
        {"a": {"b": float("nan")}},
        MAX_INTEGER + 1,
        {"a": -MAX_INTEGER - 1},
        {"é": 1},
        {1: "a"},
        {True: "a"},
        {None: "a"},
        {"a": "\ud800"},
        "\udfff",
        (1, 2),
        {"a": (1,)},
        {1, 2},
        b"bytes",
        Level.ONE,
        object(),
    ],
)
def test_everything_outside_the_subset_is_refused(value: object) -> None:
    with pytest.raises(InputRefused):
        canonical_json(value)
    with pytest.raises(InputRefused):
        canonical_members({"inside": 1, "x": value})


@pytest.mark.parametrize("record", [{1: "a"}, {"é": 1}, {None: 1, "a": 2}])
def test_members_need_names_of_ascii_text(record: dict[str, object]) -> None:
    with pytest.raises(InputRefused):
        canonical_members(record)


@pytest.mark.parametrize("value", [None, [], [("a", 1)], "a", 1])
def test_only_an_object_has_members(value: Any) -> None:
    with pytest.raises(TypeError):
        canonical_members(value)


def test_the_bounds_of_integers_are_inside() -> None:
    assert canonical_json([MAX_INTEGER, -MAX_INTEGER]) == b"[9007199254740991,-9007199254740991]"


def test_every_place_is_named_and_no_value_is_shown() -> None:
    with pytest.raises(InputRefused) as caught:
        canonical_json({"name": "Prueba", "a": [0.25, {"b": 2**60}], "c": {3: "Ejemplo"}})
    assert {d.column for d in caught.value.defects} == {"$.a[0]", "$.a[1].b", "$.c"}
    assert not any(word in str(caught.value.as_json()) for word in ("Prueba", "Ejemplo", "0.25", str(2**60)))


def test_a_value_that_contains_itself_is_refused() -> None:
    loop: list[object] = []
    loop.append(loop)
    with pytest.raises(InputRefused):
        canonical_json(loop)


@pytest.mark.parametrize(
    "raw", [b'{"a": 1}', b'{"b":1,"a":2}', b'{"a":1,"a":1}', b"1.0", b'"\\u0041"', b"\xff", b"", b"[" * 9999]
)
def test_reading_refuses_any_other_spelling(raw: bytes) -> None:
    with pytest.raises(InputRefused):
        read_canonical(raw)


def test_reading_returns_what_was_written() -> None:
    assert read_canonical(b'{"a":[1,null,"x"]}') == {"a": [1, None, "x"]}


def test_rows_of_a_table_are_those_of_one_record_after_the_other() -> None:
    table = {"row": [1, 2], "b%s": ['x"', None], "a": ["é", "\n"], "d": [True, "z"]}
    rows = [{name: column[i] for name, column in table.items()} for i in range(2)]
    assert list(canonical_rows(table)) == [canonical_json(row) for row in rows]


def test_a_table_names_every_column_it_refuses() -> None:
    with pytest.raises(InputRefused) as caught:
        canonical_rows({"ok": [1], "float": [0.5], "surrogate": ["\ud800"], "large": [2**53], "ñ": [1]})
    assert {d.column for d in caught.value.defects} == {"$", "$.float", "$.surrogate", "$.large"}
    with pytest.raises(ValueError, match="unequal"):
        canonical_rows({"a": [1], "b": []})
