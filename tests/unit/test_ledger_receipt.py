"""The requester's receipt: verified alone, and not one byte of it can change unnoticed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ledger_support import DAY, LOG_KEY, NOON, ORIGIN, OTHER_WITNESS_KEY, WITNESS_KEY, entries
from world import World, request_row, run

from muniment.ledger.checkpoint import Checkpoint
from muniment.ledger.edge import EMPTY, Growth
from muniment.ledger.entry import Entry, derive_salt
from muniment.ledger.fields import commit_fields
from muniment.ledger.note import LOG, SigningKey
from muniment.ledger.proof import TlogProof
from muniment.ledger.receipt import make_receipt, verify_receipt
from muniment.ledger.tree import Tree
from muniment.vocabulary.errors import IntegrityFailure

RECORD: dict[str, Any] = {
    "kind": "package_received", "package": "PKG-000001", "agreement": "example", "request_id": "REQ-1", "rows": 12,
    "at": "2026-03-02T10:00:00.000000Z", "letter": "a" * 64, "persons_file": "b" * 64, "officer": "ada", "number": 1,
}  # fmt: skip
SALT = derive_salt(bytes(32), 5)
ENTRY = Entry(DAY, commit_fields(RECORD, SALT)).encode()
ITEMS = [*entries(0, 5), ENTRY, *entries(6, 256)]
TREE = Tree(256, {f.tile: f.content for f in Growth(EMPTY).files(ITEMS)}.__getitem__)
VKEY, WITNESS = LOG_KEY.verifier.vkey, WITNESS_KEY.verifier.vkey


def receipt(record: dict[str, Any] = RECORD, key: SigningKey = LOG_KEY) -> bytes:
    note = Checkpoint(ORIGIN, 256, TREE.root()).sign(LOG_KEY)
    note = note.signed_by(WITNESS_KEY.cosign(note.text, NOON))
    proof = TlogProof(5, tuple(TREE.inclusion_proof(5)), note.encode()).encode()
    return make_receipt(record, ENTRY, SALT, proof, key, [WITNESS])


GOOD = receipt()


def findings(raw: bytes, *keys: Any) -> set[str]:
    """The members found to be wrong."""
    with pytest.raises(IntegrityFailure) as refused:
        verify_receipt(raw, "r.json", *keys)
    assert refused.value.exit_code == 4 and refused.value.defects
    return {defect.column for defect in refused.value.defects}


def test_a_receipt_verifies_with_its_own_keys_and_with_the_readers() -> None:
    found = verify_receipt(GOOD, "r.json")
    assert (found.index, found.size, found.pinned, found.facts["rows"]) == (5, 256, False, 12)
    assert verify_receipt(GOOD, "r.json", [VKEY], [WITNESS]).cosigned == {WITNESS: NOON}


def test_it_shows_the_requesters_facts_and_no_other_of_the_act() -> None:
    assert b"ada" not in GOOD
    assert json.loads(GOOD).keys() & {"officer", "number", "opening", "salt"} == set()


@pytest.mark.parametrize("member", sorted(json.loads(GOOD)))
def test_every_member_altered_is_found_and_named(member: str) -> None:
    held = json.loads(GOOD)
    value = held[member]
    held[member] = value + 1 if isinstance(value, int) else value[:-1] if value else ["x"]
    assert findings(json.dumps(held, indent=1, sort_keys=True).encode()) & {member, "promise", "fields", "tlog_proof"}
    del held[member]
    assert member in findings(json.dumps(held, indent=1, sort_keys=True).encode())


def test_several_alterations_are_all_listed() -> None:
    held = json.loads(GOOD) | {"rows": 13, "agreement": "other", "ledger_size": 512, "extra": 1}
    found = findings(json.dumps(held, indent=1, sort_keys=True).encode())
    assert {"rows", "agreement", "ledger_size", "extra", "promise"} <= found


@settings(max_examples=300)
@given(st.integers(0, len(GOOD) - 1), st.integers(1, 255))
def test_no_byte_can_change_unnoticed(at: int, flip: int) -> None:
    raw = bytearray(GOOD)
    raw[at] ^= flip
    findings(bytes(raw))


@pytest.mark.parametrize("raw", [b"", b"{}", b"[]", b"\xff", GOOD + b" ", GOOD.replace(b"\n", b"")])
def test_other_files_and_other_spellings_are_refused(raw: bytes) -> None:
    findings(raw)


def test_a_receipt_of_another_log_or_without_the_readers_witness_is_refused() -> None:
    impostor = SigningKey(ORIGIN, LOG, bytes([7]) * 32)
    assert "vkey" in findings(GOOD, [impostor.verifier.vkey])
    assert findings(receipt(key=impostor)) == {"tlog_proof"}  # a promise no checkpoint of that key bears out
    assert "tlog_proof" in findings(GOOD, [VKEY], [OTHER_WITNESS_KEY.verifier.vkey])


def test_a_promise_for_facts_that_are_not_in_the_entry_is_found() -> None:
    """The log itself lies: it promises other rows than it committed."""
    assert findings(receipt({**RECORD, "rows": 11})) == {"fields"}


def test_from_submission_to_the_requesters_desk(world: World, tmp_path: Path) -> None:
    w = world
    ran = w.must("submit", *w.submission([request_row(0)]), *w.act("ada"))
    keys = w.must("ledger", "vkey")
    file = tmp_path / "mine.json"
    file.write_bytes(Path(ran["receipt"]).read_bytes())
    pinned = ["--vkey", keys["vkey"], "--witness-vkey", keys["witness_vkey"]]
    good = run("receipt", "verify", file, *pinned)
    assert good.code == 0 and good.json["package"] == ran["package"] and good.json["keys"] == "given"
    assert run("receipt", "verify", file).code == 0
    assert run("receipt", "verify", file, "--vkey", VKEY).code == 4
    assert run("receipt", "verify", file, "--vkey", "nonsense").code == 2
    assert run("receipt", "verify", tmp_path / "none").code == 2
    file.write_text(file.read_text().replace('"rows": 1', '"rows": 2'))
    bad = run("receipt", "verify", file, *pinned)
    assert bad.code == 4 and {"rows", "promise"} <= {d["column"] for d in bad.json["error"]["defects"]}
    assert run("receipt", "verify", file).code == 4
