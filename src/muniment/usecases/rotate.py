"""Rotation: a new key takes over from an old one, and the log says so before it does.

    log       announced under the old key's checkpoint; then the new key signs, and the old secret is destroyed
    witness   announced; then the new key cosigns, and the old secret is destroyed
    gate      announced; what is sealed from then on is sealed to the new key. The old one is kept: an auditor may need it
    salts     announced; entries after the announcement have their salts from the new key. The old one is kept

Dying anywhere leaves the old key or the new one in use, never none; rotating again goes on.
"""

from __future__ import annotations

import json
from contextlib import suppress
from enum import StrEnum
from pathlib import Path

from muniment.formats.keyfiles import read_certificate
from muniment.ledger.fields import open_field
from muniment.ledger.note import LOG, WITNESS, SigningKey, parse_skey
from muniment.store import log
from muniment.store.transaction import transaction
from muniment.store.workspace import sync_folder
from muniment.usecases import checkpoints, keys
from muniment.usecases.acting import Attempt, Credentials, change_register
from muniment.usecases.files import write_whole
from muniment.usecases.gates import check_nothing_on_its_way
from muniment.usecases.house import House
from muniment.usecases.journal import Actor, write_act
from muniment.usecases.openings import act_of
from muniment.usecases.salts import salt_of

NEXT = ".next"
SHOWN = ("at", "kind", "new", "old", "role")


class KeyRole(StrEnum):
    LOG = "log"
    WITNESS = "witness"
    GATE = "gate"
    SALTS = "salts"


Officers = tuple[Actor | None, Actor | None]


def rotate_key(house: House, role: KeyRole, first: Credentials | None, second: Credentials | None) -> dict[str, object]:
    """Put a new key in an old one's place. Two officers, one of them counsel, once a package has come in."""
    with Attempt(house, "key_rotation_refused") as attempt:
        attempt.about(role=str(role))
        officers = change_register(attempt, first, second, counsel=True)
        (house.workspace.keys / keys.RETIRED).mkdir(mode=0o700, exist_ok=True)
        if role is KeyRole.SALTS:
            return _salts(house, officers)
        if role is KeyRole.GATE:
            return _gate(house, officers)
        return _note_key(house, role, officers)


def _announce(house: House, role: KeyRole, old: str, new: str, officers: Officers) -> int:
    body = {"role": str(role), "old": old, "new": new}
    return write_act(house, "key_rotated", house.now(), body, actor=officers[0], second=officers[1])


def _note_key(house: House, role: KeyRole, officers: Officers) -> dict[str, object]:
    """The log's or the embedded witness's key: both sign notes."""
    folder = house.workspace.keys
    current = folder / f"{role}.key"
    waiting = folder / f"{role}.key{NEXT}"
    old = parse_skey(current.read_text())
    if not waiting.exists():
        kind = LOG if role is KeyRole.LOG else WITNESS
        keys.write_key(waiting, SigningKey(old.name, kind, house.random(32)).skey.encode())
    new = parse_skey(waiting.read_text())
    with transaction():
        entry = _announce(house, role, old.verifier.vkey, new.verifier.vkey, officers)
    announcement = _write_announcement(house, entry)
    write_whole(folder / keys.RETIRED / f"{role}-{old.verifier.id.hex()}.vkey", old.verifier.vkey.encode())
    waiting.replace(current)
    sync_folder(folder)
    checkpoints.publish(house)
    return {
        "role": str(role),
        "old": old.verifier.vkey,
        "new": new.verifier.vkey,
        "announcement": str(announcement),
        "entry": entry,
    }


def _write_announcement(house: House, entry: int) -> Path:
    """For everybody who holds the old key line: the announcement, opened and proven under that very key."""
    checkpoints.publish(house)
    proof = checkpoints.prove(house, entry)
    run = log.act(entry)
    assert run is not None
    record, salt = act_of(run), salt_of(house, entry)
    content = {
        "entry": proof.entry.hex(),
        "fields": [json.loads(open_field(record, salt, name).encode()) for name in SHOWN],
        "tlog_proof": proof.text,
    }
    path = house.workspace.receipts / f"rotation-{entry}.json"
    write_whole(path, json.dumps(content, indent=1, sort_keys=True).encode())
    return path


def _gate(house: House, officers: Officers) -> dict[str, object]:
    folder = house.workspace.keys
    old = read_certificate(keys.gate_certificate(house.workspace)).fingerprint
    if not (folder / f"gate.key{NEXT}").exists():
        (folder / f"gate.crt{NEXT}").unlink(missing_ok=True)
        keys.create_gate(folder, house.now(), NEXT)
    new = read_certificate((folder / f"gate.crt{NEXT}").read_bytes()).fingerprint
    with transaction():
        check_nothing_on_its_way()
        entry = _announce(house, KeyRole.GATE, old, new, officers)
        # Inside the transaction: a release that is being sealed to the old key meets the new one in its own.
        with suppress(FileExistsError):
            (folder / keys.RETIRED / f"gate-{old[:16]}.key").hardlink_to(folder / "gate.key")
        (folder / f"gate.key{NEXT}").replace(folder / "gate.key")
        (folder / f"gate.crt{NEXT}").replace(folder / "gate.crt")
        sync_folder(folder)
    return {"role": str(KeyRole.GATE), "old": old, "new": new, "entry": entry}


def _salts(house: House, officers: Officers) -> dict[str, object]:
    number = log.salt_epochs()[-1][1] + 1
    path = house.workspace.keys / keys.salt_file(number)
    if not path.exists():
        keys.write_key(path, house.random(32))
        sync_folder(house.workspace.keys)
    with transaction():
        entry = _announce(house, KeyRole.SALTS, f"salts {number - 1}", f"salts {number}", officers)
        log.begin_salt_epoch(entry + 1, number, entry)
    return {"role": str(KeyRole.SALTS), "epoch": number, "first_entry": entry + 1, "entry": entry}
