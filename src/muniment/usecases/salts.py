"""Salts: what opens an entry. They derive from the key of the entry's epoch, and are nowhere stored."""

from __future__ import annotations

from bisect import bisect_right

from muniment.ledger.entry import derive_salt
from muniment.store import log
from muniment.usecases import keys
from muniment.usecases.house import House


def epoch_key(house: House, index: int) -> bytes:
    """The key that the salt of the entry at `index` derives from."""
    return keys.salt_key(house.workspace, log.salt_epoch(index))


class Salts:
    """The salts of many entries, each epoch's key read once. For one reading of the ledger, while no key is rotated."""

    def __init__(self, house: House) -> None:
        epochs = log.salt_epochs()
        self._firsts = [first for first, _ in epochs]
        self._keys = [keys.salt_key(house.workspace, number) for _, number in epochs]

    def epoch_key(self, index: int) -> bytes:
        """The key that the salt of the entry at `index` derives from."""
        return self._keys[bisect_right(self._firsts, index) - 1]

    def of(self, index: int) -> bytes:
        """The salt that opens the entry at `index`. Inside only."""
        return derive_salt(self.epoch_key(index), index)


def salt_of(house: House, index: int) -> bytes:
    """The salt that opens the entry at `index`. Inside only."""
    return derive_salt(epoch_key(house, index), index)
