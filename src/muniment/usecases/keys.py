"""The workspace's own keys: log, witness, gate, salts. Separate files, mode 0600: each can have its holder."""

from __future__ import annotations

import os
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from muniment.formats.keyfiles import self_signed
from muniment.ledger.note import LOG, WITNESS, SigningKey, parse_skey
from muniment.store.workspace import Workspace
from muniment.usecases.house import House
from muniment.vocabulary.errors import IntegrityFailure


def create(house: House) -> None:
    """Write the keys of a new workspace."""
    folder = house.workspace.keys
    name = origin(house.workspace)
    _write(folder / "log.key", SigningKey(name, LOG, house.random(32)).skey.encode())
    _write(folder / "witness.key", SigningKey(f"{name}/witness", WITNESS, house.random(32)).skey.encode())
    gate = ec.generate_private_key(ec.SECP384R1())
    _write(
        folder / "gate.key",
        gate.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()),
    )
    _write(folder / "gate.crt", self_signed(gate, "muniment-gate", house.now()))
    _write(folder / "salt.key", house.random(32))


def origin(workspace: Workspace) -> str:
    """The log's name, in every checkpoint and verifier key."""
    return f"muniment.example/{workspace.id}"


def log_key(workspace: Workspace) -> SigningKey:
    return parse_skey(_read(workspace.keys / "log.key").decode("ascii", "replace"))


def witness_key(workspace: Workspace) -> SigningKey:
    return parse_skey(_read(workspace.keys / "witness.key").decode("ascii", "replace"))


def salt_key(workspace: Workspace, number: int = 0) -> bytes:
    """The key that an epoch's salts are derived from (LEDGER.md, Writing)."""
    raw = _read(workspace.keys / salt_file(number))
    if len(raw) != 32:
        raise IntegrityFailure("MUN-KEYS-002", "The salt key is damaged.", hint="Restore keys/ from the backup.")
    return raw


def salt_file(number: int) -> str:
    """The file name of an epoch's salt key."""
    return f"salt-{number}.key" if number else "salt.key"


def gate_key(workspace: Workspace) -> tuple[ec.EllipticCurvePrivateKey, str]:
    """The gate's private key and its certificate (PEM). Only the gate use case calls this."""
    key = serialization.load_pem_private_key(_read(workspace.keys / "gate.key"), None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise IntegrityFailure("MUN-KEYS-003", "The gate's key is damaged.", hint="Restore keys/ from the backup.")
    return key, _read(workspace.keys / "gate.crt").decode()


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        raise IntegrityFailure(
            "MUN-KEYS-001", f"The key {path.name} cannot be read.", hint="Restore keys/ from the backup."
        ) from None


def _write(path: Path, data: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
