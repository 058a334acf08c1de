"""Write the ledger: an act, the rows of a package, padding. Always inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from muniment.formats import sshsig
from muniment.formats.canonical import canonical_members, object_of
from muniment.ledger.entry import Entry, bulk_entries, derive_salt, padding_entry, padding_needed
from muniment.ledger.fields import commit_members
from muniment.store import log
from muniment.usecases import keys, salts
from muniment.usecases.house import House
from muniment.vocabulary.chain import Hand

PrivateKey = Ed25519PrivateKey | ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


CLOCK_WENT_BACK: Final = "before the last checkpoint"
"""What an act's record says of its own time when the clock went back. Its place in the ledger stays what it is."""


@dataclass(frozen=True, slots=True)
class Actor:
    """An officer who is here with a key: the register's row id, the name, and the key that signs the act."""

    id: int
    hand: Hand
    key: PrivateKey


def timestamp(at: datetime) -> str:
    """The one spelling of a UTC time in records, with its microseconds."""
    return at.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def write_act(
    house: House,
    kind: str,
    at: datetime,
    body: Mapping[str, Any],
    *,
    actor: Actor | None = None,
    second: Actor | None = None,
    package: str = "",
) -> int:
    """One entry for one act; returns its index. The officer's signature over the act is part of what is committed.

    `body` holds canonical JSON values: hashes, ids, counts, codes. Where no officer is needed the operator is named.
    """
    record: dict[str, Any] = {"format": 1, "kind": kind, "at": timestamp(at), **body}
    if package:
        record["package"] = package
    head = log.head()
    if head.signed_at is not None and at < head.signed_at:
        record["clock"] = CLOCK_WENT_BACK
    if actor is None:
        record["operator"] = house.operator
    else:
        record["officer"] = actor.hand.name
        record["officer_key"] = actor.hand.key
    if second is not None:
        record["second_officer"] = second.hand.name
        record["second_officer_key"] = second.hand.key
    members = canonical_members(record)
    raw = object_of(members)
    signers = {"signature": actor, "second_signature": second}
    if signatures := {n: sshsig.sign(raw, by.key, sshsig.ACT_NAMESPACE) for n, by in signers.items() if by is not None}:
        members |= canonical_members(signatures)
        raw = object_of(members)
    salt = derive_salt(keys.salt_key(house.workspace, head.salt_epoch), head.index)
    leaf = Entry(at.date(), commit_members(members, salt)).encode()
    log.append(head.index, kind=kind, day=at.date(), leaves=leaf, count=1, record=raw, package=package)
    return head.index


def write_rows(
    house: House, kind: str, at: datetime, records: Iterable[bytes], *, artefact: str, package: str
) -> tuple[int, int]:
    """One entry for each row's canonical record, in order; returns (first index, count). Nothing for no rows.

    The records are not stored: they are read again from `artefact`, and salts from the index.
    """
    first = log.next_index()
    leaves = bulk_entries(records, first, salts.epoch_key(house, first), at.date())
    if leaves:
        log.append(
            first,
            kind=kind,
            day=at.date(),
            leaves=b"".join(leaves),
            count=len(leaves),
            artefact=artefact,
            package=package,
        )
    return first, len(leaves)


def write_padding(house: House, at: datetime, *, at_least: int = 0) -> int:
    """Dummies, `at_least` so many, up to a multiple of 256, so that counts say nothing about one person; returns the
    log's size."""
    size = log.next_index()
    needed = at_least + padding_needed(size + at_least)
    if needed:
        epoch = salts.epoch_key(house, size)
        leaves = b"".join(padding_entry(epoch, size + i, at.date()) for i in range(needed))
        log.append(size, kind="padding", day=at.date(), leaves=leaves, count=needed)
    return size + needed
