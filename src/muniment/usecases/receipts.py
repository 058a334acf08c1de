"""The requester's side of a receipt. It needs no workspace."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from muniment.ledger.note import parse_vkey
from muniment.ledger.receipt import verify_receipt
from muniment.usecases.files import read_file
from muniment.vocabulary.errors import IntegrityFailure, UsageError


def verify(file: Path, vkeys: Sequence[str], witness_vkeys: Sequence[str]) -> dict[str, object]:
    """What the receipt proves; IntegrityFailure (exit 4) naming every part of it that does not verify."""
    for line in (*vkeys, *witness_vkeys):
        try:
            parse_vkey(line)
        except IntegrityFailure as error:
            raise UsageError("MUN-RECEIPT-003", error.message, hint="Give the whole line, in quotes.") from None
    found = verify_receipt(read_file(file), file.name, vkeys, witness_vkeys)
    return {
        "verified": True,
        **found.facts,
        "ledger_entry": found.index,
        "ledger_size": found.size,
        "witnessed": {
            parse_vkey(line).name: datetime.fromtimestamp(time, UTC).isoformat()
            for line, time in found.cosigned.items()
        },
        "keys": "given" if found.pinned else "the receipt's own: compare vkey with one you got elsewhere",
    }
