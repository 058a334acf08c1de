"""Files encrypted under a key of their own, so that to destroy the key is to destroy every copy of the file.

    magic | for each MiB: AES-256-GCM(key, nonce = number of the chunk | 1 for the last, else 0, associated = name)

One key, one file, ever: the nonces may count. A file cut, extended, reordered or renamed does not open.
"""

from __future__ import annotations

from pathlib import Path
from typing import IO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from muniment.vocabulary.errors import IntegrityFailure

MAGIC: Final = b"muniment evidence 1\n"
CHUNK: Final = 1 << 20
TAG: Final = 16


def encrypt(source: Path, target: IO[bytes], key: bytes, name: str) -> None:
    """Write `source` encrypted under `key` (32 bytes, of this file alone) to `target`."""
    cipher = AESGCM(key)
    with source.open("rb") as file:
        target.write(MAGIC)
        chunk, number = file.read(CHUNK), 0
        while True:
            following = file.read(CHUNK)
            target.write(cipher.encrypt(_nonce(number, last=not following), chunk, name.encode()))
            if not following:
                return
            chunk, number = following, number + 1


def decrypt(source: Path, target: IO[bytes], key: bytes, name: str) -> None:
    """Write what `encrypt` was given to `target`. Raises IntegrityFailure for any other file, key or name."""
    with source.open("rb") as file:
        try:
            cipher = AESGCM(key)
            if file.read(len(MAGIC)) != MAGIC:
                raise ValueError
            chunk, number = file.read(CHUNK + TAG), 0
            while True:
                following = file.read(CHUNK + TAG)
                target.write(cipher.decrypt(_nonce(number, last=not following), chunk, name.encode()))
                if not following:
                    return
                chunk, number = following, number + 1
        except (InvalidTag, ValueError):
            raise IntegrityFailure(
                "MUN-STORE-002", f"The artefact {name[:12]}… is not what its name says.", hint="Restore it from backup."
            ) from None


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])
