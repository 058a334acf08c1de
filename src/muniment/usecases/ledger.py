"""What anybody may ask of the ledger: checkpoint, verification, proof, keys, comparison with the database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Final

from muniment.ledger import fsck, verify
from muniment.store import log
from muniment.usecases import checkpoints, keys
from muniment.usecases.files import write_whole
from muniment.usecases.house import House
from muniment.usecases.witnesses import policy_of
from muniment.vocabulary.errors import Defect, IntegrityFailure

CLOCK: Final = 600.0
"""Seconds between checkpoints at most."""


class _Entries:
    """The database's entries as the ledger room reads them (ledger.fsck.EntrySource). Read in order, they are one
    query: a run of a large package is not fetched again for each tile."""

    def __init__(self) -> None:
        self._next = -1
        self._ahead: Iterator[bytes] = iter(())

    def size(self) -> int:
        return log.next_index()

    def entries(self, first: int, count: int) -> Sequence[bytes]:
        if first != self._next:
            self._ahead = log.iterate(first, self.size())
        found = list(islice(self._ahead, count))
        self._next = first + len(found)
        return found


def checkpoint(house: House) -> dict[str, object]:
    """A checkpoint no older than ten minutes (LEDGER.md, Writing); idle or not."""
    published = checkpoints.publish(house, fresh=CLOCK)
    return {"size": published.size, "root": published.root.hex(), "checkpoint": published.note.decode()}


def vkey(house: House) -> dict[str, object]:
    """The key lines that outsiders pin: the log's, its witnesses' and how many of them must have cosigned."""
    policy = policy_of(house)
    lines = [key.vkey for key in policy.verifiers]
    retired = [key.vkey for key in keys.log_verifiers(house.workspace)[1:]]
    return {
        "vkey": checkpoints.verifier_key(house),
        "witness_vkey": lines[0],
        "witness_vkeys": lines,
        "quorum": policy.quorum,
        "retired": retired,
    }


def verify_ledger(house: House) -> dict[str, object]:
    """Verify the published log from its files and the pinned keys alone, as a stranger would."""
    log_key = verify.read_key(checkpoints.verifier_key(house), 1)
    policy = policy_of(house)
    witnesses = [verify.read_key(key.vkey, 4) for key in policy.verifiers]
    try:
        copy = verify.Log(house.workspace.ledger, log_key, witnesses, policy.quorum)
        problems = copy.problems
    except verify.Mismatch as mismatch:
        problems = [str(mismatch)]
    if problems:
        raise IntegrityFailure(
            "MUN-LEDGER-092",
            f"The published ledger does not verify: {len(problems)} mismatches.",
            hint="Keep the files as they are and tell the privacy officer.",
            defects=[Defect("ledger", None, "", "MUN-LEDGER-092", problem) for problem in problems],
        )
    head = copy.head
    return {
        "verified": True,
        "size": head.size,
        "root": head.root.hex(),
        "origin": head.origin,
        "witnesses": [name for name, _ in head.cosigned],
    }


def prove(house: House, index: int, out: Path | None) -> dict[str, object]:
    """The proof that an entry is in the ledger; to a file, or shown."""
    proof = checkpoints.prove(house, index)
    if out is not None:
        write_whole(out, proof.text.encode())
    return {"index": index, "entry": proof.entry.hex(), "proof": str(out) if out else proof.text}


def compare(house: House) -> dict[str, object]:
    """Compare every published file with the database. Raises IntegrityFailure listing every difference."""
    found = differences(house)
    if found:
        raise IntegrityFailure(
            "MUN-LEDGER-090",
            f"The published ledger and the database differ in {len(found)} places.",
            hint="Keep both as they are and tell the privacy officer.",
            defects=found,
        )
    return {"ok": True, "size": log.next_index()}


def differences(house: House) -> list[Defect]:
    """What the published files and the database disagree on; nothing when the ledger is whole."""
    gaps = [Defect("database", None, "", "MUN-LEDGER-091", gap) for gap in log.gaps()]
    report = fsck.compare(house.workspace.ledger, _Entries(), progress=house.progress)
    return gaps + [Defect(d.path, None, d.kind, "MUN-LEDGER-093", d.message) for d in report.differences]
