"""What a stranger sees of an act or of a row's outcome: a day and 32 bytes that say nothing.

A public entry is 37 bytes: format version (1), UTC day (uint32, big-endian, days since 1970-01-01), commitment (32).
It has no kind: a refusal, a disclosure and a dummy are alike, in length and to the eye.

The commitment is HMAC-SHA-256 under a salt of exactly 32 bytes, over a domain and the canonical record. Without the
salt it can be neither read nor tried out (an unsalted hash of a taxpayer number falls in 100 seconds on one core).
The salt is exactly 32 bytes because HMAC pads a shorter key with zeros, so that two lengths of salt would open one
commitment.

Salts derive from an epoch's key and the entry's index, so nothing but the index need be stored. One index, one salt:
never use an index of one epoch for two records.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from typing import Final

from muniment.vocabulary.errors import IntegrityFailure

VERSION: Final = 1
ENTRY_BYTES: Final = 37
SALT_BYTES: Final = 32
PADDING_MULTIPLE: Final = 256

_EPOCH: Final = date(1970, 1, 1)
_SALT: Final = b"muniment/ledger/salt/v1\0"
_RECORD: Final = b"muniment/ledger/record/v1\0"
_PADDING: Final = b"muniment/ledger/padding/v1\0"
_INNER: Final = bytes(b ^ 0x36 for b in range(256))
_OUTER: Final = bytes(b ^ 0x5C for b in range(256))
_REST_INNER: Final = bytes([0x36]) * (64 - SALT_BYTES)
_REST_OUTER: Final = bytes([0x5C]) * (64 - SALT_BYTES)


@dataclass(frozen=True, slots=True)
class Entry:
    """A public entry. `day` is the UTC day of the act."""

    day: date
    commitment: bytes

    def encode(self) -> bytes:
        """The 37 bytes."""
        if len(self.commitment) != 32:
            raise ValueError("a commitment has 32 bytes")
        return _head(self.day) + self.commitment


def parse_entry(raw: bytes) -> Entry:
    """The entry that `raw` encodes. Raises IntegrityFailure for any other length or version."""
    if len(raw) != ENTRY_BYTES or raw[0] != VERSION:
        raise IntegrityFailure("MUN-LEDGER-010", "The bytes are no ledger entry of version 1.")
    try:
        day = _EPOCH + timedelta(days=int.from_bytes(raw[1:5], "big"))
    except OverflowError:
        raise IntegrityFailure("MUN-LEDGER-010", "The day of a ledger entry is out of range.") from None
    return Entry(day, raw[5:])


def mac(key: bytes, message: bytes) -> bytes:
    """HMAC-SHA-256 under a key of exactly 32 bytes. Raises ValueError for any other length: HMAC pads a shorter key with zeros.

    Spelled out as RFC 2104 defines it, which needs half the time of a call to it; an act takes a score of them.
    """
    if len(key) != SALT_BYTES:
        raise ValueError("a salt or an epoch key has exactly 32 bytes")
    inner = sha256(key.translate(_INNER) + _REST_INNER + message).digest()
    return sha256(key.translate(_OUTER) + _REST_OUTER + inner).digest()


def derive_salt(epoch_key: bytes, index: int) -> bytes:
    """The salt of the entry at `index`: HMAC-SHA-256 under the epoch's 32-byte key. Known to who knows the key, to no
    other.
    """
    return mac(epoch_key, _SALT + index.to_bytes(8, "big"))


def commit(record: bytes, salt: bytes) -> bytes:
    """The commitment to a canonical record: hides it from who lacks the salt, and binds to it alone."""
    return mac(salt, _RECORD + record)


def opens(commitment: bytes, record: bytes, salt: bytes) -> bool:
    """Whether `record` and `salt` are what was committed. Never raises."""
    return len(salt) == SALT_BYTES and hmac.compare_digest(commitment, commit(record, salt))


def padding_needed(size: int) -> int:
    """How many dummies bring a log of `size` entries to a multiple of 256 (0 to 255)."""
    return -size % PADDING_MULTIPLE


def padding_entry(epoch_key: bytes, index: int, day: date) -> bytes:
    """A dummy at `index`: nobody without the epoch's key can tell it from a record's entry.

    It can be proved a dummy (`is_padding`) and, its domain being its own, never be opened as a record.
    """
    return _head(day) + mac(derive_salt(epoch_key, index), _PADDING)


def is_padding(raw: bytes, salt: bytes) -> bool:
    """Whether an entry is a dummy, given the salt of its index. Never raises."""
    return len(raw) == ENTRY_BYTES and len(salt) == SALT_BYTES and hmac.compare_digest(raw[5:], mac(salt, _PADDING))


def bulk_entries(records: Iterable[bytes], first_index: int, epoch_key: bytes, day: date) -> list[bytes]:
    """The entries of canonical `records` at `first_index`, first_index + 1, ... of one epoch.

    Guarantee: equal to `Entry(day, commit(record, derive_salt(epoch_key, index))).encode()` for each. The
    two calls of `mac` for each entry are spelled out: they are all the work.
    """
    if len(epoch_key) != SALT_BYTES:
        raise ValueError("an epoch key has exactly 32 bytes")
    head = _head(day)
    inner, outer = _INNER, _OUTER
    salt_inner = epoch_key.translate(inner) + _REST_INNER + _SALT
    salt_outer = epoch_key.translate(outer) + _REST_OUTER
    rest_inner, rest_outer = _REST_INNER + _RECORD, _REST_OUTER
    entries: list[bytes] = []
    append = entries.append
    for index, record in enumerate(records, first_index):
        salt = sha256(salt_outer + sha256(salt_inner + index.to_bytes(8, "big")).digest()).digest()
        message = sha256(salt.translate(inner) + rest_inner + record).digest()
        append(head + sha256(salt.translate(outer) + rest_outer + message).digest())
    return entries


def _head(day: date) -> bytes:
    days = (day - _EPOCH).days
    if days < 0:
        raise ValueError("a day before 1970")
    return bytes((VERSION,)) + days.to_bytes(4, "big")
