"""Key files for people, and the recipient's side of an answer. Neither needs a workspace."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

from muniment.formats import keyfiles, sshsig
from muniment.ledger.note import WITNESS, SigningKey
from muniment.release.opening import open_answer
from muniment.usecases.files import read_file


def generate_key(role: str, name: str, out: Path, passphrase_file: Path | None) -> dict[str, object]:
    """A key pair for one person. Requester, officer and counsel: OpenSSH Ed25519; recipient: P-384 with certificate;
    witness: a C2SP signing key."""
    passphrase = read_file(passphrase_file).split(b"\n", 1)[0].rstrip(b"\r") if passphrase_file else None
    out.mkdir(parents=True, exist_ok=True)
    if role == "recipient":
        pair = keyfiles.generate_recipient(out, name, datetime.now(UTC), passphrase)
    elif role == "witness":
        key = SigningKey(name, WITNESS, os.urandom(32))
        keyfiles.write_new(out / f"{name}.key", key.skey.encode())
        keyfiles.write_new(out / f"{name}.vkey", key.verifier.vkey.encode(), 0o644)
        return {"role": role, "private": str(out / f"{name}.key"), "public": str(out / f"{name}.vkey")}
    else:
        pair = keyfiles.generate_ssh(out, name, passphrase)
    return {"role": role, "private": str(pair.private), "public": str(pair.public)}


def open_sealed_answer(file: Path, key: Path, out: Path) -> dict[str, object]:
    """`response.csv` from a sealed answer, or nothing at all."""
    opened = open_answer(file, keyfiles.load_recipient_private(key), out)
    return {
        "response": str(opened.response),
        "rows": opened.rows,
        "ledger_leaf": opened.leaf_hash.hex() if opened.leaf_hash else None,
    }


def sign_request(letter: bytes, key: Path) -> str:
    """The requester's signature over a letter, as `ssh-keygen -Y sign -n muniment-request` makes it."""
    return sshsig.sign(letter, keyfiles.load_ssh_private(key), sshsig.REQUEST_NAMESPACE)
