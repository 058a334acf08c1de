"""Salts: what opens an entry. They derive from the key of the entry's epoch, and are nowhere stored."""

from __future__ import annotations

from muniment.ledger.entry import derive_salt
from muniment.store import log
from muniment.usecases import keys
from muniment.usecases.house import House


def epoch_key(house: House, index: int) -> bytes:
    """The key that the salt of the entry at `index` derives from."""
    return keys.salt_key(house.workspace, log.salt_epoch(index))


def salt_of(house: House, index: int) -> bytes:
    """The salt that opens the entry at `index`. Inside only."""
    return derive_salt(epoch_key(house, index), index)
