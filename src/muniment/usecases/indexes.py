"""Record indexes at rest: each is encrypted under a data key of its own, which stands beside it wrapped by the
workspace's index key. A room is given the opened data key and never sees a key file.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from muniment.store import artefacts
from muniment.store.models import RecordIndex
from muniment.usecases import keys
from muniment.usecases.house import House
from muniment.vocabulary.errors import IntegrityFailure

WRAPPED: Final = "key.wrapped"


@dataclass(frozen=True, slots=True)
class IndexKey:
    """Whoever holds the key of the record indexes: a file's content here, a key service elsewhere (RFC 3394)."""

    key: bytes = field(repr=False)

    def wrap(self, data_key: bytes) -> bytes:
        return aes_key_wrap(self.key, data_key)

    def unwrap(self, wrapped: bytes) -> bytes:
        """The data key. Raises IntegrityFailure for one that another key wrapped."""
        try:
            return aes_key_unwrap(self.key, wrapped)
        except (InvalidUnwrap, ValueError):
            raise IntegrityFailure(
                "MUN-KEYS-005",
                "The record index is encrypted under another key.",
                hint="Restore keys/index.key from the backup of the keys, or build the index again.",
            ) from None


@dataclass(frozen=True, slots=True)
class OpenIndex:
    """An index that can be read."""

    folder: Path
    key: bytes = field(repr=False)


def new_data_key(house: House) -> tuple[bytes, bytes]:
    """A key for one index, and the same wrapped."""
    data_key = house.random(32)
    return data_key, IndexKey(keys.index_key(house.workspace, make=house.random)).wrap(data_key)


def keep(house: House, folder: Path, version: str, wrapped: bytes) -> None:
    """Take a finished index in, with its key. The same version kept before stays as it is, unless its key is lost: then
    this one, which has the same rows, takes its place."""
    (folder / WRAPPED).write_bytes(wrapped)
    before = house.workspace.indexes / version
    if before.exists():
        try:
            opened(house, version)
        except IntegrityFailure:
            shutil.rmtree(before)
    artefacts.keep_folder(house.workspace, folder, version)


def opened(house: House, index: RecordIndex | str) -> OpenIndex:
    """The index of this version, with its key. Raises IntegrityFailure where either cannot be had; '' is none."""
    digest = index if isinstance(index, str) else index.digest
    folder = house.workspace.indexes / (digest or "none")
    if not digest:
        return OpenIndex(folder, b"")
    return OpenIndex(folder, data_key(house, folder))


def data_key(house: House, folder: Path) -> bytes:
    """The data key that stands wrapped in a folder. Raises IntegrityFailure where it cannot be had."""
    try:
        wrapped = (folder / WRAPPED).read_bytes()
    except OSError:
        raise IntegrityFailure(
            "MUN-KEYS-006",
            "The record index has no key beside it.",
            hint="Restore its folder from the backup; an index of an earlier release is built again.",
        ) from None
    return IndexKey(keys.index_key(house.workspace)).unwrap(wrapped)
