"""A receipt the requester keeps: the log's signed promise for one entry, with the proof that it is already kept.

One JSON file, verified without us and without the log:

    promise      a signed note of the log over the digest of everything else in the file
    tlog_proof   the entry is in a tree that the log signed and witnesses saw
    fields       openings: what the entry says of the facts shown, and no more of the act

So a fact cannot be altered (the promise), cannot be denied later (the proof), and is what the ledger says (the
openings). Whoever finds a promise signed and an entry that says otherwise holds evidence against the log.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any, Final

from muniment.formats.canonical import canonical_json
from muniment.ledger.entry import parse_entry
from muniment.ledger.fields import open_field, parse_opening, verify_field
from muniment.ledger.note import LogSigner, Note, VerifierKey, parse_vkey, verify_note
from muniment.ledger.proof import parse_proof, verify_proof
from muniment.vocabulary.errors import Defect, IntegrityFailure, MunimentError

HEADER: Final = "muniment/receipt/v1"
"""First line of a promise. A checkpoint's first line is its log's name: neither can be taken for the other."""
KIND: Final = "package_received"
SHOWN: Final = {
    "kind": "receipt",
    "package": "package",
    "agreement": "agreement",
    "request_id": "request_id",
    "rows": "rows",
    "at": "received_at",
    "letter": "letter_sha256",
    "persons_file": "persons_sha256",
}
"""Fields of the act that the requester is shown, and their names in the receipt. All are the requester's own."""
_MEMBERS: Final = {
    *SHOWN.values(), "ledger_entry", "ledger_size", "entry", "fields", "tlog_proof", "vkey", "witness_vkeys", "promise",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Verified:
    """What a verified receipt shows. `pinned`: the keys were the reader's own; else only what the file says of itself.

    `cosigned` holds when each witness saw the tree (POSIX seconds, by verifier key line).
    """

    facts: Mapping[str, Any]
    index: int
    size: int
    cosigned: Mapping[str, int]
    pinned: bool


def make_receipt(
    record: Mapping[str, Any], entry: bytes, salt: bytes, proof: bytes, key: LogSigner, witnesses: Sequence[str]
) -> bytes:
    """The receipt for the act `record`, committed field by field in `entry` under `salt` and proven by `proof`."""
    held = parse_proof(proof)
    size = int(held.checkpoint.split(b"\n", 2)[1])
    body: dict[str, Any] = {shown: record[name] for name, shown in SHOWN.items()}
    body |= {
        "ledger_entry": held.index,
        "ledger_size": size,
        "entry": entry.hex(),
        "fields": [json.loads(open_field(record, salt, name).encode()) for name in SHOWN],
        "tlog_proof": proof.decode(),
        "vkey": key.verifier.vkey,
        "witness_vkeys": list(witnesses),
    }
    text = _promise(key.name, body)
    return _encode({**body, "promise": Note(text, (key.sign(text),)).encode().decode()})


def verify_receipt(raw: bytes, name: str, log_keys: Sequence[str] = (), witness_keys: Sequence[str] = ()) -> Verified:
    """What the receipt in `raw` shows, every byte of it accounted for.

    `log_keys` and `witness_keys` are key lines that the reader got elsewhere: the receipt must be of one of the first,
    and all of the second must have cosigned. Without them the receipt's own are used, which proves that it is whole,
    not whose it is. Raises IntegrityFailure listing every part that does not verify; `name` names the file in it.
    """
    defects: list[Defect] = []

    def bad(member: str, message: str) -> None:
        defects.append(Defect(name, None, member, "MUN-RECEIPT-002", message))

    held = _parse(raw, bad)
    log = _log_key(held, log_keys, bad)
    witnesses = [parse_vkey(line) for line in witness_keys]
    if not witness_keys:
        witnesses = _own_witnesses(held, bad)
    if log is not None:
        _check_promise(held, log, bad)
    index, size, cosigned = _check_proof(held, log, witnesses, bad)
    _check_facts(held, bad)
    if defects:
        raise IntegrityFailure(
            "MUN-RECEIPT-001",
            f"The receipt does not verify: {len(defects)} findings.",
            hint="Keep the file as it is. Ask the custodian for the receipt again, and show both to an auditor.",
            defects=defects,
        )
    facts = {shown: held[shown] for shown in SHOWN.values()}
    return Verified(facts, index, size, cosigned, bool(log_keys))


def _encode(content: Mapping[str, Any]) -> bytes:
    return json.dumps(content, indent=1, sort_keys=True).encode()


def _promise(origin: str, body: Mapping[str, Any]) -> str:
    return f"{HEADER}\n{origin}\n{sha256(canonical_json(dict(body))).hexdigest()}\n"


def _parse(raw: bytes, bad: Any) -> dict[str, Any]:
    try:
        held = json.loads(raw)
        whole = isinstance(held, dict) and _encode(held) == raw
    except (ValueError, RecursionError):
        held, whole = None, False
    if not whole:
        bad("", "The file is not the JSON that was written.")
    found = held if isinstance(held, dict) else {}
    for member in sorted(_MEMBERS - found.keys()):
        bad(member, "It is missing.")
    for member in sorted(found.keys() - _MEMBERS):
        bad(member if member.isascii() and member.isprintable() else "", "No receipt has this member.")
    return found


def _log_key(held: Mapping[str, Any], pinned: Sequence[str], bad: Any) -> VerifierKey | None:
    own = held.get("vkey")
    lines = [line.strip() for line in pinned]
    if lines and own not in lines:
        bad("vkey", "The receipt is of another log's key than the one given.")
        own = lines[0]
    try:
        return parse_vkey(str(own))
    except MunimentError as error:
        bad("vkey", error.message)
        return None


def _own_witnesses(held: Mapping[str, Any], bad: Any) -> list[VerifierKey]:
    try:
        return [parse_vkey(line) for line in held["witness_vkeys"]]
    except (MunimentError, KeyError, TypeError, AttributeError):
        bad("witness_vkeys", "They are no verifier key lines.")
        return []


def _check_promise(held: Mapping[str, Any], log: VerifierKey, bad: Any) -> None:
    body = {member: value for member, value in held.items() if member != "promise"}
    try:
        note = verify_note(str(held.get("promise")).encode(), log)
        if note.text != _promise(log.name, body) or len(note.signatures) != 1:
            bad("promise", "The log's promise is for other facts than the file shows.")
    except (MunimentError, UnicodeEncodeError, ValueError) as error:
        bad("promise", getattr(error, "message", "It is no signed note."))


def _check_proof(
    held: Mapping[str, Any], log: VerifierKey | None, witnesses: Sequence[VerifierKey], bad: Any
) -> tuple[int, int, dict[str, int]]:
    try:
        entry = bytes.fromhex(held["entry"])
        if log is None:
            return -1, -1, {}
        proven = verify_proof(held["tlog_proof"].encode(), entry, log, witnesses)
    except (MunimentError, KeyError, TypeError, ValueError, AttributeError) as error:
        bad("tlog_proof", getattr(error, "message", "The entry or its proof cannot be read."))
        return -1, -1, {}
    if held.get("ledger_entry") != proven.index:
        bad("ledger_entry", "The proof is of another entry.")
    if held.get("ledger_size") != proven.checkpoint.size:
        bad("ledger_size", "The proof is of a tree of another size.")
    return proven.index, proven.checkpoint.size, proven.cosigned


def _check_facts(held: Mapping[str, Any], bad: Any) -> None:
    """Each fact is a field of the record committed in the entry; the entry's day is the day received."""
    try:
        entry = parse_entry(bytes.fromhex(held["entry"]))
        openings = [parse_opening(canonical_json(field)) for field in held["fields"]]
    except (MunimentError, KeyError, TypeError, ValueError):
        bad("fields", "The entry or the openings cannot be read.")
        return
    if [opening.name for opening in openings] != list(SHOWN):
        bad("fields", "They are not the fields that a receipt shows.")
    for opening in openings:
        shown = SHOWN.get(opening.name, "fields")
        if not verify_field(opening, entry.commitment):
            bad("fields", f"The field {shown} is not in the entry.")
        elif opening.value != held.get(shown):
            bad(shown, "The ledger says otherwise.")
    if held.get("receipt") != KIND:
        bad("receipt", "It is the receipt of another act.")
    try:
        if date.fromisoformat(str(held.get("received_at"))[:10]) != entry.day:
            bad("received_at", "The entry is of another day.")
    except ValueError:
        bad("received_at", "It is no time.")
