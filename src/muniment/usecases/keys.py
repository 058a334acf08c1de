"""The workspace's own keys: log, witness, gate, salts, record indexes. Separate files, mode 0600: each can have its holder."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from muniment.formats.keyfiles import self_signed
from muniment.ledger.note import LOG, WITNESS, SigningKey, VerifierKey, parse_skey, parse_vkey
from muniment.release.cms import KeyInMemory, Unwrapper
from muniment.store.workspace import Workspace
from muniment.usecases.house import House
from muniment.vocabulary.errors import IntegrityFailure

INDEX: Final = "index.key"
RETIRED: Final = "retired"
"""Folder in `keys/`: verifier lines of retired log and witness keys, and retired gate keys."""


def create(house: House) -> None:
    """Write the keys of a new workspace."""
    folder = house.workspace.keys
    name = origin(house.workspace)
    write_key(folder / "log.key", SigningKey(name, LOG, house.random(32)).skey.encode())
    write_key(folder / "witness.key", SigningKey(f"{name}/witness", WITNESS, house.random(32)).skey.encode())
    create_gate(folder, house.now())
    write_key(folder / "salt.key", house.random(32))
    write_key(folder / INDEX, house.random(32))


def origin(workspace: Workspace) -> str:
    """The log's name, in every checkpoint and verifier key."""
    return f"muniment.example/{workspace.id}"


def log_key(workspace: Workspace) -> SigningKey:
    return parse_skey(_read(workspace.keys / "log.key").decode("ascii", "replace"))


def witness_key(workspace: Workspace) -> SigningKey:
    return parse_skey(_read(workspace.keys / "witness.key").decode("ascii", "replace"))


def salt_key(workspace: Workspace, number: int = 0) -> bytes:
    """The key that an epoch's salts are derived from (LEDGER.md, Writing)."""
    raw = _held(f"{workspace.root}/keys/{salt_file(number)}")
    if len(raw) != 32:
        raise IntegrityFailure("MUN-KEYS-002", "The salt key is damaged.", hint="Restore keys/ from the backup.")
    return raw


def index_key(workspace: Workspace, make: Callable[[int], bytes] | None = None) -> bytes:
    """The key that wraps the keys of record indexes. `make`: a workspace of an earlier release is given one."""
    path = workspace.keys / INDEX
    if make is not None and not path.exists():
        write_key(path, make(32))
    raw = _read(path)
    if len(raw) != 32:
        raise IntegrityFailure("MUN-KEYS-004", "The index key is damaged.", hint="Restore keys/ from the backup.")
    return raw


def salt_file(number: int) -> str:
    """The file name of an epoch's salt key."""
    return f"salt-{number}.key" if number else "salt.key"


def log_verifiers(workspace: Workspace) -> list[VerifierKey]:
    """The log's verifier keys: the one in use, then those retired, whose signatures stay good."""
    retired = [parse_vkey(_read(path).decode()) for path in sorted((workspace.keys / RETIRED).glob("log-*.vkey"))]
    return [log_key(workspace).verifier, *retired]


def gate_holder(workspace: Workspace) -> Unwrapper:
    """The embedded gate's key. Only the gate use case calls this."""
    return read_gate_key(workspace.keys)


def read_gate_key(folder: Path) -> Unwrapper:
    """The gate's key in a folder, which must be that of the certificate beside it."""
    key = serialization.load_pem_private_key(_read(folder / "gate.key"), None)
    certificate = x509.load_pem_x509_certificate(_read(folder / "gate.crt"))
    if not isinstance(key, ec.EllipticCurvePrivateKey) or key.public_key() != certificate.public_key():
        raise IntegrityFailure(
            "MUN-KEYS-003",
            "The gate's key is damaged, or is not that of its certificate.",
            hint="Restore the folder from the backup; if a rotation was cut short, rotate again.",
        )
    return KeyInMemory(key)


def gate_certificate(workspace: Workspace) -> str:
    """The certificate that answers are sealed to before they pass the gate (PEM)."""
    return _read(workspace.keys / "gate.crt").decode()


def create_gate(folder: Path, now: datetime, suffix: str = "") -> None:
    """A new gate key and its certificate in `folder`, under names ending in `suffix`."""
    gate = ec.generate_private_key(ec.SECP384R1())
    private = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    write_key(folder / f"gate.key{suffix}", gate.private_bytes(*private))
    write_key(folder / f"gate.crt{suffix}", self_signed(gate, "muniment-gate", now))


def _held(path: str) -> bytes:
    """A key file's bytes, read once while the file stays as it is: every act asks for the salts' key."""
    try:
        found = os.stat(path)  # noqa: PTH116 - a Path costs more than the call
    except OSError:
        return _read(Path(path))
    return _unchanged(path, found.st_ino, found.st_size, found.st_mtime_ns)


@lru_cache(maxsize=16)
def _unchanged(path: str, inode: int, size: int, changed_ns: int) -> bytes:
    return _read(Path(path))


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        raise IntegrityFailure(
            "MUN-KEYS-001", f"The key {path.name} cannot be read.", hint="Restore keys/ from the backup."
        ) from None


def write_key(path: Path, data: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
