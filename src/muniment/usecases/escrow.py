"""Escrow of the salt keys: sealed to somebody outside, so that entries can be opened when the house has lost them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from muniment.formats import keyfiles
from muniment.release.cms import open_sealed, seal
from muniment.store import log
from muniment.store.transaction import transaction
from muniment.usecases import keys
from muniment.usecases.acting import Attempt, Credentials, counsel_and_second
from muniment.usecases.files import read_file, write_whole
from muniment.usecases.house import House
from muniment.usecases.journal import write_act
from muniment.vocabulary.errors import IntegrityFailure

FORMAT: Final = "muniment-salt-escrow"


def escrow_salts(
    house: House, certificate: Path, out: Path, first: Credentials, second: Credentials | None
) -> dict[str, object]:
    """Seal the key of every salt epoch to the escrow holder's certificate. Counsel and a second officer sign."""
    pem = read_file(certificate)
    with Attempt(house, "salt_escrow_refused") as attempt:
        message = "Escrow of the salt keys needs counsel and a second officer."
        one, two = counsel_and_second(attempt, first, second, "MUN-ESCROW-001", message)
        fingerprint = keyfiles.read_certificate(pem).fingerprint
        with transaction():
            epochs = [
                {"first": first_entry, "number": number, "key": keys.salt_key(house.workspace, number).hex()}
                for first_entry, number in log.salt_epochs()
            ]
            body = {"certificate_sha256": fingerprint, "epochs": [e["first"] for e in epochs]}
            entry = write_act(house, "salts_escrowed", house.now(), body, actor=one, second=two)
        content = {"format": FORMAT, "version": 1, "origin": keys.origin(house.workspace), "epochs": epochs}
        write_whole(out, seal(json.dumps(content, indent=1).encode(), pem, house.random))
    return {"escrow": str(out), "epochs": len(epochs), "entry": entry}


def recover_salts(file: Path, key: Path, out: Path) -> dict[str, object]:
    """The salt keys from an escrow, as files for a workspace's `keys/`. Needs no workspace."""
    opened = open_sealed(read_file(file), keyfiles.load_recipient_private(key))
    try:
        held = json.loads(opened)
        found = {int(e["number"]): bytes.fromhex(e["key"]) for e in held["epochs"]}
        whole = held["format"] == FORMAT and all(len(raw) == 32 for raw in found.values())
    except (ValueError, KeyError, TypeError):
        whole = False
    if not whole:
        raise IntegrityFailure("MUN-ESCROW-002", "The file is no escrow of salt keys.")
    out.mkdir(mode=0o700, parents=True, exist_ok=True)
    for number, raw in found.items():
        keyfiles.write_new(out / keys.salt_file(number), raw)
    return {"origin": held["origin"], "epochs": len(found), "files": sorted(map(keys.salt_file, found))}
