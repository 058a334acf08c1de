"""The canonical form against the `rfc8785` package, an oracle that shares no code with ours."""

from __future__ import annotations

from typing import Any

import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from muniment.formats.canonical import (
    MAX_INTEGER,
    canonical_json,
    canonical_members,
    canonical_rows,
    object_of,
    read_canonical,
)

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
SCALAR = st.none() | st.booleans() | st.integers(-MAX_INTEGER, MAX_INTEGER) | TEXT
KEY = st.text(st.characters(max_codepoint=127), max_size=6)
VALUE = st.recursive(SCALAR, lambda v: st.lists(v, max_size=4) | st.dictionaries(KEY, v, max_size=4), max_leaves=12)


@given(VALUE)
def test_equals_the_oracle(value: Any) -> None:
    assert canonical_json(value) == rfc8785.dumps(value)


@given(VALUE)
def test_reads_back_to_an_equal_value(value: Any) -> None:
    assert read_canonical(canonical_json(value)) == value


@given(st.dictionaries(KEY, VALUE, max_size=5), st.dictionaries(KEY, VALUE, max_size=3))
def test_members_put_together_equal_the_oracle(record: dict[str, Any], more: dict[str, Any]) -> None:
    assert object_of(canonical_members(record)) == rfc8785.dumps(record)
    assert object_of(canonical_members(record) | canonical_members(more)) == rfc8785.dumps(record | more)


@given(st.dictionaries(KEY, st.lists(SCALAR, min_size=3, max_size=3), min_size=1, max_size=5))
def test_rows_equal_the_oracle(table: dict[str, list[Any]]) -> None:
    rows = [{name: column[i] for name, column in table.items()} for i in range(3)]
    assert list(canonical_rows(table)) == [rfc8785.dumps(row) for row in rows]
