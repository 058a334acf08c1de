"""Commitments over any records: bulk equals single, openings bind, padding hides."""

from __future__ import annotations

import hmac
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from muniment.formats.canonical import MAX_INTEGER, canonical_json
from muniment.ledger.entry import Entry, bulk_entries, commit, derive_salt, mac, opens, parse_entry
from muniment.ledger.fields import commit_fields, open_field, parse_opening, verify_field

KEY = st.binary(min_size=32, max_size=32)
DAY = st.dates(date(1970, 1, 1), date(9999, 12, 31))
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
NAME = st.text(st.characters(max_codepoint=127), min_size=1, max_size=8)
SCALAR = st.none() | st.booleans() | st.integers(-MAX_INTEGER, MAX_INTEGER) | TEXT
RECORD = st.dictionaries(NAME, SCALAR | st.lists(SCALAR, max_size=3), min_size=1, max_size=6)


@given(KEY, st.binary(max_size=300))
def test_mac_equals_the_standard_librarys(key: bytes, message: bytes) -> None:
    assert mac(key, message) == hmac.digest(key, message, "sha256")


@given(st.lists(st.binary(max_size=200), max_size=8), st.integers(0, 2**63), KEY, DAY)
def test_bulk_equals_one_by_one(records: list[bytes], first: int, key: bytes, day: date) -> None:
    single = [Entry(day, commit(r, derive_salt(key, first + i))) for i, r in enumerate(records)]
    assert [parse_entry(raw) for raw in bulk_entries(records, first, key, day)] == single


@given(RECORD, RECORD, KEY)
def test_a_commitment_opens_to_its_record_alone(record: dict[str, Any], other: dict[str, Any], salt: bytes) -> None:
    mine, theirs = canonical_json(record), canonical_json(other)
    assert opens(commit(mine, salt), theirs, salt) == (mine == theirs)


@given(RECORD, RECORD, KEY)
def test_an_opened_field_is_the_records_alone(record: dict[str, Any], other: dict[str, Any], salt: bytes) -> None:
    commitment = commit_fields(record, salt)
    for name in record:
        assert verify_field(parse_opening(open_field(record, salt, name).encode()), commitment)
    same = canonical_json(record) == canonical_json(other)
    assert all(verify_field(open_field(other, salt, name), commitment) == same for name in other)
