"""Entries and commitments: alike to a stranger, binding to us, and opened field by field to an auditor."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import replace
from datetime import date

import pytest

from muniment.formats.canonical import canonical_json
from muniment.ledger.entry import (
    ENTRY_BYTES,
    Entry,
    bulk_entries,
    commit,
    derive_salt,
    is_padding,
    opens,
    padding_entry,
    padding_needed,
    parse_entry,
)
from muniment.ledger.fields import commit_fields, open_field, parse_opening, verify_field
from muniment.vocabulary.errors import IntegrityFailure

KEY = bytes(range(32))
DAY = date(2026, 3, 2)
ACT = {"act": "approve", "officer": "cy", "package": "P-1", "rows": 17, "at": "2026-03-02T10:00:00Z", "note": None}


def test_an_entry_is_version_day_and_commitment() -> None:
    raw = Entry(DAY, b"\xab" * 32).encode()
    assert raw == b"\x01" + (20514).to_bytes(4, "big") + b"\xab" * 32
    assert parse_entry(raw) == Entry(DAY, b"\xab" * 32)


@pytest.mark.parametrize("raw", [b"", bytes(37), b"\x02" + bytes(36), b"\x01" + bytes(37), b"\x01" + b"\xff" * 36])
def test_other_bytes_are_no_entry(raw: bytes) -> None:
    with pytest.raises(IntegrityFailure):
        parse_entry(raw)


def test_a_commitment_is_hmac_under_the_salt_over_domain_and_record() -> None:
    salt = derive_salt(KEY, 7)
    assert salt == hmac.new(KEY, b"muniment/ledger/salt/v1\0" + bytes(7) + b"\7", hashlib.sha256).digest()
    assert commit(b"{}", salt) == hmac.new(salt, b"muniment/ledger/record/v1\0{}", hashlib.sha256).digest()
    assert opens(commit(b"{}", salt), b"{}", salt)
    assert not opens(commit(b"{}", salt), b"{ }", salt)
    assert not opens(commit(b"{}", salt), b"{}", derive_salt(KEY, 8))


def test_a_salt_has_exactly_32_bytes() -> None:
    # HMAC pads keys with zeros: a salt that ends in one and the same salt without it would open the same commitment.
    for salt in (bytes(31), bytes(33), b""):
        with pytest.raises(ValueError, match="32"):
            commit(b"{}", salt)
        with pytest.raises(ValueError, match="32"):
            derive_salt(salt, 0)
        with pytest.raises(ValueError, match="32"):
            commit_fields(ACT, salt)
        assert not opens(bytes(32), b"{}", salt)


def test_bulk_entries_are_those_made_one_by_one() -> None:
    records = [canonical_json({"row": i, "outcome": "hold" * i}) for i in range(300)]
    assert bulk_entries(records, 1000, KEY, DAY) == [
        Entry(DAY, commit(r, derive_salt(KEY, i))).encode() for i, r in enumerate(records, 1000)
    ]


def test_acts_rows_and_dummies_are_alike_to_who_has_no_key() -> None:
    row = bulk_entries([b'{"outcome":"refuse"}'], 0, KEY, DAY)[0]
    act = Entry(DAY, commit_fields(ACT, derive_salt(KEY, 1))).encode()
    dummy = padding_entry(KEY, 2, DAY)
    assert len(row) == len(act) == len(dummy) == ENTRY_BYTES
    assert row[:5] == act[:5] == dummy[:5]
    assert len({row, act, dummy}) == 3


def test_a_dummy_can_be_proved_one_and_is_never_a_record() -> None:
    dummy = padding_entry(KEY, 2, DAY)
    assert is_padding(dummy, derive_salt(KEY, 2))
    assert not is_padding(dummy, derive_salt(KEY, 3))
    assert not is_padding(bulk_entries([b""], 2, KEY, DAY)[0], derive_salt(KEY, 2))
    assert not opens(parse_entry(dummy).commitment, b"", derive_salt(KEY, 2))


def test_padding_reaches_the_next_multiple_of_256() -> None:
    assert [padding_needed(n) for n in (0, 1, 255, 256, 257)] == [0, 255, 1, 0, 255]


def test_a_day_before_1970_and_a_short_commitment_are_refused() -> None:
    with pytest.raises(ValueError, match="1970"):
        Entry(date(1969, 12, 31), bytes(32)).encode()
    with pytest.raises(ValueError, match="32"):
        Entry(DAY, bytes(31)).encode()


@pytest.mark.parametrize("name", sorted(ACT))
def test_each_field_can_be_shown_alone(name: str) -> None:
    salt = derive_salt(KEY, 9)
    commitment = commit_fields(ACT, salt)
    opening = open_field(ACT, salt, name)
    assert verify_field(opening, commitment)
    assert parse_opening(opening.encode()) == opening
    shown = opening.encode()
    assert salt.hex().encode() not in shown
    for other, value in ACT.items():
        if other != name and isinstance(value, str):
            assert value.encode() not in shown.replace(other.encode(), b"")


def test_an_opening_changed_anywhere_is_refused() -> None:
    salt = derive_salt(KEY, 9)
    commitment = commit_fields(ACT, salt)
    opening = open_field(ACT, salt, "rows")
    changed = [
        replace(opening, value=18),
        replace(opening, value="17"),
        replace(opening, value=0.5),
        replace(opening, name="act"),
        replace(opening, name="absent"),
        replace(opening, salt=bytes(32)),
        replace(opening, salt=b""),
        replace(opening, top_salt=bytes(32)),
        replace(opening, names=(*opening.names, "zzz")),
        replace(opening, names=opening.names[::-1]),
        replace(opening, names=(*opening.names[:-1], "é")),
        replace(opening, hashes=opening.hashes[::-1]),
        replace(opening, hashes=opening.hashes[1:]),
    ]
    assert [verify_field(o, commitment) for o in changed] == [False] * len(changed)
    assert not verify_field(opening, bytes(32))


def test_a_record_cannot_hold_a_field_twice() -> None:
    # Made by hand as a dishonest custodian would, over two values of one name; the names give it away.
    salt = derive_salt(KEY, 9)
    first, second = open_field({"rows": 1, "z": 0}, salt, "rows"), open_field({"rows": 2, "z": 0}, salt, "rows")
    from muniment.ledger import fields

    hashes = [fields._field("rows", v, first.salt) for v in ("1", "2")]
    forged = fields._top(["rows", "rows"], hashes, first.top_salt)
    for opening, other in ((first, hashes[1]), (second, hashes[0])):
        assert not verify_field(replace(opening, names=("rows", "rows"), hashes=(other,)), forged)


def test_no_field_no_record() -> None:
    with pytest.raises(ValueError, match="at least one"):
        commit_fields({}, KEY)
    with pytest.raises(KeyError):
        open_field(ACT, KEY, "absent")


@pytest.mark.parametrize("raw", [b"", b"{}", b"[]", b'{"name":1}', b"\xff"])
def test_other_files_are_no_opening(raw: bytes) -> None:
    with pytest.raises(IntegrityFailure):
        parse_opening(raw)
